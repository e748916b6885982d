"""A passphrase change cut off anywhere: the vault opens with the old passphrase or the new one, and says which."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from fieldnotes.base.errors import FieldnotesError, RefusedError, WrongUseError
from fieldnotes.vault import meta, rotating, settling
from fieldnotes.vault.backups import back_up, known
from fieldnotes.vault.checkpointing import Checkpoints
from fieldnotes.vault.connecting import opens
from fieldnotes.vault.files import VaultFiles
from fieldnotes.vault.keyblock import authenticator, parse
from fieldnotes.vault.keyfile import KeyFile
from fieldnotes.vault.keys import VaultKey, database_salt
from fieldnotes.vault.opening import open_vault, open_with_words
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.restoring import restore
from fieldnotes.vault.sqlcipher import Connection

NEW = "a lantern under the pier"
SECRET = b"a device key"
BLOCK = 4096
PAGE = 4096


@dataclass(frozen=True)
class State:
    """A vault's folder as it lay on disk at one moment of the change."""

    folder: Path
    holds: str
    """Which passphrase opens the vault: old or new."""


@pytest.fixture(scope="module")
def change(made_once, tmp_path_factory):
    """One real change, with the folder as it lay after each lasting step, by name, in the order of the steps."""
    root = tmp_path_factory.mktemp("change")
    made = made_once.copy_to(root / "field")
    states: dict[str, State] = {}
    committed = False

    def keep(name):
        folder = root / f"{len(states):02} {name}"
        folder.mkdir()
        # Another process reads: closing the database here would drop SQLite's locks.
        files = [path for path in made.folder.iterdir() if path.suffix in {".key", ".db", ".db-wal"}]
        subprocess.run(["cp", *files, folder], check=True)
        states[name] = State(folder, "new" if committed else "old")

    patch = pytest.MonkeyPatch()

    def after(owner, name, told):
        whole = getattr(owner, name)

        def step(*arguments, **named):
            result = whole(*arguments, **named)
            told(*arguments)
            return result

        patch.setattr(owner, name, step)

    def encrypted(*_):
        nonlocal committed
        committed = True
        keep("encrypted")

    with made.open() as vault:
        sealed = vault.wrap("device", SECRET)
        keys = [vault._key.reveal()]
        keep("begun")
        after(meta, "put", lambda _, name, __: keep(f"put {name}"))
        after(KeyFile, "write_copy", lambda _, place, __: keep(f"{'AB'[place]} written, {committed}"))
        after(Connection, "reset_key", encrypted)
        after(Checkpoints, "truncate", lambda *_: keep("checkpoint, False"))
        after(rotating, "empty_log", lambda *_: keep("checkpoint, True"))
        after(rotating, "settle", lambda *_: keep("settled"))
        old_key = vault._key
        vault.change_passphrase(Passphrase(NEW))
        patch.undo()
        keep("done")
        assert old_key.reveal() == bytes(32), "the old vault key is destroyed in memory"
        keys.append(vault._key.reveal())
        assert vault.unwrap("device", sealed) == SECRET
    return made, states, sealed, keys


def test_the_steps_come_in_the_order_that_the_format_gives(change):
    _, states, _, _ = change
    assert list(states) == [
        "begun",
        "checkpoint, False",
        "put wrap_root_next",
        "B written, False",
        "encrypted",
        "checkpoint, True",
        "A written, True",
        "B written, True",
        "settled",
        "done",
    ]


def attempt(made, folder, typed):
    """Rows and notices, or the error; the folder is a copy, so that every secret meets the same state."""
    copy = folder.with_name(folder.name + " tried")
    shutil.copytree(folder, copy)
    try:
        with open_vault(copy, Passphrase(typed)) as vault:
            return made.rows(vault), vault.notices
    except FieldnotesError as error:
        return None, error
    finally:
        shutil.rmtree(copy)


def check(change, folder, holds, rows, *, told=True):
    """The one passphrase opens, the other is refused, the words open, device keys open, and nothing is left to do."""
    made, _, sealed, _ = change
    right, wrong = (made.typed, NEW) if holds == "old" else (NEW, made.typed)
    found, notices = attempt(made, folder, right)
    assert found == rows, (folder.name, notices)
    if told:
        assert any(f"{'before it' if holds == 'old' else 'new one'} holds" in notice for notice in notices)
    found, error = attempt(made, folder, wrong)
    assert found is None, folder.name
    assert isinstance(error, RefusedError), (folder.name, error)
    with open_with_words(folder, made.words) as vault:
        assert made.rows(vault) == rows
        assert vault.unwrap("device", sealed) == SECRET
        assert vault.page_faults() == ()
    settled(folder)
    with open_vault(folder, Passphrase(right)) as vault:
        assert vault.notices == ()
        assert vault.unwrap("device", sealed) == SECRET
    return error


def settled(folder):
    """Both copies are equal, and no fact of a change is left."""
    raw = (folder / "vault.key").read_bytes()
    assert parse(raw[:BLOCK]) == parse(raw[BLOCK:])
    assert (folder / "vault.db-wal").exists() is False


@pytest.mark.parametrize("name", [
    "begun", "checkpoint, False", "put wrap_root_next", "B written, False", "encrypted",
    "checkpoint, True", "A written, True", "B written, True", "settled", "done",
])  # fmt: skip
def test_killed_after_each_step_one_passphrase_opens_and_the_other_is_refused(change, rows, tmp_path, name):
    state = change[1][name]
    folder = Path(shutil.copytree(state.folder, tmp_path / "field"))
    cut_off = name not in {"begun", "checkpoint, False", "settled", "done"}
    error = check(change, folder, state.holds, rows, told=cut_off)
    if name == "B written, False":
        assert "cut off before it took hold" in str(error)
    if name in {"encrypted", "checkpoint, True"}:
        assert "was changed" in str(error)


@pytest.mark.parametrize("length", [8, 1100, 4095])
@pytest.mark.parametrize("write", [
    ("B written, False", "put wrap_root_next", 1),
    ("A written, True", "checkpoint, True", 0),
    ("B written, True", "A written, True", 1),
], ids=lambda write: write[0])  # fmt: skip
def test_a_key_block_written_in_part_leaves_the_other_copy(change, rows, tmp_path, write, length):
    name, before, place = write
    states = change[1]
    folder = Path(shutil.copytree(states[before].folder, tmp_path / "field"))
    key = bytearray((folder / "vault.key").read_bytes())
    start = place * BLOCK
    key[start : start + length] = (states[name].folder / "vault.key").read_bytes()[start : start + length]
    (folder / "vault.key").write_bytes(key)
    check(change, folder, states[before].holds, rows)


@pytest.mark.parametrize("share", [0.3, 0.7, 0.99])
def test_encrypting_in_part_leaves_the_database_as_it_was(change, rows, tmp_path, share):
    folder = Path(shutil.copytree(change[1]["encrypted"].folder, tmp_path / "field"))
    log = folder / "vault.db-wal"
    os.truncate(log, int(log.stat().st_size * share))
    check(change, folder, "old", rows)


def test_moving_the_log_in_part_leaves_the_new_key_through_the_log(change, rows, tmp_path):
    states = change[1]
    folder = Path(shutil.copytree(states["encrypted"].folder, tmp_path / "field"))
    moved = (states["checkpoint, True"].folder / "vault.db").read_bytes()
    pages = len(moved) // PAGE
    assert pages > 3
    database = bytearray((folder / "vault.db").read_bytes())
    for page in range(0, pages, 2):
        database[page * PAGE : (page + 1) * PAGE] = moved[page * PAGE : (page + 1) * PAGE]
    (folder / "vault.db").write_bytes(database)
    check(change, folder, "new", rows)


def test_until_the_old_key_block_is_gone_the_database_file_needs_nothing_from_the_log(change):
    """A copy without the log, as a careless person makes it, still opens with one passphrase or the other."""
    made, states, _, keys = change
    for name, state in states.items():
        bare = state.folder.with_name(f"bare {name}")
        shutil.copytree(state.folder, bare)
        (bare / "vault.db-wal").unlink(missing_ok=True)
        files = VaultFiles(bare)
        vault_id = parse((bare / "vault.key").read_bytes()).header.vault_id
        which = [opens(files, VaultKey(key), vault_id) for key in keys]
        assert which.count(True) == 1, name
        with open_with_words(bare, made.words) as vault:
            assert made.rows(vault) != (), name


def test_afterwards_nothing_of_the_old_key_is_in_the_key_file_and_no_old_copy_of_it_opens(change, tmp_path):
    made, states, _, keys = change
    before, after = (states[name].folder / "vault.key" for name in ("begun", "done"))
    old, new = before.read_bytes(), after.read_bytes()
    pieces = {old[at : at + 16] for at in range(44 + 24, 1156, 16)}
    assert [piece for piece in pieces if piece in new] == []
    block = parse(new[:BLOCK])
    for key, fits in zip(keys, (False, True), strict=True):
        expected = authenticator(VaultKey(key), block.header, block.slots)
        assert (expected in block.authenticators) is fits
    folder = Path(shutil.copytree(states["done"].folder, tmp_path / "field"))
    (folder / "vault.key").write_bytes(old)
    with pytest.raises(FieldnotesError) as failure:
        open_vault(folder, Passphrase(made.typed))
    assert failure.value.exit_code == 4
    with pytest.raises(FieldnotesError):
        open_with_words(folder, made.words)
    (folder / "vault.key").write_bytes(new)
    with open_vault(folder, Passphrase(NEW)) as vault:
        assert made.rows(vault) != ()


def test_the_database_is_encrypted_again_from_its_salt_to_its_last_page(change):
    _, states, _, keys = change
    before, after = ((states[name].folder / "vault.db").read_bytes() for name in ("begun", "done"))
    vault_id = parse((states["done"].folder / "vault.key").read_bytes()).header.vault_id
    assert after[:16] == database_salt(VaultKey(keys[1]), vault_id) != before[:16]
    old = {before[at : at + 32] for at in range(16, len(before) - 32, 32)}
    assert all(after[at : at + 32] not in old for at in range(16, len(after) - 32, 32))


def test_a_full_disk_is_refused_before_anything_is_written(made, rows, monkeypatch):
    before = made.key.read_bytes(), made.database.read_bytes()
    usage = shutil.disk_usage(made.folder)
    size = made.database.stat().st_size
    with made.open() as vault:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=size))
        with pytest.raises(RefusedError, match="MB more of free space"):
            vault.change_passphrase(Passphrase(NEW))
        monkeypatch.undo()
        assert not settling.under_way(vault.connection)
        assert made.rows(vault) == rows
    assert before == (made.key.read_bytes(), made.database.read_bytes())


LIMITED = """
import resource, signal, sys
from pathlib import Path
from fieldnotes.base.errors import FieldnotesError
from fieldnotes.vault.opening import open_with_words
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.recovery import RecoveryWords
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
words = RecoveryWords.parse(sys.stdin.readline())
vault = open_with_words(Path(sys.argv[1]), words)
vault.connection.execute("CREATE TABLE bulk (b BLOB) STRICT")
vault.connection.execute("INSERT INTO bulk VALUES (randomblob(1000000))")
vault.checkpoints.truncate()
resource.setrlimit(resource.RLIMIT_FSIZE, (500000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
try:
    vault.change_passphrase(Passphrase("a lantern under the pier"))
except FieldnotesError as error:
    print(type(error).__name__, error)
try:
    vault.connection.execute("SELECT 1")
except FieldnotesError as error:
    print(type(error).__name__, error)
vault.close()
"""


def test_encrypting_that_fails_half_way_locks_the_vault_and_the_old_passphrase_holds(made, rows):
    """The kernel refuses to let the log grow; SQLCipher reports success all the same."""
    if not hasattr(signal, "SIGXFSZ") or not hasattr(resource, "RLIMIT_FSIZE"):
        pytest.skip("this system cannot limit the size of a file")
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, made.folder],
        input=" ".join(made.words.words), text=True, capture_output=True, check=True,
    )  # fmt: skip
    first, second = done.stdout.splitlines()
    assert first.startswith("UncertainError")
    assert "passphrase from before holds" in first
    assert "locked" in second
    with pytest.raises(RefusedError, match="cut off before it took hold"):
        open_vault(made.folder, Passphrase(NEW))
    with made.open() as vault:
        assert made.rows(vault) == rows
        assert vault.page_faults() == ()
        vault.change_passphrase(Passphrase(NEW))
    with open_vault(made.folder, Passphrase(NEW)) as vault:
        assert made.rows(vault) == rows


def test_not_inside_a_transaction(made):
    with made.open() as vault, pytest.raises(WrongUseError, match="transaction"), vault.transaction():
        vault.change_passphrase(Passphrase(NEW))
    with made.open():
        pass


def test_work_goes_on_after_a_change_and_several_follow_each_other(made, rows):
    with made.open() as vault:
        for number in range(3):
            vault.change_passphrase(Passphrase(f"lantern {number}"))
            with vault.transaction() as connection:
                connection.execute("INSERT INTO note (words) VALUES (?)", (f"after {number}",))
    with open_vault(made.folder, Passphrase("lantern 2")) as vault:
        assert made.rows(vault) == (*rows, "after 0", "after 1", "after 2")
        assert vault.notices == ()
        assert vault.stale() == ()
    for gone in (made.typed, "lantern 0", "lantern 1"):
        with pytest.raises(RefusedError):
            open_vault(made.folder, Passphrase(gone))


def test_the_same_passphrase_again_still_draws_a_new_vault_key(made):
    with made.open() as vault:
        before = vault._key.reveal()
        vault.change_passphrase(Passphrase(made.typed))
        assert vault._key.reveal() != before
    with made.open():
        pass


def test_a_backup_that_begins_meanwhile_keeps_nothing_from_its_end_and_counts_only_if_it_opens(
    made, rows, tmp_path, monkeypatch
):
    medium = tmp_path / "medium"
    medium.mkdir()
    whole = Connection.reset_key
    ends = []

    def begin():
        try:
            ends.append(back_up(vault, medium))
        except FieldnotesError as error:
            ends.append(error)

    backup = threading.Thread(target=begin)

    def begin_backup(connection, key):
        backup.start()
        time.sleep(0.3)  # long enough for it to get as far as it can
        whole(connection, key)

    with made.open() as vault:
        with monkeypatch.context() as patch:
            patch.setattr(Connection, "reset_key", begin_backup)
            vault.change_passphrase(Passphrase(NEW))
        backup.join()
        assert len(ends) == 1
        assert vault.page_faults() == ()
        counted = [path for path in medium.glob("*.key") if ".part" not in path.name]
        assert len(counted) == sum(not isinstance(end, FieldnotesError) for end in ends) == len(known(vault))
        back_up(vault, medium)
    for number, key in enumerate(path for path in medium.glob("*.key") if ".part" not in path.name):
        with restore(key, tmp_path / str(number), passphrase=Passphrase(NEW)) as again:
            assert made.rows(again) == rows
    with open_vault(made.folder, Passphrase(NEW)) as vault:
        assert vault.notices == ()
