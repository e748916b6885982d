"""A question answered with a line of text."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from fieldnotes.tui.dialogs.sheet import Sheet


class Ask(Sheet[str]):
    """Asks for one line.

    Args:
        title: the question.
        explanation: what the line is for; may be empty.
        value: what stands there already.
        secret: whether to hide what is typed.
    """

    def __init__(self, title: str, explanation: str = "", *, value: str = "", secret: bool = False) -> None:
        super().__init__(title, "Enter accepts   Esc leaves everything as it is")
        self._explanation = explanation
        self._value = value
        self._secret = secret

    def body(self) -> ComposeResult:
        """The line."""
        if self._explanation:
            yield Static(self._explanation, classes="sheet-line", markup=False)
        yield Input(self._value, password=self._secret, compact=True, select_on_focus=False)

    @on(Input.Submitted)
    def _accept(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value)
