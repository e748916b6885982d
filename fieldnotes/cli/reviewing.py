"""``fieldnotes code review`` and ``place``: codings whose words were edited or deleted."""

from typing import TYPE_CHECKING

import click

from fieldnotes.base.ids import CaseId, CodingId
from fieldnotes.base.span import Span
from fieldnotes.cli.code_group import code
from fieldnotes.cli.options import CASE, SPAN, verb
from fieldnotes.cli.session import Session

if TYPE_CHECKING:
    from fieldnotes.casebook.reviewing import ToReview


@verb(code, "review")
@click.option("--case", "case_id", type=CASE, required=True)
@click.option(
    "--keep",
    type=int,
    multiple=True,
    metavar="CODING",
    help="It fits its words as they are now; can be repeated.",
)
def review(session: Session, *, case_id: CaseId, keep: tuple[int, ...]) -> None:
    """List codings whose words were edited or deleted since, with the words before and now.

    `code place` puts one on other words, `code remove` takes one away.
    """
    with session.open_book() as book:
        with book.vault.transaction():
            for coding in keep:
                book.codings.reviewed(CodingId(coding))
        numbers = {one.id: one.number for one in book.interviews.of(case_id)}
        found = book.reviews.of_case(case_id)
    session.answer(
        [
            {"coding": one.coding, "interview": numbers[one.interview], "factor": one.factor, "coder": one.coder,
             "start": one.span.start if one.span else None, "end": one.span.end if one.span else None,
             "lost": one.span is None, "at": one.at, "before": one.before, "now": one.now}
            for one in found
        ],
        [line for one in found for line in _told(one, numbers[one.interview])]
        or ["Every coding stands on the words it was made on, or was looked at since."],
    )  # fmt: skip


@verb(code, "place")
@click.argument("coding", type=int)
@click.option(
    "--span", type=SPAN, required=True, help="START:END in characters of the stored text, half open."
)
def place(session: Session, *, coding: int, span: Span) -> None:
    """Put a coding on other words of its interview."""
    with session.open_book() as book:
        placed = book.codings.place(CodingId(coding), span)
    session.answer(
        {"coding": placed.id, "start": placed.span.start, "end": placed.span.end},
        [f"Coding {placed.id} stands on {placed.span.start}:{placed.span.end}."],
    )


def _told(one: "ToReview", number: int) -> tuple[str, str, str]:
    place = f"{one.span.start}:{one.span.end}" if one.span else f"lost at {one.at}"
    before = "not kept" if one.before is None else " ".join(one.before.split())
    return (
        f"{one.coding:6} interview {number} {place} {one.factor} {one.coder}",
        f"       before: {before}",
        f"       now:    {' '.join(one.now.split()) or 'deleted'}",
    )
