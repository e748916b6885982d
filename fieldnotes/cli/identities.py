"""``fieldnotes identity``: who is who, in a second small vault with its own passphrase."""

import click

from fieldnotes.base.errors import RefusedError
from fieldnotes.cli import identity_keeping
from fieldnotes.cli.identity_group import identity
from fieldnotes.cli.identity_opening import identity_passphrase, lines_asked, opened_identity
from fieldnotes.cli.options import verb
from fieldnotes.cli.session import Session, ask_secret

__all__ = ["identity", "identity_keeping"]


@verb(identity, "list")
@identity_passphrase
def list_pseudonyms(session: Session, *, identity_fd: int | None) -> None:
    """List the pseudonyms, without what they stand for."""
    with opened_identity(session, identity_fd) as opened:
        people = opened.all()
    session.answer(
        [{"pseudonym": one.pseudonym, "names": len(one.names), "note": bool(one.note)} for one in people],
        [
            f"{one.pseudonym:12} stands for {len(one.names)}{', with a note' if one.note else ''}"
            for one in people
        ]
        or ["The identity map is empty."],
    )


@verb(identity, "show")
@click.argument("pseudonym")
@identity_passphrase
def show(session: Session, *, pseudonym: str, identity_fd: int | None) -> None:
    """Show what a pseudonym stands for."""
    with opened_identity(session, identity_fd) as opened:
        one = opened.get(pseudonym)
    session.answer(
        {"pseudonym": one.pseudonym, "names": list(one.names), "note": one.note},
        [
            f"{one.pseudonym} stands for:",
            *(f"  {name}" for name in one.names),
            *([f"Note: {one.note}"] if one.note else []),
        ],
    )


@verb(identity, "add")
@click.argument("pseudonym")
@click.option(
    "--note-fd", type=int, help="Read a note from this descriptor: one line, in place of the one before."
)
@identity_passphrase
def add(session: Session, *, pseudonym: str, note_fd: int | None, identity_fd: int | None) -> None:
    """Let PSEUDONYM stand for a name that is asked for, or for every line of standard input.

    A name is never an argument, which other programs can read. The notes stay as they are: see interview pseudonymise.
    """
    names = lines_asked(session, f"{pseudonym} stands for", identity_fd, note_fd)
    note = None if note_fd is None else ask_secret("Note", note_fd, "--note-fd")
    with opened_identity(session, identity_fd) as opened:
        one = opened.add(pseudonym, names, note)
    session.answer(
        {"pseudonym": one.pseudonym, "names": len(one.names)},
        [f"{one.pseudonym} stands for {len(one.names)} now."],
    )


@verb(identity, "remove")
@click.argument("pseudonym")
@click.option(
    "--one-name", is_flag=True, help="Only one of its names, which is asked for or read from standard input."
)
@click.option("--confirm", metavar="PSEUDONYM", required=True, help="The pseudonym, typed out.")
@identity_passphrase
def remove(
    session: Session, *, pseudonym: str, one_name: bool, confirm: str, identity_fd: int | None
) -> None:
    """Forget a pseudonym for good, with all that it stands for. It stays where it stands in the notes."""
    if confirm != pseudonym:
        raise RefusedError(
            "The pseudonym given does not match, so nothing was removed.", f"Give --confirm {pseudonym!r}."
        )
    names = lines_asked(session, "Which name", identity_fd) if one_name else [None]
    with opened_identity(session, identity_fd) as opened:
        for name in names:
            opened.remove(pseudonym, name)
    session.answer({"removed": pseudonym, "all": not one_name}, ["Removed for good."])
