"""The group of ``fieldnotes code``; its verbs register themselves from modules by what they do."""

import click

from fieldnotes.cli.options import shared_options


@click.group()
@shared_options
def code() -> None:
    """Code passages of an interview with factors of the taxonomy."""
