"""``fieldnotes case``: cases, their attributes and checklist; the other verbs register themselves from their modules."""

from typing import TYPE_CHECKING

import click

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.base.ids import AttributeId, BandId, CaseId
from fieldnotes.cli import case_copies, consenting, retaining, second_coding
from fieldnotes.cli.case_group import PURPOSES, case, mismatch
from fieldnotes.cli.consenting import told
from fieldnotes.cli.options import CASE, verb
from fieldnotes.cli.second_coding import hidden_line, values
from fieldnotes.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fieldnotes.casebook.book import Casebook
    from fieldnotes.casebook.records import CaseSummary

__all__ = ["case", "case_copies", "consenting", "retaining", "second_coding"]


@verb(case, "add")
@click.argument("case_id", metavar="CASE", type=CASE)
@click.option(
    "--set", "settings", multiple=True, metavar="ATTRIBUTE=BAND", help="Set an attribute; may be repeated."
)
def add(session: Session, *, case_id: CaseId, settings: tuple[str, ...]) -> None:
    """Add a case."""
    pairs = dict(_pair(setting) for setting in settings)
    with session.open_book() as book:
        with book.vault.transaction():
            book.cases.add(case_id)
            book.cases.set_attributes(case_id, pairs)
        _tell(session, book, case_id, f"Added {case_id}.")


@verb(case, "list")
@click.option(
    "--where",
    default="",
    metavar="WORDS",
    help="Only cases that fit: C1, publish, dmv, rank:major, -released, due.",
)
@click.option(
    "--sort",
    "order",
    type=click.Choice(["label", "changed", "checklist", "released", "consent"]),
    default="label",
    show_default=True,
)
def list_cases(session: Session, *, where: str, order: str) -> None:
    """List cases: consent, checklist, released or not, last change."""
    from fieldnotes.casebook.choosing import CaseFilter, in_order  # noqa: PLC0415 - loads the store's room

    with session.open_book() as book:
        every = book.cases.list()
        fitting = CaseFilter(book, every).fitting(where)
        found = [one for one in in_order(every, order) if one.id in fitting]
    session.answer(
        [
            {
                "case": one.id, "consent": sorted(one.consent), "considered": one.considered, "factors": one.factors,
                "interviews": one.interviews, "codings": one.codings, "released": one.released, "changed": one.changed,
                "complete": one.complete, "settled": one.settled, "working": one.working, "copy": one.copy,
            }
            for one in found
        ],
        [
            f"{one.id:16} consent {_letters(one.consent)}  considered {one.considered:2} of {one.factors}  "
            f"{one.codings} codings  {'release ' + str(one.released) if one.released else 'not released'}  {one.changed}{_coding(one)}"
            for one in found
        ]
        or ["No case fits that." if every else "No cases yet. Add one with: fieldnotes case add C1"],
    )  # fmt: skip


@verb(case, "show")
@click.argument("case_id", metavar="CASE", type=CASE)
def show(session: Session, *, case_id: CaseId) -> None:
    """Show one case without its text."""
    with session.open_book() as book:
        _tell(session, book, case_id)


@verb(case, "set")
@click.argument("case_id", metavar="CASE", type=CASE)
@click.argument("settings", nargs=-1, required=True, metavar="ATTRIBUTE=BAND…")
def set_attributes(session: Session, *, case_id: CaseId, settings: tuple[str, ...]) -> None:
    """Set attributes; all of them or none."""
    pairs = dict(_pair(setting) for setting in settings)
    with session.open_book() as book:
        book.cases.set_attributes(case_id, pairs)
        _tell(session, book, case_id)


@verb(case, "delete")
@click.argument("case_id", metavar="CASE", type=CASE)
@click.option("--confirm", metavar="CASE", help="The case's label, typed out; without it nothing is deleted.")
@click.option("--preview", is_flag=True, help="Only say what depends on the case and what cannot be reached.")
def delete(session: Session, *, case_id: CaseId, confirm: str | None, preview: bool) -> None:
    """Delete a case for good: text, codings, memos, journal and index. Tells what depends on it and what that cannot reach."""
    from fieldnotes.release.withdrawing import reach  # noqa: PLC0415 - loads the store's room

    if confirm not in (None, case_id):
        raise mismatch(case_id)
    if preview and confirm is not None:
        raise WrongUseError("A preview deletes nothing.", "Leave out --preview or --confirm.")
    with session.open_book() as book:
        found = reach(book, case_id, None)
        if confirm is not None:
            book.cases.delete(case_id)
    session.answer(
        {
            "deleted": None if confirm is None else case_id,
            "reaches": found.reaches,
            "in_backups": found.in_backups,
            "cannot_reach": found.beyond,
        },
        told(found),
    )
    if confirm is None and not preview:
        raise RefusedError(
            "Nothing was deleted yet.", f"Give --confirm {case_id}, typed out, to delete it for good."
        )


@verb(case, "checklist")
@click.argument("case_id", metavar="CASE", type=CASE)
@click.option("--denied", multiple=True, metavar="FACTOR", help="The person said it played no part.")
@click.option("--not-raised", multiple=True, metavar="FACTOR", help="Considered, and not raised.")
@click.option("--clear", multiple=True, metavar="FACTOR", help="Not considered yet after all.")
@click.option("--rest", type=click.Choice(["not-raised"]), help="Every factor not considered yet.")
def checklist(
    session: Session,
    *,
    case_id: CaseId,
    denied: tuple[str, ...],
    not_raised: tuple[str, ...],
    clear: tuple[str, ...],
    rest: str | None,
) -> int:
    """Show or fill the checklist: raised, denied, not raised, not considered."""
    from fieldnotes.casebook.adopting import undecided  # noqa: PLC0415 - loads the store's room
    from fieldnotes.casebook.records import State  # noqa: PLC0415 - as above

    marks = ((State.DENIED, denied), (State.NOT_RAISED, not_raised), (State.NOT_CONSIDERED, clear))
    with session.open_book() as book:
        chosen = [(book.taxonomy.resolve(name).id, state) for state, names in marks for name in names]
        with book.vault.transaction():
            for factor, state in chosen:
                book.checklist.mark(case_id, factor, state)
            if rest:
                book.checklist.mark_rest_not_raised(case_id)
        states = book.checklist.states(case_id)
        complete, coding = book.checklist.is_complete(case_id), book.second.of(case_id)
        undecided_codings = undecided(book).get(case_id, 0)
        keys = {factor.id: factor.key for factor in book.taxonomy.active_factors}
    waiting = sum(state is State.NOT_CONSIDERED for state in states.values())
    session.answer(
        {
            "case": case_id,
            "complete": complete,
            **values(coding),
            "undecided": undecided_codings,
            "states": {factor: str(state) for factor, state in states.items()},
        },
        [
            *(f"{keys[factor]:4} {state!s:15} {factor}" for factor, state in states.items()),
            *hidden_line(coding),
            *_completeness(case_id, waiting, undecided_codings, complete=complete),
        ],
    )
    return 0


def _completeness(case: CaseId, waiting: int, undecided: int, *, complete: bool) -> "Iterator[str]":
    if undecided:
        yield f"{undecided} codings under retired factors wait to be decided; until then it stays here."
    if complete:
        yield "Complete."
    elif waiting:
        yield f"Not complete: {waiting} not considered yet."
    else:
        yield f"Not complete: not settled whose coding counts. fieldnotes case settle {case} --coder LETTER"


def _tell(session: Session, book: "Casebook", case_id: CaseId, first: str | None = None) -> None:
    one, coding = book.cases.get(case_id), book.second.of(case_id)
    interviews = book.interviews.of(case_id)
    states = book.checklist.states(case_id)
    considered = sum(str(state) != "not-considered" for state in states.values())
    session.answer(
        {
            "case": one.id,
            "attributes": dict(one.attributes),
            "consent": sorted(one.consent),
            "considered": considered,
            "factors": len(states),
            "interviews": [
                {"interview": text.number, "title": text.title, "length": text.length} for text in interviews
            ],
            "codings": len(book.codings.of_case(case_id)),
            "released": one.released,
            **values(coding),
        },
        [
            *([first] if first else []),
            f"case       {one.id}",
            f"consent    {', '.join(sorted(one.consent)) or 'none recorded'}",
            *(
                f"{attribute:10} {_band_label(book, attribute, band)}"
                for attribute, band in one.attributes.items()
            ),
            f"checklist  {considered} of {len(states)} considered",
            *(f"interview  {text.number}, {text.length} characters" for text in interviews),
            f"coders     {', '.join(coding.coders)}, {coding.standing}",
            f"released   {'in release ' + str(one.released) if one.released else 'no'}",
            *hidden_line(coding),
        ],
    )


def _band_label(book: "Casebook", attribute: AttributeId, band: BandId) -> str:
    return next(level.label for level in book.taxonomy.attribute(attribute).bands if level.id == band)


def _coding(one: "CaseSummary") -> str:
    """How the second coding stands, where there is one to be done about."""
    if one.copy:
        return "  a copy, never released here"
    if one.working is not None:
        return f"  coder {one.working} codes"
    return "" if one.settled else "  not settled"


def _letters(consent: frozenset[str]) -> str:
    return "".join(purpose[0].upper() if purpose in consent else "-" for purpose in PURPOSES)


def _pair(setting: str) -> tuple[str, str]:
    attribute, equals, band = setting.partition("=")
    if not equals:
        raise WrongUseError("An attribute is set as ATTRIBUTE=BAND.", "Give for example position=defector.")
    return attribute.strip(), band.strip()
