"""Writing a project out of the vault: guarded as an interview is, and sealed unless that is refused in so many words."""

from collections.abc import Sequence
from pathlib import Path

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.formats.refi.project_writing import WrittenProject, project_file
from fieldnotes.formats.writing_out import write_guarded
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.share import Share


def write_out_project(  # noqa: PLR0913 - what, where to, for whom, and the proof that the owner asks
    book: Casebook,
    to: Path,
    readers: Sequence[str] | str,
    passphrase: Passphrase,
    *,
    cases: Sequence[CaseId] | None = None,
    share: Share | None = None,
) -> tuple[WrittenProject, int]:
    """Write cases to a new file, mode 0600, with texts, codings and memos. Consent and identities stay in the vault.

    Args:
        book: the casebook.
        to: a path where nothing is yet.
        readers: age keys (``age1…``) that may open it, or :data:`fieldnotes.formats.writing_out.IN_THE_CLEAR`.
        passphrase: the vault's, typed again.
        cases: which; all of them where ``None``.
        share: of the vault's key file on removable media, where it has one.

    Returns:
        What was written, without its bytes, and how many bytes the file has.

    Raises:
        RefusedError: if the passphrase is another, something of that name exists, or the disk is full.
        WrongUseError: if there is no reader, one is malformed, or the extra `documents` is not installed.
        DamagedError: if the disk fails, and nothing is left of the file; or if a text cannot be read.
        AnswerIsNoError: if there is no such case.
    """
    made = WrittenProject()

    def make() -> bytes:
        nonlocal made
        made = project_file(book, cases)
        return made.raw

    size = write_guarded(book.vault, to, readers, passphrase, make, share=share)
    made.raw = b""
    return made, size
