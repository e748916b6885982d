"""Release, Sync, Inbox, Merged and Roster on real desks, inside one process."""

import asyncio
import random
from pathlib import Path

from making_vaults import create_vault
from terminal_harness import PASSPHRASE
from textual.pilot import Pilot
from textual.widgets import Input

from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import Purpose
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.coordination.desk import CoordinatorDesk
from fieldnotes.release.desk import ReleaseDesk
from fieldnotes.tui.app import FieldnotesApp
from fieldnotes.tui.screens.inbox import InboxPage
from fieldnotes.tui.screens.release import ReleasePage
from fieldnotes.tui.screens.roster import RosterPage
from fieldnotes.tui.screens.security import SecurityPage
from fieldnotes.tui.screens.sync import SyncPage
from fieldnotes.tui.session import Session
from fieldnotes.tui.widgets.listing import Listing
from fieldnotes.tui.widgets.tables_view import HIDDEN, TablesView
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

COHORT = 16


def made(folder: Path, role: VaultRole):
    return create_vault(folder, role=role, passphrase=Passphrase(PASSPHRASE), kdf_id=1)[0]


def prepare(folder: Path) -> tuple[Path, Path]:
    """A coordinator's vault and an enrolled researcher's with a cohort that may be released."""
    chance = random.Random(7)
    with made(folder / "coordinator", VaultRole.COORDINATOR) as vault:
        desk = CoordinatorDesk.open(vault, load_taxonomy())
        desk.create_project()
        with made(folder / "researcher", VaultRole.RESEARCHER) as notes:
            book = Casebook.open(notes, load_taxonomy())
            factors = book.taxonomy.active_factors
            for number in range(1, COHORT + 1):
                label = CaseId(f"C{number}")
                book.cases.add(label)
                for purpose in Purpose:
                    book.consent.give(label, purpose)
                interview = book.interviews.add(label, "Q: Why?\nA: For many reasons.\n")
                for factor in chance.sample(factors[:12], 4):
                    book.codings.add(interview.id, Span(8, 28), factor.id)
                book.checklist.mark_rest_not_raised(label)
            release = ReleaseDesk.open(book)
            release.accept_invite(desk.invite())
            desk.confirm(release.enrolment_request("laptop"))
    return folder / "coordinator", folder / "researcher"


def rows(page, which: int = 0) -> list[str]:
    return [item.plain for item in list(page.query(Listing))[which]._items]


async def go(app: FieldnotesApp, pilot: Pilot, page) -> None:
    app.open_page(page)
    await rest(pilot, page)


async def rest(pilot: Pilot, page) -> None:
    """Wait until the page has worked out what it shows."""
    await pilot.pause()
    while page.busy:
        await pilot.pause(0.05)
    await pilot.pause()


async def add_remote(app: FieldnotesApp, pilot: Pilot, stick: Path) -> None:
    await pilot.press("a", *"stick", "enter")
    app.screen.query_one(Input).value = str(stick)
    await pilot.press("enter")


async def release_and_send(folder: Path, stick: Path) -> None:
    app = FieldnotesApp(folder)
    async with app.run_test(size=(100, 30)) as pilot:
        app.unlocked(Session.open(folder, PASSPHRASE))
        await pilot.pause()
        page = ReleasePage()
        await go(app, pilot, page)
        summary = str(page.query_one(".summary").render())
        assert f"{COHORT} cases would be counted" in summary
        cells = [cell for table in page.query_one(TablesView)._tables.values() for cell in table.cells]
        hidden = [cell for cell in cells if cell.count == HIDDEN]
        assert hidden
        assert all(cell.remark for cell in hidden)
        assert all(int(cell.count) >= 5 for cell in cells if cell.count != HIDDEN)
        assert app.opened.release.ledger() == []

        await pilot.press("A", "escape")
        await rest(pilot, page)
        assert app.opened.release.ledger() == [], "looking and asking release nothing"
        await pilot.press("A", "y")
        await rest(pilot, page)
        assert [entry.cohort for entry in app.opened.release.ledger()] == [COHORT]
        assert app.waiting_exports == 1
        assert "1 waiting" in app.state_words()

        await pilot.press("ctrl+q")
        assert "wait in the outbox" in str(app.screen.query_one(".sheet-line").render())
        await pilot.press("escape")

        page = SyncPage()
        await go(app, pilot, page)
        await add_remote(app, pilot, stick)
        await pilot.press("p")
        await rest(pilot, page)
        assert "confirmed" in rows(page)[0]
        assert app.waiting_exports == 0
        app.opened.close()


async def receive(folder: Path, stick: Path) -> None:
    app = FieldnotesApp(folder)
    async with app.run_test(size=(100, 30)) as pilot:
        app.unlocked(Session.open(folder, PASSPHRASE))
        await pilot.pause()
        page = app.page
        assert isinstance(page, InboxPage)
        await add_remote(app, pilot, stick)
        await pilot.press("p")
        await rest(pilot, page)
        assert "accepted" in rows(page)[0]
        assert str(COHORT) in rows(page)[0]
        page = RosterPage()
        await go(app, pilot, page)
        assert "laptop" in rows(page)[0]
        page = SecurityPage()
        await go(app, pilot, page)
        assert any("holds" in row for row in rows(page))
        app.opened.close()


def test_from_the_preview_to_the_coordinators_inbox(tmp_path: Path) -> None:
    coordinator, researcher = prepare(tmp_path)
    stick = tmp_path / "stick"
    stick.mkdir()
    asyncio.run(release_and_send(researcher, stick))
    asyncio.run(receive(coordinator, stick))
