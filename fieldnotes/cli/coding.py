"""``fieldnotes code``: codings of passages; verbs of their own modules register themselves."""

import click

from fieldnotes.base.ids import CaseId, CodingId
from fieldnotes.base.labels import parse_coder
from fieldnotes.base.span import Span
from fieldnotes.cli import (
    acting,
    analysing,
    coders_compared,
    guiding,
    recoding,
    retrieving,
    reviewing,
    suggesting,
)
from fieldnotes.cli.code_group import code
from fieldnotes.cli.interviews import pick
from fieldnotes.cli.local_factors import local
from fieldnotes.cli.options import CASE, SPAN, verb
from fieldnotes.cli.second_coding import hidden_line
from fieldnotes.cli.session import Session

__all__ = [
    "acting",
    "analysing",
    "code",
    "coders_compared",
    "guiding",
    "recoding",
    "retrieving",
    "reviewing",
    "suggesting",
]

STANCES = ("drives", "holds-back", "uncertain")


code.add_command(local)


@verb(code, "add")
@click.option("--case", "case_id", type=CASE, required=True)
@click.option("--interview", "number", type=int, help="Which one, where a case has several.")
@click.option("--factor", required=True, help="A factor's key or id, such as dmv.")
@click.option(
    "--span", type=SPAN, required=True, help="START:END in characters of the stored text, half open."
)
@click.option("--stance", type=click.Choice(STANCES), help="Where it differs from the factor's own.")
@click.option("--strength", type=click.Choice(["1", "2", "3"]), help="1 mentioned, 2 a reason, 3 decisive.")
@click.option("--memo", default="", help="A remark; it stays in the vault.")
@click.option(
    "--coder",
    metavar="LETTER",
    help="A label, never a name; otherwise the second coder at work, or the coder that counts.",
)
def add(
    session: Session,
    *,
    case_id: CaseId,
    number: int | None,
    factor: str,
    span: Span,
    stance: str | None,
    strength: str | None,
    memo: str,
    coder: str | None,
) -> None:
    """Code a passage."""
    from fieldnotes.codebook.models import Stance  # noqa: PLC0415 - keeps --help light

    label = None if coder is None else parse_coder(coder)
    with session.open_book() as book:
        made = book.codings.add(
            pick(book, case_id, number).id,
            span,
            book.resolve(factor).id,
            stance=Stance(stance) if stance else None,
            strength=int(strength) if strength else None,
            memo=memo,
            coder=label,
        )
    session.answer(
        {"coding": made.id, "case": case_id, "factor": made.factor, "start": made.span.start, "end": made.span.end,
         "stance": made.stance, "strength": made.strength, "coder": made.coder},
        [f"Coding {made.id}: {case_id} {made.span.start}:{made.span.end} is {made.factor}."],
    )  # fmt: skip


@verb(code, "list")
@click.option("--case", "case_id", type=CASE, required=True)
def list_codings(session: Session, *, case_id: CaseId) -> None:
    """List the codings of a case, without its text."""
    with session.open_book() as book:
        book.cases.get(case_id)
        numbers = {one.id: one.number for one in book.interviews.of(case_id)}
        found, coding = book.codings.of_case(case_id), book.second.of(case_id)
    session.answer(
        [
            {"coding": one.id, "interview": numbers[one.interview], "factor": one.factor, "start": one.span.start,
             "end": one.span.end, "stance": one.stance, "strength": one.strength, "memo": one.memo, "coder": one.coder,
             "changed": one.changed}
            for one in found
        ],
        [
            f"{one.id:6} interview {numbers[one.interview]} {one.span.start}:{one.span.end} {one.factor} "
            f"{one.stance or '-'} {one.strength or '-'} {one.coder}{' changed' if one.changed else ''}"
            for one in found
        ]
        or ["Nothing coded yet."],
    )  # fmt: skip
    if coding.working is not None:
        click.echo(" ".join(hidden_line(coding)), err=True)


@verb(code, "remove")
@click.argument("coding", type=int)
def remove(session: Session, *, coding: int) -> None:
    """Take a coding away."""
    with session.open_book() as book:
        book.codings.remove(CodingId(coding))
    session.answer({"removed": coding}, [f"Removed coding {coding}."])
