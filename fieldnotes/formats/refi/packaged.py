"""From a file to a project with its texts. Parts are looked up by name in the package; no path is ever followed."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from fieldnotes.base.errors import DamagedError, FieldnotesError, RefusedError, WrongUseError
from fieldnotes.casebook.importing import open_capped
from fieldnotes.formats.packages import Package
from fieldnotes.formats.refi.elements import Project, Text
from fieldnotes.formats.refi.limits import LARGEST_FILE, LARGEST_PROJECT, LARGEST_TEXTS
from fieldnotes.formats.refi.reading import read_xml
from fieldnotes.formats.word_processing import is_package
from fieldnotes.text.decoding import MAX_IMPORT_BYTES, decode

_SEALED = b"age-encryption.org/v1"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_MARK = "\ufeff"
_ESCAPES = re.compile(rb"%([0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class LoadedText:
    """A text source with its words.

    Attributes:
        element: what the project says of it.
        text: as it stands in the file, without a byte order mark; ``None`` where there is none.
        mark: whether there was a byte order mark.
        missing: why there is no text, to be said after *texts that*; empty where there is.
    """

    element: Text
    text: str | None
    mark: bool = False
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A project with the words of its texts and notes.

    Attributes:
        project: what its XML says.
        texts: its text sources, in the file's order.
        notes: the words of each note by GUID, as they stand.
    """

    project: Project
    texts: tuple[LoadedText, ...]
    notes: dict[str, str]


def load(path: Path) -> Loaded:
    """A project (.qdpx), a codebook (.qdc), or the XML of either by itself.

    Raises:
        WrongUseError: if there is no such file, it is larger or holds more than is read, or an extra is missing.
        DamagedError: if it cannot be read, or is no project.
        RefusedError: if it is sealed or locked, or declares entities.
    """
    too_large = WrongUseError(
        f"The file is larger than {LARGEST_FILE // 2**20} MiB.",
        "Export the project without pictures and recordings.",
    )
    with open_capped(path, LARGEST_FILE, too_large) as file:
        try:
            return _load(file)
        except OSError:
            raise DamagedError("The file cannot be read.", "Check that its disk is sound.") from None


def _load(file: BinaryIO) -> Loaded:
    head = file.read(64)
    file.seek(0)
    if head.startswith(_SEALED):
        raise RefusedError(
            "The file is sealed to a reader.", "Open it first: age --decrypt -i KEY -o PROJECT.qdpx FILE."
        )
    if not is_package(head):
        return _with_texts(read_xml(file.read(LARGEST_PROJECT + 1)), _Parts(None, ""))
    package = Package(file)
    name = _project_part(package)
    folder = name.rpartition("/")[0]
    return _with_texts(read_xml(package.read(name, LARGEST_PROJECT)), _Parts(package, folder))


def _project_part(package: Package) -> str:
    """The XML of the project: the part ``….qde`` that lies least deep, ``project.qde`` before others."""
    found = [name for name in package.names if name.casefold().endswith((".qde", ".qdc"))]
    if not found:
        raise DamagedError(
            "The package holds no REFI-QDA project.", "Export it from the other program as REFI-QDA (.qdpx)."
        )
    return min(
        found, key=lambda name: (name.count("/"), PurePosixPath(name).stem.casefold() != "project", name)
    )


class _Parts:
    """The texts of a package by the names that a project gives them."""

    def __init__(self, package: Package | None, folder: str) -> None:
        self._package = package
        self._folder = folder
        names = frozenset[str]() if package is None else package.names
        self._names = {name.casefold(): name for name in sorted(names, reverse=True)}
        self._left = LARGEST_TEXTS

    def find(self, path: str) -> str | None:
        """The part that ``internal://NAME`` or ``relative://NAME`` means; it may lie in ``sources`` or ``Sources``."""
        _, scheme, name = path.partition("://")
        if not scheme:
            name = path
        for spelt in dict.fromkeys((name, _unescaped(name))):
            wanted = spelt.replace("\\", "/").lstrip("/").casefold()
            prefix = f"{self._folder}/".casefold() if self._folder else ""
            for place in (f"{prefix}sources/{wanted}", f"{prefix}{wanted}"):
                if wanted and place in self._names:
                    return self._names[place]
        return None

    def read(self, name: str) -> bytes:
        """A part, within what is left for all of them.

        Raises:
            WrongUseError: if the texts are larger than is read.
            FieldnotesError: as for :meth:`fieldnotes.formats.packages.Package.read`.
        """
        if self._package is None:
            raise TypeError(name)
        raw = self._package.read(name, MAX_IMPORT_BYTES)
        self.charge(len(raw))
        return raw

    def charge(self, size: int) -> None:
        """Count so many bytes of text.

        Raises:
            WrongUseError: if the texts are larger than is read.
        """
        self._left -= size
        if self._left < 0:
            raise TooMuchTextError(
                f"The texts of the project are larger than {LARGEST_TEXTS // 2**20} MiB together.",
                "Export a part of the project.",
            )


class TooMuchTextError(WrongUseError):
    """The texts together are larger than is read: nothing of the project is taken."""


def _with_texts(project: Project, parts: _Parts) -> Loaded:
    texts = tuple(_text(element, parts) for element in project.texts)
    notes = {}
    for note in project.memos:
        loaded = _text(note, parts)
        if loaded.text is not None:
            notes[note.guid] = loaded.text
    return Loaded(project, texts, notes)


def _text(element: Text, parts: _Parts) -> LoadedText:
    if element.content is not None:
        parts.charge(len(element.content))
        return LoadedText(element, element.content)
    name = parts.find(element.path) if element.path else None
    if name is None:
        return LoadedText(element, None, missing="have no plain text in the file")
    try:
        text = _decoded(parts.read(name))
    except TooMuchTextError:
        raise
    except FieldnotesError:
        return LoadedText(element, None, missing="cannot be read as text")
    mark = text.startswith(_MARK)
    return LoadedText(element, text.removeprefix(_MARK), mark=mark)


def _unescaped(name: str) -> str:
    """A name with %20 and the like as the characters they stand for (RFC 3986, section 2.1)."""
    raw = _ESCAPES.sub(lambda found: bytes([int(found[1], 16)]), name.encode())
    return raw.decode("utf-8", "replace")


def _decoded(raw: bytes) -> str:
    """UTF-8, as the standard wants it, or UTF-16 that says so."""
    if raw.startswith(_UTF16):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError:
            pass
    return decode(raw) if raw else ""
