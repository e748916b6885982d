"""Projects of other programs on screen: one is brought in after it was shown; cases are written out as one."""

from typing import TYPE_CHECKING

from fieldnotes.tui.dialogs.agree import Agree
from fieldnotes.tui.dialogs.ask import Ask
from fieldnotes.tui.dialogs.bringing_in import BringingIn
from fieldnotes.tui.dialogs.writing_out import GuardedWriting
from fieldnotes.tui.files import typed_path
from fieldnotes.tui.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fieldnotes.formats.refi.importing import Imported
    from fieldnotes.formats.refi.plans import Plan
    from fieldnotes.vault.passphrases import Passphrase
    from fieldnotes.vault.share import Share


class ProjectImport(BringingIn):
    """Asks for a file, shows what would be made of it, and makes that once the word is typed."""

    def begin(self) -> None:
        """Ask for the file."""
        self._app.ask(
            Ask(
                "Bring in a project of another program",
                "The path of a REFI-QDA file (.qdpx, .qdc), as NVivo, ATLAS.ti, MAXQDA and QualCoder write it.",
            ),
            self._read,
        )

    def _read(self, typed: str) -> None:
        from fieldnotes.formats.refi.packaged import load  # noqa: PLC0415 - only here
        from fieldnotes.formats.refi.planning import plan_import  # noqa: PLC0415 - as above

        path, book = typed_path(typed), self._app.opened.book
        self._page.tell("Reading the project…")
        self._page.in_background(lambda: plan_import(book, load(path)), self._show)

    def _show(self, plan: "Plan") -> None:
        from fieldnotes.formats.refi.telling import sentences  # noqa: PLC0415 - only here

        self._page.tell("")
        self._app.ask(
            Agree("Bring this project in? ↑ ↓ scroll", sentences(plan), "import", "stores it"),
            lambda yes: self._store(plan) if yes else None,
        )

    def _store(self, plan: "Plan") -> None:
        from fieldnotes.formats.refi.importing import carry_out  # noqa: PLC0415 - only here

        book = self._app.opened.book
        self._page.tell("Storing the project…")
        self._page.in_background(lambda: carry_out(book, plan), self._stored)

    def _stored(self, made: "Imported") -> None:
        self._then()
        self._page.tell(
            f"Brought in: {counted(made.cases, 'case')}, {counted(made.interviews, 'interview')},"
            f" {counted(made.codings, 'coding')}, {counted(made.factors, 'factor')} of the team's own."
            + (" Note consent before you go on." if made.cases else "")
        )


class ProjectOut(GuardedWriting):
    """Writes every case and the diary out as a project."""

    ASKS = "Write all cases and the diary out as a project: who may open the file?"
    WHERE = "A path where nothing is yet, ending in .qdpx, or .qdpx.age where it is sealed."

    def write(
        self, to: "Path", readers: "Sequence[str] | str", passphrase: "Passphrase", share: "Share | None"
    ) -> str:
        """Write texts, codings, memos and the diary."""
        from fieldnotes.formats.refi.writing_out import write_out_project  # noqa: PLC0415 - only here

        made, size = write_out_project(self._app.opened.book, to, readers, passphrase, share=share)
        return f"{counted(made.cases, 'case')}, {counted(made.codings, 'coding')}, {size:,} bytes"
