"""``fieldnotes code report | cooccurrence | saturation``: the researcher's own numbers. Counts and places, no words."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.labels import parse_coder
from fieldnotes.cli.code_group import code
from fieldnotes.cli.options import verb
from fieldnotes.cli.session import Session

if TYPE_CHECKING:
    from fieldnotes.analysis.cooccurrence import CoOccurrence, Pair
    from fieldnotes.analysis.crossing import Crossing
    from fieldnotes.analysis.material import Material
    from fieldnotes.analysis.saturation import Saturation
    from fieldnotes.casebook.book import Casebook

CSV = click.option("--csv", "as_csv", is_flag=True, help="Answer in CSV.")
CODER = click.option("--coder", help="Whose codings; without it, each case's settled coder.")


def answer(
    session: Session, data: object, lines: Callable[[], Iterator[str]], raw: Callable[[], bytes] | None
) -> None:
    """Print an answer in the form asked for; ``raw`` makes it as CSV, where that was asked for.

    Raises:
        WrongUseError: if two forms were asked for.
    """
    if raw is None:
        session.answer(data, list(lines()))
        return
    if session.as_json:
        raise WrongUseError("An answer has one form.", "Give --json or --csv, not both.")
    click.echo(raw(), nl=False)


def material_of(book: "Casebook", coder: str | None) -> "Material":
    """The codings to be counted."""
    from fieldnotes.analysis.reading import read_material  # noqa: PLC0415 - loads the store's room

    return read_material(book, None if coder is None else parse_coder(coder))


@verb(code, "cooccurrence")
@click.option("--by", type=click.Choice(["overlap", "case", "near"]), default="overlap", show_default=True)
@click.option(
    "--within", type=click.IntRange(0, 9999), default=2, show_default=True, help="Sentences, for near."
)
@click.option("--groups", is_flag=True, help="Count groups in place of factors.")
@CODER
@CSV
def cooccur(session: Session, *, by: str, within: int, groups: bool, coder: str | None, as_csv: bool) -> None:
    """Which factors stand together: on overlapping words, in the same case, or near each other."""
    from fieldnotes.analysis.codes import factors_as_codes, groups_as_codes  # noqa: PLC0415 - loads the store's room
    from fieldnotes.analysis.cooccurrence import By, cooccurrence  # noqa: PLC0415 - as above
    from fieldnotes.formats.analysis_csv import pairs_csv  # noqa: PLC0415 - as above

    with session.open_book() as book:
        codes = (groups_as_codes if groups else factors_as_codes)(book)
        found = cooccurrence(
            material_of(book, coder),
            By(by),
            codes.order,
            within=within,
            code=lambda one: codes.of.get(one, one),
        )
    data = {
        "by": found.by,
        "within": found.within,
        "counts": {one: found.counts[one] for one in found.codes},
        "pairs": [_pair_values(pair) for pair in found.pairs],
    }
    answer(session, data, lambda: _pair_lines(found), (lambda: pairs_csv(found)) if as_csv else None)


def _pair_values(pair: "Pair") -> dict[str, Any]:
    return {
        "first": pair.first,
        "second": pair.second,
        "n_first": pair.n_first,
        "n_second": pair.n_second,
        "together": pair.together,
        "c": pair.coefficient,
        "unequal": pair.unequal,
    }


def _pair_lines(found: "CoOccurrence") -> Iterator[str]:
    if not found.together:
        yield "Nothing stands together so."
        return
    yield "together     c"
    for pair in found.pairs:
        c = "    -" if pair.coefficient is None else f"{pair.coefficient:.3f}"
        yield f"{pair.together:8} {c}{'*' if pair.unequal else ' '} {pair.first} + {pair.second}"
    if any(pair.coefficient is None for pair in found.pairs):
        yield "-: c cannot be computed, because passages of one overlap several of the other."
    if any(pair.unequal for pair in found.pairs):
        yield "*: one occurs more than five times as often as the other, which makes c small."


@verb(code, "saturation")
@click.option("--base", type=int, default=4, show_default=True, help="Cases in the base.")
@click.option("--run", type=int, default=2, show_default=True, help="Cases in a run.")
@click.option("--threshold", type=float, default=5.0, show_default=True, help="New information in percent.")
@CODER
@CSV
def saturate(
    session: Session, *, base: int, run: int, threshold: float, coder: str | None, as_csv: bool
) -> None:
    """Whether new cases still bring new factors (Guest, Namey and Chen 2020)."""
    from fieldnotes.analysis.saturation import saturation  # noqa: PLC0415 - loads the store's room
    from fieldnotes.formats.analysis_csv import saturation_csv  # noqa: PLC0415 - as above

    with session.open_book() as book:
        found = saturation(material_of(book, coder), base=base, run=run, threshold=threshold / 100)
    data = {
        "base": found.base,
        "run": found.run,
        "threshold": found.threshold,
        "base_factors": found.base_factors,
        "reached": found.reached,
        "reason": found.reason or None,
        "steps": [
            {"case": one.case, "new": one.new, "cumulative": one.cumulative, "run_new": one.run_new,
             "new_information": one.new_information}
            for one in found.steps
        ],
    }  # fmt: skip
    answer(session, data, lambda: _steps(found), (lambda: saturation_csv(found)) if as_csv else None)


def _steps(found: "Saturation") -> Iterator[str]:
    if found.steps:
        yield "   new  factors  new in run  new information"
    for one in found.steps:
        run = "" if one.run_new is None else str(one.run_new)
        share = "" if one.new_information is None else f"{one.new_information * 100:.1f} %"
        yield f"{one.new:6} {one.cumulative:8} {run:>11} {share:>16}  {one.case}"
    yield found.sentence


def answer_crossing(session: Session, attribute: str, coder: str | None, *, as_csv: bool) -> None:
    """Cases that raise each group, by the bands of an attribute."""
    from fieldnotes.analysis.codes import groups_as_codes  # noqa: PLC0415 - loads the store's room
    from fieldnotes.analysis.crossing import cross  # noqa: PLC0415 - as above
    from fieldnotes.base.ids import AttributeId  # noqa: PLC0415 - as above
    from fieldnotes.formats.analysis_csv import crossing_csv  # noqa: PLC0415 - as above

    with session.open_book() as book:
        known, codes = book.taxonomy.attribute(AttributeId(attribute)), groups_as_codes(book)
        bands = [band.id for band in known.bands]
        found = cross(material_of(book, coder), codes.of, codes.order, known.id, bands)
    data = {
        "attribute": found.attribute,
        "cases": {band: found.cases.get(band, 0) for band in found.bands},
        "raising": {
            group: {band: found.raising.get((group, band), 0) for band in found.bands}
            for group in found.groups
        },
    }
    answer(session, data, lambda: _crossing_lines(found), (lambda: crossing_csv(found)) if as_csv else None)


def _crossing_lines(found: "Crossing") -> Iterator[str]:
    for band in found.bands:
        yield f"{found.cases.get(band, 0):5} cases  {found.attribute} {band}"
        for group in found.groups:
            if number := found.raising.get((group, band), 0):
                yield f"      {number:5} raise {group}"
