"""Opening a ZIP package that comes from elsewhere without letting it take the machine's memory."""

import io
import zipfile
import zlib

from fieldnotes.base.errors import DamagedError, RefusedError, WrongUseError

MOST_PARTS = 10_000
LARGEST_PART = 64 * 2**20
"""Bytes of one unpacked part; an interview of a million words in Word's XML has about 40 MiB."""

_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))


class Package:
    """A package whose parts are read one at a time, each with a cap. Nothing is unpacked to a disk.

    Args:
        raw: the file's bytes.

    Raises:
        DamagedError: if it is no ZIP file or its list of parts is damaged.
        WrongUseError: if it has more than 10,000 parts.
    """

    def __init__(self, raw: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
            raise _damaged() from None
        if len(self._zip.infolist()) > MOST_PARTS:
            raise WrongUseError(
                f"The file holds more than {MOST_PARTS:,} parts, which no document does.",
                "Save it again from the program it came from.",
            )

    @property
    def names(self) -> frozenset[str]:
        """The names of all parts, as they stand; never used as paths."""
        return frozenset(self._zip.namelist())

    def read(self, name: str, most: int = LARGEST_PART) -> bytes:
        """One part.

        Raises:
            DamagedError: if it is missing or does not unpack.
            RefusedError: if it is locked with a password.
            WrongUseError: if it unpacks to more than ``most`` bytes.
        """
        try:
            part = self._zip.getinfo(name)
            if part.flag_bits & 0x1:
                raise RefusedError(
                    "The file is locked with a password.", "Save a copy without one on an encrypted disk."
                )
            with self._zip.open(part) as stream:
                # The size a part declares may be a lie, so it is the reading that is capped.
                content = stream.read(most + 1)
        except (KeyError, zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError):
            raise _damaged() from None
        if len(content) > most:
            raise WrongUseError(
                f"A part of the file unpacks to more than {most // 2**20} MiB.",
                "Save the text alone, without pictures, or as plain text.",
            )
        return content

    def read_xml(self, name: str, most: int = LARGEST_PART) -> bytes:
        """One part that is XML; errors as for :meth:`read`.

        Raises:
            RefusedError: if it declares a document type: no document needs one, and entities are how bombs are made.
        """
        content = self.read(name, most)
        if any(declaration in content for declaration in _DECLARATIONS):
            raise RefusedError(
                "The file declares entities of its own, which no word processor writes.",
                "Do not trust where it came from; save it again from a word processor.",
            )
        return content


def _damaged() -> DamagedError:
    return DamagedError(
        "The file is damaged: it cannot be unpacked.",
        "Open it in the program it came from and save it again.",
    )
