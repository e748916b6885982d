"""Panic under way: a blank screen while the vault is destroyed, then the end with the verdict."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Middle
from textual.widgets import Static

from fieldnotes.base.errors import WrongUseError
from fieldnotes.tui.background import in_own_thread
from fieldnotes.tui.endings import Ending, Way
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.page import Page
from fieldnotes.vault.wiping import wipe

if TYPE_CHECKING:
    from pathlib import Path

    from fieldnotes.vault.verdicts import Verdict


class WipingPage(Page):
    """Wipes at once. Nothing typed is saved first: that would only write what is to be destroyed."""

    PLACE = Place.LOCK
    DESTROYS = True
    BINDINGS: ClassVar[list[BindingType]] = []

    def body(self) -> ComposeResult:
        """A few words."""
        with Middle():
            yield Static("Destroying the keys…", classes="listening")

    def on_mount(self) -> None:
        """Begin."""
        app = self.fieldnotes

        def destroyed(verdict: "Verdict") -> None:
            code = 0 if verdict.erased_logically else 1
            app.leave(Ending(Way.QUIT, code, "\n".join(verdict.sentences())), saving=False)

        def failed(sentence: str) -> None:
            app.leave(Ending(Way.QUIT, WrongUseError.exit_code, sentence), saving=False)

        in_own_thread(app, lambda: wipe(app.folder, elsewhere=self._backups_elsewhere), destroyed, failed)

    def _backups_elsewhere(self) -> "list[Path]":
        from fieldnotes.vault.backups import known  # noqa: PLC0415 - not needed before the vault's own keys are gone

        session = self.fieldnotes.session
        if session is None:
            return []
        opened = [session.vault, *([] if session.identity is None else [session.identity.vault])]
        return [one.key for vault in opened for one in known(vault) if one.reachable]
