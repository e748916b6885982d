"""The group of ``fieldnotes case``; its verbs register themselves from modules by what they do."""

import click

from fieldnotes.base.errors import RefusedError
from fieldnotes.base.ids import CaseId
from fieldnotes.cli.options import shared_options

PURPOSES = ("store", "code", "aggregate", "publish")


@click.group()
@shared_options
def case() -> None:
    """Cases: what is known of a person in bands, what they agreed to, and what has been considered."""


def mismatch(case_id: CaseId) -> RefusedError:
    """The label typed to confirm is another."""
    return RefusedError(
        "The label given does not match the case, so nothing was deleted.", f"Give --confirm {case_id}."
    )
