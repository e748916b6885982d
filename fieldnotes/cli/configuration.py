"""``fieldnotes config``: where things are, and whether the settings file is usable."""

from dataclasses import asdict

import click

from fieldnotes.base.settings import default_vault_folder, load_settings, settings_file
from fieldnotes.base.shipped import shipped
from fieldnotes.cli.options import shared_options, verb
from fieldnotes.cli.session import Session


@click.group()
@shared_options
def config() -> None:
    """Where settings, vault and shipped data are."""


@verb(config, "locate")
def locate(session: Session) -> None:
    """Print where settings, vault, taxonomy and policies are."""
    places = {
        "settings": settings_file(),
        "vault": session.vault or default_vault_folder(),
        "taxonomy": shipped("taxonomy"),
        "policies": shipped("exports/policies"),
    }
    session.answer(places, [f"{name:10} {place}" for name, place in places.items()])


@verb(config, "check")
def check(session: Session) -> None:
    """Read the settings file and print what is in force."""
    in_force = asdict(load_settings())
    session.answer(in_force, [f"{name:24} {value}" for name, value in in_force.items()])
