"""Opening a ZIP package that comes from elsewhere without letting it take the machine's memory."""

import io
import struct
import zipfile
import zlib
from typing import BinaryIO

from fieldnotes.base.errors import DamagedError, RefusedError, WrongUseError

MOST_PARTS = 10_000
LARGEST_LISTING = 8 * 2**20
"""Bytes of the list of parts, which is read as a whole before it can be counted: some 46 bytes and a name each."""
LARGEST_PART = 64 * 2**20
"""Bytes of one unpacked part; an interview of a million words in Word's XML has about 40 MiB."""

_END, _LOCATOR, _WIDE_END = 22, 20, 56
_END_AND_COMMENT = _END + 0xFFFF
_ELSEWHERE = 0xFFFFFFFF
"""In place of a size that stands in the record of large files."""

_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))


def declares_entities(xml: bytes) -> bool:
    """Whether XML declares a document type: no format that is read needs one, and entities are how bombs are made."""
    return any(declaration in xml for declaration in _DECLARATIONS)


class Package:
    """A package whose parts are read one at a time, each with a cap. Nothing is unpacked to a disk.

    Args:
        file: its bytes, or the open file, which then stays open for as long as parts are read.

    Raises:
        DamagedError: if it is no ZIP file or its list of parts is damaged.
        WrongUseError: if it has more than 10,000 parts.
    """

    def __init__(self, file: bytes | BinaryIO) -> None:
        stream = io.BytesIO(file) if isinstance(file, bytes) else file
        try:
            listing = _listing_size(stream)
            if listing > LARGEST_LISTING:
                raise _too_many_parts()
            self._zip = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
            raise _damaged() from None
        if len(self._zip.infolist()) > MOST_PARTS:
            raise _too_many_parts()

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
            RefusedError: if it declares a document type.
        """
        content = self.read(name, most)
        if declares_entities(content):
            raise RefusedError(
                "The file declares entities of its own, which no word processor writes.",
                "Do not trust where it came from; save it again from a word processor.",
            )
        return content


def _listing_size(stream: BinaryIO) -> int:
    """What the file's end says the list of parts takes (APPNOTE.TXT 6.3.10, sections 4.3.14 to 4.3.16), in bytes.

    Both places are looked at in which the end can stand, since readers differ in which they believe.
    """
    whole = stream.seek(0, io.SEEK_END)
    at = max(0, whole - _END_AND_COMMENT)
    stream.seek(at)
    tail = stream.read(_END_AND_COMMENT)
    stream.seek(0)
    sizes = [0]
    for end in {tail.rfind(b"PK\x05\x06"), len(tail) - _END}:
        if end >= 0 and tail[end : end + 4] == b"PK\x05\x06" and len(tail) - end >= _END:
            sizes.append(struct.unpack_from("<I", tail, end + 12)[0])
        if end >= _LOCATOR and tail[end - _LOCATOR : end - _LOCATOR + 4] == b"PK\x06\x07":
            named = struct.unpack_from("<Q", tail, end - _LOCATOR + 8)[0]
            sizes += [_wide_listing_size(stream, place) for place in (named, at + end - _LOCATOR - _WIDE_END)]
    return max(size for size in sizes if size != _ELSEWHERE)


def _wide_listing_size(stream: BinaryIO, at: int) -> int:
    """The same from the record that large files have."""
    stream.seek(min(max(0, at), 2**62))
    record = stream.read(_WIDE_END)
    stream.seek(0)
    return int(struct.unpack_from("<Q", record, 40)[0]) if record[:4] == b"PK\x06\x06" else 0


def _too_many_parts() -> WrongUseError:
    return WrongUseError(
        f"The file holds more than {MOST_PARTS:,} parts, which no document does.",
        "Save it again from the program it came from.",
    )


def _damaged() -> DamagedError:
    return DamagedError(
        "The file is damaged: it cannot be unpacked.",
        "Open it in the program it came from and save it again.",
    )
