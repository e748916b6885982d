"""Passphrase change, backups, restore, verify and panic, each through the real program with real keys."""

import shutil
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from terminal_harness import CANARY, PASSPHRASE, Terminal, memory_hits

from fieldnotes.base.errors import RefusedError
from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.tui.words import days_ago
from fieldnotes.vault import backups
from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.recovery import RecoveryWords
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.share import Share, write_share

NEW = "nine copper kettles on the ferry boat"


def unlock(terminal: Terminal, passphrase: str = PASSPHRASE, told: str = "2 cases") -> None:
    terminal.wait_for("fieldnotes is locked")
    terminal.type(passphrase + "\r")
    terminal.wait_for(told)


def go(terminal: Terminal, screen: str, told: str) -> None:
    terminal.press("F4")
    terminal.wait_for("Go to")
    terminal.type(screen + "\r")
    terminal.wait_for(told, without="Go to")


def to_the_passphrase(terminal: Terminal) -> None:
    go(terminal, "security", "not-dumpable")
    terminal.press("p")
    terminal.wait_for("The passphrase in force")


def backed_up(folder: Path, to: Path) -> backups.Backup:
    to.mkdir(exist_ok=True)
    with open_vault(folder, Passphrase(PASSPHRASE)) as vault:
        return backups.back_up(vault, to)


def opens(folder: Path, passphrase: str) -> bool:
    try:
        open_vault(folder, Passphrase(passphrase)).close()
    except RefusedError:
        return False
    return True


def test_the_passphrase_is_changed_and_the_backups_are_replaced_or_named(
    vault_folder: Path, tmp_path: Path
) -> None:
    old = backed_up(vault_folder, tmp_path / "stick")
    away = backed_up(vault_folder, tmp_path / "away")
    (tmp_path / "away").rename(tmp_path / "elsewhere")
    with Terminal.on_vault(vault_folder) as terminal:
        unlock(terminal)
        to_the_passphrase(terminal)
        terminal.type("somebody who passes by\r")
        terminal.wait_for("! The passphrase does not open this vault.", "The passphrase in force")
        terminal.type(PASSPHRASE + "\r")
        terminal.wait_for("The new passphrase", "[····················]")
        terminal.type("too short\r")
        terminal.wait_for("! Too short")
        terminal.type(NEW + "\r")
        terminal.wait_for("The same passphrase again")
        terminal.type("something else altogether\r")
        terminal.wait_for("! The two were not the same.")
        terminal.type(NEW + "\r")
        terminal.wait_for("The same passphrase again")
        terminal.type(NEW + "\r")
        told = " ".join(terminal.wait_for("The passphrase was changed", "Esc goes back.").split())
        assert "recovery words stay good" in told
        assert f"in {tmp_path / 'stick'}".replace(" ", "") in told.replace(" ", "")
        assert f"Outofreach:{away.name}in{tmp_path / 'away'}" in told.replace(" ", "")
        assert NEW not in terminal.everything
        terminal.press("Esc")
        terminal.wait_for("not-dumpable")
        process = terminal.application
        terminal.press("Ctrl+L")
        terminal.wait_for("fieldnotes is locked")
        assert not memory_hits(process, NEW)
        terminal.type(PASSPHRASE + "\r")
        terminal.wait_for("!", "open this vault")
        unlock(terminal, NEW)
        terminal.press("Ctrl+Q")
        assert terminal.wait_end() == 0
    assert not old.key.exists()
    assert (opens(vault_folder, NEW), opens(vault_folder, PASSPHRASE)) == (True, False)


def test_a_lock_in_the_middle_of_a_change_leaves_one_that_opens(vault_folder: Path) -> None:
    with Terminal.on_vault(vault_folder) as terminal:
        unlock(terminal)
        to_the_passphrase(terminal)
        terminal.type(PASSPHRASE + "\r")
        terminal.wait_for("The new passphrase")
        terminal.type(NEW + "\r")
        terminal.wait_for("The same passphrase again")
        terminal.type(NEW + "\r\x0c")  # Ctrl+L while the key derivation has just begun
        terminal.wait_for("fieldnotes is locked")
        terminal.press("Ctrl+Q")
        terminal.wait_end()
    assert opens(vault_folder, NEW) != opens(vault_folder, PASSPHRASE)


def test_backups_are_made_listed_thinned_out_and_told_above_the_cases(
    vault_folder: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with Terminal.on_vault(vault_folder) as terminal:
        unlock(terminal)
        assert "Last backup: never." in terminal.text
        go(terminal, "backups", "No backup yet.")
        terminal.press("b")
        terminal.wait_for("Back up into which folder?")
        terminal.type(f"{tmp_path / 'absent'}\r\r")
        terminal.wait_for("! There is no folder of that name")
        for number, key in ((1, "b"), (2, "ဘ")):  # the same key on the Burmese layout
            terminal.press(key)
            terminal.wait_for("Back up into which folder?")
            terminal.type(
                ("" if number > 1 else str(stick)) + "\r"
            )  # the second time it stands there already
            terminal.wait_for("How many backups")
            terminal.press("Backspace")
            terminal.type("1\r")
            terminal.wait_for(
                f"Backed up and tried: vault-000{number}", time.strftime("%Y-%m-%d"), "within reach"
            )
        assert sorted(path.name for path in stick.iterdir()) == ["vault-0002.db", "vault-0002.key"]
        terminal.press("Enter")
        terminal.wait_for("passphrase of its day", "vault-0002.key")
        terminal.press("Esc")
        shutil.rmtree(stick)
        go(terminal, "cases", "Last backup: today")
        go(terminal, "backups", "out of reach")


def test_a_backup_is_restored_from_the_lock_screen_into_a_folder_of_its_own(
    vault_folder: Path, tmp_path: Path
) -> None:
    made = backed_up(vault_folder, tmp_path / "stick")
    occupied = tmp_path / "occupied"
    occupied.mkdir()
    (occupied / "something").write_text("kept", encoding="utf-8")
    before = (vault_folder / "vault.db").read_bytes()
    target = tmp_path / "vault-restored"
    with Terminal.on_vault(vault_folder) as terminal:
        terminal.wait_for("fieldnotes is locked", "Ctrl+O restore a backup")
        terminal.press("Ctrl+O")
        terminal.wait_for("Restore a backup")
        terminal.type(f"{tmp_path / 'absent.key'}\r")
        terminal.wait_for("A new folder for the vault")
        terminal.type("\r")
        terminal.wait_for("The passphrase of the day")
        terminal.type(PASSPHRASE + "\r")
        terminal.wait_for("! There is no backup of that name.", "Restore a backup")
        terminal.type(f"{made.key}\r")
        terminal.wait_for("A new folder for the vault")
        terminal.press("Ctrl+U")
        terminal.type(f"{occupied}\r")
        terminal.wait_for("The passphrase of the day")
        terminal.type(PASSPHRASE + "\r")
        terminal.wait_for("! There is already something in that folder")
        terminal.type(f"{made.key}\r")
        terminal.wait_for("A new folder for the vault")
        terminal.type("\r")
        terminal.wait_for("The passphrase of the day")
        terminal.type(PASSPHRASE + "\r")
        terminal.wait_for("2 cases", "Restored into", "Last backup: never.")
        process = terminal.application
        terminal.press("Ctrl+L")
        terminal.wait_for("fieldnotes is locked", "Vault vault-restored")
        assert not memory_hits(process, PASSPHRASE)
        unlock(terminal)
        terminal.press("Ctrl+Q")
        assert terminal.wait_end() == 0
    assert (vault_folder / "vault.db").read_bytes() == before
    assert (occupied / "something").read_text(encoding="utf-8") == "kept"
    with open_vault(target, Passphrase(PASSPHRASE)) as vault:
        assert vault.restored is not None
        assert [case.id for case in Casebook.open(vault, load_taxonomy()).cases.list()] == ["C1", "C2"]


@pytest.fixture(scope="module")
def with_share(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, RecoveryWords]:
    """A vault with a key file on a stick, with one case, and its words."""
    root = tmp_path_factory.mktemp("share")
    share = Share.generate()
    write_share(root / "stick.key", share)
    vault, words = create_vault(
        root / "vault", role=VaultRole.RESEARCHER, passphrase=Passphrase(PASSPHRASE), kdf_id=1, share=share
    )
    vault.close()
    with open_vault(root / "vault", Passphrase(PASSPHRASE), share) as vault:
        Casebook.open(vault, load_taxonomy()).cases.add(CaseId("C1"))
        (root / "backups").mkdir()
        backups.back_up(vault, root / "backups")
    return root, root / "stick.key", words


def test_no_vault_yet_and_a_backup_with_words_and_key_file(
    with_share: tuple[Path, Path, RecoveryWords], tmp_path: Path
) -> None:
    root, stick, words = with_share
    folder = tmp_path / "fresh" / "vault"
    with Terminal.on_vault(folder) as terminal:
        terminal.wait_for("Create a vault", "Ctrl+O restore a backup")
        terminal.press("Ctrl+O")
        terminal.wait_for("Restore a backup")
        terminal.type(f"{root / 'backups' / 'vault-0001.key'}\r\r")
        terminal.wait_for("The passphrase of the day", "Ctrl+K key file")
        terminal.press("Ctrl+R")
        terminal.wait_for("The recovery words")
        terminal.press("Ctrl+K")
        terminal.type(f"{stick}\r")
        terminal.type(" ".join(words.words) + "\r")
        terminal.wait_for("1 case", "Restored into")
        assert words.words[0] not in terminal.everything
    assert (folder / "vault.key").exists()


def test_the_lock_screen_asks_for_the_key_file_that_the_settings_name(
    with_share: tuple[Path, Path, RecoveryWords], tmp_path: Path
) -> None:
    root, stick, words = with_share
    folder = tmp_path / "vault"
    shutil.copytree(root / "vault", folder)
    settings = tmp_path / "fieldnotes" / "settings.toml"
    settings.parent.mkdir()
    settings.write_text(f'key_file = "{stick}"\n', encoding="utf-8")
    with Terminal.on_vault(folder) as terminal:
        terminal.wait_for("fieldnotes is locked", "stick.key")
        unlock(terminal, told="1 case")
        to_the_passphrase(terminal)
        terminal.wait_for("stick.key")
        terminal.type(PASSPHRASE + "\r")
        terminal.wait_for("The new passphrase")
        terminal.type(NEW + "\r")
        terminal.wait_for("The same passphrase again")
        terminal.type(NEW + "\r")
        terminal.wait_for("The passphrase was changed")
        terminal.press("Ctrl+L")
        terminal.wait_for("fieldnotes is locked", "stick.key", without="was changed")
        terminal.press("Ctrl+R")
        terminal.wait_for("Open with the recovery words", "stick.key")
        terminal.type(" ".join(words.words) + "\r")
        terminal.wait_for("Choose a new passphrase")
        terminal.type(PASSPHRASE + "\r")
        terminal.wait_for("The same passphrase again")
        terminal.type(PASSPHRASE + "\r")
        terminal.wait_for("1 case", "opens with the new passphrase now")
        terminal.press("Ctrl+L")
        unlock(terminal, told="1 case")


def test_damage_is_named_and_what_to_do_about_it(vault_folder: Path) -> None:
    with open_vault(vault_folder, Passphrase(PASSPHRASE)) as vault:
        page = int(
            vault.connection.execute(
                "SELECT rootpage FROM sqlite_schema WHERE name = 'interviews'"
            ).fetchone()[0]
        )
    with Terminal.on_vault(vault_folder) as terminal:
        unlock(terminal)
        go(terminal, "security", "not-dumpable")
        terminal.press("v")
        terminal.wait_for("Nothing is wrong.", "Looked at:", "pages")
        with (vault_folder / "vault.db").open("r+b") as file:
            file.seek((page - 1) * 4096 + 2000)
            file.write(b"\0" * 64)
        terminal.press("v")
        terminal.wait_for(f"page {page}", "fault", without="Nothing is wrong.")
        terminal.press("Enter")
        told = " ".join(terminal.wait_for(f"page {page}", "--salvage-to").split())
        assert "It concerns C1, interview 1." in told


def test_panic_reaches_the_backups_that_the_open_vault_knows(vault_folder: Path, tmp_path: Path) -> None:
    made = backed_up(vault_folder, tmp_path / "stick")
    other = tmp_path / "stick" / "holiday.txt"
    other.write_text("not ours", encoding="utf-8")
    key = made.key.read_bytes()
    with Terminal.on_vault(vault_folder) as terminal:
        unlock(terminal)
        terminal.press("F12")
        terminal.wait_for("Destroy this vault")
        terminal.type("wipe\r")
        assert terminal.wait_end() == 0
        told = terminal.text
        assert "Logical erase verified." in told
        assert "Still exists: exports already sent." in " ".join(told.split())
        assert CANARY not in terminal.everything
    assert not any(vault_folder.iterdir())
    assert not made.key.exists()
    assert other.read_text(encoding="utf-8") == "not ours"
    assert not any(key[:4096] in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("days", "told"),
    [(0, "today"), (1, "yesterday"), (2, "2 days ago"), (12, "12 days ago"), (1200, "1,200 days ago")],
)
def test_how_long_ago(days: int, told: str) -> None:
    today = date(2026, 3, 1)
    assert days_ago(str(today - timedelta(days=days)), today) == told


def test_how_long_ago_of_what_is_no_past_day() -> None:
    assert "later than this machine's clock" in days_ago("2026-03-02", date(2026, 3, 1))
    assert days_ago("before a migration", date(2026, 3, 1)) == "before a migration"
