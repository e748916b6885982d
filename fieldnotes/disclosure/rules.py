"""The threshold rules: which counts are hidden for themselves, and when an interval gives something away."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a cell is hidden. Shown on the researcher's machine only; in a file every hidden cell looks the same."""

    THRESHOLD = "threshold"
    """Between 1 and k-1 cases."""
    ZERO = "zero"
    """No case: it says something about everybody, and a shown zero would make every hidden cell a small one."""
    COMPLEMENT = "complement"
    """All cases but fewer than k: it says something about nearly everybody."""
    COMPLEMENTARY = "complementary"
    """Large enough itself, but it would give another count away."""


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """The smallest and the largest value that a whole number can have, both included."""

    lower: int
    upper: int

    @property
    def exact(self) -> bool:
        """Whether only one value is possible."""
        return self.lower == self.upper

    def complement(self, cohort: int) -> "Interval":
        """The interval of ``cohort`` minus the number."""
        return Interval(cohort - self.upper, cohort - self.lower)


def primary_reason(count: int, *, k: int, cohort: int) -> Reason | None:
    """Why a count may not be shown whatever stands beside it, or ``None``.

    Hidden are n < k, zero included, and N - n < k (docs/disclosure-control.md, primary suppression).
    """
    if count == 0:
        return Reason.ZERO
    if count < k:
        return Reason.THRESHOLD
    if cohort - count < k:
        return Reason.COMPLEMENT
    return None


def is_safe(interval: Interval, *, k: int, cohort: int) -> bool:
    """Whether an interval leaves a protected quantity protected.

    It does if its lower end is at least k (that many people are a crowd), or if it starts at zero and reaches at least
    ``min(k, cohort)`` (nobody can say that there is anyone, nor that there are fewer than k).
    """
    if interval.lower >= k:
        return True
    return interval.lower == 0 and interval.upper >= min(k, cohort)
