"""Interview guides: the team's own, and those made from the codebook."""

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList

from fieldnotes.codebook.guides import Guide, guides_of
from fieldnotes.formats.importing import read_file
from fieldnotes.tui.dialogs.ask import Ask
from fieldnotes.tui.dialogs.confirm import Confirm
from fieldnotes.tui.dialogs.reading import Reading
from fieldnotes.tui.files import typed_path
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.widgets.listing import Column, Item, Listing
from fieldnotes.tui.words import counted


class GuidesPage(Page):
    """The list of guides; Enter reads one."""

    PLACE = Place.GUIDES

    def body(self) -> ComposeResult:
        """The list."""
        yield Listing(Column("guide", 14), Column("questions", 9, right=True), Column("about"), empty="")

    def on_mount(self) -> None:
        """Ready to move."""
        self.query_one(Listing).lines.focus()
        self._fill()

    def _fill(self) -> None:
        book = self.fieldnotes.opened.book
        own = book.guides.own()
        self.query_one(Listing).show(
            [
                *([Item("heading-own", ("Your own",), heading=True)] if own else []),
                *(_item(guide, "") for guide in own),
                Item("heading-made", ("Made from the codebook",), heading=True),
                *(_item(guide, guide.title) for guide in guides_of(book.taxonomy)),
            ]
        )
        self.head("Guides", facts=f"{len(own)} of your own")

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        guide = self.fieldnotes.opened.book.guides.get(event.option_id or "")
        questions = "\n\n".join(guide.questions)
        self.app.push_screen(Reading(Text.assemble((f"{guide.name}\n\n", "bold"), questions)))

    def action_add(self) -> None:
        """Take a guide from a text file."""
        self.fieldnotes.ask(
            Ask(
                "A guide of your own, from a text file",
                "Its path; one question a line. Lines that begin with # are left out. The file itself stays where it is.",
            ),
            self._named,
        )

    def _named(self, path: str) -> None:
        text = read_file(typed_path(path)).text
        self.fieldnotes.ask(
            Ask("What is it called?", "Lower-case letters, digits and hyphens, such as families."),
            lambda name: self._add(name.strip(), text),
        )

    def _add(self, name: str, text: str) -> None:
        guide = self.fieldnotes.opened.book.guides.add(name, text)
        self._fill()
        self.query_one(Listing).go_to(guide.name)
        self.tell(
            f"Guide {guide.name}: {counted(len(guide.questions), 'question')}. Ctrl+N in a case begins with it."
        )

    def action_delete(self) -> None:
        """Delete a guide of your own for good."""
        name = self.query_one(Listing).current
        guides = self.fieldnotes.opened.book.guides
        if name is None or name not in {guide.name for guide in guides.own()}:
            self.tell("Only guides of your own can be deleted.")
            return

        def delete(yes: bool) -> None:  # noqa: FBT001 - an answer
            if yes:
                guides.delete(name)
                self._fill()

        lines = ["Its questions go for good. Interviews that began with it keep their text."]
        self.fieldnotes.ask(Confirm(f"Delete the guide {name}?", lines, "deletes it"), delete)

    def go_out(self) -> bool:
        """Esc drops the filter first."""
        return self.query_one(Listing).clear_filter()


def _item(guide: Guide, about: str) -> Item:
    return Item(guide.name, (guide.name, str(len(guide.questions)), about))
