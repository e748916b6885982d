"""``fieldnotes code suggest`` and ``dismiss``: candidate passages, which are never coded by themselves."""

import textwrap
from typing import TYPE_CHECKING

import click

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.cli.code_group import code
from fieldnotes.cli.interviews import pick
from fieldnotes.cli.options import CASE, SPAN, verb
from fieldnotes.cli.session import Session
from fieldnotes.text.visible import visible

if TYPE_CHECKING:
    from fieldnotes.analysis.candidates.suggesting import Candidate
    from fieldnotes.casebook.book import Casebook

_MOST_SHOWN = 240
"""Code points of a passage on the screen of a terminal."""


@verb(code, "suggest")
@click.argument("factor")
@click.option("--case", "case_id", type=CASE, help="Only in this case.")
@click.option(
    "--limit", type=click.IntRange(1, 1_000), default=10, show_default=True, help="How many at most."
)
def suggest(session: Session, *, factor: str, case_id: CaseId | None, limit: int) -> int:
    """Passages that FACTOR may fit, the likeliest first, with the words that say so. Nothing is coded.

    They are found by the factor's cue words, by the words of its description and by those of passages coded with it. Passages
    that carry the factor already, and those dismissed for it, are left out.
    """
    from fieldnotes.analysis.candidates.explaining import explained, told  # noqa: PLC0415 - only this verb needs it
    from fieldnotes.analysis.candidates.suggesting import Suggesting  # noqa: PLC0415 - as above

    with session.open_book() as book:
        known = book.resolve(factor).id
        suggesting = Suggesting(book)
        found = (
            suggesting.everywhere(known, limit)
            if case_id is None
            else suggesting.candidates(known, book.interviews.of(case_id), limit)
        )
        lines = [line for one in found for line in (_place(one, explained(one.reasons)), *_words(book, one))]
    session.answer(
        [
            {"case": one.case, "interview": one.number, "start": one.span.start, "end": one.span.end,
             "score": round(one.score, 4), "words": told(one.reasons),
             "reasons": [{"start": reason.span.start, "end": reason.span.end, "words": reason.words,
                          "kind": reason.kind, "denied_by": reason.denied_by} for reason in one.reasons]}
            for one in found
        ],
        lines or ["No passage that is not coded or dismissed has words of this factor."],
    )  # fmt: skip
    return 0 if found else 1


@verb(code, "dismiss")
@click.option("--case", "case_id", type=CASE, required=True)
@click.option("--interview", "number", type=int, help="Which one, where a case has several.")
@click.option("--factor", required=True, help="A factor's key or id, such as dmv.")
@click.option("--span", type=SPAN, help="START:END of a candidate, in characters of the stored text.")
@click.option("--again", is_flag=True, help="Offer again all that was dismissed for the factor there.")
def dismiss(
    session: Session, *, case_id: CaseId, number: int | None, factor: str, span: Span | None, again: bool
) -> None:
    """Offer a candidate passage no more for a factor; or with --again, all of them once more."""
    from fieldnotes.analysis.candidates.suggesting import Suggesting  # noqa: PLC0415 - only this verb needs it

    if (span is None) is not again:
        raise WrongUseError("Give the span of a candidate, or --again.", "One of them, not both.")
    with session.open_book() as book:
        interview, known = pick(book, case_id, number), book.resolve(factor).id
        sentences = (
            book.dismissals.offer_again(interview.id, known)
            if span is None
            else Suggesting(book).dismiss(interview.id, known, span)
        )
    what = "offered again" if span is None else "not offered any more"
    session.answer(
        {
            "case": case_id,
            "interview": interview.number,
            "factor": known,
            "sentences": sentences,
            "again": again,
        },
        [f"{case_id} interview {interview.number}, {known}: {sentences} sentences {what}."],
    )


def _place(one: "Candidate", why: str) -> str:
    return visible(
        f"{one.case} interview {one.number} {one.span.start}:{one.span.end} {one.score:.2f}  {why}"
    )


def _words(book: "Casebook", one: "Candidate") -> list[str]:
    words = " ".join(book.interviews.text(one.interview)[one.span.start : one.span.end].split())
    cut = words if len(words) <= _MOST_SHOWN else f"{words[:_MOST_SHOWN]}…"
    return textwrap.wrap(visible(cut), 88, initial_indent="      ", subsequent_indent="      ")
