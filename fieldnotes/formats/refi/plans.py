"""What an import would make: shown first, and carried out as it was shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from fieldnotes.base.ids import AttributeId, BandId, CaseId, CoderLabel, FactorId
from fieldnotes.base.span import Span
from fieldnotes.casebook.records import State
from fieldnotes.codebook.models import Stance
from fieldnotes.formats.refi.codes import Match, PlannedCode
from fieldnotes.formats.refi.deciding import Decision


@dataclass(frozen=True, slots=True)
class PlannedCoding:
    """A coding; ``code`` is the GUID of its code in the file."""

    span: Span
    code: str
    coder: CoderLabel
    stance: Stance | None
    strength: int | None
    memo: str


@dataclass(frozen=True, slots=True)
class PlannedInterview:
    """An interview.

    Attributes:
        name: of its source in the file; not stored unless the file is one of ours.
        title: to be stored.
        text: normalised.
        codings: on its text.
        changes: sentences about what normalising changed.
    """

    name: str
    title: str
    text: str
    codings: tuple[PlannedCoding, ...]
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlannedCase:
    """A case.

    Attributes:
        label: under which it is stored.
        name: in the file; empty for a text that belonged to no case.
        bands: attributes to be set.
        marks: checklist marks to be set.
        settled: whose codings count, where the file says so.
        interviews: its interviews, in order.
        memo: on the case, may be empty.
    """

    label: CaseId
    name: str
    bands: Mapping[AttributeId, BandId]
    marks: Mapping[FactorId, State]
    settled: CoderLabel | None
    interviews: tuple[PlannedInterview, ...]
    memo: str = ""


@dataclass(frozen=True, slots=True)
class PlannedEntry:
    """An entry of the diary; ``day`` is ``None`` where the file does not say it in our way."""

    text: str
    day: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything an import would make, and what it would leave out.

    Attributes:
        origin: the program that wrote the file, as it calls itself.
        ours: whether this program wrote it.
        cases: to be made.
        codes: of the file, and what each becomes.
        coders: labels that codings get.
        decision: how positions in texts were read.
        left_out: what the file holds and the casebook cannot, with its number.
        told: sentences about what is done otherwise than one might expect.
        entries: of the diary, to be made.
    """

    origin: str
    ours: bool
    cases: tuple[PlannedCase, ...]
    codes: tuple[PlannedCode, ...]
    coders: tuple[CoderLabel, ...]
    decision: Decision
    left_out: Mapping[str, int]
    told: tuple[str, ...]
    entries: tuple[PlannedEntry, ...] = ()

    @property
    def interviews(self) -> int:
        """Interviews to be made."""
        return sum(len(case.interviews) for case in self.cases)

    @property
    def codings(self) -> int:
        """Codings to be made."""
        return sum(len(interview.codings) for case in self.cases for interview in case.interviews)

    @property
    def passages(self) -> int:
        """Passages to be made: several codings may share one."""
        return sum(
            len({coding.span for coding in interview.codings})
            for case in self.cases
            for interview in case.interviews
        )

    @property
    def memos(self) -> int:
        """Memos to be made, on cases, factors and codings."""
        on_codings = sum(
            bool(coding.memo)
            for case in self.cases
            for interview in case.interviews
            for coding in interview.codings
        )
        on_factors = sum(bool(code.memo) for code in self.codes)
        return sum(bool(case.memo) for case in self.cases) + on_factors + on_codings

    @property
    def new_factors(self) -> int:
        """Factors of the team's own to be made."""
        return sum(code.how is Match.NEW for code in self.codes)
