"""The text of a .docx file (ECMA-376, part 1, WordprocessingML)."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from fieldnotes.formats.documents import DocumentText, not_a_document, told
from fieldnotes.formats.packages import Package
from fieldnotes.formats.xml_reading import parse_xml

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DOCX_MARKS: Mapping[str, str] = MappingProxyType(
    {
        f"{_W}tab": "\t",
        f"{_W}ptab": "\t",
        f"{_W}br": "\n",
        f"{_W}cr": "\n",
        f"{_W}noBreakHyphen": "\N{NON-BREAKING HYPHEN}",
        f"{_W}softHyphen": "\N{SOFT HYPHEN}",
    }
)
_DOCX_LEFT_OUT: Mapping[str, str] = MappingProxyType(
    {
        f"{_W}drawing": "Pictures and drawings",
        f"{_W}pict": "Pictures and drawings",
        f"{_W}object": "Embedded objects",
        f"{_W}footnoteReference": "Footnotes",
        f"{_W}endnoteReference": "Endnotes",
        f"{_W}commentReference": "Comments",
        f"{_W}delText": "Text struck out with changes being tracked",
    }
)


def read_docx(package: Package) -> DocumentText:
    """Every paragraph of the body in order: in tables, text boxes and insertions with changes being tracked too.

    Raises:
        DamagedError: if it cannot be read.
        RefusedError: if it declares entities.
    """
    root = parse_xml(package.read_xml("word/document.xml"))
    body = root.find(f"{_W}body")
    if body is None:
        raise not_a_document()
    lines: list[str] = []
    left_out: set[str] = set()
    for paragraph in body.iter(f"{_W}p"):
        if any(above.tag == _FALLBACK for above in paragraph.iterancestors()):
            continue  # a text box stands there twice, for new programs and for old ones
        lines.append("".join(_docx_pieces(paragraph, left_out)))
    return DocumentText("\n".join(lines), told(left_out))


def _docx_pieces(element: Any, left_out: set[str]) -> Iterator[str]:
    """The text of one paragraph; paragraphs within it, as in text boxes, are paragraphs of their own."""
    for child in element:
        tag = child.tag
        if tag == f"{_W}t":
            yield child.text or ""
        elif tag in _DOCX_MARKS and element.tag == f"{_W}r":
            yield _DOCX_MARKS[tag]
        elif tag in _DOCX_LEFT_OUT:
            left_out.add(_DOCX_LEFT_OUT[tag])
        elif tag not in {f"{_W}p", f"{_W}pPr", f"{_W}rPr", _FALLBACK}:
            yield from _docx_pieces(child, left_out)
