"""The group of ``fieldnotes taxonomy``, and the codebooks that its verbs are asked about by name."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldnotes.cli.options import shared_options
from fieldnotes.cli.session import Session

if TYPE_CHECKING:
    from fieldnotes.codebook.models import Taxonomy


@click.group()
@shared_options
def taxonomy() -> None:
    """Read, check and change the codebook. Most of it needs no vault."""


def named_taxonomy(session: Session, name: str) -> "Taxonomy":
    """The codebook that ships, the vault's own (``current``), or the one in a folder.

    Raises:
        WrongUseError: if there is no such folder.
        FaultyTaxonomyError: if what it holds does not pass its checks.
    """
    from fieldnotes.codebook.loading import load_taxonomy  # noqa: PLC0415 - keeps --help light

    if name == "shipped":
        return load_taxonomy()
    if name == "current":
        from fieldnotes.casebook.taxonomies import taxonomy_of  # noqa: PLC0415 - only where a vault is opened

        with session.open_vault() as vault:
            return taxonomy_of(vault)
    return load_taxonomy(Path(name))
