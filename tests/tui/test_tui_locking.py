"""Locking: the key on every screen and sheet, the clock, sleep, listening, long work, and what is refused."""

import asyncio
import inspect
import os
import pkgutil
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from rich.text import Text
from terminal_harness import CANARY, PASSPHRASE, Terminal, memory_hits
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen

import fieldnotes.tui.dialogs
import fieldnotes.tui.screens
from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.base.ids import CaseId, InterviewId
from fieldnotes.base.settings import Settings, load_settings
from fieldnotes.base.span import Span
from fieldnotes.casebook.guiding import Guiding
from fieldnotes.casebook.recovering import Recovered
from fieldnotes.tui.app import FieldnotesApp
from fieldnotes.tui.dialogs.ask import Ask
from fieldnotes.tui.dialogs.confirm import Confirm
from fieldnotes.tui.dialogs.guide import GuideSheet
from fieldnotes.tui.dialogs.listening import Listening
from fieldnotes.tui.dialogs.pseudonym import WhereToReplace
from fieldnotes.tui.dialogs.reading import Reading
from fieldnotes.tui.dialogs.recoding import RecodeSheet
from fieldnotes.tui.dialogs.recovered import RecoveredSheet
from fieldnotes.tui.dialogs.reviewing import ReviewSheet
from fieldnotes.tui.dialogs.sheet import Sheet
from fieldnotes.tui.driver import NoteDriver
from fieldnotes.tui.endings import Way
from fieldnotes.tui.screens.acts_page import ActsPage
from fieldnotes.tui.screens.card import CardPage
from fieldnotes.tui.screens.cases import CasesPage
from fieldnotes.tui.screens.choosing import ChoosingPage
from fieldnotes.tui.screens.coding import CodingActions
from fieldnotes.tui.screens.create import CreatePage
from fieldnotes.tui.screens.factor_actions import FactorActions
from fieldnotes.tui.screens.lock import LockPage
from fieldnotes.tui.screens.naming import NamingActions
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.screens.recover import RecoverPage
from fieldnotes.tui.screens.restore import RestorePage
from fieldnotes.tui.screens.security import SecurityPage
from fieldnotes.tui.screens.suggesting import SuggestingActions
from fieldnotes.tui.screens.wiping import WipingPage
from fieldnotes.tui.session import Session
from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

NOT_SHOWN = {
    Page,
    ActsPage,
    CardPage,
    ChoosingPage,
    CodingActions,
    FactorActions,
    NamingActions,
    Sheet,
    SuggestingActions,
}
"""What other screens are made from."""

NOT_LOCKABLE = {LockPage, WipingPage}
"""The lock screen itself, and the one that destroys the vault."""

OTHERWISE = {CreatePage, RecoverPage, RestorePage}
"""Screens with no vault open; test_tui_creating, test_tui_recovering and a test below lock them half-way."""

COORDINATORS = {"InboxPage", "MergedPage", "PublishPage", "RosterPage"}


def screens_of(package) -> set[type[Screen]]:
    found = set()
    for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        for _, kind in inspect.getmembers(import_module(module.name), inspect.isclass):
            if issubclass(kind, Screen) and kind.__module__ == module.name:
                found.add(kind)
    return found


PAGES = screens_of(fieldnotes.tui.screens) - NOT_SHOWN
SHEETS = screens_of(fieldnotes.tui.dialogs) - NOT_SHOWN


def agree(app: FieldnotesApp) -> None:
    kind = import_module("fieldnotes.tui.dialogs.agree").Agree
    app.ask(kind("A question?", ["What happens."], "words", "does it"), lambda _: None)


def recovered(app: FieldnotesApp) -> None:
    one = Recovered(CaseId("C1"), InterviewId(1), 1, 2, "before", "after")
    app.ask(RecoveredSheet(app.opened.book.recovery, [one]), lambda _: None)


def recode(app: FieldnotesApp) -> None:
    book = app.opened.book
    [interview] = book.interviews.of(CaseId("C1"))
    one, other = (book.taxonomy.resolve(key).id for key in ("dmv", "opp"))
    if not book.codings.of_interview(interview.id):
        book.codings.add(interview.id, Span(0, 2), one)
    app.push_screen(RecodeSheet(book, one, other))


SHEET_MAKERS: dict[str, Callable[[FieldnotesApp], None]] = {
    "Agree": agree,
    "Ask": lambda app: app.ask(Ask("A question"), lambda _: None),
    "Confirm": lambda app: app.ask(Confirm("A question?", ["What happens."], "does it"), lambda _: None),
    "Finder": lambda app: app.action_show_palette(),
    "GuideSheet": lambda app: app.push_screen(GuideSheet(Guiding(app.opened.book, CaseId("C1")))),
    "Listening": lambda app: app.action_listen(),
    "Panic": lambda app: app.action_panic_asked(),
    "Reading": lambda app: app.push_screen(Reading(Text("Something to read."))),
    "RecodeSheet": recode,
    "RecoveredSheet": recovered,
    "Retrieving": lambda app: app.action_retrieve(),
    "ReviewSheet": lambda app: app.push_screen(
        ReviewSheet(app.opened.book, app.opened.book.interviews.of(CaseId("C1"))[0].id, None)
    ),
    "Searching": lambda app: app.action_search_vault(),
    "WhereToReplace": lambda app: app.ask(WhereToReplace("A question?", ["How often."]), lambda _: None),
}


def one_of(kind: type[Page]) -> Page:
    needs = [
        name
        for name, parameter in inspect.signature(kind.__init__).parameters.items()
        if name != "self" and parameter.default is inspect.Parameter.empty
    ]
    assert needs in ([], ["case"]), f"{kind.__name__} needs {needs}: say here how it is shown"
    return kind(CaseId("C1")) if needs else kind()


@pytest.fixture(scope="module")
def coordinator(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("coordinator") / "vault"
    create_vault(folder, role=VaultRole.COORDINATOR, passphrase=Passphrase(PASSPHRASE), kdf_id=1)[0].close()
    return folder


async def locked_by_the_key(folder: Path, show: Callable[[FieldnotesApp], None], kind: type[Screen]) -> None:
    app = FieldnotesApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        app.unlocked(Session.open(folder, PASSPHRASE))
        await pilot.pause()
        show(app)
        await pilot.pause()
        assert type(app.screen) is kind
        at_work = app.page is not None and app.page.busy
        await pilot.press("ctrl+l")
        await pilot.pause()
        assert app.ending.way is Way.LOCK
    assert app._clipboard == ""
    if at_work:  # the process would have been replaced, and with it went what was at work
        for thread in threading.enumerate():
            if thread.daemon:
                thread.join(30)
        app.opened.close()
    open_vault(folder, Passphrase(PASSPHRASE)).close()


@pytest.fixture(scope="module")
def lockable(model_vault: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One vault for all of them, since none needs it as it was; some write to it to have something to show."""
    folder = tmp_path_factory.mktemp("lockable") / "vault"
    shutil.copytree(model_vault, folder)
    return folder


@pytest.mark.parametrize("kind", sorted(PAGES - NOT_LOCKABLE - OTHERWISE, key=lambda kind: kind.__name__))
def test_the_lock_key_locks_every_screen(kind: type[Page], lockable: Path, coordinator: Path) -> None:
    folder = coordinator if kind.__name__ in COORDINATORS else lockable
    asyncio.run(locked_by_the_key(folder, lambda app: app.open_page(one_of(kind)), kind))


@pytest.mark.parametrize("kind", sorted(SHEETS, key=lambda kind: kind.__name__))
def test_the_lock_key_locks_every_sheet(kind: type[ModalScreen], lockable: Path) -> None:
    asyncio.run(locked_by_the_key(lockable, SHEET_MAKERS[kind.__name__], kind))


def test_the_lock_key_takes_a_half_typed_restore_out_of_the_memory(
    vault_folder: Path, tmp_path: Path
) -> None:
    with Terminal.on_vault(vault_folder) as terminal:
        terminal.wait_for("fieldnotes is locked", "Ctrl+O")
        terminal.press("Ctrl+O")
        terminal.wait_for("Restore a backup", "locks in 3 min")
        terminal.type(f"{tmp_path / 'some.key'}\r\r")
        terminal.wait_for("The passphrase of the day")
        terminal.type(PASSPHRASE)
        terminal.wait_for("•" * len(PASSPHRASE))
        process = terminal.application
        before = memory_hits(process, PASSPHRASE)
        assert before is None or before > 0, "the scan finds what is there"
        terminal.press("Ctrl+L")
        terminal.wait_for("fieldnotes is locked", without="Restore a backup")
        assert not memory_hits(process, PASSPHRASE)


# The clock. The real program on a clock of ours: it reads the time from functions that add what a file says.

CLOCK = """
import os, time
_monotonic, _gettime, _file = time.monotonic, time.clock_gettime, os.environ["CLOCK_FILE"]

def _said():
    with open(_file, encoding="ascii") as file:
        return [float(word) for word in file.read().split()]

time.monotonic = lambda: _monotonic() + _said()[0]
time.clock_gettime = lambda clock: _gettime(clock) + (_said()[1] if clock == time.CLOCK_BOOTTIME else 0.0)
"""


class Clock:
    """Awake and asleep seconds to add to the program's clocks."""

    def __init__(self, folder: Path) -> None:
        self.modules = folder / "clock"
        self.modules.mkdir()
        (self.modules / "sitecustomize.py").write_text(CLOCK, encoding="utf-8")
        self._file = self.modules / "seconds"
        self.set()

    def set(self, *, awake: float = 0.0, asleep: float = 0.0) -> None:
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{awake} {asleep}", encoding="ascii")
        fresh.replace(self._file)

    def terminal(self, folder: Path) -> Terminal:
        root = Path(__file__).resolve().parents[2]
        return Terminal.on_vault(
            folder,
            PYTHONPATH=f"{self.modules}:{root}",
            CLOCK_FILE=str(self._file),
            PYTHONDONTWRITEBYTECODE="1",
        )


def after(terminal: Terminal, seconds: float) -> str:
    """The screen after a while; the footer counts down, so that it never settles for long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        terminal.pump()
    return terminal.text


def in_the_interview(terminal: Terminal) -> None:
    terminal.wait_for("fieldnotes is locked")
    terminal.type(PASSPHRASE + "\r")
    terminal.wait_for("2 cases")
    terminal.press("Enter")
    terminal.wait_for(CANARY)


def locks_clean(terminal: Terminal, process: int) -> None:
    terminal.wait_for("fieldnotes is locked", without=CANARY)
    assert terminal.application == process
    assert CANARY not in terminal.everything
    assert not memory_hits(process, CANARY)


def test_it_warns_half_a_minute_before_and_locks_after_three_minutes(
    vault_folder: Path, tmp_path: Path
) -> None:
    clock = Clock(tmp_path)
    with clock.terminal(vault_folder) as terminal:
        in_the_interview(terminal)
        process = terminal.application
        clock.set(awake=140)
        assert "Locks in" not in after(terminal, 1.2)
        clock.set(awake=155)
        terminal.wait_for("Any key keeps it open", "LOCKS IN 2")
        terminal.press("Right")
        terminal.wait_for("locks in 3 min", without="LOCKS IN")
        clock.set(awake=155 + 151)
        terminal.wait_for("LOCKS IN")
        clock.set(awake=155 + 200)
        locks_clean(terminal, process)


def test_a_pointer_that_moves_keeps_nothing_open(vault_folder: Path, tmp_path: Path) -> None:
    clock = Clock(tmp_path)
    with clock.terminal(vault_folder) as terminal:
        in_the_interview(terminal)
        clock.set(awake=100)
        terminal.type("\x1b[<35;10;10M\x1b[<35;11;10M")  # any-motion report, SGR (xterm's ctlseqs)
        after(terminal, 1.2)
        clock.set(awake=200)
        terminal.wait_for("fieldnotes is locked")


def test_after_the_machine_slept_it_is_locked(vault_folder: Path, tmp_path: Path) -> None:
    clock = Clock(tmp_path)
    with clock.terminal(vault_folder) as terminal:
        in_the_interview(terminal)
        process = terminal.application
        clock.set(asleep=60)
        locks_clean(terminal, process)
        in_the_interview(terminal)  # and the sleep before does not lock it again
        assert CANARY in after(terminal, 1.5)


def test_listening_hides_the_text_and_locks_after_fifteen_minutes_whatever_moves(
    vault_folder: Path, tmp_path: Path
) -> None:
    clock = Clock(tmp_path)
    with clock.terminal(vault_folder) as terminal:
        in_the_interview(terminal)
        process = terminal.application
        terminal.press("F9")
        terminal.wait_for("Listening. The text is hidden.", "Locks in 14:", without=CANARY)
        clock.set(awake=14 * 60)
        terminal.wait_for("Locks in 0:", without=CANARY)
        clock.set(awake=15 * 60 + 1)
        locks_clean(terminal, process)


@pytest.mark.parametrize("key", ["x", "Enter", "Esc", "F1", "F4", "F9", "Ctrl+P", "Tab", "ခ"])
def test_any_key_ends_listening_and_idle_time_counts_again(vault_folder: Path, key: str) -> None:
    async def listen() -> None:
        app = FieldnotesApp(vault_folder)
        async with app.run_test(size=(80, 24)) as pilot:
            app.unlocked(Session.open(vault_folder, PASSPHRASE))
            await pilot.pause()
            await pilot.press("f9")
            await pilot.pause()
            assert isinstance(app.screen, Listening)
            assert app.idle.left > 800
            await pilot.press({"Enter": "enter", "Esc": "escape", "Ctrl+P": "ctrl+p"}.get(key, key.lower()))
            await pilot.pause()
            assert isinstance(app.screen, CasesPage)
            assert app.idle.left <= 180
            app.opened.close()

    asyncio.run(listen())


def test_panic_works_while_listening(vault_folder: Path) -> None:
    with Terminal.on_vault(vault_folder) as terminal:
        in_the_interview(terminal)
        terminal.press("F9")
        terminal.wait_for("Listening")
        terminal.press("F12")
        terminal.wait_for("Destroy this vault", without=CANARY)
        terminal.press("Esc")
        terminal.wait_for("Listening", without=CANARY)
        terminal.press("Ctrl+L")
        terminal.wait_for("fieldnotes is locked")


@pytest.mark.parametrize(
    "line", ["listening_lock_minutes = 31", "listening_lock_minutes = 0", "idle_lock_seconds = 1801"]
)
def test_longer_than_the_policy_allows_is_refused_in_a_sentence(tmp_path: Path, line: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(WrongUseError, match=line.split(maxsplit=1)[0]):
        load_settings(file)
    file.write_text("listening_lock_minutes = 30\nidle_lock_seconds = 1800\n", encoding="utf-8")
    assert load_settings(file).listening_lock_minutes == 30


def test_a_stop_that_cannot_be_caught_is_answered_once_it_goes_on(vault_folder: Path, tmp_path: Path) -> None:
    clock = Clock(tmp_path)
    with clock.terminal(vault_folder) as terminal:
        in_the_interview(terminal)
        process = terminal.application
        os.kill(process, signal.SIGSTOP)
        clock.set(awake=300)
        os.kill(process, signal.SIGCONT)
        locks_clean(terminal, process)


def test_ctrl_z_stops_nothing(vault_folder: Path) -> None:
    assert NoteDriver.can_suspend.fget(None) is False  # type: ignore[attr-defined] # a property, asked without a terminal
    with Terminal.on_vault(vault_folder) as terminal:
        in_the_interview(terminal)
        terminal.press("Ctrl+Z")
        terminal.settle()
        state = Path(f"/proc/{terminal.application}/status").read_text(encoding="utf-8")
        assert "State:\tT" not in state
        terminal.press("F2")
        terminal.wait_for("Coding")
        terminal.press("Ctrl+Z")
        terminal.settle()
        assert "State:\tT" not in Path(f"/proc/{terminal.application}/status").read_text(encoding="utf-8")


def test_the_locked_process_is_as_hardened_as_the_first(vault_folder: Path) -> None:
    with Terminal.on_vault(vault_folder) as terminal:
        for _ in range(2):
            terminal.wait_for("fieldnotes is locked")
            process = Path(f"/proc/{terminal.application}")
            variables = (process / "environ").read_bytes().split(b"\0")
            assert b"PYTHONMALLOC=debug" in variables
            assert not any(variable.startswith(b"TEXTUAL") for variable in variables)
            core = next(
                line
                for line in (process / "limits").read_text(encoding="ascii").splitlines()
                if "core file" in line
            )
            assert core.split()[4:6] == ["0", "0"]
            given = (process / "cmdline").read_bytes()
            assert PASSPHRASE.encode() not in given
            terminal.type(PASSPHRASE + "\r")
            terminal.wait_for("2 cases")
            terminal.press("F4")
            terminal.wait_for("Go to")
            terminal.type("security\r")
            terminal.wait_for("✓ holds          not-dumpable", "✓ holds          no-core-files")
            terminal.press("Ctrl+L")


# Long work.


class Slow:
    """Checks that take until they are told to end, as a backup to a slow stick would."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.may_end = threading.Event()

    def __call__(self, _vault):
        self.begun.set()
        self.may_end.wait(60)
        return []


async def while_at_work(app: FieldnotesApp, pilot: Pilot) -> Slow:
    slow = Slow()
    app.open_page(SecurityPage(slow))
    await pilot.pause()
    assert slow.begun.wait(5)
    return slow


def test_a_lock_does_not_wait_for_long_work(vault_folder: Path) -> None:
    async def run() -> tuple[FieldnotesApp, Slow]:
        app = FieldnotesApp(vault_folder)
        async with app.run_test(size=(80, 24)) as pilot:
            app.unlocked(Session.open(vault_folder, PASSPHRASE))
            await pilot.pause()
            slow = await while_at_work(app, pilot)
            await pilot.press("ctrl+l")
            await pilot.pause()
            assert app.ending.way is Way.LOCK
            return app, slow

    before = time.monotonic()
    app, slow = asyncio.run(run())
    assert time.monotonic() - before < 10, "the loop ended without waiting for the work"
    slow.may_end.set()
    app.opened.close()


def test_to_quit_during_long_work_is_asked_about(vault_folder: Path) -> None:
    async def run() -> None:
        app = FieldnotesApp(vault_folder)
        async with app.run_test(size=(80, 24)) as pilot:
            app.unlocked(Session.open(vault_folder, PASSPHRASE))
            await pilot.pause()
            slow = await while_at_work(app, pilot)
            await pilot.press("ctrl+q")
            await pilot.pause()
            assert "broken off" in str(app.screen.query_one(".sheet-line").render())
            slow.may_end.set()
            await pilot.press("n")
            app.opened.close()

    asyncio.run(run())


def test_a_fault_on_another_thread_ends_it_with_its_place_only(vault_folder: Path) -> None:
    def fail(_vault):
        held = CANARY
        raise ValueError(held)

    async def run(app: FieldnotesApp) -> None:
        async with app.run_test() as pilot:
            app.unlocked(Session.open(vault_folder, PASSPHRASE))
            await pilot.pause()
            app.open_page(SecurityPage(fail))
            for _ in range(50):
                await pilot.pause(0.02)

    app = FieldnotesApp(vault_folder)
    with pytest.raises(ValueError, match=CANARY):  # the test's own harness raises it again
        asyncio.run(run(app))
    assert app.ending.code == 4
    assert "ValueError" in app.ending.words
    assert CANARY not in app.ending.words


# What is not there.


def test_there_is_no_picture_of_the_screen(vault_folder: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))

    async def run() -> None:
        app = FieldnotesApp(vault_folder)
        async with app.run_test() as pilot:
            app.unlocked(Session.open(vault_folder, PASSPHRASE))
            await pilot.pause()
            for way in (app.save_screenshot, app.deliver_screenshot, app.export_screenshot):
                with pytest.raises(RefusedError):
                    way()
            await app.run_action("app.screenshot")
            await pilot.pause()
            app.opened.close()

    asyncio.run(run())
    assert not list(tmp_path.rglob("*.svg"))


@pytest.mark.parametrize("name", ["TEXTUAL_LOG", "TEXTUAL_DEBUG", "TEXTUAL_SCREENSHOT"])
def test_the_application_itself_refuses_to_start_where_the_screen_would_be_written_down(
    vault_folder: Path, tmp_path: Path, name: str
) -> None:
    log = tmp_path / "log"
    with Terminal(
        *(sys.executable, "-m", "fieldnotes.tui", "--vault", str(vault_folder)), **{name: str(log)}
    ) as terminal:
        assert terminal.wait_end() == 3
        assert f"unset {name}" in " ".join(terminal.text.split())
    assert not log.exists()
    with Terminal.on_vault(vault_folder, **{name: str(log)}) as terminal:
        terminal.wait_for("fieldnotes is locked")  # the launcher drops the variable
    assert not log.exists()


def test_settings_have_no_way_to_switch_the_lock_off() -> None:
    with pytest.raises(WrongUseError, match="idle_lock_seconds"):
        Settings(idle_lock_seconds=0)
