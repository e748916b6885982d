"""From pairs to triples: bounds on three-way intersections that no table gives (Bonferroni; Galambos and Simonelli 1996).

The adversary knows one release with pairs of groups. Three groups, or two and a level, cut the cohort into
eight parts; sizes and pairwise intersections leave one unknown, the number t in all three, and since no part is negative,
t and with it every part has a smallest and a largest value. It wants a part proved to hold 1 to k-1 people.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from fieldnotes.disclosure.adversary.targets import Learned, Place, Target
from fieldnotes.disclosure.layout import ATTRIBUTE_PREFIX, GROUP, GROUP_BY_PREFIX, PAIR


@dataclass(frozen=True, slots=True)
class Triple:
    """Three sets: their sizes, and the sizes of their intersections two by two (12, 13, 23)."""

    about: str
    singles: tuple[int, int, int]
    pairs: tuple[int, int, int]


def triples_from_pairs(target: Target) -> list[Learned]:
    """Parts of three sets that provably hold between 1 and k-1 people."""
    found = []
    for triple in _triples(target):
        for part, lower, upper in parts(triple, target.cohort):
            if 1 <= lower <= upper < target.k:
                found.append(Learned("pairs to triples", f"{part} of {triple.about}", lower, upper))
    return found


def parts(triple: Triple, cohort: int) -> list[tuple[str, int, int]]:
    """Each of the eight parts with its smallest and largest size; empty if no cohort has such intersections."""
    (a, b, c), (ab, ac, bc) = triple.singles, triple.pairs
    # Every part is its constant plus or minus t, the number of people in all three.
    plus = {"all": 0, "only 1": a - ab - ac, "only 2": b - ab - bc, "only 3": c - ac - bc}
    minus = {"1 and 2": ab, "1 and 3": ac, "2 and 3": bc, "none": cohort - a - b - c + ab + ac + bc}
    least, most = max(-constant for constant in plus.values()), min(minus.values())
    if least > most:
        return []
    return [(name, constant + least, constant + most) for name, constant in plus.items()] + [
        (name, constant - most, constant - least) for name, constant in minus.items()
    ]


def _triples(target: Target) -> Iterator[Triple]:
    """Triples of sets of which everything but the three-way intersection is shown."""
    shown = target.shown
    if PAIR in target.names:
        for trio in combinations(target.layout.groups, 3):
            yield from _whole(
                shown, [(GROUP, (group,)) for group in trio], [(PAIR, pair) for pair in combinations(trio, 2)]
            )
        yield from _pairs_within_levels(target)


def _pairs_within_levels(target: Target) -> Iterator[Triple]:
    """Two groups and a level of an attribute."""
    shown = target.shown
    for attribute, levels in target.layout.attributes.items():
        cross = f"{GROUP_BY_PREFIX}{attribute}"
        for first, second in combinations(target.layout.groups, 2) if cross in target.names else ():
            for level in levels:
                singles: list[Place] = [
                    (GROUP, (first,)),
                    (GROUP, (second,)),
                    (f"{ATTRIBUTE_PREFIX}{attribute}", (level,)),
                ]
                crossed: list[Place] = [
                    (PAIR, (first, second)),
                    (cross, (first, level)),
                    (cross, (second, level)),
                ]
                yield from _whole(shown, singles, crossed)


def _whole(shown: dict[Place, int], singles: list[Place], pairs: list[Place]) -> Iterator[Triple]:
    if all(place in shown for place in (*singles, *pairs)):
        a, b, c = (shown[place] for place in singles)
        ab, ac, bc = (shown[place] for place in pairs)
        yield Triple(" × ".join("/".join(place[1]) for place in singles), (a, b, c), (ab, ac, bc))
