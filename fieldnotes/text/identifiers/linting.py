"""All finders together, one answer for each place."""

from collections.abc import Iterable

from fieldnotes.text.identifiers.coordinates import find_coordinates
from fieldnotes.text.identifiers.dates import find_dates
from fieldnotes.text.identifiers.digits import with_latin_digits
from fieldnotes.text.identifiers.finding import Finding, Kind
from fieldnotes.text.identifiers.names import find_names
from fieldnotes.text.identifiers.patterns import find_addresses
from fieldnotes.text.identifiers.phones import HOME, find_phones
from fieldnotes.text.identifiers.units import find_units

__all__ = ["Finding", "Kind", "find_identifiers"]

_SURER_FIRST = (
    Kind.NAME,
    Kind.IDENTITY_CARD,
    Kind.EMAIL,
    Kind.URL,
    Kind.COORDINATES,
    Kind.DATE,
    Kind.PHONE,
    Kind.UNIT,
    Kind.HANDLE,
)


def find_identifiers(text: str, names: Iterable[str] = (), *, region: str = HOME) -> tuple[Finding, ...]:
    """What in ``text`` could tell who somebody is or where, in the order of the text, without overlaps.

    Of two that overlap the longer is told, and of two that are equally long the surer. It advises: what it does not
    find may still tell everything.

    Args:
        text: any text.
        names: names to look for.
        region: where telephone numbers without a country code belong, as two letters.
    """
    latin = with_latin_digits(text)
    found = [
        *find_addresses(latin),
        *find_coordinates(latin),
        *find_dates(latin),
        *find_units(latin),
        *find_phones(latin, region),
        *find_names(text, names),
    ]
    found.sort(key=lambda one: (-len(one.span), _SURER_FIRST.index(one.kind), one.span.start))
    kept: list[Finding] = []
    taken: set[int] = set()
    for one in found:
        places = range(one.span.start, one.span.end)
        if taken.isdisjoint(places):
            kept.append(one)
            taken.update(places)
    return tuple(sorted(kept, key=lambda one: one.span.start))
