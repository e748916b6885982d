"""What every screen has: a title line, a body, a line for notices, and the keys from the registry."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from fieldnotes.tui.background import in_own_thread
from fieldnotes.tui.keys.action import Action
from fieldnotes.tui.keys.bindings import bindings
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.messages import Told
from fieldnotes.tui.widgets.key_bar import KeyBar
from fieldnotes.tui.widgets.notice import Notice
from fieldnotes.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from fieldnotes.tui.app import FieldnotesApp


Result = TypeVar("Result")

_WHILE_LOCKED = frozenset({"help", "palette", "next-pane", "previous-pane", "panic", "quit"})
"""What can be done while nothing is open."""


class Page(Screen[None], inherit_bindings=False):
    """A screen. Subclasses yield their body from :meth:`body` and name their place."""

    PLACE: ClassVar[Place]
    DESTROYS: ClassVar[bool] = False
    """Whether this screen destroys the vault, which nothing may stop, save to, or cover."""
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init_subclass__(cls, **options: bool) -> None:
        """Bind the keys of the subclass's place."""
        if "PLACE" in cls.__dict__ and "BINDINGS" not in cls.__dict__:
            cls.BINDINGS = [*bindings(cls.PLACE)]
        super().__init_subclass__(**options)

    @property
    def place(self) -> Place:
        """Where the keys are pressed that are pressed now."""
        return self.PLACE

    @property
    def holds_secrets(self) -> bool:
        """Whether there is something to lock here although no vault is open."""
        return False

    @property
    def fieldnotes(self) -> "FieldnotesApp":
        """The application, with its own type."""
        from fieldnotes.tui.app import FieldnotesApp  # noqa: PLC0415 - the application imports its screens

        if not isinstance(self.app, FieldnotesApp):
            raise TypeError(type(self.app).__name__)
        return self.app

    def compose(self) -> ComposeResult:
        """Title, body, notice, keys."""
        yield TitleBar()
        yield from self.body()
        yield Notice()
        yield KeyBar(self.footer_actions, self.state_words)

    def body(self) -> ComposeResult:
        """What stands between title and keys."""
        yield from ()

    def head(self, *path: str, facts: tuple[str, ...] | str = ()) -> None:
        """Say where this is, with facts in one or more ways, the longest first."""
        self.query_one(TitleBar).tell(path, (facts,) if isinstance(facts, str) else facts)

    def pressed(self) -> None:
        """A key was pressed: a notice that was read goes away."""
        for notice in self.query(Notice):
            notice.read()

    def tell(self, sentence: str, *, wrong: bool = False) -> None:
        """Show a sentence above the keys, also where the screen is not drawn yet."""
        notices = self.query(Notice)
        if notices:
            notices.first().tell(sentence, wrong=wrong)
        else:
            self.call_after_refresh(self.tell, sentence, wrong=wrong)

    def footer_actions(self) -> Sequence[Action]:
        """The actions the footer shows."""
        return [action for action in self.fieldnotes.registry.footer(self.place) if self.offers(action)]

    def offers(self, action: Action) -> bool:
        """Whether this screen carries out ``action``; lists share keys that not every list needs."""
        owner, _, name = action.handler.partition(".")
        if owner != "screen":
            return self.fieldnotes.session is not None or action.id in _WHILE_LOCKED
        return hasattr(self, f"action_{name.partition('(')[0]}")

    def state_words(self) -> str:
        """The right end of the footer."""
        return self.fieldnotes.state_words()

    @property
    def busy(self) -> bool:
        """Whether something is being worked out away from the screen."""
        return self._working

    _working = False

    def in_background(self, work: Callable[[], Result], then: Callable[[Result], None]) -> None:
        """Work something out on another thread and give the result to ``then``; a failure is told in a sentence.

        The vault answers one thread at a time, so nobody goes to another screen meanwhile; locking stays possible.
        """
        if self._working:
            return
        self._working = True

        def done(result: Result) -> None:
            self._working = False
            with self.fieldnotes.telling():
                then(result)

        def failed(sentence: str) -> None:
            self._working = False
            self.failed(sentence)

        in_own_thread(self.fieldnotes, work, done, failed)

    def failed(self, sentence: str) -> None:
        """Tell what work in the background came to."""
        self.tell(sentence, wrong=True)

    def refresh_state(self) -> None:
        """Show the right end of the footer as it is now, not only once a second."""
        self.query_one(KeyBar).refresh()

    def save(self) -> bool:
        """Save what is unsaved here; whether nothing is left unsaved."""
        return True

    def leaving(self) -> None:
        """Called when this screen is left for another, with everything saved."""

    def go_out(self) -> bool:
        """Esc: leave what is open within this screen; whether there was anything."""
        return False

    @on(Told)
    def _told(self, event: Told) -> None:
        event.stop()
        self.tell(event.sentence, wrong=event.wrong)
