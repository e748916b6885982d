"""Reading the XML of a project or a codebook piece by piece, with a cap on each kind of piece."""

import io
from collections import Counter
from typing import Any

from fieldnotes.base.errors import DamagedError, RefusedError, WrongUseError
from fieldnotes.formats.packages import declares_entities
from fieldnotes.formats.refi.building import Builder
from fieldnotes.formats.refi.elements import Project
from fieldnotes.formats.refi.limits import LARGEST_PROJECT, MOST, MOST_ELEMENTS
from fieldnotes.formats.xml_reading import etree


def read_xml(raw: bytes) -> Project:
    """What the XML of a project or a codebook says.

    Raises:
        DamagedError: if it is not well formed, nested deeper than 256 elements, or is neither.
        RefusedError: if it declares a document type.
        WrongUseError: if it is larger or holds more of something than is read, or the extra `documents` is not installed.
    """
    if len(raw) > LARGEST_PROJECT:
        raise _too_many(f"The XML of the project is larger than {LARGEST_PROJECT // 2**20} MiB.")
    if declares_entities(raw):
        raise RefusedError(
            "The file declares entities of its own, which no program that exchanges projects does.",
            "Do not trust where it came from; export it again.",
        )
    library, builder, broken = etree(), Builder(), False
    try:
        _read(library, raw, builder)
    except (library.XMLSyntaxError, ValueError):
        broken = True
    # Raised outside the handler: the parser's error quotes the file.
    if broken:
        raise DamagedError(
            "The file is damaged: its XML cannot be read.", "Export it again from the program it came from."
        )
    return builder.project


def _read(library: Any, raw: bytes, builder: Builder) -> None:
    counts: Counter[str] = Counter()
    elements = 0
    safely = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    # Comments and processing instructions have no name; without them, what is read has.
    events = library.iterparse(
        io.BytesIO(raw), events=("start", "end"), remove_comments=True, remove_pis=True, **safely
    )
    for event, element in events:
        tag = element.tag.rpartition("}")[2]
        if event == "end":
            builder.end(tag, element.text or "")
            _forget(element)
            continue
        elements += 1
        counts[tag] += 1
        if elements == 1 and tag not in ("Project", "CodeBook"):
            raise DamagedError(
                "The file is no REFI-QDA project or codebook.",
                "Export it from the other program as REFI-QDA (.qdpx or .qdc).",
            )
        if counts[tag] > MOST.get(tag, MOST_ELEMENTS) or elements > MOST_ELEMENTS:
            most = MOST.get(tag, MOST_ELEMENTS)
            raise _too_many(f"The file holds more than {most:,} elements of the kind {tag[:40]}.")
        builder.begin(tag, element.attrib)


def _forget(element: Any) -> None:
    """Drop what an element held, and its neighbours before it, which nothing will ask for again."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def _too_many(sentence: str) -> WrongUseError:
    return WrongUseError(sentence, "That is more than is read; export a part of the project.")
