"""``fieldnotes taxonomy copy|diff|migrate|revert|status``: versions of the codebook, and the one a vault goes by."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldnotes.base.errors import WrongUseError
from fieldnotes.cli.options import FILE, verb
from fieldnotes.cli.session import Session
from fieldnotes.cli.taxonomy_group import named_taxonomy, taxonomy

if TYPE_CHECKING:
    from fieldnotes.base.ids import FactorId
    from fieldnotes.casebook.adopting import AdoptionPlan, ReturnPlan
    from fieldnotes.casebook.book import Casebook
    from fieldnotes.codebook.models import Taxonomy
    from fieldnotes.vault.vault import Vault

NAME = "shipped, current (the vault's), or a folder"


@verb(taxonomy, "copy")
@click.argument("folder", type=FILE, metavar="DIR")
@click.option("--of", "name", default="shipped", show_default=True, help=NAME)
def copy(session: Session, *, folder: Path, name: str) -> None:
    """Write a codebook into a new folder, to edit it there: change the version too, then check and migrate."""
    from fieldnotes.codebook.copying import copy_shipped, copy_to  # noqa: PLC0415 - keeps --help light

    shipped = name == "shipped"  # with its comments
    written = copy_shipped(folder) if shipped else copy_to(named_taxonomy(session, name), folder)
    session.answer(
        {"folder": str(folder), "files": written},
        [
            f"{len(written)} files are in {folder}.",
            "Edit them, give codebook.toml a later version, then: fieldnotes taxonomy check, and migrate --preview.",
        ],
    )


@verb(taxonomy, "diff")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
def diff(session: Session, *, old: str, new: str) -> int:
    """What differs between two codebooks; each is shipped, current (the vault's), or a folder."""
    from fieldnotes.codebook.differences import differences  # noqa: PLC0415 - keeps --help light

    before, after = named_taxonomy(session, old), named_taxonomy(session, new)
    found = differences(before, after)
    session.answer(
        {
            "old": {"version": before.version, "sha256": before.sha256},
            "new": {"version": after.version, "sha256": after.sha256},
            "differences": [
                {
                    "part": one.part,
                    "id": one.id,
                    "change": str(one.change),
                    "before": one.before,
                    "after": one.after,
                }
                for one in found
            ],
        },
        [str(one) for one in found] or ["They say the same."],
    )
    return 1 if found else 0


@verb(taxonomy, "status")
def status(session: Session) -> None:
    """Which codebook this vault goes by, which it went by, and what waits to be decided."""
    from fieldnotes.casebook.adopting import undecided  # noqa: PLC0415 - loads the store's room
    from fieldnotes.casebook.adoption_words import named  # noqa: PLC0415 - as above
    from fieldnotes.casebook.book import Casebook  # noqa: PLC0415 - as above
    from fieldnotes.casebook.taxonomies import kept_in, taxonomy_of  # noqa: PLC0415 - as above
    from fieldnotes.vault.roles import VaultRole  # noqa: PLC0415 - as above

    with session.open_vault() as vault:
        current, kept = taxonomy_of(vault), kept_in(vault)
        waiting = dict(undecided(Casebook.open(vault))) if vault.role is VaultRole.RESEARCHER else {}
    own = any(one.in_force for one in kept)
    session.answer(
        {
            "version": current.version,
            "sha256": current.sha256,
            "kept_in_vault": own,
            "versions": [
                {"version": one.version, "sha256": one.sha256, "in_use": one.in_force} for one in kept
            ],
            "undecided": waiting,
        },
        [
            f"{current.title}, {named(current)}, {'kept in this vault' if own else 'the one that ships'}.",
            *(f"Kept: version {one.version} ({one.sha256[:12]})" for one in kept if not one.in_force),
            *(
                f"{case}: {count} codings under retired factors wait to be decided."
                for case, count in waiting.items()
            ),
        ],
    )


@verb(taxonomy, "migrate")
@click.argument("source", metavar="DIR|shipped")
@click.option("--preview", is_flag=True, help="Say what it would do, and change nothing.")
@click.option(
    "--choose",
    "choices",
    multiple=True,
    metavar="OLD=NEW",
    help="Where several factors replace OLD: the one that everything goes to. May be repeated.",
)
def migrate(session: Session, *, source: str, preview: bool, choices: tuple[str, ...]) -> int:
    """Have the vault go by another version of the codebook; what stands under retired factors moves."""
    from fieldnotes.casebook.adopting import adopt, plan  # noqa: PLC0415 - loads the store's room
    from fieldnotes.casebook.book import Casebook  # noqa: PLC0415 - as above
    from fieldnotes.release.terms import codebook_notice  # noqa: PLC0415 - as above
    from fieldnotes.vault.roles import VaultRole  # noqa: PLC0415 - as above

    new = named_taxonomy(session, source)
    with session.open_vault() as vault:
        if vault.role is VaultRole.COORDINATOR:
            return _migrate_project(session, vault, new, preview=preview)
        book = Casebook.open(vault)
        chosen = dict(_choice(book, new, one) for one in choices)
        found = plan(book, new, chosen) if preview else adopt(book, new, chosen)
        notice = codebook_notice(vault, new)
    _tell_plan(session, found, notice, done=not preview)
    return 1 if found.refusals else 0


@verb(taxonomy, "revert")
@click.option("--preview", is_flag=True, help="Say what it would do, and change nothing.")
def revert(session: Session, *, preview: bool) -> int:
    """Go back to the version before: codings get the factors back that they had."""
    from fieldnotes.casebook.adopting import go_back, plan_return  # noqa: PLC0415 - loads the store's room

    with session.open_book() as book:
        found = plan_return(book) if preview else go_back(book)
    _tell_return(session, found, done=not preview)
    return 1 if found.refusals else 0


def _migrate_project(session: Session, vault: "Vault", new: "Taxonomy", *, preview: bool) -> int:
    """A coordinator's vault holds no codings: only the project's terms change."""
    from fieldnotes.casebook.taxonomies import taxonomy_of  # noqa: PLC0415 - loads the store's room
    from fieldnotes.codebook.differences import differences  # noqa: PLC0415 - as above
    from fieldnotes.coordination.desk import CoordinatorDesk  # noqa: PLC0415 - as above

    current = taxonomy_of(vault)
    desk = CoordinatorDesk.open(vault, current)
    reasons = desk.codebook_refusals(new)
    if not preview:
        desk.adopt_codebook(new)
    session.answer(
        {"done": not preview, "from": current.sha256, "to": new.sha256, "refusals": list(reasons)},
        [
            *(str(one) for one in differences(current, new)),
            *(f"Not possible: {reason}" for reason in reasons),
            *([] if preview else ["Done. Make the invite anew: it names the codebook now."]),
        ],
    )
    return 1 if reasons else 0


def _tell_plan(session: Session, found: "AdoptionPlan", notice: str | None, *, done: bool) -> None:
    from fieldnotes.casebook.adoption_words import plan_lines  # noqa: PLC0415 - loads the store's room

    session.answer(
        {
            "done": done,
            "from": {"version": found.before.version, "sha256": found.before.sha256},
            "to": {"version": found.after.version, "sha256": found.after.sha256},
            "moving": [
                {"factor": one.factor, "successors": list(one.successors), "to": one.target,
                 "codings": one.codings, "marks": one.marks, "cases": one.cases}
                for one in found.moving
            ],
            "merged": found.merged,
            "marks_reset": found.reset,
            "cases_reopened": found.reopened,
            "can_be_undone": found.can_be_undone,
            "refusals": list(found.refusals),
            "notice": notice,
        },
        [*plan_lines(found), *([notice] if notice else []), "Done." if done else "Nothing was changed."],
    )  # fmt: skip


def _tell_return(session: Session, found: "ReturnPlan", *, done: bool) -> None:
    from fieldnotes.casebook.adoption_words import return_lines  # noqa: PLC0415 - loads the store's room

    session.answer(
        {
            "done": done,
            "from": {"version": found.before.version, "sha256": found.before.sha256},
            "to": {"version": found.after.version, "sha256": found.after.sha256},
            "codings": found.codings,
            "refusals": list(found.refusals),
        },
        [*return_lines(found), "Done." if done else "Nothing was changed."],
    )


def _choice(book: "Casebook", new: "Taxonomy", choice: str) -> "tuple[FactorId, FactorId]":
    old, equals, chosen = choice.partition("=")
    if not equals:
        raise WrongUseError("A choice is given as OLD=NEW.", "Give for example --choose dxp=dxi.")
    return book.taxonomy.resolve(old).id, new.resolve(chosen).id
