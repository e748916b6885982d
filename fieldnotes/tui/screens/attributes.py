"""The attributes of a case, in bands: nothing finer can be stored."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList

from fieldnotes.base.ids import AttributeId, CaseId
from fieldnotes.codebook.models import NOT_SAID
from fieldnotes.tui.dialogs.finder import Finder, among
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.widgets.listing import Column, Item, Listing


class AttributesPage(Page):
    """One line an attribute; Enter chooses its band.

    Args:
        case: the case.
    """

    PLACE = Place.ATTRIBUTES

    def __init__(self, case: CaseId) -> None:
        super().__init__()
        self.case = case

    def body(self) -> ComposeResult:
        """The list."""
        yield Listing(Column("attribute", 20), Column("band"), empty="The taxonomy has no attributes.")

    def on_mount(self) -> None:
        """Ready to choose."""
        self.query_one(Listing).lines.focus()
        self._fill()
        self.tell("They describe the soldier, also when a relative speaks.")

    def _fill(self) -> None:
        opened = self.fieldnotes.opened
        stored = opened.book.cases.get(self.case).attributes
        items = []
        said = 0
        for attribute in opened.taxonomy.attributes:
            band = stored.get(attribute.id, NOT_SAID)
            said += band != NOT_SAID
            label = next((known.label for known in attribute.bands if known.id == band), band)
            items.append(Item(attribute.id, (attribute.label, "·" if band == NOT_SAID else label)))
        self.query_one(Listing).show(items)
        self.head(self.case, "Attributes", facts=f"{said} of {len(items)} known")

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        opened = self.fieldnotes.opened
        attribute = opened.taxonomy.attribute(AttributeId(event.option_id or ""))
        stored = opened.book.cases.get(self.case).attributes.get(attribute.id, NOT_SAID)

        def take(band: str) -> None:
            opened.book.cases.set_attribute(self.case, attribute.id, band)
            self._fill()

        bands = [Item(band.id, (band.label, band.definition or "")) for band in attribute.bands]
        self.fieldnotes.ask(Finder(attribute.label, among(bands), width=34, current=stored), take)

    def go_out(self) -> bool:
        """Esc drops the filter first."""
        return self.query_one(Listing).clear_filter()
