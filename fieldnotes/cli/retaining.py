"""``fieldnotes case retention``: until when cases are kept, what is due, and its deletion once it was seen."""

from typing import TYPE_CHECKING

import click

from fieldnotes.base.ids import CaseId
from fieldnotes.cli.case_group import case
from fieldnotes.cli.options import CASE, shared_options, verb
from fieldnotes.cli.session import Session

if TYPE_CHECKING:
    from fieldnotes.casebook.retention import Kept, Preview


@case.group()
@shared_options
def retention() -> None:
    """Until when cases are kept. Nothing is ever deleted by itself: see preview, then delete."""


@verb(retention, "set")
@click.argument("case_ids", metavar="CASE…", nargs=-1, required=True, type=CASE)
@click.argument("until", metavar="UNTIL")
def set_dates(session: Session, *, case_ids: tuple[CaseId, ...], until: str) -> None:
    """Keep cases until the end of a month.

    UNTIL is a month (2028-06), a number of months from now ("24 months"), the word never, or default for what holds in
    the whole vault.
    """
    with session.open_book() as book:
        settled = book.retention.set(case_ids, until)
    session.answer(
        {"cases": list(case_ids), "until": settled},
        [f"{', '.join(case_ids)}: {_in_words(settled)}."],
    )


@verb(retention, "default")
@click.argument("until", metavar="[UNTIL]", required=False)
@click.option(
    "--none", "nothing", is_flag=True, help="Nothing is decided for cases without a date of their own."
)
def default(session: Session, *, until: str | None, nothing: bool) -> None:
    """Show or set what holds for cases without a date of their own.

    UNTIL is a month for all, a number of months after a case's last change ("24 months"), or the word never.
    """
    with session.open_book() as book:
        if until is not None or nothing:
            book.retention.set_default(None if nothing else until)
        found = book.retention.default()
    session.answer({"default": found}, [f"Cases without a date of their own: {found or 'nothing decided'}."])


@verb(retention, "list")
def list_dates(session: Session) -> None:
    """List every case with its date."""
    with session.open_book() as book:
        found = book.retention.list()
    session.answer([_as_data(one) for one in found], [_line(one) for one in found] or ["No cases yet."])


@verb(retention, "preview")
@click.option("--by", "month", metavar="YYYY-MM", help="As it will be in that month, to look ahead.")
def preview(session: Session, *, month: str | None) -> None:
    """Show what is past its date. Changes nothing, and names the code by which exactly this can be deleted."""
    with session.open_book() as book:
        found = book.retention.preview(month)
    lines = [_line(one) for one in found.cases]
    if not found.cases:
        lines = [f"No case is past its retention date in {found.month}."]
    elif month is None:
        lines.append(
            f"By this machine's calendar it is {found.month}. To delete exactly these for good:"
            f" fieldnotes case retention delete --seen {found.seen}"
        )
    session.answer(_preview_data(found, now=month is None), lines)


@verb(retention, "delete")
@click.option("--seen", required=True, metavar="CODE", help="The code that the preview named.")
def delete(session: Session, *, seen: str) -> None:
    """Delete for good what the preview showed. Refused if anything has changed since."""
    from fieldnotes.casebook.inbackups import still_in_backups  # noqa: PLC0415 - loads the store's room

    with session.open_book() as book:
        released = {one.case: one.released for one in book.retention.preview().cases}
        gone = book.retention.delete_due(seen)
        backups = [sentence for case in gone for sentence in still_in_backups(book.vault, case)]
    counted = [
        f"Release {released[case]} counted {case}; see fieldnotes outbox list for whether it was sent."
        for case in gone
        if released[case] is not None
    ]
    session.answer(
        {"deleted": list(gone), "in_backups": backups},
        [f"Deleted for good: {', '.join(gone)}.", *counted, *backups],
    )


def _in_words(until: str | None) -> str:
    if until is None:
        return "nothing decided"
    if until == "never":
        return "never deleted"
    return "as the vault's default says" if until == "default" else f"kept until the end of {until}"


def _line(one: "Kept") -> str:
    due = "  DUE" if one.due else ""
    source = "" if one.own or one.until is None else ", by the vault's default"
    released = f"  in release {one.released}" if one.released is not None else ""
    return f"{one.case:16} {_in_words(one.until)}{source}  {one.interviews} interviews  changed {one.changed}{released}{due}"


def _as_data(one: "Kept") -> dict[str, object]:
    return {
        "case": one.case,
        "until": one.until,
        "own": one.own,
        "due": one.due,
        "interviews": one.interviews,
        "released": one.released,
        "changed": one.changed,
    }


def _preview_data(found: "Preview", *, now: bool) -> dict[str, object]:
    return {
        "month": found.month,
        "cases": [_as_data(one) for one in found.cases],
        "seen": found.seen if now else None,
    }
