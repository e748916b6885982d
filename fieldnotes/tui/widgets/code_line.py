"""The line after ``c``: a factor's key, or some of its words, then Enter."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from fieldnotes.casebook.localfactors import Codable
from fieldnotes.tui.matching import matching_factors

PROMPT: Final = "code"


class CodeLine(Horizontal):
    """Hidden until :meth:`ask`; tells which factor would be taken while one types, and which one was.

    Args:
        factors: gives what can be coded with, as it is now.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
    ]

    class Looked(Message):
        """The factor that Enter would take now.

        Args:
            factor: the best match.
        """

        def __init__(self, factor: Codable) -> None:
            super().__init__()
            self.factor = factor

    class Took(Looked):
        """The factor that was taken with Enter."""

    class Left(Message):
        """Nothing was taken."""

    def __init__(self, factors: Callable[[], Sequence[Codable]]) -> None:
        super().__init__()
        self._factors = factors
        self._found: list[Codable] = []
        self._at = 0
        self.prompt = PROMPT
        """What it asks for."""

    def compose(self) -> ComposeResult:
        """A prompt, the line, what it finds."""
        yield Static(PROMPT, classes="prompt")
        yield Input(compact=True, placeholder="key or words")
        yield Static("", classes="found", markup=False)

    def on_mount(self) -> None:
        """Hidden until it is asked for."""
        self.display = False

    def ask(self, prompt: str = PROMPT) -> None:
        """Show the line and type there; ``prompt`` says what for."""
        self.prompt = prompt
        told = self.query_one(".prompt", Static)
        told.styles.width = len(prompt) + 2
        told.update(prompt)
        self.display = True
        box = self.query_one(Input)
        box.value = ""
        self.screen.set_focus(box)
        self._find("")

    def put(self, typed: str) -> None:
        """Type for the user what was found otherwise; Enter is still theirs."""
        box = self.query_one(Input)
        box.value = typed
        box.cursor_position = len(typed)

    def offer(self, typed: str) -> None:
        """The same, selected, so that typing anything else replaces it."""
        self.put(typed)
        self.query_one(Input).action_select_all()

    def close(self) -> None:
        """Hide the line."""
        self.display = False

    def action_move(self, step: int) -> None:
        """Go to another of the factors found."""
        if self._found:
            self._at = (self._at + step) % len(self._found)
            self._show()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._find(event.value)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if self._found and event.value.strip():
            self.post_message(self.Took(self._found[self._at]))
        elif not event.value.strip():
            self.post_message(self.Left())

    def _find(self, typed: str) -> None:
        self._found = matching_factors(self._factors(), typed) if typed.strip() else []
        self._at = 0
        self._show()

    def _show(self) -> None:
        told = self.query_one(".found", Static)
        typed = self.query_one(Input).value.strip()
        if self._found:
            factor = self._found[self._at]
            many = len(self._found) > 1
            of = f"{self._at + 1} of {len(self._found)} ↑↓  " if many else ""
            told.update(Text.assemble((of, "dim"), (factor.key, "bold"), f" {factor.label}"))
            self.post_message(self.Looked(factor))
        else:
            told.update("No factor has these letters." if typed else "Enter takes the factor, Esc leaves.")
