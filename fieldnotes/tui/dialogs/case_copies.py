"""Copies of cases for a second coder on screen: sent, received, and their coding sent back."""

from typing import TYPE_CHECKING

from fieldnotes.tui.dialogs.ask import Ask
from fieldnotes.tui.dialogs.bringing_in import BringingIn
from fieldnotes.tui.dialogs.writing_out import GuardedWriting
from fieldnotes.tui.files import typed_path
from fieldnotes.tui.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fieldnotes.base.ids import CaseId
    from fieldnotes.formats.casecopies.receiving import Received
    from fieldnotes.tui.screens.page import Page
    from fieldnotes.vault.passphrases import Passphrase
    from fieldnotes.vault.share import Share


class SendingCopy(GuardedWriting):
    """Writes a case for a second coder; from a copy, its coding for the vault it came from.

    Args:
        page: the screen that is shown meanwhile.
        case: which.
    """

    WHERE = "A path where nothing is yet, such as copy.age. It is sealed to that vault alone."

    def __init__(self, page: "Page", case: "CaseId") -> None:
        super().__init__(page)
        self._case = case
        self._coder = "B"

    def begin(self) -> None:
        """Ask for whom it is; a copy knows where it came from."""
        if self._app.opened.book.copies.received(self._case) is not None:
            self._readers = []
            self._ask_where()
            return
        self._app.ask(
            Ask("Send a copy: who codes it?", "One letter, never a name.", value="B"), self._by_whom
        )

    def _by_whom(self, typed: str) -> None:
        from fieldnotes.base.labels import parse_coder  # noqa: PLC0415 - only here
        from fieldnotes.formats.casecopies.sending import WITHDRAWAL  # noqa: PLC0415 - as above

        self._coder = parse_coder(typed.strip().upper())
        self._app.ask(
            Ask("To which vault?", f"Its key, age1…, as `fieldnotes case key` shows it there. {WITHDRAWAL}"),
            self._for_vault,
        )

    def _for_vault(self, typed: str) -> None:
        from fieldnotes.formats.writing_out import require_readers  # noqa: PLC0415 - only here

        require_readers([typed.strip()])
        self._readers = [typed.strip()]
        self._ask_where()

    def write(
        self, to: "Path", readers: "Sequence[str] | str", passphrase: "Passphrase", share: "Share | None"
    ) -> str:
        """Write it."""
        from fieldnotes.formats.casecopies.sending import send  # noqa: PLC0415 - only here

        recipient = readers[0] if readers else None
        sent = send(
            self._app.opened.book,
            self._case,
            to,
            passphrase,
            recipient=recipient,
            coder=self._coder,
            share=share,
        )
        if sent.codings is None:
            return f"a copy of {self._case} for coder {sent.coder}"
        return f"{counted(sent.codings, 'coding')} of coder {sent.coder}"


class ReceivingCopy(BringingIn):
    """Asks for a file, and under which label a copy is to stand here."""

    def begin(self) -> None:
        """Ask for the file; its first line says which key it must be sealed to."""
        from fieldnotes.formats.casecopies.sending import own_key  # noqa: PLC0415 - only here

        recipient = own_key(self._app.opened.book).recipient
        self._app.ask(
            Ask(
                "Receive a copy to code, or the coding of one",
                f"The path of the file, sealed to this vault's key: {recipient}",
            ),
            self._read,
        )

    def _read(self, typed: str) -> None:
        path = typed_path(typed)

        def named(label: str) -> None:
            from fieldnotes.base.files import read_received  # noqa: PLC0415 - only here
            from fieldnotes.formats.casecopies.receiving import receive  # noqa: PLC0415 - as above

            book = self._app.opened.book
            self._page.tell("Opening the file…")
            self._page.in_background(
                lambda: receive(book, read_received(path), label.strip() or None), self._received
            )

        self._app.ask(
            Ask(
                "Under which label?", "An empty line: that of the original, or of the case it comes back to."
            ),
            named,
        )

    def _received(self, found: "Received") -> None:
        from fieldnotes.formats.casecopies.receiving import told  # noqa: PLC0415 - only here

        self._then()
        self._page.tell(" ".join(told(found)[:2]))
