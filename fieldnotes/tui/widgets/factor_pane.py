"""The left pane of Coding: every factor with its state in this case, and what the codebook says of the one in view."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import OptionList, Static

from fieldnotes.base.ids import FactorId
from fieldnotes.casebook.localfactors import Codable, LocalFactor
from fieldnotes.casebook.records import State
from fieldnotes.codebook.models import Role, Taxonomy
from fieldnotes.tui.dialogs.reading import Reading
from fieldnotes.tui.keys.bindings import bindings
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.widgets.factor_text import factor_text
from fieldnotes.tui.widgets.listing import Column, Item, Listing

SIGNS = {State.RAISED: "●", State.DENIED: "○", State.NOT_RAISED: "–", State.NOT_CONSIDERED: " "}
"""How each state of the checklist is drawn."""


ROLES = {
    Role.DRIVER: "driver",
    Role.OBSTACLE_IMMEDIATE: "obstacle",
    Role.OBSTACLE_STRUCTURAL: "structural",
    Role.UNCERTAIN: "uncertain",
    Role.CONDITION: "condition",
}
"""What a group's factors do, in one word."""


class FactorPane(Vertical):
    """Groups and factors; each factor with its state in the case and its number of codings in the whole casebook.

    Args:
        taxonomy: the codebook.
        local: gives the factors of the team's own, as they are now.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.CHECKLIST)]

    def __init__(self, taxonomy: Taxonomy, local: Callable[[], Sequence[LocalFactor]]) -> None:
        super().__init__()
        self._taxonomy = taxonomy
        self._ask_local = local
        self._local: Sequence[LocalFactor] = ()
        self._states: Mapping[FactorId, State] = {}
        self._counts: Mapping[FactorId, int] = {}
        self._defined: Codable | None = None

    def compose(self) -> ComposeResult:
        """The list above, the definition below."""
        yield Static("", classes="pane-title")
        yield Listing(Column("", 1), Column("", 3), Column(""), Column("", 3, right=True), empty="", gap=1)
        with VerticalScroll(classes="definition", can_focus=False):
            yield Static("", markup=False)

    @property
    def listing(self) -> Listing:
        """The list of factors."""
        return self.query_one(Listing)

    @property
    def current(self) -> Codable | None:
        """The factor under the cursor."""
        current = self.listing.current
        if current is None:
            return None
        own = next((factor for factor in self._local if factor.id == current), None)
        return own or self._taxonomy.factor(FactorId(current))

    def tell(self, states: Mapping[FactorId, State], counts: Mapping[FactorId, int]) -> None:
        """Show other states and counts."""
        local = self._ask_local()
        if (states, counts, local) == (self._states, self._counts, self._local):
            return
        self._states, self._counts, self._local = states, counts, local
        items: list[Item] = []
        for group in self._taxonomy.groups:
            items.append(Item(f"group-{group.id}", (f"{ROLES[group.role]}: {group.label}",), heading=True))
            items += [self._item(factor) for factor in self._taxonomy.factors_of(group.id)]
        if local:
            items.append(Item("group-local", ("the team's own",), heading=True))
            items += [self._item(factor) for factor in local]
        self.listing.show(items)
        considered = sum(state is not State.NOT_CONSIDERED for state in states.values())
        self.query_one(".pane-title", Static).update(
            Text.assemble(("Factors", "bold"), f"  {considered} of {len(states)} considered"),
            layout=False,
        )
        self._define()

    def look_at(self, factor: Codable) -> None:
        """Put the cursor on a factor and show its definition."""
        self.listing.clear_filter()
        self.listing.go_to(factor.id)
        self._define()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if self.current is not None:
            self.app.push_screen(Reading(factor_text(self.current, self._taxonomy, whole=True)))

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if self.listing.lines.has_focus:
            self._define()

    def _item(self, factor: Codable) -> Item:
        state = self._states.get(factor.id, State.NOT_CONSIDERED)
        number = self._counts.get(factor.id, 0)
        key = Text(factor.key, style="bold" if state is State.RAISED else "")
        return Item(factor.id, (SIGNS[state], key, factor.label, str(number) if number else ""))

    def define(self, factor: Codable) -> None:
        """Show what the codebook says of a factor; the cursor of the list stays where it is."""
        if factor is self._defined:
            return
        self._defined = factor
        box = self.query_one(".definition", VerticalScroll)
        box.query_one(Static).update(factor_text(factor, self._taxonomy))
        box.scroll_home(animate=False)

    def _define(self) -> None:
        factor = self.current
        if factor is not None:
            self.define(factor)
