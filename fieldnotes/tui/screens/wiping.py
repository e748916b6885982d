"""Panic under way: a blank screen while the vault is destroyed, then the end with the verdict."""

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Middle
from textual.widgets import Static

from fieldnotes.base.errors import FieldnotesError
from fieldnotes.tui.endings import Ending, Way
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.page import Page
from fieldnotes.vault.wiping import wipe


class WipingPage(Page):
    """Wipes at once. Nothing typed is saved first: that would only write what is to be destroyed."""

    PLACE = Place.LOCK
    BINDINGS: ClassVar[list[BindingType]] = []

    def body(self) -> ComposeResult:
        """A few words."""
        with Middle():
            yield Static("Destroying the keys…", classes="listening")

    def on_mount(self) -> None:
        """Begin."""
        self._wipe()

    @work(thread=True, exclusive=True)
    def _wipe(self) -> None:
        app = self.fieldnotes
        try:
            verdict = wipe(app.folder)
        except FieldnotesError as error:
            ending = Ending(Way.QUIT, error.exit_code, str(error))
        else:
            ending = Ending(Way.QUIT, 0 if verdict.erased_logically else 1, "\n".join(verdict.sentences()))
        app.call_from_thread(app.leave, ending, saving=False)
