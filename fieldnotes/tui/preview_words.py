"""The tables of a preview in words: what would leave, and beside what is hidden what a reader can still work out, and why."""

from typing import TYPE_CHECKING

from fieldnotes.base.tables import SUPPRESSED, ProtectedCell, ProtectedTable
from fieldnotes.coordination.words import Words
from fieldnotes.tui.widgets.tables_view import HIDDEN, ShownCell, ShownTable

if TYPE_CHECKING:
    from fieldnotes.release.previews import Preview

_WHY = {
    "threshold": ("under {k}", "Fewer than {k} cases are in it."),
    "zero": ("none", "No case is in it. A nought is hidden like any small number, or every hidden one would be known not to be nought."),
    "complement": ("near all", "Fewer than {k} cases are not in it, so it says something of nearly everybody."),
    "complementary": ("shields", "It is large enough itself, but with what is shown it would give another number away."),
}  # fmt: skip
"""Why a cell is hidden: in a word or two, and in a sentence."""


def tables_in_words(preview: "Preview", words: Words) -> list[ShownTable]:
    """The tables that would leave, then those of the whitelist that are not given, and why."""
    given = [_given(preview, table, words) for table in preview.tables]
    if preview.reported:
        given.append(_reported(preview))
    return [*given, *(_withheld(preview, name, least, words) for name, least in preview.withheld)]


def _given(preview: "Preview", table: ProtectedTable, words: Words) -> ShownTable:
    kept = preview.kept_of(table.name)
    return ShownTable(
        table.name,
        _title(table.name, words),
        f"{kept.shown}/{kept.cells}",
        tuple(_cell(preview, table, cell, words) for cell in table.cells),
        f"{kept.shown} of {kept.cells} cells shown, {kept.share:.0%} of its counts kept",
    )


def _reported(preview: "Preview") -> ShownTable:
    """What the shown margins prove by themselves; it stands in no table."""
    cells = tuple(
        ShownCell(
            one.quantity,
            "",
            f"{one.lower}–{one.upper}",
            f"Between {one.lower} and {one.upper} cases. The margins that are shown prove it by themselves; hiding it would hide"
            " them.",
        )
        for one in preview.reported
    )
    note = "What shown numbers prove beside the tables:"
    return ShownTable("reported", "beside the tables", str(len(cells)), cells, note)


def _withheld(preview: "Preview", name: str, least: int | None, words: Words) -> ShownTable:
    if least is None:
        note = "Not given: no export of this kind holds this table. Beside the others it would bind every number to every other."
        return ShownTable(name, _title(name, words), "never", (), note)
    note = (
        f"Not given: this table is given from {least} cases on, and there are {preview.cohort.size}. In a smaller cohort next to"
        " nothing of it could be shown. That depends on the number of cases alone, never on what they say."
    )
    return ShownTable(name, _title(name, words), f"from {least}", (), note)


def _cell(preview: "Preview", table: ProtectedTable, cell: ProtectedCell, words: Words) -> ShownCell:
    *under, label = (
        words.level(dimension, level) for dimension, level in zip(table.dimensions, cell.key, strict=True)
    )
    heading = "".join(under)
    if cell.n != SUPPRESSED:
        return ShownCell(label, str(cell.n), told=f"{cell.n} cases; this number leaves.", under=heading)
    interval = preview.intervals[table.name, cell.key]
    short, long = (
        one.format(k=preview.policy.export_k) for one in _WHY[preview.reasons[table.name, cell.key]]
    )
    told = (
        f"Hidden. {long} Why is told on this machine only.\n\nFrom everything that leaves, a reader can work out that it lies"
        f" between {interval.lower} and {interval.upper} of {preview.cohort.size} cases, and nothing narrower."
    )
    return ShownCell(label, HIDDEN, f"{interval.lower}–{interval.upper} {short}", told, heading)


def _title(table: str, words: Words) -> str:
    return words.table(table).removeprefix("Cases by ").replace("Groups of factors by ", "groups × ")
