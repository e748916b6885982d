"""``fieldnotes diary``: the researcher's notes on the work itself, over time."""

import click

from fieldnotes.base.errors import RefusedError
from fieldnotes.cli.memos import first_line
from fieldnotes.cli.options import shared_options, verb
from fieldnotes.cli.session import Session
from fieldnotes.cli.turning import turn
from fieldnotes.cli.typed_text import typed_text


@click.group()
@shared_options
def diary() -> None:
    """Your diary: entries by number and day, kept in the vault. memo search looks through it too."""


@verb(diary, "add")
def add(session: Session) -> None:
    """Begin an entry, from standard input."""
    text = typed_text(session, "the entry")
    with session.open_book() as book:
        made = book.diary.add(text)
    session.answer(
        {"entry": made.number, "day": made.day, "length": len(made.text)},
        [f"Entry {made.number} of {made.day}: {len(made.text)} characters."],
    )


@verb(diary, "list")
def list_entries(session: Session) -> None:
    """List the entries, the newest first."""
    with session.open_book() as book:
        found = book.diary.all()
    session.answer(
        [{"entry": one.number, "day": one.day, "text": one.text} for one in found],
        [f"{one.number:4}  {one.day}  {first_line(one.text)}" for one in found] or ["The diary is empty."],
    )


@verb(diary, "show")
@click.argument("number", type=int)
def show(session: Session, *, number: int) -> None:
    """Show an entry."""
    with session.open_book() as book:
        one = book.diary.get(number)
    session.answer(
        {"entry": one.number, "day": one.day, "text": one.text},
        [f"Entry {one.number} of {one.day}", "", *one.text.split("\n")],
    )


@verb(diary, "change")
@click.argument("number", type=int)
def change(session: Session, *, number: int) -> None:
    """Write an entry anew, from standard input; its day stays."""
    text = typed_text(session, "the entry")
    with session.open_book() as book:
        one = book.diary.change(number, text)
    session.answer(
        {"entry": one.number, "day": one.day, "length": len(one.text)},
        [f"Entry {one.number} of {one.day}: {len(one.text)} characters."],
    )


@verb(diary, "undo")
def undo(session: Session) -> None:
    """Undo the last writing of an entry. What diary remove took is gone."""
    turn(session, None, "diary", back=True)


@verb(diary, "redo")
def redo(session: Session) -> None:
    """Do again what was undone last."""
    turn(session, None, "diary", back=False)


@verb(diary, "remove")
@click.argument("number", type=int)
@click.option("--confirm", type=int, required=True, metavar="N", help="The entry's number, typed out.")
def remove(session: Session, *, number: int, confirm: int) -> None:
    """Delete an entry for good, with what undo keeps of it."""
    if confirm != number:
        raise RefusedError(
            "The number given does not match, so nothing was deleted.", f"Give --confirm {number}."
        )
    with session.open_book() as book:
        book.diary.remove(number)
    session.answer({"removed": number}, [f"Removed entry {number} for good."])
