"""``fieldnotes remote``, ``outbox`` and ``sync``: where sealed exports go, and what state they are in."""

import click

from fieldnotes.cli.options import shared_options, verb
from fieldnotes.cli.session import Session


@click.group()
@shared_options
def remote() -> None:
    """Where sealed exports go: a folder or a USB stick."""


@verb(remote, "add")
@click.argument("name")
@click.argument("kind", metavar="KIND", type=click.Choice(["folder"]))
@click.argument("url")
@click.option(
    "--auto/--ask",
    default=False,
    help="Push by itself, or only when asked (a push shows the program is in use).",
)
def add(session: Session, *, name: str, kind: str, url: str, auto: bool) -> None:
    """Add a remote."""
    with session.open_remotes() as remotes:
        remotes.add(name, kind, url, auto=auto)
    session.answer({"remote": name, "kind": kind, "auto": auto}, [f"Added the remote {name}."])


@verb(remote, "list")
def list_remotes(session: Session) -> None:
    """List the remotes."""
    with session.open_remotes() as remotes:
        known = remotes.list()
    session.answer(
        [{"remote": one.name, "kind": one.kind, "url": one.url, "auto": one.auto} for one in known],
        [f"{one.name:16} {one.kind:8} {'auto' if one.auto else 'ask ':4} {one.url}" for one in known]
        or ["No remotes. Add one: fieldnotes remote add NAME folder PATH"],
    )


@verb(remote, "remove")
@click.argument("name")
def remove(session: Session, *, name: str) -> None:
    """Remove a remote; nothing that was pushed there is touched."""
    with session.open_remotes() as remotes:
        remotes.remove(name)
    session.answer({"removed": name}, [f"Removed the remote {name}."])


@verb(remote, "check")
@click.argument("name")
def check(session: Session, *, name: str) -> None:
    """Whether a remote answers now."""
    with session.open_remotes() as remotes:
        found = remotes.check(name)
    session.answer({"remote": name, "objects": found}, [f"{name} answers; {found} objects are there."])


@click.group()
@shared_options
def outbox() -> None:
    """Sealed exports that wait, were sent, or are confirmed."""


@verb(outbox, "list")
def list_outbox(session: Session) -> None:
    """List every export and its state in words."""
    with session.open_release_desk() as desk:
        waiting = desk.outbox()
    session.answer(
        [
            {"number": one.number, "state": str(one.state), "bytes": one.size, "name": one.name}
            for one in waiting
        ],
        [f"export {one.number}: {one.state}, {one.size} bytes" for one in waiting]
        or ["The outbox is empty."],
    )


@verb(outbox, "retry")
def retry(session: Session) -> int:
    """Push again what is not confirmed yet."""
    return _push(session)


@click.command()
@shared_options
@click.pass_context
def sync(context: click.Context) -> int:
    """Push every waiting export to every remote, and read it back."""
    return _push(context.ensure_object(Session))


def _push(session: Session) -> int:
    with session.open_release_desk() as desk:
        results = desk.push()
    session.answer(
        [
            {
                "number": one.number,
                "remote": one.remote,
                "state": str(one.state),
                "problem": one.problem,
                "told": one.told,
            }
            for one in results
        ],
        [
            ". ".join(
                part
                for part in (f"export {one.number} to {one.remote}: {one.state}", one.told, one.problem)
                if part
            )
            for one in results
        ]
        or ["Nothing waits."],
    )
    return 1 if any(one.problem for one in results) else 0
