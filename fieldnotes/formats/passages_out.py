"""Writing the words of passages out of the vault: a guarded act like writing out a text."""

from collections.abc import Callable, Sequence
from pathlib import Path

from fieldnotes.analysis.codes import factors_as_codes
from fieldnotes.analysis.retrieval.finding import Found, Passage
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.copies import refuse_copies
from fieldnotes.formats.analysis_csv import passages_csv
from fieldnotes.formats.writing_out import write_guarded
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.share import Share


def words_of(book: Casebook) -> Callable[[Passage], str]:
    """Gives the words of a passage, as the text stands now."""
    return lambda passage: book.interviews.text(passage.interview)[passage.start : passage.end]


def write_out_passages(  # noqa: PLR0913 - what, where to, for whom, and the proof that the owner asks
    book: Casebook,
    found: Found,
    to: Path,
    readers: Sequence[str] | str,
    passphrase: Passphrase,
    *,
    share: Share | None = None,
) -> int:
    """Write passages with their words as CSV to a new file, mode 0600; case labels go along, memos stay.

    Returns:
        How many bytes were written.

    Raises:
        RefusedError: if one of them is of a copy for a second coder.
        FieldnotesError: as for :func:`fieldnotes.formats.writing_out.write_guarded`.
    """
    refuse_copies(
        book.vault.connection,
        {passage.case for passage in found.passages},
        "goes back and nowhere else",
        "Ask for passages of other cases only.",
    )
    keys = factors_as_codes(book).keys
    return write_guarded(
        book.vault, to, readers, passphrase, lambda: passages_csv(found, keys, words_of(book)), share=share
    )
