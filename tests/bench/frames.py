"""Waiting on frames: an application that draws for a terminal which swallows everything, and the frame a key brings about."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from textual import events
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver
from textual.widgets import TextArea

COLUMNS, ROWS = 120, 40

_CHARACTERS = {"enter": "\r", "backspace": "\x7f", "space": " "}


class Sink(HeadlessDriver):
    """The terminal. It does not call itself headless: Textual would leave out the last step of drawing then."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.flushed: Callable[[], None] | None = None

    @property
    def is_headless(self) -> bool:
        return False

    def _get_terminal_size(self) -> tuple[int, int]:
        return COLUMNS, ROWS

    def flush(self) -> None:
        if self.flushed is not None:
            self.flushed()


class Frames:
    """Tells when a frame that draws a text area was handed to the terminal."""

    def __init__(self, area: TextArea) -> None:
        self._shown = asyncio.Event()
        self._due = self._drawn = False
        edit, render = area.edit, area.render_line

        def edited(change: Any) -> Any:
            self._due = True
            return edit(change)

        def rendered(y: int) -> Any:
            self._drawn = self._drawn or self._due
            return render(y)

        # Set on the objects, so that Textual's own area and ours are watched in the same way.
        area.edit = edited  # type: ignore[method-assign]
        area.render_line = rendered  # type: ignore[method-assign]
        driver = area.app._driver
        assert isinstance(driver, Sink)
        driver.flushed = self._flushed

    def _flushed(self) -> None:
        if self._drawn:
            self._shown.set()

    def begin(self, *, due: bool = False) -> None:
        """From now on wait for an edit and then for the frame; ``due`` where no edit comes first."""
        self._shown.clear()
        self._due, self._drawn = due, False

    async def shown(self) -> None:
        """Until the frame was handed over."""
        await asyncio.wait_for(self._shown.wait(), 30)


def play(app: App[Any], act: Callable[[App[Any]], Awaitable[None]]) -> None:
    """Run an application whose driver is :class:`Sink`, and ``act`` in it once it is ready."""

    async def pilot(_: object) -> None:
        try:
            await act(app)
        finally:
            app.exit()

    asyncio.run(app.run_async(mouse=False, size=(COLUMNS, ROWS), auto_pilot=pilot))


async def press(app: App[Any], key: str) -> None:
    """A key, as a driver hands it on."""
    await app._post_message(events.Key(key, _CHARACTERS.get(key, key if len(key) == 1 else None)))


async def to_frame(app: App[Any], frames: Frames, key: str) -> tuple[float, float]:
    """Seconds from a key to the frame that shows it: by the clock, and of the processor."""
    frames.begin()
    start, processor = time.perf_counter(), time.process_time()
    await press(app, key)
    await frames.shown()
    return time.perf_counter() - start, time.process_time() - processor
