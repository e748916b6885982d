"""Whether new cases still bring new factors: the curve, and the measure of Guest, Namey and Chen.

Guest, Namey and Chen 2020, *A simple method to assess and report thematic saturation in qualitative research*, PLOS ONE
15(5), e0232076, doi:10.1371/journal.pone.0232076. The *base* is how many factors the first cases raise between them; a *run* is some cases that follow each
other; what a run adds, as a share of the base, is its new information. Runs follow the base and move on by one case. The
first run whose share is at or below the threshold is where saturation is reached, which is reported as cases before the run,
plus the run: 6+2. A case stands here for what is an interview there.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import groupby

from fieldnotes.analysis.material import CaseFacts, Material
from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import CaseId, FactorId

BASE, RUN, THRESHOLD = 4, 2, 0.05
"""The paper's most usual choice: a base of 4, runs of 2, at most 5 % new information."""


@dataclass(frozen=True, slots=True)
class Step:
    """One case on the curve.

    Attributes:
        case: the case.
        new: factors that no case before it raised.
        cumulative: factors that it or a case before it raised.
        run_new: new factors in the run that ends with this case; ``None`` while no run has ended.
        new_information: these as a share of the base; ``None`` while no run has ended, or where the base is nothing.
    """

    case: CaseId
    new: int
    cumulative: int
    run_new: int | None
    new_information: float | None


@dataclass(frozen=True, slots=True)
class Saturation:
    """The curve and what it comes to.

    Attributes:
        base: cases in the base.
        run: cases in a run.
        threshold: share of new information at which saturation is reached.
        steps: case by case.
        base_factors: factors that the base raises.
        reached: cases before the first run that adds no more than the threshold; ``None`` if there is none.
        reason: why the measure cannot be computed, in a sentence; empty where it can.
    """

    base: int
    run: int
    threshold: float
    steps: tuple[Step, ...]
    base_factors: int
    reached: int | None
    reason: str

    @property
    def sentence(self) -> str:
        """What it comes to, for people."""
        percent = f"{self.threshold * 100:g} %"
        if self.reason:
            return f"Not computable: {self.reason}"
        if self.reached is None:
            return f"Not reached: the last run still brings more than {percent} new information."
        return (
            f"Reached at {self.reached}+{self.run} cases: a run of {self.run} brings at most {percent} new information, "
            f"measured by the first {self.base}."
        )


def in_order_of_coming(material: Material) -> tuple[CaseFacts, ...]:
    """The cases that have been coded, as their first interviews came into the vault; the day is not stored."""
    last = max((case.came or 0 for case in material.coded_cases), default=0) + 1
    return tuple(sorted(material.coded_cases, key=lambda case: last if case.came is None else case.came))


def saturation(
    material: Material, *, base: int = BASE, run: int = RUN, threshold: float = THRESHOLD
) -> Saturation:
    """The saturation curve over the cases that have been coded.

    Args:
        material: the codings.
        base: cases in the base, at least 1.
        run: cases in a run, at least 1.
        threshold: share of new information, from 0 to 1.

    Raises:
        WrongUseError: if one of the three is out of its range.
    """
    raised: dict[CaseId, AbstractSet[FactorId]] = {
        case: {one.factor for one in codings}
        for case, codings in groupby(material.codings, key=lambda one: one.case)
    }
    cases = [case.id for case in in_order_of_coming(material)]
    return curve(
        [(case, raised.get(case, frozenset())) for case in cases], base=base, run=run, threshold=threshold
    )


def curve(
    cases: Sequence[tuple[CaseId, AbstractSet[FactorId]]], *, base: int, run: int, threshold: float
) -> Saturation:
    """The saturation curve over cases in order, each with the factors that it raises.

    Raises:
        WrongUseError: as for :func:`saturation`.
    """
    if base < 1 or run < 1 or not 0 <= threshold <= 1:
        raise WrongUseError(
            "A base and a run hold at least one case, and the threshold is a share.",
            "Use a base of 4, a run of 2 and 5 percent, for example.",
        )
    seen: set[FactorId] = set()
    new: list[int] = []
    for _, factors in cases:
        new.append(len(factors - seen))
        seen |= factors
    base_factors = sum(new[:base])
    steps = []
    for place, (case, _) in enumerate(cases):
        ended = place + 1 >= base + run
        run_new = sum(new[place + 1 - run : place + 1]) if ended else None
        share = run_new / base_factors if run_new is not None and base_factors else None
        steps.append(Step(case, new[place], sum(new[: place + 1]), run_new, share))
    reached = next(
        (place + 1 - run for place, step in enumerate(steps)
         if step.new_information is not None and step.new_information <= threshold),
        None,
    )  # fmt: skip
    return Saturation(
        base,
        run,
        threshold,
        tuple(steps),
        base_factors,
        reached,
        _reason(len(cases), base, run, base_factors),
    )


def _reason(cases: int, base: int, run: int, base_factors: int) -> str:
    if cases < base + run:
        return f"it takes {base + run} coded cases, a base of {base} and a run of {run}; there are {cases}."
    return "" if base_factors else f"the first {base} cases raise no factor."
