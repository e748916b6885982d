"""Carrying out a planned import: all of it, or nothing."""

from dataclasses import dataclass

from fieldnotes.base.ids import FactorId
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.memorecords import MemoKind, Subject
from fieldnotes.casebook.records import NewCoding
from fieldnotes.formats.refi.notes import joined
from fieldnotes.formats.refi.plans import Plan, PlannedCase


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import made.

    Attributes:
        cases: made.
        interviews: made.
        codings: made.
        factors: of the team's own, made.
    """

    cases: int
    interviews: int
    codings: int
    factors: int


def carry_out(book: Casebook, plan: Plan) -> Imported:
    """Make what was planned, in one transaction. It is no act: undo in a case must not reach into all the others.

    Raises:
        WrongUseError: if the casebook was changed since it was planned, so that something does not fit any more.
        RefusedError: if the vault was just made and has not been locked and unlocked once, or the disk is full.
    """
    with book.vault.transaction(), book.acts.not_noted():
        factors = {
            code.guid: code.factor or book.local.add(code.label, code.description, guid=code.exchange_guid).id
            for code in plan.codes
        }
        for code in plan.codes:
            if code.memo:
                on_factor = Subject(MemoKind.FACTOR, factors[code.guid])
                book.memos.write(on_factor, joined(book.memos.text(on_factor), code.memo))
        for entry in plan.entries:
            book.diary.add(entry.text, entry.day)
        for case in plan.cases:
            _make(book, case, factors)
    return Imported(len(plan.cases), plan.interviews, plan.codings, plan.new_factors)


def _make(book: Casebook, case: PlannedCase, factors: dict[str, FactorId]) -> None:
    label = book.cases.add(case.label).id
    if case.bands:
        book.cases.set_attributes(label, {str(name): str(band) for name, band in case.bands.items()})
    if case.settled is not None:
        book.cases.settle(label, case.settled)
    if case.memo:
        book.memos.write(Subject(MemoKind.CASE, label), case.memo)
    for interview in case.interviews:
        made = book.interviews.add(label, interview.text, interview.title)
        book.codings.add_all(
            made.id,
            [
                NewCoding(one.span, factors[one.code], one.stance, one.strength, one.memo, one.coder)
                for one in interview.codings
            ],
        )
    for factor, state in case.marks.items():
        book.checklist.mark(label, factor, state)
