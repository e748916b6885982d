"""All coefficients for one set of ratings, with intervals."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fieldnotes.analysis.agreement.coefficients import COEFFICIENTS, Coefficient, NotComputableError
from fieldnotes.analysis.agreement.ratings import Ratings

DRAWS = 1_000
LEVEL = 0.95
_SEED = 20210201
_FEWEST_UNITS = 5
"""Fewer units give an interval that says nothing."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far coders agree.

    Attributes:
        units: how many units were coded by at least two coders.
        coders: how many coders there are.
        coefficients: values by name, at most 1; ``percent`` is at least 0 too.
        intervals: 95 % bootstrap intervals by name, where there are units enough.
        not_computable: the reason by name; a name stands here or in ``coefficients``.
    """

    units: int
    coders: int
    coefficients: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]]
    not_computable: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        """What ``agreement --json`` says."""
        return {
            "units": self.units,
            "coders": self.coders,
            "coefficients": dict(self.coefficients),
            "intervals": {name: list(interval) for name, interval in self.intervals.items()},
            "not_computable": dict(self.not_computable),
        }


def agreement(
    ratings: Ratings, draws: int = DRAWS, *, intervals_of: Collection[str] = tuple(COEFFICIENTS)
) -> Agreement:
    """Compute every coefficient; with the same ratings always the same figures.

    Args:
        ratings: may hold no unit at all; then there is a reason for everything.
        draws: of the bootstrap; 0 for no intervals.
        intervals_of: which coefficients get an interval, which takes most of the time.
    """
    values: dict[str, float] = {}
    reasons: dict[str, str] = {}
    for name, coefficient in COEFFICIENTS.items():
        try:
            values[name] = coefficient(ratings)
        except NotComputableError as reason:
            reasons[name] = str(reason)
    overlapping = sum(ratings.overlapping().values())
    wanted = [name for name in values if name in intervals_of]
    intervals = (
        _intervals(ratings, wanted, draws) if draws and wanted and overlapping >= _FEWEST_UNITS else {}
    )
    return Agreement(overlapping, len(ratings.coders), values, intervals, reasons)


def _intervals(ratings: Ratings, names: list[str], draws: int) -> dict[str, tuple[float, float]]:
    """Percentile intervals by drawing units with replacement, as Zapf et al. (2016) advise for alpha and kappa.

    Units of one pattern are alike, so how many of each are drawn is multinomial, whatever the number of units. Draws in
    which a coefficient cannot be computed are left out; where that is more than one in twenty, it has no interval.
    """
    import numpy as np  # noqa: PLC0415 - heavy; only where there are intervals

    patterns = list(ratings.patterns)
    shares = np.array(list(ratings.patterns.values()), dtype=float) / ratings.size
    chance = np.random.Generator(np.random.PCG64(_SEED))  # not a secret; the seed makes figures repeatable
    drawn: dict[str, list[float]] = {name: [] for name in names}
    known: dict[tuple[int, ...], list[float | None]] = {}
    for _ in range(draws):
        counts = tuple(chance.multinomial(ratings.size, shares).tolist())
        if counts not in known:
            found = {pattern: count for pattern, count in zip(patterns, counts, strict=True) if count}
            sample = replace(ratings, patterns=found)
            known[counts] = [_value(COEFFICIENTS[name], sample) for name in names]
        for name, value in zip(names, known[counts], strict=True):
            if value is not None:
                drawn[name].append(value)
    return {name: _middle(values) for name, values in drawn.items() if len(values) >= 0.95 * draws}


def _value(coefficient: Coefficient, ratings: Ratings) -> float | None:
    try:
        return coefficient(ratings)
    except NotComputableError:
        return None


def _middle(values: list[float]) -> tuple[float, float]:
    ordered = sorted(values)
    cut = int(len(ordered) * (1 - LEVEL) / 2)
    return ordered[cut], ordered[len(ordered) - 1 - cut]
