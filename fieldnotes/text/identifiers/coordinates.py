"""Places on the earth: decimal degrees, degrees with minutes and seconds, MGRS.

Patterns are run on text with Latin digits; what lies outside the earth is not a place.
"""

import re
from collections.abc import Iterator

from fieldnotes.base.span import Span
from fieldnotes.text.identifiers.finding import Finding, Kind

_DECIMAL = re.compile(
    r"(?<![\d.])([+-]?\d{1,2}\.\d{3,})[ \t]*°?[ \t]*([NS])?[ \t]*[,; \t/][ \t]*([+-]?\d{1,3}\.\d{3,})[ \t]*°?[ \t]*([EW])?(?![\d.]\d)",
    re.IGNORECASE,
)
_DEGREES = (
    r"\d{1,3}[ \t]*[°º][ \t]*\d{1,2}(?:\.\d+)?[ \t]*['’′](?:[ \t]*\d{1,2}(?:\.\d+)?[ \t]*(?:[\"”″]|''|’’))?"
)
_SIDED = rf"(?:{_DEGREES}[ \t]*[NSEW]|(?<!\w)[NSEW][ \t]*{_DEGREES})"
_SEXAGESIMAL = re.compile(rf"(?<!\d){_SIDED}(?:[ \t]*[,;/]?[ \t]*{_SIDED})?(?!\w)")
# NGA.STND.0037, section 3: zone 1 to 60, latitude band C to X without I and O, 100 km square, an even number of digits.
_MGRS = re.compile(
    r"(?<![\w])(?:0?[1-9]|[1-5]\d|60)[ \t]?[C-HJ-NP-X][ \t]?[A-HJ-NP-Z][A-HJ-NP-V][ \t]?"
    r"(?:\d{5}[ \t]?\d{5}|\d{4}[ \t]?\d{4}|\d{3}[ \t]?\d{3}|\d{2}[ \t]\d{2}|\d{4})(?!\w)"
)
_FARTHEST_NORTH, _FARTHEST_EAST = 90.0, 180.0


def find_coordinates(text: str) -> Iterator[Finding]:
    """Coordinates in any of the three forms."""
    for found in _DECIMAL.finditer(text):
        if abs(float(found[1])) <= _FARTHEST_NORTH and abs(float(found[3])) <= _FARTHEST_EAST:
            yield Finding(Kind.COORDINATES, Span(found.start(), found.end()))
    for pattern in (_SEXAGESIMAL, _MGRS):
        for found in pattern.finditer(text):
            yield Finding(Kind.COORDINATES, Span(found.start(), found.end()))
