"""``python -m fieldnotes`` and the ``fieldnotes`` command."""

import sys

from fieldnotes.base.errors import FieldnotesError
from fieldnotes.hardening.process import harden_process


def main() -> int:
    """Run the command line; returns the exit code documented in docs/manual.md."""
    try:
        harden_process()
    except FieldnotesError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the command line is not loaded yet
        return error.exit_code
    from fieldnotes.cli.running import run  # noqa: PLC0415 - nothing else is loaded before the process is hardened

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
