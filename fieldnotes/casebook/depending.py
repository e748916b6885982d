"""What depends on a case or on a factor of the team's own, to be said before it is deleted. Nothing is changed here."""

from collections.abc import Iterable
from dataclasses import dataclass

from fieldnotes.base.errors import RefusedError
from fieldnotes.base.ids import CaseId, FactorId
from fieldnotes.casebook.actchanges import What
from fieldnotes.casebook.actforgetting import acts_with_factor, keeps_text
from fieldnotes.casebook.actwords import cases_in_words
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.inbackups import factor_in_backups
from fieldnotes.casebook.memorecords import Memo, MemoKind, Subject
from fieldnotes.casebook.occurrences import Words
from fieldnotes.casebook.rows import case_row
from fieldnotes.casebook.summaries import reading_order


@dataclass(frozen=True, slots=True)
class CaseHoldings:
    """What goes with a case, and what speaks of it elsewhere.

    Attributes:
        interviews: how many.
        characters: of all their texts.
        codings: by all coders, lost ones too.
        factors: how many different ones they have.
        memos: on the case and on its codings.
        marks: of the checklist.
        spoken_of: entries of the diary and memos on factors in which its label stands, in words.
    """

    interviews: int
    characters: int
    codings: int
    factors: int
    memos: int
    marks: int
    spoken_of: tuple[str, ...]


def case_holdings(book: Casebook, case: CaseId) -> CaseHoldings:
    """What goes with a case.

    Raises:
        AnswerIsNoError: if there is no such case.
    """
    connection = book.vault.connection
    case_row(connection, case)
    texts = connection.execute(
        "SELECT count(*), coalesce(sum(length), 0) FROM interviews WHERE case_id = ?", (case,)
    ).fetchone()
    coded = connection.execute(
        "SELECT count(*), count(DISTINCT c.factor), coalesce(sum(c.memo <> ''), 0) FROM codings c"
        " JOIN passages p ON p.id = c.passage_id JOIN interviews i ON i.id = p.interview_id WHERE i.case_id = ?",
        (case,),
    ).fetchone()
    marks = connection.execute(
        "SELECT (SELECT count(*) FROM checklist_marks WHERE case_id = ?1)"
        " + (SELECT count(*) FROM second_marks WHERE case_id = ?1)",
        (case,),
    ).fetchone()
    own = bool(book.memos.text(Subject(MemoKind.CASE, case)))
    return CaseHoldings(
        interviews=int(texts[0]),
        characters=int(texts[1]),
        codings=int(coded[0]),
        factors=int(coded[1]),
        memos=int(coded[2]) + own,
        marks=int(marks[0]),
        spoken_of=tuple(_spoken_of(book, case)),
    )


def holdings_in_words(found: CaseHoldings, *, only_coding: bool = False) -> str:
    """The same as one sentence: everything, or what goes without consent to code."""
    codings = f"{_counted(found.codings, 'coding')} with {_counted(found.factors, 'factor')}"
    memos, marks = _counted(found.memos, "memo"), _counted(found.marks, "mark")
    if only_coding:
        return f"Deleted for good here: {codings}, {memos} and {marks} of the checklist of this case. Its text stays."
    texts = f"{_counted(found.interviews, 'interview')} ({found.characters:,} characters)"
    return (
        f"Deleted for good here: {texts}, {codings}, {memos}, {marks} of the checklist, undo, search index, attributes and"
        " the record of consent."
    )


@dataclass(frozen=True, slots=True)
class FactorUse:
    """What depends on a factor of the team's own.

    Attributes:
        key: its key.
        cases: in which codings have it, lost ones too.
        codings: how many.
        memo: whether there is a memo on it, or there was one that undo could bring back.
        acts: acts of coding that undo keeps and that have it.
        in_backups: a sentence for each backup that holds it, or may.
    """

    key: str
    cases: tuple[CaseId, ...]
    codings: int
    memo: bool
    acts: int
    in_backups: tuple[str, ...]

    @property
    def takes_along(self) -> bool:
        """Whether something goes with it that is not said by its name."""
        return self.memo or self.acts > 0

    @property
    def sentences(self) -> tuple[str, ...]:
        """What depends on it, a sentence each."""
        told = [self.used or f"No coding has {self.key}."]
        if self.memo:
            told.append("The memo on it goes too.")
        if self.acts:
            told.append(
                f"{_counted(self.acts, 'act')} of coding with it can then not be undone or done again any more."
            )
        return (*told, "No release counts it.", *self.in_backups)

    @property
    def used(self) -> str:
        """The sentence on the codings that have it; empty where there are none."""
        if not self.codings:
            return ""
        verb = "has" if self.codings == 1 else "have"
        return f"{_counted(self.codings, 'coding')} in {cases_in_words(self.cases)} {verb} {self.key}."

    def refuse_used(self) -> None:
        """Refuse to remove a factor that codings have.

        Raises:
            RefusedError: naming the cases.
        """
        if self.codings:
            raise RefusedError(
                f"{self.used} So it was not removed.",
                f"Recode them first: fieldnotes code merge {self.key} TO, or C in Coding.",
            )


def factor_use(book: Casebook, factor: FactorId) -> FactorUse:
    """What depends on a factor of the team's own. Backups within reach are opened and looked into.

    Raises:
        AnswerIsNoError: if the team has none of that id.
    """
    known = book.local.get(factor)
    connection = book.vault.connection
    rows = connection.execute(
        "SELECT i.case_id, count(*) AS n FROM codings c JOIN passages p ON p.id = c.passage_id"
        " JOIN interviews i ON i.id = p.interview_id WHERE c.factor = ? GROUP BY i.case_id",
        (known.id,),
    ).fetchall()
    return FactorUse(
        known.key,
        tuple(sorted((CaseId(row["case_id"]) for row in rows), key=reading_order)),
        sum(row["n"] for row in rows),
        bool(book.memos.text(Subject(MemoKind.FACTOR, known.id)))
        or keeps_text(connection, What.FACTOR_MEMO, known.id),
        acts_with_factor(connection, known.id),
        factor_in_backups(book.vault, known.id, known.key),
    )


def _spoken_of(book: Casebook, case: CaseId) -> Iterable[str]:
    """Where the label stands outside of the case."""
    label = Words(case)
    found = [memo for memo in (*book.memos.on_factors(), *book.memos.in_diary()) if label.find(memo.text)]
    return (_called(book, memo) for memo in found)


def _called(book: Casebook, memo: Memo) -> str:
    if memo.factor is None:
        return f"entry {memo.subject.key} of the diary"
    return f"the memo on {book.factor(memo.factor).key}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
