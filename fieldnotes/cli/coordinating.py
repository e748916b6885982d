"""``fieldnotes inbox``, ``merge`` and ``publish``: the coordinator's work."""

from pathlib import Path

import click

from fieldnotes.cli.options import FILE, shared_options, verb
from fieldnotes.cli.session import Session


@click.group()
@shared_options
def inbox() -> None:
    """Pull sealed exports and see what became of each (coordinator)."""


@verb(inbox, "pull")
@click.option(
    "--period", help="From now on file what comes in under this reporting period, such as R2; never a date."
)
def pull(session: Session, *, period: str | None) -> int:
    """Pull new exports from every remote, verify each, and say in words what was refused."""
    with session.open_coordinator_desk() as desk:
        if period is not None:
            desk.start_period(period)
        report = desk.pull()
    session.answer(
        report.as_dict(),
        report.sentences() or ["Nothing new."],
    )
    return 1 if report.rejected else 0


@verb(inbox, "list")
def list_inbox(session: Session) -> None:
    """List accepted and rejected objects."""
    with session.open_coordinator_desk() as desk:
        found = desk.inbox()
    session.answer(
        [
            {
                "object": one.name,
                "state": str(one.state),
                "device": one.device,
                "number": one.number,
                "reason": one.reason,
            }
            for one in found
        ],
        [
            f"{one.state!s:9} {one.label or '-':10} export {one.number or '-'}  {one.reason or ''}".rstrip()
            for one in found
        ]
        or ["The inbox is empty. Pull: fieldnotes inbox pull"],
    )


@verb(inbox, "show")
@click.argument("name", metavar="OBJECT")
def show(session: Session, *, name: str) -> None:
    """Print the payload of an accepted export."""
    with session.open_coordinator_desk() as desk:
        raw = desk.payload(name)
    click.echo(raw, nl=False)


PERIOD = click.option("--period", help="Only what was filed under this reporting period, such as R1.")


@click.command()
@shared_options
@PERIOD
@click.pass_context
def merge(context: click.Context, *, period: str | None) -> int:
    """Add the accepted exports up as intervals, protect again, and show what could be published."""
    session = context.ensure_object(Session)
    with session.open_coordinator_desk() as desk:
        merged = desk.merge(period)
    session.answer(merged.as_dict(), merged.sentences())
    return 0 if merged.publishable else 1


@click.command()
@shared_options
@click.option("--to", type=FILE, required=True, help="A folder that is not there yet.")
@PERIOD
@click.option(
    "--again", type=int, metavar="NUMBER", help="Write a recorded publication again; nothing is decided anew."
)
@click.pass_context
def publish(context: click.Context, *, to: Path, period: str | None, again: int | None) -> None:
    """Publish the protected tables: CSV with datapackage.json, and a page to read."""
    session = context.ensure_object(Session)
    with session.open_coordinator_desk() as desk:
        if again is not None:
            folder = desk.publish_again(again, to)
            session.answer(
                {"number": again, "folder": folder}, [f"Publication {again} written again: {folder}"]
            )
            return
        made = desk.publish(to, period=period)
    session.answer(made.as_dict(), made.sentences())
