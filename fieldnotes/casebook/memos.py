"""Memos: what a researcher thinks about a case, a factor or a coding. Of each there is one, in any number of lines.

Memos on codings lie with the codings, the diary apart; here all of them are read, written and listed in one way.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from fieldnotes.base.errors import AnswerIsNoError, WrongUseError
from fieldnotes.base.ids import CaseId, CodingId, FactorId, InterviewId
from fieldnotes.base.span import Span
from fieldnotes.casebook import searching
from fieldnotes.casebook.actchanges import What
from fieldnotes.casebook.actforgetting import keeps_text
from fieldnotes.casebook.blinding import SEEN
from fieldnotes.casebook.codingrows import seen_coding_row
from fieldnotes.casebook.codings import Codings
from fieldnotes.casebook.diary import Diary, checked
from fieldnotes.casebook.localfactors import is_local, known_factor
from fieldnotes.casebook.memorows import NotedTexts, text_of
from fieldnotes.casebook.passages import Passages
from fieldnotes.casebook.queries import EVERYWHERE, Where
from fieldnotes.casebook.rows import case_row
from fieldnotes.casebook.searching import excerpt
from fieldnotes.casebook.summaries import reading_order
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.watching import Watched

COMPONENT: Final = "memos"

MIGRATIONS: Final = (
    Migration(
        1,
        "memos on cases and factors",
        """
        CREATE TABLE case_memos (
            case_id TEXT PRIMARY KEY REFERENCES cases (id) ON DELETE CASCADE,
            memo TEXT NOT NULL CHECK (memo <> '')
        ) STRICT;

        CREATE TABLE factor_memos (
            factor TEXT PRIMARY KEY,
            memo TEXT NOT NULL CHECK (memo <> '')
        ) STRICT;
        """,
    ),
)

WATCHED: Final = (
    Watched("case_memos", scope="'case ' || {row}.case_id"),
    Watched("factor_memos", scope="'memos on factors'"),
)


class MemoKind(StrEnum):
    """What a memo is about."""

    CASE = "case"
    FACTOR = "factor"
    CODING = "coding"
    DIARY = "diary"


_WHAT: Final = {
    MemoKind.CASE: What.CASE_MEMO,
    MemoKind.FACTOR: What.FACTOR_MEMO,
    MemoKind.DIARY: What.DIARY,
}


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


class Memos:
    """The memos of one casebook."""

    def __init__(
        self,
        texts: NotedTexts,
        taxonomy: Taxonomy,
        passages: Passages,
        codings: Codings,
        diary: Diary,
    ) -> None:
        self._texts = texts
        self._vault = texts.vault
        self._taxonomy = taxonomy
        self._passages = passages
        self._codings = codings
        self._diary = diary

    def text(self, subject: Subject) -> str:
        """The memo; empty where there is none yet.

        Raises:
            AnswerIsNoError: if there is no such case, coding or entry.
            UnknownFactorError: if there is no such factor.
        """
        self._known(subject)
        connection, key = self._vault.connection, subject.key
        match subject.kind:
            case MemoKind.CODING:
                return str(seen_coding_row(connection, CodingId(int(key)))["memo"])
            case MemoKind.DIARY:
                return self._diary.get(int(key)).text
            case MemoKind.CASE | MemoKind.FACTOR:
                known = text_of(connection, _WHAT[subject.kind], key)
        return "" if known is None else known.text

    def write(self, subject: Subject, text: str, *, goes_on: bool = False) -> None:
        """Write the memo anew.

        Args:
            subject: which.
            text: in any number of lines.
            goes_on: see :meth:`fieldnotes.casebook.codings.Codings.set_memo`.

        Raises:
            AnswerIsNoError: if there is no such case, coding or entry.
            UnknownFactorError: if there is no such factor.
            WrongUseError: if it is empty, too long, or holds characters that cannot be stored.
        """
        self._known(subject)
        kept, key = checked(text), subject.key
        match subject.kind:
            case MemoKind.CODING:
                self._codings.set_memo(CodingId(int(key)), kept, goes_on=goes_on)
            case MemoKind.DIARY:
                self._diary.change(int(key), kept, goes_on=goes_on)
            case MemoKind.CASE | MemoKind.FACTOR:
                self._texts.write(_WHAT[subject.kind], subject.key, kept, goes_on=goes_on)

    def take_away(self, subject: Subject) -> None:
        """Take the memo or entry away; undo brings it back.

        Raises:
            AnswerIsNoError: if there is none.
            UnknownFactorError: if there is no such factor.
        """
        if not self.text(subject):
            raise _no_such_memo()
        match subject.kind:
            case MemoKind.CODING:
                self._codings.set_memo(CodingId(int(subject.key)), "")
            case MemoKind.DIARY:
                self._diary.take_away(int(subject.key))
            case MemoKind.CASE | MemoKind.FACTOR:
                self._texts.write(_WHAT[subject.kind], subject.key, None)

    def remove(self, subject: Subject) -> None:
        """Delete the memo: one on a coding as :meth:`take_away` does, any other for good, with what undo keeps of it.

        One that was taken away and that undo could bring back is deleted for good as well.

        Raises:
            AnswerIsNoError: if there is none.
            UnknownFactorError: if there is no such factor.
        """
        match subject.kind:
            case MemoKind.CODING:
                self.take_away(subject)
            case MemoKind.DIARY:
                self._known(subject)
                self._diary.remove(int(subject.key))
            case MemoKind.CASE | MemoKind.FACTOR:
                what = _WHAT[subject.kind]
                if not self.text(subject) and not keeps_text(self._vault.connection, what, subject.key):
                    raise _no_such_memo()
                self._texts.delete(what, subject.key)

    def of_case(self, case: CaseId) -> list[Memo]:
        """The memo on a case, those on factors that are coded in it, then those on its codings, lost ones too.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        case_row(self._vault.connection, case)
        own = [memo for memo in self.on_cases() if memo.case == case]
        rows = self._vault.connection.execute(
            "SELECT DISTINCT c.factor FROM codings c JOIN passages p ON p.id = c.passage_id"  # noqa: S608 - a constant
            f" JOIN interviews i ON i.id = p.interview_id WHERE i.case_id = ? AND {SEEN}",
            (case,),
        ).fetchall()
        coded = {row["factor"] for row in rows}
        return [*own, *(memo for memo in self.on_factors() if memo.factor in coded), *self.on_codings([case])]

    def all(self) -> list[Memo]:
        """Every memo: on cases, on factors, on codings case by case, then the diary, the newest entry first."""
        return [*self.on_cases(), *self.on_factors(), *self.on_codings(), *self.in_diary()]

    def on_cases(self) -> list[Memo]:
        """The memos on cases, in reading order."""
        rows = self._vault.connection.execute("SELECT case_id, memo FROM case_memos").fetchall()
        return [
            Memo(Subject(MemoKind.CASE, row["case_id"]), row["memo"], case=CaseId(row["case_id"]))
            for row in sorted(rows, key=lambda row: reading_order(row["case_id"]))
        ]

    def on_factors(self) -> list[Memo]:
        """The memos on factors, in the order of the codebook, those on the team's own last."""
        order = {factor.id: place for place, factor in enumerate(self._taxonomy.factors)}
        rows = self._vault.connection.execute("SELECT factor, memo FROM factor_memos").fetchall()
        return [
            Memo(Subject(MemoKind.FACTOR, row["factor"]), row["memo"], factor=FactorId(row["factor"]))
            for row in sorted(rows, key=lambda row: (order.get(row["factor"], len(order)), row["factor"]))
        ]

    def on_codings(self, cases: Iterable[CaseId] | None = None) -> list[Memo]:
        """The memos on codings, case by case, interview by interview, in the order of the text.

        Args:
            cases: only of these cases.
        """
        rows = self._vault.connection.execute(
            "SELECT c.id, c.memo, c.factor, p.id AS passage, i.id AS interview, i.case_id, i.number FROM codings c"  # noqa: S608 - a constant
            " JOIN passages p ON p.id = c.passage_id JOIN interviews i ON i.id = p.interview_id"
            f" WHERE c.memo <> '' AND {SEEN}"
        ).fetchall()
        wanted = None if cases is None else set(cases)
        found = [row for row in rows if wanted is None or row["case_id"] in wanted]
        found.sort(key=_interview_order)  # first, so that the passages of each interview are read once
        found.sort(key=lambda row: (*_interview_order(row), self._place(row), row["id"]))
        return [
            Memo(
                Subject(MemoKind.CODING, str(row["id"])),
                row["memo"],
                CaseId(row["case_id"]),
                InterviewId(row["interview"]),
                row["number"],
                FactorId(row["factor"]),
            )
            for row in found
        ]

    def in_diary(self) -> list[Memo]:
        """The entries of the diary, the newest first."""
        return [
            Memo(Subject(MemoKind.DIARY, str(entry.number)), entry.text, day=entry.day)
            for entry in self._diary.all()
        ]

    def find(self, needle: str, where: Where = EVERYWHERE) -> Iterator[MemoHit]:
        """Every place where ``needle`` stands in a memo: any substring, in any script, overlapping ones too.

        Upper and lower case are the same. A filter leaves only what it can be asked of: of the memos on factors those on
        the factor, and of the diary nothing. Nothing about a search is written.

        Raises:
            WrongUseError: if ``needle`` is empty.
        """
        wanted = searching.wanted(needle)
        return (
            MemoHit(memo, span)
            for memo in self._among(where)
            for span in searching.places(searching.folded(memo.text), wanted)
        )

    def _among(self, where: Where) -> Iterator[Memo]:
        """The memos that a filter leaves."""
        cases = searching.cases_with(self._vault.connection, where)
        if where.factor is None:
            yield from (memo for memo in self.on_cases() if memo.case in cases)
        if where.case is None and not where.attributes:
            yield from (memo for memo in self.on_factors() if where.factor in (None, memo.factor))
        for memo in self.on_codings(cases):
            if where.factor in (None, memo.factor):
                yield memo
        if where == EVERYWHERE:
            yield from self.in_diary()

    def _place(self, row: Any) -> int:
        return self._passages.place(InterviewId(row["interview"]), row["passage"]).start

    def _known(self, subject: Subject) -> None:
        if subject.kind in (MemoKind.CODING, MemoKind.DIARY) and not subject.key.isdecimal():
            raise WrongUseError("A coding and an entry of the diary have a number.", "List them first.")
        if subject.kind is MemoKind.CASE:
            case_row(self._vault.connection, CaseId(subject.key))
        if subject.kind is MemoKind.FACTOR and not is_local(subject.key):
            known_factor(self._vault.connection, self._taxonomy, FactorId(subject.key))


def _no_such_memo() -> AnswerIsNoError:
    return AnswerIsNoError("There is no such memo.", "List the memos.")


def _interview_order(row: Any) -> tuple[object, int]:
    return reading_order(row["case_id"]), int(row["number"])
