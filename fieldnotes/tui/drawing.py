"""What a casebook's codings come to, as pictures in characters with their numbers: the researcher's own, not a release."""

import textwrap
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from fieldnotes.analysis.codes import Codes, factors_as_codes, groups_as_codes
from fieldnotes.analysis.cooccurrence import By, CoOccurrence, Pair, cooccurrence
from fieldnotes.analysis.crossing import cases_raising, cross
from fieldnotes.analysis.material import Material
from fieldnotes.analysis.reading import read_material
from fieldnotes.analysis.saturation import BASE, THRESHOLD, Saturation, saturation
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.models import Attribute, Role, Taxonomy
from fieldnotes.formats.analysis_csv import counts_csv, crossing_csv, pairs_csv, saturation_csv
from fieldnotes.pictures.bar import Bar, Chart
from fieldnotes.pictures.characters import draw_bars
from fieldnotes.pictures.curve import Curve, draw_curve
from fieldnotes.pictures.heat_map import Cell, HeatMap, draw_heat_map
from fieldnotes.pictures.matrix import Matrix, draw_matrix
from fieldnotes.text.visible import visible

_STRONGEST = 10
"""Pairs listed under the matrix."""

_OBSTACLES = (Role.OBSTACLE_IMMEDIATE, Role.OBSTACLE_STRUCTURAL)


@dataclass(frozen=True, slots=True)
class Study:
    """What is drawn from."""

    material: Material
    factors: Codes
    groups: Codes
    taxonomy: Taxonomy

    @classmethod
    def read(cls, book: Casebook) -> "Study":
        """Read it; may run on any thread."""
        factors, groups = _shown(factors_as_codes(book)), _shown(groups_as_codes(book))
        return cls(read_material(book), factors, groups, book.taxonomy)

    def codes(self, *, groups: bool) -> Codes:
        """What is counted."""
        return self.groups if groups else self.factors


def _shown(codes: Codes) -> Codes:
    """The team's own words may hold what turns the reading order around."""
    return replace(codes, labels={code: visible(label) for code, label in codes.labels.items()})


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture.

    Attributes:
        title: what it shows, in a few words.
        draw: its lines for a width.
        csv: its numbers.
    """

    title: str
    draw: Callable[[int], list[str]]
    csv: Callable[[], bytes]


def bars(study: Study, *, groups: bool) -> Picture:
    """How many cases raise each code: what drives to the left, what holds back to the right, anything else below."""
    codes = study.codes(groups=groups)
    counted = cases_raising(study.material, codes.of)
    scale = max(1, len(study.material.coded_cases))
    shown = {
        code: Bar(f"{codes.keys[code]} {codes.labels[code]}", counted[code], counted[code])
        for code in codes.order
        if counted[code]
    }

    def of(*roles: Role | None) -> tuple[Bar, ...]:
        return tuple(bar for code, bar in shown.items() if codes.roles[code] in roles)

    drivers = of(Role.DRIVER)
    layout = Chart(drivers, tuple(bar for bar in shown.values() if bar not in drivers), scale)
    charts = [
        Chart(of(Role.DRIVER), of(*_OBSTACLES), scale, "reasons to leave", "what holds back"),
        Chart((), of(Role.UNCERTAIN), scale, right_title="works either way"),
        Chart((), of(Role.CONDITION), scale, right_title="would have to happen"),
        Chart((), of(None), scale, right_title="the team's own"),
    ]
    never = " ".join(codes.keys[code] for code in codes.order if not counted[code])

    def draw(width: int) -> list[str]:
        lines: list[str] = []
        for chart in charts:
            drawn = draw_bars(chart, width=width, like=layout)
            lines += ["", *drawn] if lines and drawn else drawn
        return [*lines, "", *textwrap.wrap(f"Raised by no case: {never}", width)] if never else lines

    what = "group" if groups else "factor"
    numbers = {code: counted[code] for code in codes.order}
    codings = Counter(codes.of.get(one.factor, one.factor) for one in study.material.codings)
    return Picture(f"Cases that raise each {what}", draw, lambda: counts_csv(numbers, codings))


def heat_map(study: Study, attribute: Attribute, *, groups: bool) -> Picture:
    """How many cases of each band raise each code."""
    codes = study.codes(groups=groups)
    bands = {band.id: visible(band.label) for band in attribute.bands}
    found = cross(study.material, codes.of, codes.order, attribute.id, list(bands))
    rows = [code for code in codes.order if groups or any(found.raising.get((code, band)) for band in bands)]
    cells = tuple(
        tuple(Cell(found.raising.get((code, band), 0), found.cases.get(band, 0)) for band in bands)
        for code in rows
    )
    columns = tuple(f"{label} ({found.cases.get(band, 0)})" for band, label in bands.items())
    drawn = HeatMap(tuple(f"{codes.keys[code]} {codes.labels[code]}" for code in rows), columns, cells)
    title = f"Cases by {attribute.label.lower()}: how many of each band raise each {'group' if groups else 'factor'}"
    return Picture(title, lambda width: draw_heat_map(drawn, width=width), lambda: crossing_csv(found))


_TOGETHER = {
    By.OVERLAP: "passages that overlap",
    By.NEAR: "passages at most {within} sentences apart",
    By.CASE: "in one case",
}


def pairs(study: Study, by: By, *, groups: bool) -> Picture:
    """Which codes stand together."""
    codes = study.codes(groups=groups)
    found = cooccurrence(study.material, by, codes.order, code=codes.of.get)
    place = {code: number for number, code in enumerate(found.codes)}
    matrix = Matrix(
        tuple(codes.keys[code] for code in found.codes),
        tuple(found.counts[code] for code in found.codes),
        {(place[pair.first], place[pair.second]): pair.together for pair in found.pairs},
        {(place[pair.first], place[pair.second]): pair.coefficient for pair in found.pairs},
    )
    unit = "cases" if by is By.CASE else "codings"
    title = (
        f"Pairs of {'groups' if groups else 'factors'}: {_TOGETHER[by].format(within=found.within)} ({unit})"
    )
    return Picture(
        title,
        lambda width: [*draw_matrix(matrix, width=width), *_strongest(found, codes), *_named(found, codes)],
        lambda: pairs_csv(found),
    )


def _strongest(found: CoOccurrence, codes: Codes) -> list[str]:
    if not found.together:
        return ["", "Nothing stands together so."]

    def strength(pair: Pair) -> float:
        return -1.0 if pair.coefficient is None else pair.coefficient

    lines = ["", "Strongest pairs, by c = together / either:"]
    for pair in sorted(found.pairs, key=strength, reverse=True)[:_STRONGEST]:
        c = "   ?" if pair.coefficient is None else f"{pair.coefficient:.2f}"
        unequal = "  (one occurs more than 5 times as often)" if pair.unequal else ""
        lines.append(
            f"{c} {pair.together:6} together   {codes.keys[pair.first]} + {codes.keys[pair.second]}{unequal}"
        )
    return lines


def _named(found: CoOccurrence, codes: Codes) -> list[str]:
    return ["", *(f"{codes.keys[code]:4} {codes.labels[code]}" for code in found.codes)]


def saturation_curve(study: Study, run: int) -> Picture:
    """Whether new cases still bring new factors."""
    found = saturation(study.material, run=run)
    marks = {found.base - 1: "b"} if len(found.steps) >= found.base else {}
    if found.reached is not None:
        marks[found.reached - 1 + found.run] = "s"
    curve = Curve(
        tuple(step.cumulative for step in found.steps), "different factors", "cases as they came", marks
    )
    return Picture(
        f"Saturation: a base of {BASE} cases, runs of {run}, at most {THRESHOLD * 100:g} % new",
        lambda width: [*draw_curve(curve, width=width), "", *_read(found, width)],
        lambda: saturation_csv(found),
    )


def _read(found: Saturation, width: int) -> list[str]:
    lines = textwrap.wrap(found.sentence, width)
    lines.append("b: the base ends here   s: the run that reaches it ends here")
    lines += ["", "   new  factors  new in run  of the base"]
    for step in found.steps:
        run = "" if step.run_new is None else str(step.run_new)
        share = "" if step.new_information is None else f"{step.new_information * 100:.0f} %"
        lines.append(f"{step.new:6} {step.cumulative:8} {run:>11} {share:>12}  {step.case}")
    return lines
