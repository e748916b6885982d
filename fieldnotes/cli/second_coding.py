"""``fieldnotes case recode`` and ``case settle``: a second coder, and the coding that counts."""

from typing import TYPE_CHECKING

import click

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import CaseId
from fieldnotes.base.labels import parse_coder
from fieldnotes.cli.case_group import case
from fieldnotes.cli.options import CASE, verb
from fieldnotes.cli.session import Session

if TYPE_CHECKING:
    from fieldnotes.casebook.book import Casebook
    from fieldnotes.casebook.secondcoding import CaseCoding


@verb(case, "recode")
@click.argument("case_id", metavar="CASE", type=CASE)
@click.option("--coder", metavar="LETTER", help="Who codes it now, such as B; a label, never a name.")
@click.option(
    "--stop", is_flag=True, help="End the second coding unfinished; all codings are seen again. None is lost."
)
def recode(session: Session, *, case_id: CaseId, coder: str | None, stop: bool) -> None:
    """Code a case a second time: all other codings, memos and marks of it are hidden until this coder is complete."""
    if (coder is None) != stop:
        raise WrongUseError(
            "Say who codes the case now, or that the second coding ends.", "Give --coder B, or --stop."
        )
    with session.open_book() as book:
        known = book.second.stop(case_id) if coder is None else book.second.begin(case_id, parse_coder(coder))
        _tell(session, book, known)


@verb(case, "settle")
@click.argument("case_id", metavar="CASE", type=CASE)
@click.option("--coder", metavar="LETTER", help="Whose coding counts, such as A.")
@click.option("--take-back", is_flag=True, help="Undo the last choice: what counted before counts again.")
def settle(session: Session, *, case_id: CaseId, coder: str | None, take_back: bool) -> None:
    """Choose the coding that counts; a case that was coded twice is complete only then."""
    from fieldnotes.casebook.actchanges import ActKind  # noqa: PLC0415 - loads the store's room

    if (coder is None) != take_back:
        raise WrongUseError(
            "Say whose coding counts, or that the choice is taken back.", "Give --coder A, or --take-back."
        )
    with session.open_book() as book:
        if coder is None:
            book.acts.undo(case_id, ActKind.SETTLE)
            _tell(session, book, book.second.of(case_id))
            return
        _tell(session, book, book.second.settle(case_id, parse_coder(coder)))


def values(known: "CaseCoding") -> dict[str, object]:
    """Who coded a case, for JSON."""
    return {
        "coders": list(known.coders),
        "working": known.working,
        "settled_coder": known.settled_coder,
        "coding": str(known.standing),
    }


def hidden_line(known: "CaseCoding") -> list[str]:
    """What to say beside a list from which codings are hidden; empty if none is."""
    if known.working is None:
        return []
    working = known.working
    return [
        f"Coder {working} codes {known.case}: all else is hidden until {working} has considered every factor."
    ]


def _tell(session: Session, book: "Casebook", known: "CaseCoding") -> None:
    from fieldnotes.casebook.secondcoding import PROCEDURAL, Standing  # noqa: PLC0415 - loads the store's room

    factors = len(book.taxonomy.active_factors)
    considered = {coder: book.second.considered(known.case, coder) for coder in known.coders}
    lines = [f"{coder}  {count} of {factors} factors considered" for coder, count in considered.items()]
    if known.standing is Standing.WORKING:
        lines += [
            f"Coder {known.working} codes {known.case} now. All other codings, memos and marks of it are hidden",
            f"until {known.working} has considered every factor; then they show by themselves.",
            PROCEDURAL,
        ]
    elif known.standing is Standing.UNSETTLED:
        lines.append(
            f"Not settled whose coding counts: fieldnotes case settle {known.case} --coder {'|'.join(known.coders)}"
        )
    else:
        lines.append(f"Coder {known.settled_coder}'s coding counts.")
    session.answer({"case": known.case, **values(known), "considered": considered, "factors": factors}, lines)
