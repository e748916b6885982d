"""Restore, enrol again, revoke and statement on the screens of both roles, on real desks."""

import asyncio
from pathlib import Path

from making_vaults import create_vault
from terminal_harness import PASSPHRASE
from textual.pilot import Pilot
from textual.widgets import Input

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.coordination.desk import CoordinatorDesk
from fieldnotes.release.desk import ReleaseDesk
from fieldnotes.sealing.enrolments import open_enrolment
from fieldnotes.sealing.fingerprints import spoken
from fieldnotes.tui.app import FieldnotesApp
from fieldnotes.tui.screens.release import ReleasePage
from fieldnotes.tui.screens.roster import RosterPage
from fieldnotes.tui.session import Session
from fieldnotes.tui.widgets.listing import Listing
from fieldnotes.tui.widgets.notice import Notice
from fieldnotes.vault.backups import back_up
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.restoring import restore
from fieldnotes.vault.roles import VaultRole


def prepare(folder: Path) -> str:
    """A coordinator's vault, and a researcher's restored from a backup; the old device."""
    phrase = Passphrase(PASSPHRASE)
    coordinator, _ = create_vault(folder / "desk", role=VaultRole.COORDINATOR, passphrase=phrase, kdf_id=1)
    lost, _ = create_vault(folder / "lost", role=VaultRole.RESEARCHER, passphrase=phrase, kdf_id=1)
    for name in ("stick", "store"):
        (folder / name).mkdir()
    with coordinator, lost:
        desk, book = CoordinatorDesk.open(coordinator, load_taxonomy()), Casebook.open(lost, load_taxonomy())
        desk.create_project()
        desk.remotes.add("store", "folder", str(folder / "store"))
        for label in ("C1", "C2", "C3"):
            book.cases.add(CaseId(label))
        release = ReleaseDesk.open(book)
        release.accept_invite(desk.invite())
        old = desk.confirm(release.enrolment_request("old-laptop"))
        key = back_up(lost, folder / "stick").key
    restore(key, folder / "new", passphrase=phrase).close()
    return old


async def rest(pilot: Pilot, page) -> None:
    await pilot.pause()
    while page.busy:
        await pilot.pause(0.05)
    await pilot.pause()


async def answer(app: FieldnotesApp, pilot: Pilot, typed: str | Path) -> None:
    app.screen.query_one(Input).value = str(typed)
    await pilot.press("enter")
    await pilot.pause()


def summary(page) -> str:
    return str(page.query_one(".summary").render())


def notice(page) -> str:
    return str(page.query_one(Notice).render())


def screen_text(app: FieldnotesApp) -> str:
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


async def on(folder: Path, page, steps) -> None:
    app = FieldnotesApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        app.unlocked(Session.open(folder, PASSPHRASE))
        await pilot.pause()
        app.open_page(page)
        await rest(pilot, page)
        await steps(app, pilot, page)
        app.opened.close()


async def enrol(app, pilot, _page) -> None:
    folder = app.folder.parent
    for words in ("3 cases that came with it are kept out of releases", "release statement", "no export as the last",
                  "at least 15 cases"):  # fmt: skip
        assert words in " ".join(screen_text(app).split()), (
            "all of it is to be seen at 80 columns and 24 rows"
        )
    await pilot.press("e")
    await answer(app, pilot, folder / "enrolment")
    assert (folder / "enrolment").exists()


async def state(app, pilot, page) -> None:
    folder = app.folder.parent
    desk = app.opened.coordination
    raw = (folder / "enrolment").read_bytes()
    heard = spoken(open_enrolment(raw, [desk._projects.identity()]).device)
    await pilot.press("a")
    for typed in (folder / "enrolment", heard, "old-laptop"):
        await answer(app, pilot, typed)
    assert len({one.person for one in desk.devices()}) == 1, "asked, and told that it is the same researcher"
    assert len(page.query_one(Listing)._items) == 2

    page.query_one(Listing).lines.focus()
    await pilot.press("home", "s")  # on the old device, which is not revoked: what would it replace?
    await answer(app, pilot, "")
    assert "No device was named" in notice(page)
    await pilot.press("d")
    await answer(app, pilot, "0")
    await pilot.press("s")
    await answer(app, pilot, "")
    await answer(app, pilot, folder / "statement")
    await rest(pilot, page)
    assert (folder / "statement").exists()
    assert "good for one restored vault" in notice(page)


async def give(app, pilot, page) -> None:
    folder = app.folder.parent
    (folder / "changed").write_bytes(
        (folder / "statement").read_bytes().replace(b'"serial":1', b'"serial":9')
    )
    await pilot.press("s")
    await answer(app, pilot, folder / "changed")
    assert "changed after it was signed" in notice(page)
    assert app.opened.book.restored.held() == {"C1", "C2", "C3"}
    await pilot.press("s")
    await answer(app, pilot, folder / "statement")
    await rest(pilot, page)
    assert app.opened.book.restored.held() == frozenset()
    assert "kept out of releases" not in summary(page)


def test_a_lost_laptop_is_replaced_on_screen(tmp_path: Path) -> None:
    prepare(tmp_path)
    asyncio.run(on(tmp_path / "new", ReleasePage(), enrol))
    asyncio.run(on(tmp_path / "desk", RosterPage(), state))
    asyncio.run(on(tmp_path / "new", ReleasePage(), give))


async def state_without_an_old_device(app, pilot, page) -> None:
    await pilot.press("home", "s")
    await answer(app, pilot, "none")
    await answer(app, pilot, app.folder.parent / "statement")
    await rest(pilot, page)
    assert b'"device":null' in (app.folder.parent / "statement").read_bytes()


def test_a_backup_that_knew_no_device_is_stated_about_on_screen(tmp_path: Path) -> None:
    prepare(tmp_path)
    asyncio.run(on(tmp_path / "desk", RosterPage(), state_without_an_old_device))
