"""``fieldnotes code recode``, ``merge`` and ``split``: codings of one factor go to another, across cases; undo takes it back."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import CaseId, CodingId
from fieldnotes.cli.code_group import code
from fieldnotes.cli.options import CASE, verb
from fieldnotes.cli.session import Session

if TYPE_CHECKING:
    from fieldnotes.casebook.actchanges import ActKind
    from fieldnotes.casebook.book import Casebook
    from fieldnotes.casebook.recoding import Plan, Recoded

_PREVIEW = click.option("--preview", is_flag=True, help="Only say what it would do, coding by coding.")


@verb(code, "recode")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("--case", "cases", type=CASE, multiple=True, help="Only in this case; may be repeated.")
@click.option("--coder", help="Only codings of this coder.")
@_PREVIEW
def recode(
    session: Session, *, source: str, target: str, cases: tuple[CaseId, ...], coder: str | None, preview: bool
) -> None:
    """Recode every coding of one factor to another, in all cases or in some. code undo takes it back."""
    from fieldnotes.casebook.actchanges import ActKind  # noqa: PLC0415 - loads the store's room

    with session.open_book() as book:
        plan = book.recoding.plan(
            book.resolve(source).id, book.resolve(target).id, cases=cases or None, coder=coder
        )
        _go_on(session, book, plan, None if preview else ActKind.RECODE)


@verb(code, "merge")
@click.argument("source", metavar="FACTOR")
@click.argument("target", metavar="INTO")
@_PREVIEW
def merge(session: Session, *, source: str, target: str, preview: bool) -> None:
    """Merge a factor into another: all its codings go there. Where words carry both, one stays, with both memos."""
    from fieldnotes.casebook.actchanges import ActKind  # noqa: PLC0415 - loads the store's room

    with session.open_book() as book:
        plan = book.recoding.plan(book.resolve(source).id, book.resolve(target).id)
        _go_on(session, book, plan, None if preview else ActKind.MERGE)


@verb(code, "split")
@click.argument("source", metavar="FACTOR")
@click.argument("target", metavar="TO")
@click.option(
    "--coding", "codings", type=int, multiple=True, metavar="N", help="One that goes; may be repeated."
)
@_PREVIEW
def split(session: Session, *, source: str, target: str, codings: tuple[int, ...], preview: bool) -> None:
    """Split a factor: the codings that are named go to another. With --preview and none named, all are shown to choose from."""
    from fieldnotes.casebook.actchanges import ActKind  # noqa: PLC0415 - loads the store's room

    if not codings and not preview:
        raise WrongUseError("Say which codings go.", "Give --coding N; --preview shows all of them.")
    with session.open_book() as book:
        plan = book.recoding.plan(
            book.resolve(source).id,
            book.resolve(target).id,
            codings=[CodingId(one) for one in codings] or None,
        )
        _go_on(session, book, plan, None if preview else ActKind.SPLIT)


def _go_on(session: Session, book: "Casebook", plan: "Plan", kind: "ActKind | None") -> None:
    """Show the plan, or carry it out."""
    from fieldnotes.casebook.recodewords import plan_in_words  # noqa: PLC0415 - loads the store's room

    told = plan_in_words(book, plan)
    if kind is not None:
        book.recoding.carry_out(plan, kind)
        told = [*told, "Done. code undo takes it back."]
    session.answer(
        {
            "from": plan.source,
            "to": plan.target,
            "done": kind is not None,
            "codings": [
                {"coding": one.coding, "case": one.case, "interview": one.number, "start": None if one.span is None else one.span.start,
                 "end": None if one.span is None else one.span.end, "coder": one.coder, "joins": one.joins}
                for one in plan.codings
            ],
            "left": plan.left,
            "released": list(plan.released),
            "no_longer_raised": {case: str(state) for case, state in plan.no_longer_raised.items()},
        },
        told if kind is not None else [*_lines(book, plan), *told],
    )  # fmt: skip


def _lines(book: "Casebook", plan: "Plan") -> Sequence[str]:
    from fieldnotes.casebook.recodewords import words_of  # noqa: PLC0415 - loads the store's room

    return [
        f"{one.coding:6} {one.case}/{one.number} {_place(one)} {one.coder}"
        f"{f' joins {one.joins}' if one.joins else ''}  {words_of(book, one)}"
        for one in plan.codings
    ]


def _place(one: "Recoded") -> str:
    return "lost" if one.span is None else f"{one.span.start}:{one.span.end}"
