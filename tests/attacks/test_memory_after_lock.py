"""The memory of the real program, searched from outside: what was written, looked for and typed to unlock it.

The kernel shows the application's memory to root only, since it is not dumpable. Every search has its positive control: what
is gone after the lock was found before it.
"""

import os
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tui"))

from terminal_harness import CANARY, INTERVIEW, PASSPHRASE, Terminal, memory_scan, spelled

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import Purpose
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.keys import database_key
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

pytestmark = [
    pytest.mark.root,
    pytest.mark.skipif(os.geteuid() != 0, reason="not root, so the memory of the program cannot be read"),
    pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's"),
]

TYPED = "quince-barometer"
TYPED_WIDE = "မီးရထား-လက်မှတ်"
"""Two bytes a character in Python's memory."""

TYPED_WIDEST = "ferry-𓅓-crossing"
"""Four bytes a character."""

LOOKED_FOR = "saffron-windlass"
LISTED = "RIVER7"
"""The label of a case, which stands in the list of cases."""

SEEN = {"typed": TYPED, "typed wide": TYPED_WIDE, "typed widest": TYPED_WIDEST, "looked for": LOOKED_FOR,
        "stored": CANARY, "listed": LISTED, "passphrase": PASSPHRASE}  # fmt: skip


@dataclass(frozen=True)
class Model:
    """A vault, and what only an open one has in memory."""

    folder: Path
    keys: dict[str, bytes]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    folder = tmp_path_factory.mktemp("memory") / "vault"
    vault, words = create_vault(
        folder, role=VaultRole.RESEARCHER, passphrase=Passphrase(PASSPHRASE), kdf_id=1
    )
    vault.close()
    with open_vault(folder, Passphrase(PASSPHRASE)) as vault:
        book = Casebook.open(vault, load_taxonomy())
        for label in ("C1", LISTED):
            book.cases.add(CaseId(label))
            for purpose in Purpose:
                book.consent.give(CaseId(label), purpose)
        book.interviews.add(CaseId("C1"), INTERVIEW)
        key = vault._key.reveal()
        digits = database_key(vault._key, vault.vault_id)[2:-1]
        keys = {
            "vault key": key,
            "vault key in digits": key.hex().encode(),
            "database key": bytes.fromhex(digits[:64]),
            "database key in digits": digits[:64].encode(),
            "wrap root": bytes(vault._wrapping()._root),
            "recovery words": " ".join(words.words).encode(),
            "recovery entropy": words.entropy(),
        }
    return Model(folder, keys)


@pytest.fixture
def folder(model: Model, tmp_path: Path) -> Path:
    copy = tmp_path / "vault"
    shutil.copytree(model.folder, copy)
    return copy


def found(process: int, model: Model) -> dict[str, int]:
    """Hits in a process by name; nothing that has none."""
    needles = {name: spelled(words) for name, words in SEEN.items()}
    needles |= {name: {key} for name, key in model.keys.items()}
    scanned = memory_scan(process, {needle for group in needles.values() for needle in group})
    assert scanned is not None
    hits = {name: sum(scanned[needle] for needle in group) for name, group in needles.items()}
    return {name: number for name, number in hits.items() if number}


def unlock(terminal: Terminal) -> None:
    terminal.wait_for("fieldnotes is locked", "passphrase")
    terminal.type(PASSPHRASE + "\r")
    terminal.wait_for("2 cases", LISTED)


def work(terminal: Terminal) -> None:
    """Unlock, write in three widths, look for something, and come to rest in the interview."""
    unlock(terminal)
    terminal.press("Enter")
    terminal.wait_for("Interview", CANARY)
    terminal.press("Ctrl+End")
    terminal.type(
        f"{TYPED}\r{TYPED_WIDE}\r{TYPED_WIDEST}\rwritten."
    )  # pyte shows no line of Burmese to its end
    terminal.wait_for(TYPED, "written.")
    terminal.press("Ctrl+F")
    terminal.wait_for("Search")
    terminal.type(LOOKED_FOR)
    terminal.wait_for(LOOKED_FOR)
    terminal.press("Enter")
    terminal.settle()


EDITING = {"typed", "typed wide", "typed widest", "looked for", "stored", "listed", "vault key"}
"""What an open vault cannot but have in memory: the positive control."""


def lock_by_key(terminal: Terminal) -> None:
    terminal.press("Ctrl+L")


def lock_from_listening(terminal: Terminal) -> None:
    terminal.press("Esc", "F9")
    terminal.wait_for("Listening", without=CANARY)
    terminal.press("Ctrl+L")


def check_locked(terminal: Terminal, model: Model, process: int) -> None:
    terminal.wait_for("fieldnotes is locked", without=CANARY)
    assert terminal.application == process, "the process was replaced, none was left behind"
    assert found(process, model) == {}
    assert found(terminal.pid, model) == {}, "nor has the supervisor ever seen any of it"


@pytest.mark.parametrize("lock", [lock_by_key, lock_from_listening])
def test_nothing_is_left_in_memory_after_a_lock(model: Model, folder: Path, lock) -> None:
    with Terminal.on_vault(folder) as terminal:
        work(terminal)
        process = terminal.application
        open_now = found(process, model)
        assert set(open_now) >= EDITING, open_now
        assert not {"recovery words", "recovery entropy"} & set(open_now), "they are in no unlocking"
        assert found(terminal.pid, model) == {}
        lock(terminal)
        check_locked(terminal, model, process)


def test_after_a_second_unlocking_and_its_lock_nothing_is_left_either(model: Model, folder: Path) -> None:
    with Terminal.on_vault(folder) as terminal:
        for _ in range(2):
            unlock(terminal)
            process = terminal.application
            assert {"listed", "vault key"} <= set(found(process, model))
            terminal.press("Ctrl+L")
            check_locked(terminal, model, process)


def test_a_wrong_passphrase_is_not_kept(model: Model, folder: Path) -> None:
    wrong = "herring-tamarisk-bellows"
    with Terminal.on_vault(folder) as terminal:
        terminal.wait_for(
            "fieldnotes is locked", "Ctrl+R"
        )  # loaded; before that the terminal keeps what is typed
        terminal.type(wrong)
        terminal.wait_for("•" * len(wrong))
        before = memory_scan(terminal.application, spelled(wrong))
        assert sum(before.values()) > 0, "the search finds what is there"
        terminal.press("Enter")
        terminal.wait_for("does not open this vault")
        unlock(terminal)
        terminal.press("Ctrl+L")
        process = terminal.application
        check_locked(terminal, model, process)
        assert sum(memory_scan(process, spelled(wrong)).values()) == 0


@pytest.mark.torture
@pytest.mark.parametrize(
    ("settings", "leave", "seconds"),
    [
        ("idle_lock_seconds = 30\n", (), 45),
        ("idle_lock_seconds = 30\nlistening_lock_minutes = 1\n", ("Esc", "F9"), 80),
    ],
)
def test_nothing_is_left_in_memory_after_it_locked_itself(
    model: Model, folder: Path, settings, leave, seconds
) -> None:
    config = folder.parent / "fieldnotes"
    config.mkdir()
    (config / "settings.toml").write_text(settings)
    with Terminal.on_vault(folder) as terminal:
        work(terminal)
        process = terminal.application
        assert set(found(process, model)) >= EDITING
        terminal.press(*leave)
        began = time.monotonic()
        terminal.wait_for("fieldnotes is locked", seconds=seconds)
        assert time.monotonic() - began > 20, "it waited as long as it was told to"
        check_locked(terminal, model, process)
