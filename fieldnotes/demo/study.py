"""The invented study: six researchers, and their cases."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from fieldnotes.base.ids import CaseId, FactorId
from fieldnotes.demo.composing import compose, in_both_languages
from fieldnotes.demo.library import Language, WrittenInterview, full_case, passages
from fieldnotes.demo.profiles import draw_bands, draw_factors, draw_profile

SEED = 20210201
RESEARCHERS = 6
_CASES_FROM_TO = (17, 20)
_WITHHELD_AT_MOST = 2
_BURMESE_SHARE = 0.25
_DENIED_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class PlannedCase:
    """One invented case, complete, before anything has been stored.

    Attributes:
        id: its label.
        bands: attribute to band.
        interviews: at least one.
        denied: factors of which the person said that they played no part.
        publishes: whether there is consent to publish; cases without it must not be counted in any release.
    """

    id: CaseId
    bands: Mapping[str, str]
    interviews: tuple[WrittenInterview, ...]
    denied: frozenset[FactorId]
    publishes: bool

    @property
    def raised(self) -> frozenset[FactorId]:
        """The factors with at least one coded passage."""
        return frozenset(passage.factor for interview in self.interviews for passage in interview.passages)


@dataclass(frozen=True, slots=True)
class PlannedResearcher:
    """One invented researcher: a label and the cases."""

    label: str
    cases: tuple[PlannedCase, ...]

    @property
    def cohort(self) -> tuple[PlannedCase, ...]:
        """The cases that may be released."""
        return tuple(case for case in self.cases if case.publishes)


def plan_study(seed: int = SEED) -> tuple[PlannedResearcher, ...]:
    """The whole study; the same seed gives the same study."""
    dice = random.Random(seed)  # noqa: S311 - invented cases need the same draw on every machine, not secrecy
    return tuple(_plan_researcher(number, dice) for number in range(1, RESEARCHERS + 1))


def _plan_researcher(number: int, dice: random.Random) -> PlannedResearcher:
    size = dice.randint(*_CASES_FROM_TO)
    withheld = set(dice.sample(range(2, size), dice.randint(1, _WITHHELD_AT_MOST)))
    cases = [_plan_case(index, dice, publishes=index not in withheld) for index in range(size)]
    if number == 1:
        cases[:2] = [_written_out(CaseId("C1"), "english"), _written_out(CaseId("C2"), "burmese")]
    return PlannedResearcher(f"R{number}", tuple(cases))


def _plan_case(index: int, dice: random.Random, *, publishes: bool) -> PlannedCase:
    profile = draw_profile(dice)
    factors = draw_factors(profile, dice) or [FactorId("driver.morality.civilian-violence")]
    burmese = dice.random() < _BURMESE_SHARE
    interviews = in_both_languages(factors, dice) if burmese else [compose(factors, Language.ENGLISH, dice)]
    chosen = set(factors)
    denied = frozenset(
        factor for factor in passages() if factor not in chosen and dice.random() < _DENIED_SHARE
    )
    return PlannedCase(
        id=CaseId(f"C{index + 1}"),
        bands=draw_bands(profile, dice),
        interviews=tuple(interviews),
        denied=denied,
        publishes=publishes,
    )


def _written_out(label: CaseId, name: str) -> PlannedCase:
    bands, interview = full_case(name)
    return PlannedCase(label, bands, (interview,), frozenset(), publishes=True)
