"""``fieldnotes demo``: the whole path on invented interviews."""

from dataclasses import asdict
from pathlib import Path

import click

from fieldnotes.cli.options import FILE, shared_options
from fieldnotes.cli.session import Session


@click.command()
@shared_options
@click.option(
    "--dir",
    "folder",
    type=FILE,
    help="Where to put it (default: a fresh throw-away folder).",
)
@click.pass_context
def demo(context: click.Context, *, folder: Path | None) -> int:
    """Create, import, code, release, push, merge, publish, audit and wipe, with figures for each step."""
    from fieldnotes.demo.path import run  # noqa: PLC0415 - loads every room

    session = context.ensure_object(Session)
    result = run(folder, (lambda _line: None) if session.as_json else click.echo)
    if session.as_json:
        session.answer(asdict(result), [])
    return 0 if result.holds else 1
