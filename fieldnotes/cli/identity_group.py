"""The group of ``fieldnotes identity``; its verbs register themselves from modules by what they do."""

import click

from fieldnotes.cli.options import shared_options


@click.group()
@shared_options
def identity() -> None:
    """Who is who: pseudonyms and what they stand for, beside the vault and apart from it."""
