"""Memos in order, and the places in them where words stand: on cases, on factors, on codings, and the diary."""

from collections.abc import Iterable, Iterator
from typing import Any

from fieldnotes.base.ids import CaseId, FactorId, InterviewId
from fieldnotes.casebook import searching
from fieldnotes.casebook.blinding import SEEN
from fieldnotes.casebook.diary import Diary
from fieldnotes.casebook.memorecords import Memo, MemoHit, MemoKind, Subject
from fieldnotes.casebook.passages import Passages
from fieldnotes.casebook.queries import EVERYWHERE, Where
from fieldnotes.casebook.rows import case_row
from fieldnotes.casebook.summaries import reading_order
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.vault.vault import Vault


class MemoLists:
    """The memos of one casebook, read."""

    def __init__(self, vault: Vault, taxonomy: Taxonomy, passages: Passages, diary: Diary) -> None:
        self._vault = vault
        self._taxonomy = taxonomy
        self._passages = passages
        self._diary = diary

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


def _interview_order(row: Any) -> tuple[object, int]:
    return reading_order(row["case_id"]), int(row["number"])
