"""The accepted exports added up: intervals where something is hidden, protected again."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from fieldnotes.coordination.words import Words
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.widgets.tables_view import HIDDEN, ShownCell, ShownTable, TablesView

if TYPE_CHECKING:
    from fieldnotes.base.tables import IntervalCell, IntervalTable
    from fieldnotes.coordination.merging import MergedView


class MergedPage(Page):
    """The merged tables."""

    PLACE = Place.MERGED

    def body(self) -> ComposeResult:
        """A summary, then the tables."""
        yield Static("Adding up…", classes="summary", markup=False)
        yield TablesView("Nothing to add up yet.\n\nF4, Inbox fetches exports; m adds them up.")

    def on_mount(self) -> None:
        """Add up what counts."""
        self.head("Merged")
        self.action_merge()

    def action_merge(self) -> None:
        """Add up again."""
        self.in_background(self.fieldnotes.opened.coordination.merge, self._show)

    def failed(self, sentence: str) -> None:
        """Nothing to show."""
        self.query_one(".summary", Static).update(sentence)
        self.query_one(TablesView).show([])

    def _show(self, view: "MergedView") -> None:
        self.query_one(".summary", Static).update("\n".join(view.sentences()))
        self.head("Merged", facts="can be published" if view.publishable else "cannot be published yet")
        project = self.fieldnotes.opened.coordination.project()
        if project is None:
            return
        words = Words(self.fieldnotes.opened.taxonomy, project.policy)
        self.query_one(TablesView).show([_in_words(table, words) for table in view.tables])

    def go_out(self) -> bool:
        """Esc: within the tables first."""
        return self.query_one(TablesView).go_out()


def _in_words(table: "IntervalTable", words: Words) -> ShownTable:
    cells = tuple(
        ShownCell(
            " × ".join(
                words.level(dimension, level)
                for dimension, level in zip(table.dimensions, cell.key, strict=True)
            ),
            _count(cell),
        )
        for cell in table.cells
    )
    shown = sum(cell.count != HIDDEN for cell in cells)
    return ShownTable(
        table.name, words.table(table.name).removeprefix("Cases by "), f"{shown}/{len(cells)}", cells
    )


def _count(cell: "IntervalCell") -> str:
    if cell.lower is None or cell.upper is None:
        return HIDDEN
    return str(cell.lower) if cell.lower == cell.upper else f"{cell.lower}–{cell.upper}"
