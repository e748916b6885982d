"""From the command line to the first screen, and from the last screen to the end."""

import gc
import os
import sys
from pathlib import Path
from types import TracebackType

from fieldnotes.base.errors import FieldnotesError, WrongUseError
from fieldnotes.hardening.environment import refuse_unsafe_environment
from fieldnotes.hardening.farewell import say_last
from fieldnotes.hardening.process import harden_process, replace_process
from fieldnotes.hardening.signals import end_with_parent, on_end, on_suspend
from fieldnotes.tui.endings import Ending, Way
from fieldnotes.tui.faults import fault_sentence
from fieldnotes.tui.first_frame import draw

_JUST_MADE = "--just-made"


def start(folder: Path, *, just_made: bool = False) -> int:
    """Run the application on the vault in ``folder`` until it ends; a lock replaces this process and begins again.

    Call it in the child of :func:`fieldnotes.hardening.launcher.run_supervised`.

    Args:
        folder: the vault's.
        just_made: whether the vault was made a moment ago and is to be unlocked for the first time.

    Returns:
        The exit code: 0 done, otherwise as documented for the command line.
    """
    _say_nothing_of_faults()
    try:
        harden_process()
        refuse_unsafe_environment()
        end_with_parent(os.getppid())
        ending = _run(folder, just_made=just_made)
    except Exception as error:  # noqa: BLE001 - the last line of defence: a traceback would show what variables hold
        ending = Ending(Way.FAULT, *fault_sentence(error))
    if ending.way in {Way.LOCK, Way.MADE}:
        first = (_JUST_MADE,) if ending.way is Way.MADE else ()
        replace_process(
            [sys.executable, "-m", "fieldnotes.tui", "--vault", str(ending.folder or folder), *first]
        )
    if ending.words and not say_last(ending.words):
        sys.stderr.write(ending.words + "\n")
    return ending.code


def _run(folder: Path, *, just_made: bool) -> Ending:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise WrongUseError(
            "The application needs a terminal.", "Use the verbs in scripts; fieldnotes --help lists them."
        )
    from fieldnotes.vault.resuming import finish_interrupted_wipe  # noqa: PLC0415 - after the process is hardened

    verdict = finish_interrupted_wipe(folder)
    if verdict is not None:
        words = ("A wipe of this vault was interrupted; it has been finished now.", *verdict.sentences())
        return Ending(Way.QUIT, 0 if verdict.erased_logically else 1, "\n".join(words))
    on_suspend(lambda: None)  # nothing to lock yet, and a stopped program would leave the terminal as it is
    if not just_made and (folder / "vault.key").exists():
        draw(folder.name, sys.stderr.fileno())
    return _application(folder, just_made=just_made)


def _application(folder: Path, *, just_made: bool) -> Ending:
    import logging  # noqa: PLC0415 - after the lock screen is drawn

    logging.disable(logging.CRITICAL)
    gc.disable()  # nothing is thrown away while the parts are loaded
    from fieldnotes.base.settings import load_settings  # noqa: PLC0415 - after the lock screen is drawn
    from fieldnotes.tui.app import FieldnotesApp  # noqa: PLC0415 - as above
    from fieldnotes.tui.driver import NoteDriver  # noqa: PLC0415 - as above

    gc.enable()
    gc.freeze()  # what is loaded stays; later collections need not look at it
    app = FieldnotesApp(folder, load_settings(), driver=NoteDriver, just_made=just_made)
    on_end(app.end_asked)
    return app.run() or app.ending


def _say_nothing_of_faults() -> None:
    """Python's own reports of uncaught errors name values; ours name a place."""

    def quiet(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        del kind, trace
        sys.stderr.write(fault_sentence(error)[1] + "\n")

    sys.excepthook = quiet


def main(arguments: list[str] | None = None) -> int:
    """``python -m fieldnotes.tui --vault FOLDER`` or ``--default-vault``."""
    given = sys.argv[1:] if arguments is None else arguments
    if given == ["--default-vault"]:
        from fieldnotes.base.settings import default_vault_folder  # noqa: PLC0415 - only where no folder was named

        return start(default_vault_folder())
    if given[:1] != ["--vault"] or given[2:] not in ([], [_JUST_MADE]):
        error: FieldnotesError = WrongUseError(
            "This module is started by the fieldnotes command.", "Run fieldnotes --vault FOLDER."
        )
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return start(Path(given[1]), just_made=len(given) > 2)
