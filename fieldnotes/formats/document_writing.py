"""Text as a word processor's file, a paragraph a line."""

import io
import zipfile
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

from fieldnotes.base.errors import WrongUseError


class TextFormat(StrEnum):
    """In what form a text is written out."""

    TEXT = "text"
    DOCX = "docx"
    ODT = "odt"


def as_bytes(text: str, form: TextFormat) -> bytes:
    """The text in that form; as text it is UTF-8 with LF, without a byte order mark.

    Raises:
        WrongUseError: if the extra that writes it is not installed.
    """
    try:
        return _WRITERS[form](text)
    except ImportError:
        raise WrongUseError(
            "Writing this kind of file needs the extra `documents`, which is not installed.",
            "Install fieldnotes[documents], or write it out as text.",
        ) from None


def _text(text: str) -> bytes:
    return text.encode("utf-8")


def _docx(text: str) -> bytes:
    import docx  # noqa: PLC0415 - an extra, loaded when such a file is wanted

    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    _without_traces(document.core_properties)
    file = io.BytesIO()
    document.save(file)
    return _without_times(file.getvalue())


def _without_traces(properties: object) -> None:
    """The library's template brings a name and a time of its own; a transcript carries neither."""
    for name in ("author", "last_modified_by", "comments", "title", "keywords"):
        setattr(properties, name, "")


def _odt(text: str) -> bytes:
    import odfdo  # noqa: PLC0415 - an extra, loaded when such a file is wanted

    document = odfdo.Document("text")
    document.body.clear()
    for line in text.split("\n"):
        document.body.append(odfdo.Paragraph(line))
    file = io.BytesIO()
    document.save(file)
    return _without_times(file.getvalue())


def _without_times(raw: bytes) -> bytes:
    """The same package, its parts dated 1980: when a transcript was written out is nobody's business."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as package, zipfile.ZipFile(file, "w") as timeless:
        for part in package.infolist():
            undated = zipfile.ZipInfo(part.filename)
            undated.compress_type = part.compress_type
            timeless.writestr(undated, package.read(part))
    return file.getvalue()


_WRITERS: Mapping[TextFormat, Callable[[str], bytes]] = MappingProxyType(
    {TextFormat.TEXT: _text, TextFormat.DOCX: _docx, TextFormat.ODT: _odt}
)
