"""Bringing bytes in: read with a cap, normalised, stored; or refused in a sentence with nothing stored."""

import os
import stat
from pathlib import Path

from fieldnotes.base.errors import DamagedError, WrongUseError
from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import Interview
from fieldnotes.text.errors import TooLargeError
from fieldnotes.text.normalising import MAX_IMPORT_BYTES, Normalised, normalise

_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
"""Without O_NONBLOCK, opening a named pipe would wait for a writer for ever; POSIX only, as is O_NOCTTY."""


def import_bytes(book: Casebook, case: CaseId, raw: bytes, title: str = "") -> tuple[Interview, Normalised]:
    """Store bytes, such as those of standard input, as a new interview of ``case``; the second value tells what was changed.

    Consent is not asked for here; show ``book.consent.notice(case, Purpose.STORE)``.

    Raises:
        AnswerIsNoError: if there is no such case.
        WrongUseError: if there is no text in it, or more than ``MAX_IMPORT_BYTES``.
        DamagedError: if it is not text, or its UTF-8 is malformed.
    """
    book.cases.get(case)
    normalised = normalise(raw)
    return book.interviews.add(case, normalised.text, title), normalised


def read_capped(path: Path) -> bytes:
    """The bytes of a regular file of at most ``MAX_IMPORT_BYTES``.

    Raises:
        WrongUseError: if it does not exist, is a folder or device, or is too large; then nothing of it is read.
        DamagedError: if it cannot be read, or changes while it is.
    """
    if path.is_dir():
        raise WrongUseError("That is a folder, not a file.", "Give the text file itself.")
    try:
        with os.fdopen(os.open(path, _OPEN), "rb") as file:
            before = os.fstat(file.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise WrongUseError("That is a device or a pipe, not a file.", "Give a text file.")
            if before.st_size > MAX_IMPORT_BYTES:
                raise TooLargeError(MAX_IMPORT_BYTES // 2**20)
            raw = file.read(MAX_IMPORT_BYTES + 1)
            after = os.fstat(file.fileno())
    except (FileNotFoundError, NotADirectoryError):
        raise WrongUseError("There is no such file.", "Check the path.") from None
    except (OSError, ValueError):
        raise DamagedError(
            "The file cannot be read.", "Check that you may read it, and that its disk is sound."
        ) from None
    if len(raw) != before.st_size or before.st_mtime_ns != after.st_mtime_ns:
        raise DamagedError(
            "The file changed while it was read.", "Close what is writing it and import it again."
        )
    return raw
