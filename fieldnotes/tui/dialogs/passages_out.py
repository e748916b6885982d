"""Writing out of the vault what an analysis came to: words of passages, or the numbers of a picture."""

from typing import TYPE_CHECKING

from fieldnotes.tui.dialogs.writing_out import GuardedWriting
from fieldnotes.tui.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from fieldnotes.analysis.retrieval.finding import Found
    from fieldnotes.tui.screens.page import Page
    from fieldnotes.vault.passphrases import Passphrase
    from fieldnotes.vault.share import Share

_WHERE = "A path where nothing is yet, ending in .csv, or .csv.age where it is sealed."


class PassagesOut(GuardedWriting):
    """Writes passages with their words as CSV.

    Args:
        page: the screen that is shown meanwhile.
        found: the passages.
    """

    ASKS = "Write these passages out with their words: who may open the file?"
    WHERE = _WHERE

    def __init__(self, page: "Page", found: "Found") -> None:
        super().__init__(page)
        self._found = found

    def write(
        self, to: "Path", readers: "Sequence[str] | str", passphrase: "Passphrase", share: "Share | None"
    ) -> str:
        """Write them."""
        from fieldnotes.formats.passages_out import write_out_passages  # noqa: PLC0415 - only here

        book = self._app.opened.book
        size = write_out_passages(book, self._found, to, readers, passphrase, share=share)
        return f"{counted(len(self._found.passages), 'passage')}, {size:,} bytes"


class NumbersOut(GuardedWriting):
    """Writes the numbers of a picture as CSV.

    Args:
        page: the screen that is shown meanwhile.
        make: gives the file's bytes.
    """

    ASKS = "Write these numbers out: who may open the file?"
    WHERE = _WHERE

    def __init__(self, page: "Page", make: "Callable[[], bytes]") -> None:
        super().__init__(page)
        self._make = make

    def write(
        self, to: "Path", readers: "Sequence[str] | str", passphrase: "Passphrase", share: "Share | None"
    ) -> str:
        """Write them."""
        from fieldnotes.formats.writing_out import write_guarded  # noqa: PLC0415 - only here

        vault = self._app.opened.vault
        return f"{write_guarded(vault, to, readers, passphrase, self._make, share=share):,} bytes"
