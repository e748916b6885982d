"""Parsing XML that comes from elsewhere: no entities, no network, no document types."""

from typing import Any

from fieldnotes.base.errors import WrongUseError
from fieldnotes.formats.documents import not_a_document


def parse_xml(raw: bytes) -> Any:
    """The root element.

    Raises:
        DamagedError: if it is not well formed, or nested deeper than a document is (libxml2 stops at 256).
        WrongUseError: if the extra that reads XML is not installed.
    """
    try:
        from lxml import etree  # noqa: PLC0415 - an extra, loaded when such a file comes
    except ImportError:
        raise WrongUseError(
            "Reading this kind of file needs the extra `documents`, which is not installed.",
            "Install fieldnotes[documents], or save the file as plain text.",
        ) from None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError):
        pass
    # Raised outside the handler: the parser's error quotes the file.
    raise not_a_document()
