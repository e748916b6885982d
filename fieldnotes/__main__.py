"""``python -m fieldnotes`` and the ``fieldnotes`` command."""

import sys

from fieldnotes.base.errors import FieldnotesError


def main() -> int:
    """Run the command line; returns the exit code documented in docs/manual.md."""
    from fieldnotes.cli.opening import open_application, opens_application  # noqa: PLC0415 - see _harden

    words = sys.argv[1:]
    try:
        if opens_application(words):
            # The notes are in the child, which hardens itself before it does anything; the lock screen need not wait
            # for this process, which holds none.
            return open_application(words[1] if words else None, _harden_if_possible)
        _harden()
    except FieldnotesError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the command line is not loaded yet
        return error.exit_code
    from fieldnotes.cli.running import run  # noqa: PLC0415 - nothing else is loaded before the process is hardened

    return run(words)


def _harden() -> None:
    from fieldnotes.hardening.process import harden_process  # noqa: PLC0415 - after the application has begun

    harden_process()


def _harden_if_possible() -> None:
    try:
        _harden()
    except FieldnotesError:
        return  # the application has refused for the same reason, and says so


if __name__ == "__main__":
    sys.exit(main())
