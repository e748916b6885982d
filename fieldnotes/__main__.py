"""``python -m fieldnotes`` and the ``fieldnotes`` command."""

import sys

from fieldnotes.hardening.process import harden_process


def main() -> int:
    """Run the command line; returns the exit code documented in docs/manual.md."""
    harden_process()
    from fieldnotes.cli.running import run  # noqa: PLC0415 - nothing else is loaded before the process is hardened

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
