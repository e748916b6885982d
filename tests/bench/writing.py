"""Writing and coding on the screen: keys to frames against Textual's own editor, opening, adding a coding."""

import asyncio
import itertools
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import TextArea

from fieldnotes.base.ids import CaseId, FactorId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.tui.app import FieldnotesApp
from fieldnotes.tui.editor.note_text import NoteText
from fieldnotes.tui.screens.case import CasePage
from fieldnotes.tui.session import Session
from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole
from tests.bench.frames import Frames, Sink, play, press, to_frame
from tests.bench.measuring import Figure

PASSPHRASE = "a passphrase for measuring only"  # noqa: S105 - of a vault that lives for one measurement
LENGTH = 540_000
BARE_LENGTH = 20_000
CODINGS = 5_000
MANY_CODINGS = 20_000
KEYS = "abcdefgh ijklm nopq" * 3
ROUNDS = 6
ENTERS = 10
ADDED = 60
LINE = "A: we walked at night along the river and said nothing to anybody.\n"
FACTOR = FactorId("driver.morality.civilian-violence")
CASE = CaseId("C1")


class Bare(App[None]):
    """Textual's own editor, as it comes, with 20,000 characters."""

    def __init__(self) -> None:
        super().__init__(driver_class=Sink)

    def compose(self) -> ComposeResult:
        yield TextArea((LINE * (BARE_LENGTH // len(LINE) + 1))[:BARE_LENGTH], soft_wrap=True)


class Taken:
    """Seconds of many keys: by the clock, and of the processor."""

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.processor: list[float] = []

    def add(self, taken: tuple[float, float]) -> None:
        self.wall.append(taken[0])
        self.processor.append(taken[1])


class Typing:
    """Types in the middle of a text and keeps the seconds to each frame."""

    def __init__(self) -> None:
        self.letters, self.enters = Taken(), Taken()
        self.pauses = itertools.cycle((0.021, 0.034, 0.027, 0.039))

    async def __call__(self, app: App[Any]) -> None:
        if isinstance(app, FieldnotesApp):
            await _go_to_the_case(app)
        area = app.screen.query_one(TextArea)
        area.move_cursor((area.document.line_count // 2, 10))
        await asyncio.sleep(0.3)
        frames = Frames(area)
        for key in KEYS:
            self.letters.add(await to_frame(app, frames, "space" if key == " " else key))
            await asyncio.sleep(next(self.pauses))
        for _ in range(ENTERS):
            self.enters.add(await to_frame(app, frames, "enter"))
            await asyncio.sleep(next(self.pauses))


class Adding:
    """Opens the case from the list of cases, then codes sentence after sentence with the last factor."""

    def __init__(self) -> None:
        self.opened: list[float] = []
        self.opened_processor: list[float] = []
        self.stored: list[float] = []
        self.stored_processor: list[float] = []
        self.processor: list[float] = []
        self.framed: list[float] = []

    async def __call__(self, app: App[Any]) -> None:
        processor = time.process_time()
        self.opened.append(await _open_the_case(app))
        self.opened_processor.append(time.process_time() - processor)
        page = app.screen
        assert isinstance(page, CasePage)
        page.action_toggle_coding()
        frames = Frames(page.note)
        page.coder.recent[:] = [FACTOR]
        at = len(self.framed) * 13
        for _ in range(ADDED):
            at += 13
            page.note.select_span(Span(at, at + 5))
            await asyncio.sleep(0.05)
            await self._code(app, frames)

    async def _code(self, app: App[Any], frames: Frames) -> None:
        frames.begin(due=True)
        start, processor = time.perf_counter(), time.process_time()
        await app._key(events.Key("full_stop", "."))
        self.stored.append(time.perf_counter() - start)
        self.stored_processor.append(time.process_time() - processor)
        await frames.shown()
        self.framed.append(time.perf_counter() - start)
        self.processor.append(time.process_time() - processor)


async def _open_the_case(app: App[Any]) -> float:
    """Seconds from Enter on the list of cases to the first frame with the text."""
    shown = asyncio.Event()
    drawn = False
    render = NoteText.render_line

    def rendered(note: NoteText, y: int) -> Any:
        nonlocal drawn
        drawn = True
        return render(note, y)

    NoteText.render_line = rendered
    try:
        app._driver.flushed = lambda: shown.set() if drawn else None
        start = time.perf_counter()
        await press(app, "enter")
        await asyncio.wait_for(shown.wait(), 60)
        return time.perf_counter() - start
    finally:
        NoteText.render_line = render


def _ours(folder: Path) -> FieldnotesApp:
    return FieldnotesApp(folder, driver=Sink)


def _unlocked(
    folder: Path, act: Callable[[App[Any]], Awaitable[None]]
) -> Callable[[App[Any]], Awaitable[None]]:
    async def run(app: App[Any]) -> None:
        assert isinstance(app, FieldnotesApp)
        session = Session.open(folder, PASSPHRASE)
        app.unlocked(session)
        await asyncio.sleep(0.5)
        await act(app)
        app.page.save()
        session.close()

    return run


async def _go_to_the_case(app):
    await _open_the_case(app)
    await asyncio.sleep(0.2)


@contextmanager
def coded_vault(codings: int) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root) / "vault"
        create_vault(folder, role=VaultRole.RESEARCHER, passphrase=Passphrase(PASSPHRASE), kdf_id=1)[
            0
        ].close()
        with open_vault(folder, Passphrase(PASSPHRASE)) as vault:
            book = Casebook.open(vault, load_taxonomy())
            book.cases.add(CASE)
            interview = book.interviews.add(CASE, (LINE * (LENGTH // len(LINE) + 1))[:LENGTH]).id
            apart = (LENGTH - 80) // codings
            factors = itertools.cycle([factor.id for factor in book.taxonomy.active_factors])
            with vault.transaction():
                for number in range(codings):
                    book.codings.add(interview, Span(number * apart, number * apart + 80), next(factors))
        yield folder


def figures() -> Iterator[Figure]:
    bare, ours, adding = Typing(), Typing(), Adding()
    with coded_vault(CODINGS) as folder:
        for _ in range(ROUNDS):
            play(Bare(), bare)
            play(_ours(folder), _unlocked(folder, ours))
        for _ in range(3):
            play(_ours(folder), _unlocked(folder, adding))
    yield from _keys(bare, ours)
    median = statistics.median
    what = "540,000 characters, 5,000 codings"
    yield Figure(f"open {what}, to the first frame", median(adding.opened), 0.0, "300 ms")
    yield Figure("the same, processor time", median(adding.opened_processor), 0.0, "300 ms")
    many = Adding()
    with coded_vault(MANY_CODINGS) as folder:
        play(_ours(folder), _unlocked(folder, many))
    for what, name, wanted in (
        ("code a passage, 20,000 codings against 5,000", "stored", "5 ms; 1.2"),
        ("the same, processor time", "stored_processor", "5 ms; 1.2"),
        ("the same to its frame, processor time", "processor", "1.2"),
    ):
        yield Figure(what, median(getattr(many, name)), median(getattr(adding, name)), wanted)


def _keys(bare: Typing, ours: Typing) -> Iterator[Figure]:
    for name, key in (("letter", "letters"), ("Enter", "enters")):
        for what, seconds in (("", "wall"), (", processor time", "processor")):
            mine, theirs = (getattr(getattr(side, key), seconds) for side in (ours, bare))
            yield Figure(
                f"{name} to frame at 540,000 characters, 5,000 codings{what}",
                statistics.median(mine),
                statistics.median(theirs),
                "1.15" if not what else "",
            )
            yield Figure(f"99th of 100{what}", _worst(mine), _worst(theirs), "50 ms")


def _worst(seconds: list[float]) -> float:
    return sorted(seconds)[max(0, -(-len(seconds) * 99 // 100) - 1)]
