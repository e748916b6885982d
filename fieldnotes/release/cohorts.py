"""The cohort: every complete, consented, unreleased case. Nobody picks."""

from collections.abc import Container
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.adopting import undecided
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import CaseSummary, Purpose
from fieldnotes.casebook.summaries import reading_order

REQUIRED_CONSENT: Final = (Purpose.CODE, Purpose.AGGREGATE, Purpose.PUBLISH)
"""What a person must have agreed to, and not withdrawn, for their case to be counted."""


class Reason(StrEnum):
    """Why a case is not in the cohort. One case may have several."""

    RELEASED = "left with an earlier release"
    NO_CONSENT_CODE = "no consent to code"
    NO_CONSENT_AGGREGATE = "no consent to aggregate"
    NO_CONSENT_PUBLISH = "no consent to publish"
    INCOMPLETE = "not every factor is considered"
    UNSETTLED = "coded twice, and not settled whose coding counts"
    COPY = "a copy for a second coder, counted only where it came from"
    UNDECIDED = "codings under a retired factor wait to be decided"
    RESTORED = "came with a restored backup and may have left before"


_CONSENT_REASONS: Final = {
    Purpose.CODE: Reason.NO_CONSENT_CODE,
    Purpose.AGGREGATE: Reason.NO_CONSENT_AGGREGATE,
    Purpose.PUBLISH: Reason.NO_CONSENT_PUBLISH,
}


@dataclass(frozen=True, slots=True)
class Absence:
    """A case outside the cohort, for the researcher's own screen.

    Attributes:
        case: its label.
        reasons: why; a case that was released, is a copy, or is held back after a restore, has that reason alone.
    """

    case: CaseId
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Cohort:
    """The cases that the next release would count.

    Attributes:
        cases: their labels, in reading order.
        absent: all other cases, and why.
    """

    cases: tuple[CaseId, ...]
    absent: tuple[Absence, ...]

    @property
    def size(self) -> int:
        """Number of cases N."""
        return len(self.cases)

    @property
    def why_not(self) -> dict[Reason, int]:
        """For each reason, how many cases it keeps out; reasons that keep out none are absent."""
        counts = dict.fromkeys(Reason, 0)
        for absence in self.absent:
            for reason in absence.reasons:
                counts[reason] += 1
        return {reason: count for reason, count in counts.items() if count}


def find_cohort(book: Casebook) -> Cohort:
    """The cohort as it stands now."""
    summaries = sorted(book.cases.list(), key=lambda summary: reading_order(summary.id))
    held = book.restored.held()
    waiting = undecided(book)
    reasons = {summary.id: _reasons(summary, held, waiting) for summary in summaries}
    return Cohort(
        cases=tuple(case for case, why in reasons.items() if not why),
        absent=tuple(Absence(case, why) for case, why in reasons.items() if why),
    )


def lost_consent(book: Casebook, number: int, cohort: int) -> int:
    """How many of the ``cohort`` cases counted in release ``number`` have withdrawn consent or are gone since.

    A withdrawal may delete the case altogether, so cases that are no longer there count as withdrawn.
    """
    released = [summary for summary in book.cases.list() if summary.released == number]
    return cohort - sum(1 for summary in released if not missing_consent(summary))


def missing_consent(summary: CaseSummary) -> tuple[Reason, ...]:
    """Which consents a release needs and the case lacks."""
    return tuple(_CONSENT_REASONS[purpose] for purpose in REQUIRED_CONSENT if purpose not in summary.consent)


def too_small(cohort: Cohort, least: int) -> tuple[str, str]:
    """The sentence for a cohort below the policy's least, and what to do."""
    kept_out = [
        f"{count} {'case' if count == 1 else 'cases'}: {reason}" for reason, count in cohort.why_not.items()
    ]
    return (
        f"A release needs at least {least} cases and {cohort.size} are ready, {least - cohort.size} too few"
        + (f" (kept out: {'; '.join(kept_out)})." if kept_out else "."),
        "Complete more cases, or wait until there are more; a smaller release would point at persons.",
    )


def _reasons(
    summary: CaseSummary, held: AbstractSet[CaseId], waiting: Container[CaseId]
) -> tuple[Reason, ...]:
    if summary.copy:
        return (Reason.COPY,)
    if summary.released is not None:
        return (Reason.RELEASED,)
    if summary.id in held:
        return (Reason.RESTORED,)
    incomplete = () if summary.considered >= summary.factors else (Reason.INCOMPLETE,)
    unsettled = () if summary.settled else (Reason.UNSETTLED,)
    left = (Reason.UNDECIDED,) if summary.id in waiting else ()
    return missing_consent(summary) + incomplete + unsettled + left
