"""Bringing a file in: read with a cap, normalised, stored; or refused in a sentence with nothing stored."""

from pathlib import Path

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import Interview
from fieldnotes.text.normalising import Normalised


def import_file(book: Casebook, case: CaseId, path: Path, title: str = "") -> tuple[Interview, Normalised]:
    """Store the text of a file as a new interview of ``case``; the second value tells what was changed.

    Consent is not asked for here; show ``book.consent.notice(case, Purpose.STORE)``.

    Args:
        book: the casebook.
        case: the case.
        path: a regular file of UTF-8 text, at most ``MAX_IMPORT_BYTES``; never more is held in memory.
        title: of the interview. The file's name is not taken: it may be a person's.

    Raises:
        AnswerIsNoError: if there is no such case.
        WrongUseError: if the file does not exist, is a folder or device, is empty, too large, or not text.
        DamagedError: if it cannot be read, or its UTF-8 is malformed.
    """
    raise NotImplementedError
