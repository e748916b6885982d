"""Words of a note, and the keys, looked for where they must never be."""

import gc
import re
import shutil
import subprocess
import sys
import traceback
from pathlib import Path

import pytest

from fieldnotes.base.errors import FieldnotesError
from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.keys import VaultKey, database_key
from fieldnotes.vault.opening import open_vault, open_with_words
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.recovery import RecoveryWords
from fieldnotes.vault.roles import VaultRole

CANARIES = ["Daw-Khin-canary-one", "ရွာသူကြီး၏အမည်", "canary three " * 40]
TYPED = "river stone lamp"


def forms(word):
    return {word.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")} | {
        word.encode().hex().encode()
    }


def hits(folder, needles):
    return [
        (path.name, needle)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for needle in needles
        if needle in path.read_bytes()
    ]


def fill(vault):
    vault.connection.execute("CREATE TABLE note (words TEXT) STRICT")
    vault.connection.execute("CREATE VIRTUAL TABLE finder USING fts5 (words, tokenize = 'trigram')")
    with vault.transaction() as connection:
        rows = [(word,) for word in CANARIES] * 30
        connection.executemany("INSERT INTO note (words) VALUES (?)", rows)
        connection.executemany("INSERT INTO finder (words) VALUES (?)", rows)
    vault.settings.set("title", CANARIES[0])


def test_no_words_of_a_note_in_any_file_of_the_vault_open_deleted_or_closed(tmp_path):
    vault, words = create_vault(
        tmp_path / "field", role=VaultRole.RESEARCHER, passphrase=Passphrase(TYPED), kdf_id=1
    )
    key = vault._key
    needles = set().union(*(forms(word) for word in CANARIES), forms(TYPED), forms(" ".join(words.words)))
    needles |= {
        key.reveal(),
        key.reveal().hex().encode(),
        words.entropy(),
        bytes.fromhex(database_key(key, vault.vault_id)[2:66]),
    }
    fill(vault)
    assert (vault.folder / "vault.db-wal").stat().st_size > 0
    assert hits(tmp_path, needles) == []
    with vault.transaction() as connection:
        connection.execute("DELETE FROM note")
    assert hits(tmp_path, needles) == []
    vault.close()
    assert hits(tmp_path, needles) == []
    (tmp_path / "control").write_bytes(b"..." + CANARIES[0].encode() + b"...")
    assert len(hits(tmp_path, needles)) == 1  # the search does find what is there


SORT = """
import sys
from pathlib import Path
from fieldnotes.vault.opening import open_with_words
from fieldnotes.vault.recovery import RecoveryWords
with open_with_words(Path(sys.argv[1]), RecoveryWords.parse(sys.stdin.readline())) as vault:
    vault.connection.execute("PRAGMA cache_size = 10").fetchall()
    with vault.transaction() as connection:
        connection.executemany("INSERT INTO note VALUES (?)", [(f"{n * 7919 % 4001} " + "x" * 300,) for n in range(4001)])
        connection.execute("CREATE INDEX by_words ON note (words)")
    print(len(vault.connection.execute("SELECT DISTINCT a.words FROM note AS a ORDER BY substr(a.words, 3)").fetchall()))
"""


def test_a_large_sort_and_a_large_transaction_write_nothing_outside_the_vault(tmp_path):
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed, so the files a process writes cannot be listed")
    vault, words = create_vault(
        tmp_path / "field", role=VaultRole.RESEARCHER, passphrase=Passphrase(TYPED), kdf_id=1
    )
    with vault:
        vault.connection.execute("CREATE TABLE note (words TEXT) STRICT")
    log = tmp_path / "strace.log"
    done = subprocess.run(
        [strace, "-f", "--seccomp-bpf", "-qq", "-o", log, "-e", "trace=open,openat,creat", sys.executable, "-B", "-c", SORT, tmp_path / "field"],
        input=" ".join(words.words), text=True, capture_output=True, check=True,
    )  # fmt: skip
    assert done.stdout == "4001\n"
    opened = re.findall(r'"([^"]*)", [^)]*O_(?:RDWR|WRONLY|CREAT)[^)]*\) = \d', log.read_text())
    assert str(tmp_path / "field" / "vault.db-wal") in opened
    outside = [name for name in opened if not Path(name).is_relative_to(tmp_path / "field")]
    assert [name for name in outside if not name.startswith("/dev/")] == []


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    made = []
    for name in ("one", "other"):
        folder = tmp_path_factory.mktemp(name) / "field"
        vault, words = create_vault(folder, role=VaultRole.RESEARCHER, passphrase=Passphrase(TYPED), kdf_id=1)
        made.append((folder, words, vault._key.reveal(), vault.vault_id))
        vault.close()
    return made


def secrets_of(typed, words, key, vault_id):
    database = database_key(VaultKey(key), vault_id)
    raw = (key, words.entropy(), bytes.fromhex(database[2:66]))
    shown = [form for secret in raw for form in (secret.hex(), repr(secret)[2:-1], str(list(secret))[1:-1])]
    return [*shown, database[2:66], typed, " ".join(words.words), words.words[0] + "', '" + words.words[1]]


def test_no_object_of_an_open_vault_shows_a_key(two):
    folder, words, key, vault_id = two[0]
    with open_vault(folder, Passphrase(TYPED)) as vault:
        vault.wrap("p", b"x")
        reachable, queue = {}, [vault]
        while queue:
            thing = queue.pop()
            if id(thing) in reachable or isinstance(thing, (type, type(gc), type(secrets_of))):
                continue
            reachable[id(thing)] = thing
            queue += gc.get_referents(thing)
        own = [thing for thing in reachable.values() if type(thing).__module__.startswith("fieldnotes.")]
        assert any(isinstance(thing, VaultKey) for thing in own)
        for thing in own:
            for shown in (repr(thing), str(thing), f"{thing}", repr([thing])):
                assert not [
                    secret for secret in secrets_of(TYPED, words, key, vault_id) if secret in shown
                ], type(thing)


def locals_of_the_program(error):
    """What a traceback with locals would print, for the error and every error behind it."""
    while error is not None:
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if "fieldnotes" in frame.f_globals.get("__name__", ""):
                yield repr(frame.f_locals)
        error = error.__context__


def test_no_failure_shows_a_secret_even_in_a_traceback_with_locals(two, tmp_path):
    folder, words, key, vault_id = two[0]
    other = two[1][0]
    damaged, swapped = tmp_path / "damaged", tmp_path / "swapped"
    shutil.copytree(folder, damaged)
    shutil.copytree(folder, swapped)
    raw = bytearray((damaged / "vault.db").read_bytes())
    raw[200] ^= 1
    (damaged / "vault.db").write_bytes(raw)
    shutil.copy(other / "vault.db", swapped / "vault.db")
    attempts = [
        lambda: open_vault(damaged, Passphrase(TYPED)),
        lambda: open_vault(swapped, Passphrase(TYPED)),
        lambda: open_with_words(swapped, words),
        lambda: open_vault(folder, Passphrase(TYPED + "x")),
        lambda: open_with_words(folder, RecoveryWords.generate()),
    ]
    for number, attempt in enumerate(attempts):
        with pytest.raises(FieldnotesError) as failure:
            attempt()
        frames = [shown for shown in locals_of_the_program(failure.value) if shown]
        assert any("opener" in shown for shown in frames)
        for secret in secrets_of(TYPED, words, key, vault_id):
            assert not any(secret in shown for shown in frames), number


def test_a_wrong_passphrase_error_does_not_keep_the_frames_of_earlier_attempts(two):
    folder = two[0][0]
    failures = []
    for _ in range(2):
        with pytest.raises(FieldnotesError) as failure:
            open_vault(folder, Passphrase("wrong"))
        failures.append(failure.value)
    assert failures[0] is not failures[1]
