"""Bringing a file in, whatever its kind: text, Markdown, .docx, .odt."""

from dataclasses import dataclass
from pathlib import Path

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.importing import read_capped
from fieldnotes.casebook.records import Interview
from fieldnotes.formats.word_processing import is_package, read_document
from fieldnotes.text.errors import EmptyTextError
from fieldnotes.text.normalising import Normalised, normalise, normalise_text


@dataclass(frozen=True, slots=True)
class Readable:
    """A file read and brought to the form that is stored.

    Attributes:
        normalised: the text and what was changed in it.
        left_out: sentences about what the file holds and the text does not.
    """

    normalised: Normalised
    left_out: tuple[str, ...]

    @property
    def text(self) -> str:
        """The text as it is stored."""
        return self.normalised.text


def read_file(path: Path) -> Readable:
    """The text of a file as it would be stored; nothing is stored.

    Args:
        path: a regular file of at most 20 MiB.

    Raises:
        WrongUseError: if it does not exist, is a folder or device, is empty, too large, of a kind that is not read, or
            needs an extra that is not installed.
        DamagedError: if it cannot be read, changes while it is, or is damaged.
        RefusedError: if it is locked with a password, or declares entities.
    """
    return read_bytes(read_capped(path))


def read_bytes(raw: bytes) -> Readable:
    """The same for bytes that come from elsewhere; errors as for :func:`read_file`."""
    if not is_package(raw):
        return Readable(normalise(raw), ())
    document = read_document(raw)
    normalised = normalise_text(document.text)
    if not normalised.text.strip():
        raise EmptyTextError
    return Readable(normalised, document.left_out)


def import_file(book: Casebook, case: CaseId, path: Path, title: str = "") -> tuple[Interview, Readable]:
    """Store the text of a file as a new interview of ``case``.

    The title is not taken from the file: it may be a person's name.

    Raises:
        AnswerIsNoError: if there is no such case; then the file is not opened.
        FieldnotesError: as for :func:`read_file`; nothing is stored then.
    """
    book.cases.get(case)
    readable = read_file(path)
    return book.interviews.add(case, readable.text, title), readable
