"""What the casebook hands out: plain frozen values. Changing one changes nothing stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from fieldnotes.base.ids import (
    AttributeId,
    BandId,
    CaseId,
    CoderLabel,
    CodingId,
    FactorId,
    InterviewId,
    PassageId,
)
from fieldnotes.base.span import Span
from fieldnotes.codebook.models import Stance


class Purpose(StrEnum):
    """What a person may consent to, each apart from the others."""

    STORE = "store"
    CODE = "code"
    AGGREGATE = "aggregate"
    PUBLISH = "publish"


class State(StrEnum):
    """Where a factor stands in a case. A coding makes it raised, whatever else was marked."""

    RAISED = "raised"
    DENIED = "denied"
    NOT_RAISED = "not-raised"
    NOT_CONSIDERED = "not-considered"


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """One line of the list of cases.

    Attributes:
        id: the case's label.
        consent: purposes consented to.
        considered: factors whose state is not *not considered*, by the second coder at work, or else by the coder whose
            codings count.
        factors: factors that can be considered (the taxonomy's active ones).
        interviews: number of interviews.
        codings: number of codings by all coders who may be seen, without lost ones.
        released: number of the release that took this case, if any.
        changed: day of the last change, ``YYYY-MM-DD``. No finer time is ever stored.
        settled: whether it is known whose codings count; not while a second coder works, and not until that is chosen.
        working: the second coder at work on it, if any.
        copy: whether it is a copy for a second coder, which is never released here.
    """

    id: CaseId
    consent: frozenset[Purpose]
    considered: int
    factors: int
    interviews: int
    codings: int
    released: int | None
    changed: str
    settled: bool = True
    working: CoderLabel | None = None
    copy: bool = False

    @property
    def complete(self) -> bool:
        """Whether every factor is considered, and whose codings count is settled."""
        return self.settled and self.considered >= self.factors


@dataclass(frozen=True, slots=True)
class Case:
    """A case.

    Attributes:
        id: the case's label.
        attributes: what was set and what the taxonomy implies from it; an attribute not said is absent.
        consent: purposes consented to.
        settled_coder: whose codings count for this case.
        released: number of the release that took this case, if any; it is never taken by another.
    """

    id: CaseId
    attributes: Mapping[AttributeId, BandId]
    consent: frozenset[Purpose]
    settled_coder: CoderLabel
    released: int | None


@dataclass(frozen=True, slots=True)
class Interview:
    """An interview, without its text.

    Attributes:
        id: row number in this vault.
        case: the case it belongs to.
        number: 1 for the first of its case, 2 for the second; not used again after a deletion.
        title: the researcher's words, may be empty.
        length: of the text, in code points.
        changed: day of the last change, ``YYYY-MM-DD``.
    """

    id: InterviewId
    case: CaseId
    number: int
    title: str
    length: int
    changed: str


@dataclass(frozen=True, slots=True)
class Coding:
    """A factor attached to a passage.

    Attributes:
        id: row number in this vault.
        passage: the passage; several codings may share one.
        interview: the interview the passage lies in.
        span: where the passage lies now, in code points of the stored text.
        factor: the factor.
        stance: which way it works; ``None`` for conditions.
        strength: 1 mentioned, 2 a reason, 3 decisive, or ``None``.
        memo: the coder's note, may be empty.
        coder: the coder's label.
        changed: whether the passage's words were edited since it was coded or last reviewed.
    """

    id: CodingId
    passage: PassageId
    interview: InterviewId
    span: Span
    factor: FactorId
    stance: Stance | None
    strength: int | None
    memo: str
    coder: CoderLabel
    changed: bool


@dataclass(frozen=True, slots=True)
class NewCoding:
    """A coding to be made, as in :meth:`fieldnotes.casebook.codings.Codings.add`.

    Attributes:
        span: the words, in code points of the stored text.
        factor: of the taxonomy, or one of the team's own.
        stance: which way it works; the factor's default where ``None``.
        strength: 1 mentioned, 2 a reason, 3 decisive, or ``None``.
        memo: the coder's note, may be empty.
        coder: the coder's label.
    """

    span: Span
    factor: FactorId
    stance: Stance | None = None
    strength: int | None = None
    memo: str = ""
    coder: str = "A"


@dataclass(frozen=True, slots=True)
class LostCoding:
    """A coding whose passage was deleted from the text altogether. It is kept until removed or placed again.

    It counts nowhere: no word of the interview bears it any more. Undoing the deletion brings it back.

    Attributes:
        id: row number in this vault.
        interview: the interview the passage lay in.
        at: where its words stood, in code points of the stored text.
        factor: the factor.
        stance: which way it works; ``None`` for conditions.
        strength: 1 mentioned, 2 a reason, 3 decisive, or ``None``.
        memo: the coder's note, may be empty.
        coder: the coder's label.
    """

    id: CodingId
    interview: InterviewId
    at: int
    factor: FactorId
    stance: Stance | None
    strength: int | None
    memo: str
    coder: CoderLabel


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a search found what was asked for.

    Attributes:
        case: the case.
        interview: the interview.
        number: the interview's number within its case.
        span: where it stands, in code points of the stored text.
    """

    case: CaseId
    interview: InterviewId
    number: int
    span: Span


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What withdrawing consent did.

    Attributes:
        case_deleted: consent to store was withdrawn, so the case was deleted for good.
        codings_removed: codings deleted because consent to code was withdrawn.
        already_released: number of the release that holds counts of this case; those cannot be recalled from here.
    """

    case_deleted: bool
    codings_removed: int
    already_released: int | None


@dataclass(frozen=True, slots=True)
class CaseSnapshot:
    """What a release may know of a case: bands and factors, no text.

    Attributes:
        case: the case's label.
        attributes: every attribute of the taxonomy; *not said* where nothing is known.
        raised: factors with at least one coding by the settled coder.
    """

    case: CaseId
    attributes: Mapping[AttributeId, BandId]
    raised: frozenset[FactorId]
