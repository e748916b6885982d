"""Parsing XML that comes from elsewhere: no entities, no network, no document types."""

from typing import Any

from fieldnotes.base.errors import WrongUseError
from fieldnotes.formats.documents import not_a_document


def etree() -> Any:
    """The library that reads and writes XML.

    Raises:
        WrongUseError: if the extra it comes with is not installed.
    """
    try:
        from lxml import etree as library  # noqa: PLC0415 - an extra, loaded when such a file comes
    except ImportError:
        raise WrongUseError(
            "This kind of file needs the extra `documents`, which is not installed.",
            "Install fieldnotes[documents], or use plain text.",
        ) from None
    return library


def parse_xml(raw: bytes) -> Any:
    """The root element.

    Raises:
        DamagedError: if it is not well formed, or nested deeper than a document is (libxml2 stops at 256).
        WrongUseError: if the extra that reads XML is not installed.
    """
    library = etree()
    parser = library.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return library.fromstring(raw, parser)
    except (library.XMLSyntaxError, ValueError):
        pass
    # Raised outside the handler: the parser's error quotes the file.
    raise not_a_document()
