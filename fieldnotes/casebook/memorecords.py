"""What memos are handed out as: plain frozen values, with what each is about."""

from dataclasses import dataclass
from enum import StrEnum

from fieldnotes.base.ids import CaseId, FactorId, InterviewId
from fieldnotes.base.span import Span
from fieldnotes.casebook.searching import excerpt


class MemoKind(StrEnum):
    """What a memo is about."""

    CASE = "case"
    FACTOR = "factor"
    CODING = "coding"
    DIARY = "diary"


@dataclass(frozen=True, slots=True)
class Subject:
    """What one memo is about.

    Attributes:
        kind: see :class:`MemoKind`.
        key: the case's label, the factor's id, the coding's or the entry's number.
    """

    kind: MemoKind
    key: str

    def __str__(self) -> str:
        """Such as ``case:C1``; :meth:`parse` reads it."""
        return f"{self.kind}:{self.key}"

    @classmethod
    def parse(cls, written: str) -> "Subject":
        """Read what ``str`` wrote."""
        kind, _, key = written.partition(":")
        return cls(MemoKind(kind), key)


@dataclass(frozen=True, slots=True)
class Memo:
    """A memo with what it is about.

    Attributes:
        subject: by which it is read and written.
        text: in any number of lines.
        case: whose, for those on a case or a coding.
        interview: row number of the interview, for those on a coding.
        number: the interview's number within its case, for those on a coding.
        factor: for those on a factor or a coding.
        day: for entries of the diary, ``YYYY-MM-DD``.
    """

    subject: Subject
    text: str
    case: CaseId | None = None
    interview: InterviewId | None = None
    number: int | None = None
    factor: FactorId | None = None
    day: str | None = None


@dataclass(frozen=True, slots=True)
class MemoHit:
    """A place in a memo where a search found what was asked for.

    Attributes:
        memo: the memo.
        span: where it stands, in code points of the memo.
    """

    memo: Memo
    span: Span

    def excerpt(self, around: int = 30) -> str:
        """The words found, with up to ``around`` code points before and after, on one line; no syllable is cut in two."""
        return excerpt(self.memo.text, self.span, around)
