"""The keys that work everywhere: help, palette, screens, lock, listening, panic, quit."""

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from fieldnotes.tui.endings import Ending, Way
from fieldnotes.tui.faults import fault_sentence

if TYPE_CHECKING:
    from fieldnotes.tui.app import FieldnotesApp


class Leaving:
    """Actions of the application that can be done on every screen, and its end.

    Mixed into :class:`fieldnotes.tui.app.FieldnotesApp`, which holds the state.
    """

    _ended = False
    ending = Ending(Way.QUIT)
    """How it ended."""

    @property
    def _it(self) -> "FieldnotesApp":
        return cast("FieldnotesApp", self)

    def leave(self, ending: Ending, *, saving: bool = True) -> None:
        """Save, close the vault and end, once.

        While the vault is at work on another thread it is neither saved to nor closed, which would wait for that work:
        whoever can work there has saved before, the process goes, and an unfinished transaction with it.

        Args:
            ending: why, and what the user is told.
            saving: whether to save first; after a wipe there is nothing left to save to.
        """
        if self._ended:
            return
        self._ended = True
        app = self._it
        at_work = app.page is not None and app.page.busy
        try:
            if saving and not at_work and not app.destroying:
                self._save_all()
            if app.session is not None and not at_work:
                app.session.close()
        except Exception as error:  # noqa: BLE001 - the end must come; what went wrong becomes its sentence
            ending = Ending(Way.FAULT, *fault_sentence(error))
        self.ending = ending = replace(ending, folder=app.folder)
        app._clipboard = ""  # noqa: SLF001 - the register of cut and copied text
        app.exit(ending)

    def _save_all(self) -> bool:
        from fieldnotes.tui.screens.page import Page  # noqa: PLC0415 - pages import the application's parts

        return all(screen.save() for screen in self._it.screen_stack if isinstance(screen, Page))

    def action_lock_now(self) -> None:
        """Lock, unless something cannot be saved; asked again, lock all the same."""
        app = self._it
        if not app.lockable:
            return
        if (app.page is not None and app.page.busy) or self._save_all() or self._asked_to_lock:
            self.leave(Ending(Way.LOCK))
            return
        self._asked_to_lock = True
        app.tell("Not everything could be saved. The same key again locks and loses it.", wrong=True)

    _asked_to_lock = False

    def action_quit_asked(self) -> None:
        """Quit; ask first when exports wait or something is unsaved."""
        from fieldnotes.tui.dialogs.confirm import Confirm  # noqa: PLC0415 - not needed to unlock

        app = self._it
        doubts = []
        if app.lockable and app.page is not None and app.page.busy:
            doubts.append("Something is still being worked out; it would be broken off, which harms nothing.")
        elif app.session is not None:
            if not self._save_all():
                doubts.append("Something could not be saved and will be lost.")
            if app.waiting_exports:
                doubts.append(f"{app.waiting_exports} exports wait in the outbox; F4, Sync sends them.")
        if doubts:
            app.ask(Confirm("Quit all the same?", doubts, "quits"), self._quit_answered)
        else:
            self.leave(Ending(Way.QUIT))

    def _quit_answered(self, yes: bool) -> None:  # noqa: FBT001 - an answer
        if yes:
            self.leave(Ending(Way.QUIT))

    def action_listen(self) -> None:
        """Hide the text."""
        from fieldnotes.tui.dialogs.listening import Listening  # noqa: PLC0415 - not needed to unlock

        app = self._it
        if app.session is None or app.destroying or isinstance(app.screen, Listening):
            return
        app.idle.listen(app.settings.listening_lock_minutes * 60)
        app.push_screen(Listening(lambda: app.idle.left, app.idle.stop_listening))

    def action_panic_asked(self) -> None:
        """Ask for the word; or lock, where the settings say so."""
        from fieldnotes.tui.dialogs.panic import Panic  # noqa: PLC0415 - not needed to unlock

        app = self._it
        if app.settings.panic == "lock":
            self.action_lock_now()
        elif not isinstance(app.screen, Panic):
            app.ask(Panic(), self._panic_answered)

    def _panic_answered(self, yes: bool) -> None:  # noqa: FBT001 - an answer
        from fieldnotes.tui.screens.wiping import WipingPage  # noqa: PLC0415 - not needed to unlock

        if yes:
            self._it.push_screen(WipingPage())

    def action_go_out(self) -> None:
        """Esc: out of a sheet, a pane, a screen."""
        from fieldnotes.tui.destinations import leave_page  # noqa: PLC0415 - no screen but the lock is loaded before

        app = self._it
        screen = app.screen
        went_out = getattr(screen, "go_out", None)
        if (went_out is None or not went_out()) and app.session is not None:
            leave_page(app)

    def action_show_help(self) -> None:
        """Help for this screen."""
        from fieldnotes.tui.dialogs.actions import help_sheet  # noqa: PLC0415 - not needed to unlock

        page = self._it.page
        if page is not None:
            self._it.push_screen(help_sheet(self._it.registry, page))

    def action_show_palette(self) -> None:
        """Every action with its key."""
        from fieldnotes.tui.dialogs.actions import palette  # noqa: PLC0415 - not needed to unlock

        app = self._it
        page = app.page
        if page is not None:
            app.ask(palette(app.registry, page), self._palette_answered)

    def _palette_answered(self, chosen: str) -> None:
        from fieldnotes.tui.dialogs.actions import carry_out  # noqa: PLC0415 - not needed to unlock

        carry_out(self._it, chosen)

    def action_search_vault(self) -> None:
        """Search in every interview."""
        if self._it.session is None or self._it.page is not self._it.screen:
            return
        from fieldnotes.tui.destinations import search_vault  # noqa: PLC0415 - no screen but the lock is loaded before

        search_vault(self._it)

    def action_retrieve(self) -> None:
        """Find coded passages."""
        if self._it.session is None or self._it.page is not self._it.screen:
            return
        from fieldnotes.tui.destinations import retrieve  # noqa: PLC0415 - no screen but the lock is loaded before

        retrieve(self._it)

    def action_choose_screen(self) -> None:
        """Choose a screen."""
        if self._it.session is None:
            return
        from fieldnotes.tui.destinations import choose  # noqa: PLC0415 - no screen but the lock is loaded before

        choose(self._it)
