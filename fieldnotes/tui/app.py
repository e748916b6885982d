"""The application: it routes keys to screens, watches the clock, and ends. Screens show; services decide."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from textual import events
from textual.app import App
from textual.binding import BindingType
from textual.filter import LineFilter
from textual.keys import _character_to_key
from textual.widget import Widget

from fieldnotes.base.errors import FieldnotesError, RefusedError
from fieldnotes.base.settings import Settings
from fieldnotes.tui.collecting import look_through_once
from fieldnotes.tui.dialogs.listening import WHILE_LISTENING, Listening
from fieldnotes.tui.dialogs.sheet import Sheet
from fieldnotes.tui.endings import Ending, Way
from fieldnotes.tui.faults import fault_sentence
from fieldnotes.tui.gate import ControlGate
from fieldnotes.tui.idling import IdleWatch
from fieldnotes.tui.keys.bindings import bindings
from fieldnotes.tui.keys.myanmar import TO_LATIN
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.keys.registry import Registry
from fieldnotes.tui.leaving import Leaving
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.themes import DARK, LIGHT, THEMES

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.driver import Driver

    from fieldnotes.tui.session import Session

Answer = TypeVar("Answer")

_PATIENCE_SECONDS = 1.0
"""The next key does not wait longer than this for the one before it."""

WARNING_SECONDS = 30.0
"""The lock is announced this long before."""

_SOMEBODY = (events.Key, events.Paste, events.MouseDown, events.MouseScrollDown, events.MouseScrollUp)
"""What shows that somebody is there. A pointer that moves does not: a desk that shakes moves it."""


_GATE: Final = ControlGate()


class FieldnotesApp(Leaving, App[Ending], inherit_bindings=False):
    """The application on one vault.

    Args:
        folder: the vault's folder; where there is no vault, one can be created there.
        settings: what the user may set.
        driver: speaks to the terminal; Textual's own choice where ``None``.
        just_made: whether the vault is to be unlocked for the first time since it was made.

    Raises:
        WrongUseError: if the settings give keys that cannot be.
    """

    CSS_PATH = "styles.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - Textual's own way to declare them
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-tall")]  # noqa: RUF012 - as above
    COMMANDS = set()  # noqa: RUF012 - Textual's own commands, screenshot among them, are not offered
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.EVERYWHERE)]

    def __init__(
        self,
        folder: Path,
        settings: Settings | None = None,
        *,
        driver: "type[Driver] | None" = None,
        just_made: bool = False,
    ) -> None:
        super().__init__(driver_class=driver)
        self.just_made = just_made
        self.folder = folder
        self.settings = settings or Settings()
        self.registry = Registry(self.settings.keys)
        self._keys_while_listening = {
            key for action in self.registry.actions if action.id in WHILE_LISTENING for key in action.keys
        }
        self.session: Session | None = None
        self.idle = IdleWatch(self.settings.idle_lock_seconds)
        self.waiting_exports = 0
        self._warned = False
        self.begun = threading.Event()
        self.set_keymap(dict(self.settings.keys))
        for theme in (
            DARK,
            LIGHT,
        ):  # now, since every style is worked out again for a theme that changes later
            self.register_theme(theme)
        self.theme = THEMES[self.settings.theme].name

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own, and the gate through which every line goes."""
        return (*super().get_line_filters(), _GATE)

    def on_mount(self) -> None:
        """Begin on the lock screen, or where there is no vault, with its creation."""
        self.set_interval(1.0, self._watch)
        self.push_screen(self._first_page())

    def on_descendant_focus(self) -> None:
        """Something can be typed into: keys that were typed before are read now (see the driver)."""
        self.begun.set()

    def _first_page(self) -> Page:
        from fieldnotes.tui.screens.lock import LockPage  # noqa: PLC0415 - pages import the application's parts

        if (self.folder / "vault.key").exists() or (self.folder / "vault.db").exists():
            return LockPage()
        from fieldnotes.tui.screens.create import CreatePage  # noqa: PLC0415 - only where there is no vault yet

        return CreatePage()

    # Going about.

    @property
    def opened(self) -> "Session":
        """What is open.

        Raises:
            RuntimeError: on the lock screen, where nothing is.
        """
        if self.session is None:
            raise RuntimeError("locked")
        return self.session

    @property
    def page(self) -> Page | None:
        """The screen under any sheet."""
        return next((screen for screen in reversed(self.screen_stack) if isinstance(screen, Page)), None)

    @property
    def lockable(self) -> bool:
        """Whether there is anything to lock: an open vault, or a screen that holds secrets before one is open."""
        page = self.page
        if page is None or page.DESTROYS:
            return False
        return self.session is not None or page.holds_secrets

    @property
    def destroying(self) -> bool:
        """Whether the vault is being destroyed just now."""
        page = self.page
        return page is not None and page.DESTROYS

    def unlocked(self, session: "Session", *sentences: str) -> None:
        """The vault is open: go to its first screen and tell ``sentences`` there, and what the vault has to tell."""
        from fieldnotes.tui.destinations import home  # noqa: PLC0415 - no screen but the lock is loaded before

        self.session = session
        self.idle.begin()
        self.open_page(home(session))
        self.call_after_refresh(self.count_waiting)
        self.call_after_refresh(self._ask_recovered)
        self.call_after_refresh(look_through_once)
        told = (*session.notices, *sentences)
        if told:
            self.call_after_refresh(self.tell, " ".join(told))

    def _ask_recovered(self) -> None:
        from fieldnotes.tui.dialogs.recovered import ask_recovered  # noqa: PLC0415 - not needed to unlock

        ask_recovered(self)

    @property
    def busy(self) -> bool:
        """Whether the screen is working something out; tells the user so."""
        page = self.page
        if page is None or not page.busy:
            return False
        self.tell("One moment: still working. Ctrl+L locks all the same.")
        return True

    def count_waiting(self) -> None:
        """Count the exports that no remote has confirmed yet."""
        session = self.session
        if session is not None and not session.is_coordinator:
            with self.telling():
                self.waiting_exports = sum(item.state != "confirmed" for item in session.release.outbox())

    def open_page(self, page: Page) -> None:
        """Show ``page`` in place of everything that is open."""
        for screen in self.screen_stack:
            if isinstance(screen, Page):
                screen.leaving()
        while len(self.screen_stack) > 2:  # Textual's own blank screen and one of ours remain
            self.pop_screen()
        self.switch_screen(page)

    def forget_pages(self) -> None:
        """Close every screen but the lowest without saving: what they showed was deleted."""
        while len(self.screen_stack) > 2:
            self.pop_screen()

    def back_to(self, page: Page) -> None:
        """Close whatever lies over ``page``."""
        while self.screen_stack[-1] is not page:
            self.pop_screen()

    def ask(self, sheet: Sheet[Answer], then: Callable[[Answer], None]) -> None:
        """Show a sheet; ``then`` gets the answer, unless there was none. Its failures are told in a sentence."""

        def answered(answer: Answer | None) -> None:
            if answer is not None:
                with self.telling():
                    then(answer)

        self.push_screen(sheet, answered)

    def tell(self, sentence: str, *, wrong: bool = False) -> None:
        """Show a sentence where the user looks."""
        screen = self.screen
        if isinstance(screen, Page | Sheet):
            screen.tell(sentence, wrong=wrong)

    @contextmanager
    def telling(self) -> Iterator[None]:
        """A failure inside is told as its sentence."""
        try:
            yield
        except FieldnotesError as error:
            self.tell(str(error), wrong=True)

    async def run_action(
        self,
        action: "str | tuple[str, str, tuple[object, ...]]",
        default_namespace: "DOMNode | None" = None,
        namespaces: "Mapping[str, DOMNode] | None" = None,
    ) -> bool:
        """Carry out an action; a failure is told as its sentence."""
        with self.telling():
            return await super().run_action(action, default_namespace, namespaces)
        return True

    # Keys.

    async def on_event(self, event: events.Event) -> None:
        """Note that somebody is there; keys go their own way."""
        if isinstance(event, _SOMEBODY) and not event.is_forwarded:
            self.idle.touched()
        if isinstance(event, events.Key) and not event.is_forwarded:
            await self._key(self._as_latin(event))
            return
        await super().on_event(event)
        if isinstance(event, events.Paste):
            await self._settled()

    async def _key(self, event: events.Key) -> None:
        """Carry a key out before the next one is looked at.

        Left to themselves, a key that types and a key that commands travel different ways, and fast fingers would see
        them change places: the text typed after Enter would stand before the line break.
        """
        if isinstance(self.screen, Page):
            self.screen.pressed()
        if isinstance(self.screen, Listening) and event.key not in self._keys_while_listening:
            self.screen.dismiss()
            return
        if self.destroying:
            return
        focused = self.focused
        if not await self._check_bindings(event.key, priority=True):
            types = focused is not None and focused.check_consume_key(event.key, event.character)
            if types or not await self._check_bindings(event.key):
                (focused or self.screen)._forward_event(event)  # noqa: SLF001 - as Textual does
        await self._settled()

    async def _settled(self) -> None:
        """Wait until what was begun by a key has gone through the widgets it concerns.

        Twice: a message that a widget sends its parent may make the parent send one of its own.
        """
        for _ in range(2):
            for node in (self.focused or self.screen).ancestors_with_self:
                if isinstance(node, Widget):
                    handled = asyncio.Event()
                    if node.call_later(handled.set):
                        with suppress(TimeoutError):
                            await asyncio.wait_for(handled.wait(), _PATIENCE_SECONDS)

    def _as_latin(self, event: events.Key) -> events.Key:
        latin = TO_LATIN.get(event.character or "")
        focused = self.focused
        if latin is None or (focused is not None and focused.check_consume_key(latin, latin)):
            return event
        return events.Key(_character_to_key(latin), latin)

    def copy_to_clipboard(self, text: str) -> None:
        """Keep the text in a register of our own. Nothing is sent to the terminal, which would keep it."""
        self._clipboard = text

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """There are no pictures of the screen: they would be files with note text in them.

        Raises:
            RefusedError: always.
        """
        del title, simplify
        raise RefusedError(
            "fieldnotes takes no pictures of the screen.", "Write the text out if it is needed."
        )

    # The clock.

    def state_words(self) -> str:
        """The right end of the footer: what waits, and when it locks."""
        if not self.lockable:
            return ""
        left = self.idle.left
        waiting = f"{self.waiting_exports} waiting · " if self.waiting_exports else ""
        if left <= WARNING_SECONDS:
            return f"{waiting}LOCKS IN {int(left)} s"
        return f"{waiting}locks in {-(-int(left) // 60)} min"

    def _watch(self) -> None:
        if not self.lockable:
            return
        left = self.idle.left
        if left <= 0:
            self.leave(Ending(Way.LOCK))
        elif left > WARNING_SECONDS:
            self._warned = False
        elif not self._warned:
            self._warned = True
            self.tell(f"Locks in {ceil(left)} seconds. Any key keeps it open.")

    def suspended(self) -> None:
        """Somebody wants to stop the program: lock instead."""
        if self.lockable:
            self.leave(Ending(Way.LOCK))

    def end_asked(self) -> None:
        """A signal asks for the end; it may come at any moment, so the end waits for the loop."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.leave, Ending(Way.QUIT))

    def terminal_gone(self) -> None:
        """Nobody can see or type any more."""
        self.leave(Ending(Way.QUIT))

    # Faults.

    def _handle_exception(self, error: Exception) -> None:
        """End with one sentence; Textual would print a traceback with every local variable."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self.leave(Ending(Way.FAULT, *fault_sentence(error)))

    def from_elsewhere(self, call: Callable[[], None]) -> None:
        """Have ``call`` made on the application's thread, from any other; nothing happens once it has ended."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop is closed: nobody is left to tell
                self._loop.call_soon_threadsafe(self.call_later, call)

    def fault(self, error: Exception) -> None:
        """A fault of the program away from the screen: end as for one on the screen."""
        self._handle_exception(error)

    def _fatal_error(self) -> None:
        self.leave(Ending(Way.FAULT, *fault_sentence(None)))

    def panic(self, *renderables: object) -> None:
        """End with one sentence; what Textual wanted to print is dropped."""
        del renderables
        self._fatal_error()

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()
