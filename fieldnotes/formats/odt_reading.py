"""The text of an .odt file (OpenDocument 1.3, part 3)."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from fieldnotes.formats.documents import DocumentText, not_a_document, told
from fieldnotes.formats.packages import Package
from fieldnotes.formats.xml_reading import parse_xml

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_ODT_PARAGRAPHS = frozenset({f"{_TEXT}p", f"{_TEXT}h"})
_ODT_LEFT_OUT: Mapping[str, str] = MappingProxyType(
    {
        f"{_DRAW}image": "Pictures and drawings",
        f"{_DRAW}object": "Embedded objects",
        f"{_TEXT}note": "Footnotes",
        f"{_OFFICE}annotation": "Comments",
        f"{_TEXT}tracked-changes": "Text struck out with changes being tracked",
    }
)


_MOST_BLANKS = 1_000
"""One element may stand for any number of blanks; a file that wants a million of them wants the memory."""


def read_odt(package: Package) -> DocumentText:
    """Every paragraph and heading of the body in order, those in tables, lists and frames too.

    Raises:
        DamagedError: if it cannot be read.
        RefusedError: if it declares entities.
    """
    root = parse_xml(package.read_xml("content.xml"))
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise not_a_document()
    lines: list[str] = []
    left_out: set[str] = set()
    _odt_block(body, lines, left_out)
    return DocumentText("\n".join(lines), told(left_out))


def _odt_block(element: Any, lines: list[str], left_out: set[str]) -> None:
    for child in element:
        if child.tag in _ODT_LEFT_OUT:
            left_out.add(_ODT_LEFT_OUT[child.tag])
        elif child.tag in _ODT_PARAGRAPHS:
            boxes: list[Any] = []
            lines.append("".join(_odt_pieces(child, left_out, boxes)))
            for box in boxes:
                _odt_block(box, lines, left_out)
        else:
            _odt_block(child, lines, left_out)


def _odt_pieces(element: Any, left_out: set[str], boxes: list[Any]) -> Iterator[str]:
    """The text of one paragraph; frames anchored in it are kept for afterwards.

    Runs of blanks count as one, as section 6.1.2 of OpenDocument 1.3 has it; ``text:s`` stands for the others.
    """
    yield _collapsed(element.text)
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield _blanks(child.get(f"{_TEXT}c", "1"))
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag == f"{_DRAW}text-box":
            boxes.append(child)
        elif child.tag in _ODT_LEFT_OUT:
            left_out.add(_ODT_LEFT_OUT[child.tag])
        elif isinstance(child.tag, str):
            yield from _odt_pieces(child, left_out, boxes)
        yield _collapsed(child.tail)


def _blanks(count: str) -> str:
    return " " * min(int(count), _MOST_BLANKS) if count.isascii() and count.isdigit() else " "


def _collapsed(text: str | None) -> str:
    if not text:
        return ""
    blanks = str.maketrans("\n\r\t", "   ")
    text = text.translate(blanks)
    while "  " in text:
        text = text.replace("  ", " ")
    return text
