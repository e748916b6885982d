"""``fieldnotes code local``: factors of the team's own."""

import textwrap
from typing import TYPE_CHECKING

import click

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.cli.options import shared_options, verb
from fieldnotes.cli.session import Session
from fieldnotes.cli.turning import turn

if TYPE_CHECKING:
    from fieldnotes.casebook.localfactors import LocalFactor

NEVER_LEAVE = "Factors of the team's own never leave with a release."


@click.group("local")
@shared_options
def local() -> None:
    """Factors of the team's own, for what the taxonomy does not foresee. They never leave with a release."""


@verb(local, "add")
@click.argument("label")
@click.option("--description", default="", help="What it is, and when to use it.")
def add(session: Session, *, label: str, description: str) -> None:
    """Add a factor; the answer says its key, by which passages are coded."""
    with session.open_book() as book:
        made = book.local.add(label, description)
    session.answer(_values(made), [f"{made.key}: {made.label} ({made.id}).", NEVER_LEAVE])


@verb(local, "list")
def list_local(session: Session) -> None:
    """List them, with how often each is used."""
    with session.open_book() as book:
        found, counts = book.local.all(), book.codings.counts()
    lines = []
    for one in found:
        lines.append(f"{one.key:5} {one.label} ({one.id}), {counts.get(one.id, 0)} codings")
        lines += textwrap.wrap(one.description, 88, initial_indent="      ", subsequent_indent="      ")
    session.answer(
        [{**_values(one), "codings": counts.get(one.id, 0)} for one in found],
        [*lines, NEVER_LEAVE] if found else ["The team has no factors of its own."],
    )


@verb(local, "change")
@click.argument("factor", metavar="KEY|ID")
@click.option("--label", help="Another name.")
@click.option("--description", help="Another description.")
def change(session: Session, *, factor: str, label: str | None, description: str | None) -> None:
    """Give a factor another name or description; its id and its codings stay. code local undo takes it back."""
    with session.open_book() as book:
        known = book.local.get(factor)
        now = book.local.describe(
            known.id,
            known.label if label is None else label,
            known.description if description is None else description,
        )
    session.answer(_values(now), [f"{now.key}: {now.label} ({now.id})."])


@verb(local, "undo")
def undo(session: Session) -> None:
    """Undo the last addition or change of a factor. One that is used by now stays; what remove took is gone."""
    turn(session, None, "local", back=True)


@verb(local, "redo")
def redo(session: Session) -> None:
    """Do again what was undone last."""
    turn(session, None, "local", back=False)


@verb(local, "remove")
@click.argument("factor", metavar="KEY|ID")
@click.option("--confirm", metavar="KEY", help="Its key, typed out, where a memo or undo goes with it.")
@click.option("--preview", is_flag=True, help="Only say what depends on it.")
def remove(session: Session, *, factor: str, confirm: str | None, preview: bool) -> None:
    """Delete a factor for good; refused while passages are coded with it, and told what depends on it."""
    from fieldnotes.casebook.depending import factor_use  # noqa: PLC0415 - loads the store's room

    if preview and confirm is not None:
        raise WrongUseError("A preview deletes nothing.", "Leave out --preview or --confirm.")
    with session.open_book() as book:
        known = book.local.get(factor)
        use = factor_use(book, known.id)
        agreed = confirm == known.key if confirm is not None else not use.takes_along
        if not preview:
            use.refuse_used()
            if agreed:
                book.local.remove(known.id)
    done = agreed and not preview
    session.answer(
        {
            "removed": known.id if done else None, "codings": use.codings, "cases": list(use.cases),
            "memo": use.memo, "acts": use.acts, "in_backups": list(use.in_backups),
        },
        [*use.sentences, *([f"Removed {known.id}."] if done else [])],
    )  # fmt: skip
    if not done and not preview:
        raise RefusedError("Nothing was deleted yet.", f"Give --confirm {known.key} to delete it for good.")


def _values(one: "LocalFactor") -> dict[str, object]:
    return {"factor": one.id, "key": one.key, "label": one.label, "description": one.description}
