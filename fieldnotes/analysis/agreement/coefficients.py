"""Coefficients of agreement for nominal values.

Each is what its authors published, with missing values as in Gwet (2014), *Handbook of Inter-Rater Reliability*, 4th
edition, chapters 2 and 3, and Krippendorff (2011), *Computing Krippendorff's Alpha-Reliability*. Where a coefficient
cannot be computed it has a reason instead of a number: one value throughout shows nothing about coders, and 1 is no answer.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from types import MappingProxyType

from fieldnotes.analysis.agreement.ratings import Pattern, Ratings, tallied


class NotComputableError(Exception):
    """Why a coefficient has no value for these ratings, as a sentence."""


Coefficient = Callable[[Ratings], float]


def percent(ratings: Ratings) -> float:
    """Observed agreement, 0 to 1: of all pairs of coders who coded the same unit, how many gave it the same value.

    Averaged over units, as Gwet (2014) equation 2.10 has it. Without variation it would be 1, whatever the coders can tell
    apart: it then says as little as a coefficient that takes chance off, and has the same reason in its place.
    """
    return _observed(ratings)


def cohen_kappa(ratings: Ratings) -> float:
    """Cohen (1960): two coders, each with their own distribution over the values."""
    units, size = _of_two_coders(ratings, "Cohen's kappa")
    of_first: Counter[str] = Counter()
    of_second: Counter[str] = Counter()
    for ((_, one), (_, other)), count in units.items():
        of_first[one] += count
        of_second[other] += count
    expected = sum(of_first[value] * of_second[value] for value in of_first) / size**2
    return _corrected(_same(units) / size, expected)


def scott_pi(ratings: Ratings) -> float:
    """Scott (1955): two coders, with one distribution over the values taken from both."""
    units, size = _of_two_coders(ratings, "Scott's pi")
    together: Counter[str] = Counter()
    for pattern, count in units.items():
        for _, value in pattern:
            together[value] += count
    expected = sum((count / (2 * size)) ** 2 for count in together.values())
    return _corrected(_same(units) / size, expected)


def fleiss_kappa(ratings: Ratings) -> float:
    """Fleiss (1971): any number of coders; with missing values as Gwet (2014), section 2.5, generalises it."""
    observed = _observed(ratings)
    return _corrected(observed, sum(share**2 for share in _shares(ratings).values()))


def gwet_ac1(ratings: Ratings) -> float:
    """Gwet (2008): agreement by chance is taken to happen only on units that are hard to code."""
    observed = _observed(ratings)
    shares = _shares(ratings)
    expected = sum(share * (1 - share) for share in shares.values()) / (len(ratings.categories) - 1)
    return _corrected(observed, expected)


def krippendorff_alpha_nominal(ratings: Ratings) -> float:
    """Krippendorff (2011), nominal metric: any number of coders, any missing values."""
    units = ratings.overlapping()
    _require_overlap(units)
    _require_variation(units)
    total: Counter[str] = Counter()
    disagreement = 0.0
    for pattern, units_alike in units.items():
        given = tallied(pattern)
        coders = len(pattern)
        for value, count in given.items():
            total[value] += count * units_alike
            disagreement += units_alike * count * (coders - count) / (coders - 1)
    size = total.total()
    expected = sum(count * (size - count) for count in total.values()) / (size - 1)
    return 1 - disagreement / expected


COEFFICIENTS: Mapping[str, Coefficient] = MappingProxyType(
    {
        "percent": percent,
        "cohen_kappa": cohen_kappa,
        "scott_pi": scott_pi,
        "fleiss_kappa": fleiss_kappa,
        "krippendorff_alpha_nominal": krippendorff_alpha_nominal,
        "gwet_ac1": gwet_ac1,
    }
)


def _observed(ratings: Ratings) -> float:
    """Agreement of pairs of coders, averaged over the units that were coded twice, among which there is variation."""
    units = ratings.overlapping()
    _require_overlap(units)
    _require_variation(units)
    agreement = 0.0
    for pattern, units_alike in units.items():
        coders = len(pattern)
        same = sum(count * (count - 1) for count in tallied(pattern).values())
        agreement += units_alike * same / (coders * (coders - 1))
    return agreement / sum(units.values())


def _shares(ratings: Ratings) -> dict[str, float]:
    """How often each value is given: averaged over all units, each coder of a unit counting alike."""
    size = ratings.size
    shares: dict[str, float] = {}
    for pattern, units_alike in ratings.patterns.items():
        for value, count in tallied(pattern).items():
            shares[value] = shares.get(value, 0.0) + units_alike * count / len(pattern) / size
    return shares


def _corrected(observed: float, expected: float) -> float:
    return (observed - expected) / (1 - expected)


def _of_two_coders(ratings: Ratings, name: str) -> tuple[dict[Pattern, int], int]:
    """The units that both coders coded, and how many they are."""
    if len(ratings.coders) != 2:
        raise NotComputableError(f"{name} compares two coders; here are {len(ratings.coders)}.")
    units = ratings.overlapping()
    _require_overlap(units)
    _require_variation(units)
    return units, sum(units.values())


def _same(units: Mapping[Pattern, int]) -> int:
    return sum(count for pattern, count in units.items() if len({value for _, value in pattern}) == 1)


def _require_overlap(units: Mapping[Pattern, int]) -> None:
    if not units:
        raise NotComputableError("No unit was coded by two coders, so there is nothing to compare.")


def _require_variation(units: Mapping[Pattern, int]) -> None:
    if len({value for pattern in units for _, value in pattern}) < 2:
        raise NotComputableError(
            "Only one value was given to all that two coders coded: without variation, agreement cannot be told from chance."
        )
