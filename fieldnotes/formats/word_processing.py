"""Which reader a word processor's file wants."""

from fieldnotes.base.errors import WrongUseError
from fieldnotes.formats.documents import DocumentText
from fieldnotes.formats.docx_reading import read_docx
from fieldnotes.formats.odt_reading import read_odt
from fieldnotes.formats.packages import Package

_ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_ODT = (b"application/vnd.oasis.opendocument.text", b"application/vnd.oasis.opendocument.text-template")


def is_package(raw: bytes) -> bool:
    """Whether a file may be a word processor's: all of them are ZIP packages, and no text begins as one does."""
    return raw.startswith(_ZIP_SIGNATURES)


def read_document(raw: bytes) -> DocumentText:
    """The text of a .docx or .odt file, told by its contents and not by its name.

    Raises:
        WrongUseError: if it is another kind of package, or the extra that reads it is not installed.
        DamagedError: if it is damaged.
        RefusedError: if it is locked with a password, or declares entities.
    """
    package = Package(raw)
    if "word/document.xml" in package.names:
        return read_docx(package)
    if {"mimetype", "content.xml"} <= package.names and package.read("mimetype", 200).strip() in _ODT:
        return read_odt(package)
    raise WrongUseError(
        "That is a package of another kind, not a text.",
        "Save it as .docx, .odt or plain text and import that.",
    )
