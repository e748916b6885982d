"""Writing something out of the vault: a guarded act, sealed to a reader unless that is refused in so many words."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import InterviewId
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.copies import refuse_copies
from fieldnotes.formats.document_writing import TextFormat, as_bytes
from fieldnotes.sealing.age_files import require_readers, seal_once
from fieldnotes.vault.disk import create_private_file, failure, sync, write_at
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.share import Share
from fieldnotes.vault.vault import Vault

IN_THE_CLEAR = "in the clear"
"""What is given in place of readers to write it out unsealed."""


__all__ = ["IN_THE_CLEAR", "form_of", "require_readers", "write_guarded", "write_out"]


def form_of(to: Path) -> TextFormat:
    """The form that a file's name asks for: ``talk.docx`` and ``talk.docx.age`` a document, anything else text."""
    name = to.name.casefold().removesuffix(".age")
    return next((form for form in TextFormat if name.endswith(f".{form}")), TextFormat.TEXT)


def write_out(  # noqa: PLR0913 - what, where to, for whom, and the proof that the owner asks
    book: Casebook,
    interview: InterviewId,
    to: Path,
    readers: Sequence[str] | str,
    passphrase: Passphrase,
    *,
    share: Share | None = None,
    form: TextFormat = TextFormat.TEXT,
) -> int:
    """Write the text of an interview to a new file, mode 0600. Codings, memos and the case's label stay in the vault.

    Args:
        book: the casebook.
        interview: which.
        to: a path where nothing is yet.
        readers: age keys (``age1…``) that may open it, or :data:`IN_THE_CLEAR`.
        passphrase: the vault's, typed again.
        share: of the vault's key file on removable media, where it has one.
        form: text, .docx or .odt.

    Returns:
        How many bytes were written.

    Raises:
        RefusedError: if the passphrase is another, something of that name exists, the disk is full, or the case is a copy.
        WrongUseError: if there is no reader, one is malformed, or an extra is missing.
        DamagedError: if the disk fails; nothing is left of the file.
        AnswerIsNoError: if there is no such interview.
    """
    refuse_copies(
        book.vault.connection,
        [book.interviews.get(interview).case],
        "goes back and nowhere else",
        "Ask whoever sent it for a transcript.",
    )
    return write_guarded(
        book.vault,
        to,
        readers,
        passphrase,
        lambda: as_bytes(book.interviews.text(interview), form),
        share=share,
    )


def write_guarded(  # noqa: PLR0913 - as above
    vault: Vault,
    to: Path,
    readers: Sequence[str] | str,
    passphrase: Passphrase,
    make: Callable[[], bytes],
    *,
    share: Share | None = None,
) -> int:
    """Write what ``make`` gives to a new file, mode 0600; it is asked only after the passphrase was found right.

    Args:
        vault: whose passphrase is asked for.
        to: a path where nothing is yet.
        readers: age keys (``age1…``) that may open it, or :data:`IN_THE_CLEAR`.
        passphrase: the vault's, typed again.
        make: gives the bytes to write.
        share: of the vault's key file on removable media, where it has one.

    Returns:
        How many bytes were written.

    Raises:
        RefusedError: if the passphrase is another, something of that name exists, or the disk is full.
        WrongUseError: if there is no reader, or one is malformed.
        DamagedError: if the disk fails; nothing is left of the file.
    """
    vault.require_passphrase(passphrase, share)
    if isinstance(readers, str) and readers != IN_THE_CLEAR:
        raise WrongUseError(
            "Readers are given as a list of age keys.", "Report this as a fault of the program."
        )
    plain = make()
    raw = plain if isinstance(readers, str) else seal_once(plain, readers)
    _write_private(to, raw)
    return len(raw)


def _write_private(to: Path, raw: bytes) -> None:
    """All of it, readable by the owner only, or nothing."""
    descriptor = create_private_file(to)
    try:
        write_at(descriptor, raw, 0)
        sync(descriptor)
    except OSError as error:
        to.unlink(missing_ok=True)
        raise failure(error, f"The file {to.name} cannot be written") from None
    finally:
        os.close(descriptor)
