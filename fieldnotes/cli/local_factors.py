"""``fieldnotes code local``: factors of the team's own."""

import textwrap
from typing import TYPE_CHECKING

import click

from fieldnotes.cli.options import shared_options, verb
from fieldnotes.cli.session import Session

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
    """Give a factor another name or description; its id and its codings stay."""
    with session.open_book() as book:
        known = book.local.get(factor)
        now = book.local.describe(
            known.id,
            known.label if label is None else label,
            known.description if description is None else description,
        )
    session.answer(_values(now), [f"{now.key}: {now.label} ({now.id})."])


@verb(local, "remove")
@click.argument("factor", metavar="KEY|ID")
def remove(session: Session, *, factor: str) -> None:
    """Delete a factor for good; refused while passages are coded with it."""
    with session.open_book() as book:
        known = book.local.get(factor)
        book.local.remove(known.id)
    session.answer({"removed": known.id}, [f"Removed {known.id}."])


def _values(one: "LocalFactor") -> dict[str, object]:
    return {"factor": one.id, "key": one.key, "label": one.label, "description": one.description}
