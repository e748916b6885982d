"""Writing something out of the vault: for whom, where to, and the passphrase once more."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from fieldnotes.tui.dialogs.agree import Agree
from fieldnotes.tui.dialogs.ask import Ask
from fieldnotes.tui.files import typed_path

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fieldnotes.base.ids import InterviewId
    from fieldnotes.tui.screens.page import Page
    from fieldnotes.vault.passphrases import Passphrase
    from fieldnotes.vault.share import Share

_CLEAR = (
    "Whoever finds the file reads it, on this machine and on every copy of it.",
    "A wipe of the vault does not reach it. On flash memory it can never be destroyed with certainty.",
)


class GuardedWriting(ABC):
    """Asks one thing after the other; any Esc leaves with nothing written.

    Args:
        page: the screen that is shown meanwhile.
    """

    ASKS = "Write this text out: who may open the file?"
    WHERE = "A path where nothing is yet. A name with .docx or .odt makes such a document, also before .age."

    def __init__(self, page: "Page") -> None:
        self._page = page
        self._app = page.fieldnotes
        self._readers: Sequence[str] | str = ()
        self._to: Path
        self._share = ""

    def begin(self) -> None:
        """Ask for whom it is."""
        self._app.ask(
            Ask(
                self.ASKS,
                "An age key (age1…), several with spaces between them. An empty line: anybody, in the clear.",
            ),
            self._for_whom,
        )

    def _for_whom(self, typed: str) -> None:
        from fieldnotes.formats.writing_out import IN_THE_CLEAR, require_readers  # noqa: PLC0415 - only here

        keys = typed.split()
        if keys:
            require_readers(keys)
            self._readers = keys
            self._ask_where()
            return
        self._readers = IN_THE_CLEAR

        def agreed(yes: bool) -> None:  # noqa: FBT001 - an answer
            if yes:
                self._ask_where()

        self._app.ask(Agree("Write it out without sealing it?", _CLEAR, IN_THE_CLEAR, "goes on"), agreed)

    def _ask_where(self) -> None:
        self._app.ask(
            Ask("Into which file?", self.WHERE),
            self._where,
        )

    def _where(self, typed: str) -> None:
        self._to = typed_path(typed)
        if self._app.opened.vault.needs_share:
            self._app.ask(Ask("The path of the vault's key file"), self._key_file)
        else:
            self._ask_passphrase()

    def _key_file(self, typed: str) -> None:
        self._share = typed
        self._ask_passphrase()

    def _ask_passphrase(self) -> None:
        self._app.ask(
            Ask(
                "The vault's passphrase, once more",
                "So that nobody who passes by takes a text with them.",
                secret=True,
            ),
            self._write,
        )

    def _write(self, passphrase: str) -> None:
        from fieldnotes.tui.session import share_at  # noqa: PLC0415 - not before a vault is open
        from fieldnotes.vault.passphrases import Passphrase  # noqa: PLC0415 - as above

        to, readers, share = self._to, self._readers, self._share
        self._page.tell("Checking the passphrase…")
        self._page.in_background(
            lambda: self.write(to, readers, Passphrase(passphrase), share_at(share)), self._written
        )

    @abstractmethod
    def write(
        self, to: "Path", readers: "Sequence[str] | str", passphrase: "Passphrase", share: "Share | None"
    ) -> str:
        """Write it, away from the screen; what was written, for people."""

    def _written(self, what: str) -> None:
        sealed = "NOT sealed" if isinstance(self._readers, str) else "sealed to its readers"
        self._page.tell(f"Written: {what}, {sealed}. A wipe of the vault does not reach this file.")


class WritingOut(GuardedWriting):
    """Writes an interview's text out.

    Args:
        page: the screen that is shown meanwhile.
        interview: which.
    """

    def __init__(self, page: "Page", interview: "InterviewId") -> None:
        super().__init__(page)
        self._interview = interview

    def write(
        self, to: "Path", readers: "Sequence[str] | str", passphrase: "Passphrase", share: "Share | None"
    ) -> str:
        """Write the text, in the form that the file's name asks for."""
        from fieldnotes.formats.writing_out import form_of, write_out  # noqa: PLC0415 - only here

        book = self._app.opened.book
        size = write_out(book, self._interview, to, readers, passphrase, share=share, form=form_of(to))
        return f"{size:,} bytes"
