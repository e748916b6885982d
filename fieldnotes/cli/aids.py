"""``fieldnotes interview guide`` and ``fieldnotes interview abbreviation``: what helps while writing."""

import sys
from pathlib import Path

import click

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.cli.options import FILE, shared_options, verb
from fieldnotes.cli.session import Session


@click.group()
@shared_options
def guide() -> None:
    """Interview guides: questions to begin an interview with. Your own are kept in the vault."""


@verb(guide, "list")
def list_guides(session: Session) -> None:
    """List the team's own guides, then those made from the codebook."""
    from fieldnotes.codebook.guides import guides_of  # noqa: PLC0415 - loads the codebook

    with session.open_book() as book:
        own, made = book.guides.own(), guides_of(book.taxonomy)
    session.answer(
        [
            {"guide": one.name, "own": one in own, "title": one.title, "questions": len(one.questions)}
            for one in (*own, *made)
        ],
        [
            *(f"{one.name:12} {len(one.questions):3} questions  your own" for one in own),
            *(f"{one.name:12} {len(one.questions):3} questions  {one.title}" for one in made),
            "Groups can be joined: dm,se",
        ],
    )


@verb(guide, "show")
@click.argument("name")
def show_guide(session: Session, *, name: str) -> None:
    """Show a guide's questions."""
    with session.open_book() as book:
        found = book.guides.get(name)
    session.answer({"guide": found.name, "questions": list(found.questions)}, found.questions)


@verb(guide, "add")
@click.argument("name")
@click.option("--from", "file", type=FILE, help="A text file, a question a line; without it, standard input.")
def add_guide(session: Session, *, name: str, file: Path | None) -> None:
    """Keep a guide of your own. Lines that begin with # are left out; numbers, dashes and Q: before a question too."""
    from fieldnotes.formats.importing import read_file  # noqa: PLC0415 - loads the store's room
    from fieldnotes.text.normalising import normalise  # noqa: PLC0415 - only this verb needs it

    text = normalise(_standard_input(session)).text if file is None else read_file(file).text
    with session.open_book() as book:
        made = book.guides.add(name, text)
    session.answer(
        {"guide": made.name, "questions": len(made.questions)},
        [f"Guide {made.name}: {len(made.questions)} questions."],
    )


@verb(guide, "delete")
@click.argument("name")
@click.option("--confirm", required=True, metavar="NAME", help="The guide's name, typed out.")
def delete_guide(session: Session, *, name: str, confirm: str) -> None:
    """Delete a guide of your own for good. Interviews that began with it keep their text."""
    if confirm != name:
        raise RefusedError(
            "The name given does not match, so nothing was deleted.", f"Give --confirm {name}."
        )
    with session.open_book() as book:
        book.guides.delete(name)
    session.answer({"deleted": name}, [f"Deleted guide {name} for good."])


@click.group()
@shared_options
def abbreviation() -> None:
    """Abbreviations that expand while you type on screen. They are kept in the vault."""


@verb(abbreviation, "list")
def list_abbreviations(session: Session) -> None:
    """List abbreviations and what they stand for."""
    with session.open_book() as book:
        known = book.abbreviations.all()
    session.answer(
        [{"abbreviation": short, "stands_for": long} for short, long in known.items()],
        [f"{short}  {long}" for short, long in known.items()] or ["No abbreviations yet."],
    )


@verb(abbreviation, "add")
@click.argument("short")
def add_abbreviation(session: Session, *, short: str) -> None:
    """Let SHORT stand for a line that is asked for, or read from standard input.

    What it stands for is never an argument, which other programs can read: it may be a name.
    """
    if sys.stdin.isatty():
        long = str(click.prompt(f"{short} stands for", err=True))
    else:
        try:
            long = _standard_input(session).decode("utf-8")
        except UnicodeDecodeError:
            raise WrongUseError("Standard input is not UTF-8.", "Write one line of text to it.") from None
    with session.open_book() as book:
        kept = book.abbreviations.set(short, long)
        stands_for = book.abbreviations.all()[kept]
    session.answer(
        {"abbreviation": kept, "stands_for": stands_for}, [f"{kept} stands for {len(stands_for)} characters."]
    )


@verb(abbreviation, "remove")
@click.argument("short")
def remove_abbreviation(session: Session, *, short: str) -> None:
    """Forget an abbreviation for good. Text that it was expanded in stays."""
    with session.open_book() as book:
        book.abbreviations.remove(short)
    session.answer({"removed": short}, [f"Removed {short}."])


def _standard_input(session: Session) -> bytes:
    if session.passphrase_fd == 0:
        raise WrongUseError(
            "Standard input cannot give both the passphrase and the text.", "Use --passphrase-fd 3."
        )
    if sys.stdin.isatty():
        raise WrongUseError("There is nothing on standard input.", "Give a file with --from, or use < FILE.")
    return sys.stdin.buffer.read()
