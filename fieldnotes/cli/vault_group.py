"""The group of ``fieldnotes vault``; its verbs register themselves from modules by what they do."""

import click

from fieldnotes.cli.options import shared_options


@click.group()
@shared_options
def vault() -> None:
    """Create, look at, keep and destroy vaults."""
