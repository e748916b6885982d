"""``fieldnotes agreement``: how far coders agree, from a file. No vault is needed."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldnotes.base.files import read_received
from fieldnotes.cli.options import FILE, shared_options
from fieldnotes.cli.session import Session

if TYPE_CHECKING:
    from fieldnotes.analysis.agreement.summary import Agreement


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--contingency", is_flag=True, help="The file is a square of counts of two coders, without a header."
)
@shared_options
@click.pass_context
def agreement(context: click.Context, *, file: Path, contingency: bool) -> None:
    """Coefficients of agreement with bootstrap intervals, from a file with the columns unit, coder, value."""
    from fieldnotes.analysis.agreement.summary import agreement as compute  # noqa: PLC0415 - only this verb needs it
    from fieldnotes.formats.ratings_reading import read_contingency, read_ratings  # noqa: PLC0415 - as above

    raw = read_received(file)
    ratings = read_contingency(raw, file.name) if contingency else read_ratings(raw, file.name)
    found = compute(ratings)
    context.ensure_object(Session).answer(found.as_dict(), list(_lines(found)))


def _lines(found: "Agreement") -> Iterator[str]:
    yield f"{found.units} units coded by at least two of {found.coders} coders."
    yield from coefficient_lines(found)


def coefficient_lines(found: "Agreement") -> Iterator[str]:
    """A line for each coefficient: its value and interval, or why there is none."""
    for name, value in found.coefficients.items():
        low_high = found.intervals.get(name)
        interval = f"   95 % interval {low_high[0]:.4f} to {low_high[1]:.4f}" if low_high else ""
        yield f"{name.replace('_', ' '):<28}{value:>8.4f}{interval}"
    for name, reason in found.not_computable.items():
        yield f"{name.replace('_', ' '):<28}not computable: {reason}"
