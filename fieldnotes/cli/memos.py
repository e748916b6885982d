"""``fieldnotes memo``: what the researcher thinks about a case, a factor or a coding."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import CaseId
from fieldnotes.cli.options import CASE, shared_options, verb
from fieldnotes.cli.session import Session
from fieldnotes.cli.turning import turn
from fieldnotes.cli.typed_text import typed_text
from fieldnotes.text.visible import visible

if TYPE_CHECKING:
    from fieldnotes.casebook.book import Casebook
    from fieldnotes.casebook.memorecords import Memo, MemoHit, Subject


@click.group()
@shared_options
def memo() -> None:
    """Memos on cases, factors and codings. They stay in the vault; their words are never an argument."""


def _about(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--coding", type=int, metavar="N", help="On a coding; see code list."),
        click.option("--factor", metavar="KEY|ID", help="On a factor, of the codebook or of the team."),
        click.option("--case", "case_id", type=CASE, help="On a case."),
    ):
        function = option(function)
    return function


@verb(memo, "write")
@_about
def write(session: Session, *, case_id: CaseId | None, factor: str | None, coding: int | None) -> None:
    """Write a memo from standard input, in place of the one there was."""
    _refuse_many(case_id, factor, coding)
    text = typed_text(session, "the memo")
    with session.open_book() as book:
        subject = _subject(book, case_id, factor, coding)
        book.memos.write(subject, text)
        length = len(book.memos.text(subject))
        told = _named(book, subject)
    session.answer(
        {"kind": str(subject.kind), "about": subject.key, "length": length},
        [f"Memo on {told}: {length} characters."],
    )


@verb(memo, "show")
@_about
def show(session: Session, *, case_id: CaseId | None, factor: str | None, coding: int | None) -> int:
    """Show one memo; exit code 1 where there is none."""
    _refuse_many(case_id, factor, coding)
    with session.open_book() as book:
        subject = _subject(book, case_id, factor, coding)
        text = book.memos.text(subject)
    session.answer(
        {"kind": str(subject.kind), "about": subject.key, "text": text},
        text.split("\n") if text else ["There is no memo yet; memo write makes one."],
    )
    return 0 if text else 1


@verb(memo, "remove")
@_about
def remove(session: Session, *, case_id: CaseId | None, factor: str | None, coding: int | None) -> None:
    """Remove a memo: for good, undo included, from a case or a factor; from a coding, undo brings it back."""
    _refuse_many(case_id, factor, coding)
    with session.open_book() as book:
        subject = _subject(book, case_id, factor, coding)
        book.memos.remove(subject)
        told = _named(book, subject)
    session.answer({"kind": str(subject.kind), "removed": subject.key}, [f"Removed the memo on {told}."])


_SCOPE = click.option(
    "--case",
    "case_id",
    type=CASE,
    help="Of the memos of this case and of those on factors; without it, of all.",
)


@verb(memo, "undo")
@_SCOPE
def undo(session: Session, *, case_id: CaseId | None) -> None:
    """Undo the last writing of a memo. What memo remove took from a case or a factor is gone."""
    turn(session, case_id, "memo", back=True)


@verb(memo, "redo")
@_SCOPE
def redo(session: Session, *, case_id: CaseId | None) -> None:
    """Do again what was undone last."""
    turn(session, case_id, "memo", back=False)


@verb(memo, "list")
@click.option(
    "--case", "case_id", type=CASE, help="Of this case: its own, of factors coded in it, of its codings."
)
def list_memos(session: Session, *, case_id: CaseId | None) -> None:
    """List memos: on cases, on factors, on codings, then the diary."""
    with session.open_book() as book:
        found = book.memos.all() if case_id is None else book.memos.of_case(case_id)
        lines = [f"{place(book, one):24} {first_line(one.text)}" for one in found]
    session.answer([{**values(one), "text": one.text} for one in found], lines or ["No memos yet."])


@verb(memo, "search")
@click.argument("text")
@click.option("--case", "case", metavar="CASE", help="Only memos on this case and on its codings.")
@click.option("--factor", help="Only memos on this factor and on its codings.")
@click.option("--excerpts", is_flag=True, help="Show the words around each place.")
def search(session: Session, *, text: str, case: str | None, factor: str | None, excerpts: bool) -> int:
    """Find every place where TEXT stands in a memo or the diary, in any script. Nothing about a search is stored.

    With - for TEXT it is read from standard input.
    """
    from fieldnotes.casebook.queries import where  # noqa: PLC0415 - loads the store's room

    needle = typed_text(session, "what to look for").rstrip("\n") if text == "-" else text
    with session.open_book() as book:
        filters = where(book.taxonomy, case=case, factor=factor, resolve=book.resolve)
        hits = list(book.memos.find(needle, filters))
        lines = [f"{_where(book, hit)} {hit.excerpt()}" if excerpts else _where(book, hit) for hit in hits]
    session.answer(
        [
            {**values(hit.memo), "start": hit.span.start, "end": hit.span.end}
            | ({"excerpt": hit.excerpt()} if excerpts else {})
            for hit in hits
        ],
        lines or ["Not found."],
    )
    return 0 if hits else 1


def values(one: "Memo") -> dict[str, object]:
    """What a memo is about, for JSON; what does not apply is left out."""
    found: dict[str, object] = {"kind": str(one.subject.kind), "about": one.subject.key}
    known = {"case": one.case, "interview": one.number, "factor": one.factor, "day": one.day}
    return found | {name: value for name, value in known.items() if value is not None}


def place(book: "Casebook", one: "Memo") -> str:
    """What a memo is about, in a few words."""
    if one.number is not None and one.factor is not None:
        return f"{one.case}/{one.number} {book.factor(one.factor).key} ({one.subject.key})"
    return _named(book, one.subject)


def first_line(text: str) -> str:
    """The first line of a memo, shortened, and how many follow."""
    first, *rest = text.split("\n")
    shown = first if len(first) <= 90 else first[:90] + "…"
    return visible(f"{shown} (+{len(rest)} lines)" if rest else shown)


def _where(book: "Casebook", hit: "MemoHit") -> str:
    on_coding = "coding " if hit.memo.number is not None else ""
    return f"{on_coding}{place(book, hit.memo)} {hit.span.start}:{hit.span.end}"


def _named(book: "Casebook", subject: "Subject") -> str:
    from fieldnotes.base.ids import FactorId  # noqa: PLC0415 - beside its use
    from fieldnotes.casebook.memorecords import MemoKind  # noqa: PLC0415 - loads the store's room

    match subject.kind:
        case MemoKind.FACTOR:
            return f"factor {book.factor(FactorId(subject.key)).key}"
        case MemoKind.DIARY:
            return f"diary {subject.key}"
        case _:
            return f"{subject.kind} {subject.key}"


def _refuse_many(case_id: CaseId | None, factor: str | None, coding: int | None) -> None:
    if sum(one is not None for one in (case_id, factor, coding)) != 1:
        raise WrongUseError("Say what the memo is about.", "Give one of --case, --factor and --coding.")


def _subject(book: "Casebook", case_id: CaseId | None, factor: str | None, coding: int | None) -> "Subject":
    from fieldnotes.casebook.memorecords import MemoKind, Subject  # noqa: PLC0415 - loads the store's room

    if case_id is not None:
        return Subject(MemoKind.CASE, case_id)
    if factor is not None:
        return Subject(MemoKind.FACTOR, book.resolve(factor).id)
    return Subject(MemoKind.CODING, str(coding))
