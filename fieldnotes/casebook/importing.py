"""Bringing bytes in: read with a cap, normalised, stored; or refused in a sentence with nothing stored."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from fieldnotes.base.errors import DamagedError, FieldnotesError, WrongUseError
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
    with open_capped(path, MAX_IMPORT_BYTES, TooLargeError(MAX_IMPORT_BYTES // 2**20)) as file:
        try:
            raw = file.read(MAX_IMPORT_BYTES + 1)
        except OSError:
            raise _unreadable() from None
        if len(raw) != os.fstat(file.fileno()).st_size:
            raise _changed()
        return raw


@contextmanager
def open_capped(path: Path, most: int, too_large: FieldnotesError) -> Iterator[BinaryIO]:
    """A regular file of at most ``most`` bytes, open for reading; whether it changed meanwhile is asked at the end.

    Raises:
        WrongUseError: if it does not exist, or is a folder or device; then nothing of it is read.
        FieldnotesError: ``too_large``, if it is.
        DamagedError: if it cannot be opened, or changed.
    """
    if path.is_dir():
        raise WrongUseError("That is a folder, not a file.", "Give the file itself.")
    try:
        file = os.fdopen(os.open(path, _OPEN), "rb")
    except (FileNotFoundError, NotADirectoryError):
        raise WrongUseError("There is no such file.", "Check the path.") from None
    except (OSError, ValueError):
        raise _unreadable() from None
    with file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise WrongUseError("That is a device or a pipe, not a file.", "Give a file.")
        if before.st_size > most:
            raise too_large
        yield file
        after = os.fstat(file.fileno())
    if after.st_size != before.st_size or before.st_mtime_ns != after.st_mtime_ns:
        raise _changed()


def _changed() -> DamagedError:
    return DamagedError(
        "The file changed while it was read.", "Close what is writing it and import it again."
    )


def _unreadable() -> DamagedError:
    return DamagedError("The file cannot be read.", "Check that you may read it, and that its disk is sound.")
