"""Merged and Publish on screen, over six real exports."""

import asyncio
from pathlib import Path

from synthetic_devices import close, new_world
from textual.widgets import Input

from fieldnotes.tui.app import FieldnotesApp
from fieldnotes.tui.screens.merged import MergedPage
from fieldnotes.tui.screens.publish import PublishPage
from fieldnotes.tui.session import Session
from fieldnotes.tui.widgets.listing import Listing
from fieldnotes.tui.widgets.tables_view import HIDDEN, TablesView

COHORTS = ((10, 15), (11, 17), (12, 20), (13, 18), (14, 16), (15, 17))


async def rest(pilot, page) -> None:
    await pilot.pause()
    while page.busy:
        await pilot.pause(0.05)
    await pilot.pause()


async def merge_and_publish(folder: Path, to: Path) -> None:
    app = FieldnotesApp(folder)
    async with app.run_test(size=(100, 30)) as pilot:
        app.unlocked(Session.open(folder, "a long enough phrase"))
        await pilot.pause()
        page = MergedPage()
        app.open_page(page)
        await rest(pilot, page)
        shown = {
            table: [cell.count for cell in view.cells]
            for table, view in page.query_one(TablesView)._tables.items()
        }
        view = app.opened.coordination.merge()
        given = sum(view.tally[name] for name in ("number", "range"))
        assert given, "103 cases of six researchers give something to show"
        assert sum(count != HIDDEN for counts in shown.values() for count in counts) == given
        assert sum(len(counts) for counts in shown.values()) == sum(view.tally.values())

        page = PublishPage()
        app.open_page(page)
        await rest(pilot, page)
        await pilot.press("p")
        app.screen.query_one(Input).value = str(to)
        await pilot.press("enter")
        await pilot.press("escape")
        await rest(pilot, page)
        assert not to.exists(), "asked and declined publishes nothing"
        await pilot.press("p")
        app.screen.query_one(Input).value = str(to)
        await pilot.press("enter", "y")
        await rest(pilot, page)
        assert len(page.query_one(Listing)._items) == 1
        app.opened.close()
    assert {"index.html", "datapackage.json", "tables"} <= {path.name for path in to.iterdir()}


def test_what_is_merged_is_shown_and_published_after_a_question(tmp_path: Path) -> None:
    world = new_world(tmp_path, devices=6)
    for device, (seed, count) in zip(world.devices, COHORTS, strict=True):
        device.send(world.store, seed, count)
    assert len(world.desk.pull(world.store).accepted) == 6
    close(world)
    asyncio.run(merge_and_publish(tmp_path / "coordinator", tmp_path / "published"))
