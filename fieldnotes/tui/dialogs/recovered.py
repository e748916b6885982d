"""After a session that was cut off: what it had typed last, interview by interview, to be kept or taken back."""

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import OptionList, Static

from fieldnotes.tui.dialogs.sheet import Sheet
from fieldnotes.tui.widgets.listing import Column, Item, Listing
from fieldnotes.tui.words import counted

if TYPE_CHECKING:
    from fieldnotes.casebook.recovering import Recovered, Recovery
    from fieldnotes.tui.app import FieldnotesApp

_KEYS = "Enter keeps it   t takes it back (Ctrl+Z there brings it back)   Esc asks again next time"


class RecoveredSheet(Sheet[str]):
    """Lists the interviews; ends once each is decided, with a sentence about what was done.

    Args:
        recovery: the casebook's.
        recovered: what awaits a decision, at least one.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("t", "take_back", show=False)]

    def __init__(self, recovery: "Recovery", recovered: "list[Recovered]") -> None:
        super().__init__("The last session was cut off. All it had saved is here:", _KEYS)
        self._recovery = recovery
        self._waiting = {str(one.interview): one for one in recovered}
        self._done: list[str] = []

    def body(self) -> ComposeResult:
        """The interviews, and around the last edit in one of them, what stood before and what stands now."""
        yield Listing(
            Column("interview", 20), Column("typed", 9, right=True), Column("the last words"), empty=""
        )
        yield Static("", id="before", classes="sheet-line", markup=False)
        yield Static("", id="after", classes="sheet-line", markup=False)

    def on_mount(self) -> None:
        """Ready to choose."""
        self._fill()
        self.query_one(Listing).lines.focus()

    def _fill(self) -> None:
        self.query_one(Listing).show(
            [
                Item(id_, (_name(one), counted(one.edits, "edit"), _one_line(one.after)))
                for id_, one in self._waiting.items()
            ]
        )
        self._preview()

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._preview()

    def _preview(self) -> None:
        one = self._waiting.get(self.query_one(Listing).current or "")
        if one is not None:
            self.query_one("#before", Static).update(f"before:  {_one_line(one.before)}")
            self.query_one("#after", Static).update(f"now:     {_one_line(one.after)}")

    @on(OptionList.OptionSelected)
    def _keep(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        one = self._waiting[event.option_id or ""]
        self._recovery.keep(one.interview)
        self._decided(one, "kept")

    def action_take_back(self) -> None:
        """Take back what was typed in the interview under the cursor."""
        one = self._waiting.get(self.query_one(Listing).current or "")
        if one is not None:
            self._recovery.take_back(one.interview)
            self._decided(one, "taken back")

    def _decided(self, one: "Recovered", what: str) -> None:
        del self._waiting[str(one.interview)]
        self._done.append(f"{_name(one)}: {what}.")
        if self._waiting:
            self._fill()
        else:
            self.dismiss(" ".join(self._done))


def ask_recovered(app: "FieldnotesApp") -> None:
    """Ask about what a session that was cut off has left, if there is anything."""
    session = app.session
    if session is None or session.is_coordinator:
        return
    with app.telling():
        recovery = session.book.recovery
        recovered = recovery.recovered()
        if recovered:
            app.ask(RecoveredSheet(recovery, recovered), app.tell)


def _name(one: "Recovered") -> str:
    return f"{one.case} interview {one.number}"


def _one_line(words: str) -> str:
    return " ".join(words.split())
