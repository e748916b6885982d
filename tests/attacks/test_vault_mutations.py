"""Key files that someone changed: typed errors or the same notes, nothing else, whatever the bytes are."""

import hashlib
import shutil
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.base.errors import DamagedError, FieldnotesError, RefusedError
from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.keyblock import BLOCK_BYTES, Header, build, parse
from fieldnotes.vault.keys import VaultKey
from fieldnotes.vault.opening import open_vault, open_with_words
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.slots import passphrase_keys, seal_for_passphrase, unused

TYPED = "river stone lamp"
ROWS = ["first row", "second row"]
LONGEST_SECONDS = 5


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    folder = tmp_path_factory.mktemp("target") / "field"
    vault, words = create_vault(folder, role=VaultRole.RESEARCHER, passphrase=Passphrase(TYPED), kdf_id=1)
    with vault:
        vault.connection.execute("CREATE TABLE note (words TEXT) STRICT")
        vault.connection.executemany("INSERT INTO note VALUES (?)", [(row,) for row in ROWS])
    return folder, words, (folder / "vault.key").read_bytes(), (folder / "vault.db").read_bytes()


def checksummed(block):
    """What a hostile writer does: the checksum needs no key."""
    return block[:4064] + hashlib.sha256(block[:4064]).digest()


def attempt(target, raw, opening):
    """Open with ``raw`` as the key file; the notes are the same or the error is typed and touched nothing."""
    folder, _, whole, database = target
    (folder / "vault.key").write_bytes(raw)
    started = time.perf_counter()
    failure = None
    try:
        with opening(folder) as vault:
            assert [row[0] for row in vault.connection.execute("SELECT words FROM note")] == ROWS
    except FieldnotesError as error:
        failure = error
    assert time.perf_counter() - started < LONGEST_SECONDS
    if failure is not None:
        assert failure.exit_code in {3, 4}
        assert (folder / "vault.key").read_bytes() == raw
        assert (folder / "vault.db").read_bytes() == database
    (folder / "vault.key").write_bytes(whole)
    (folder / "vault.db").write_bytes(database)
    return failure


edits = st.lists(
    st.tuples(st.integers(0, 2 * BLOCK_BYTES - 1), st.binary(min_size=1, max_size=300)),
    min_size=1,
    max_size=6,
)
cuts = st.one_of(
    st.none(), st.integers(0, 2 * BLOCK_BYTES), st.sampled_from(range(0, 2 * BLOCK_BYTES + 1, 512))
)


def mutated(whole, changes, cut, *, hostile, twice):
    raw = bytearray(whole)
    for at, new in changes:
        for place in {at, (at + BLOCK_BYTES) % len(whole)} if twice else {at}:
            raw[place : place + len(new)] = new
    raw = bytes(raw[: 2 * BLOCK_BYTES])
    if hostile:
        raw = checksummed(raw[:BLOCK_BYTES]) + checksummed(raw[BLOCK_BYTES:])
    return raw if cut is None else raw[:cut]


@given(changes=edits, cut=cuts, hostile=st.booleans(), twice=st.booleans())
@settings(max_examples=300)
def test_mutated_key_files_opened_with_words(target, changes, cut, hostile, twice):
    raw = mutated(target[2], changes, cut, hostile=hostile, twice=twice)
    attempt(target, raw, lambda folder: open_with_words(folder, target[1]))


@given(changes=edits, cut=cuts, hostile=st.booleans(), twice=st.booleans())
@settings(max_examples=15)
def test_mutated_key_files_opened_with_the_passphrase(target, changes, cut, hostile, twice):
    raw = mutated(target[2], changes, cut, hostile=hostile, twice=twice)
    attempt(target, raw, lambda folder: open_vault(folder, Passphrase(TYPED)))


@given(raw=st.binary(max_size=3 * BLOCK_BYTES))
@settings(max_examples=30)
def test_bytes_from_anywhere_as_a_key_file(target, raw):
    error = attempt(target, raw, lambda folder: open_with_words(folder, target[1]))
    assert isinstance(error, DamagedError)


@pytest.mark.parametrize("kdf_id", [0, 4, 7, 0x4000, 0xFFFF])
def test_a_hostile_cost_is_refused_before_any_memory_is_asked_for(target, kdf_id):
    block = bytearray(target[2][:BLOCK_BYTES])
    block[10:12] = kdf_id.to_bytes(2, "big")
    started = time.process_time()
    error = attempt(
        target, checksummed(bytes(block)) * 2, lambda folder: open_vault(folder, Passphrase(TYPED))
    )
    assert isinstance(error, DamagedError)
    assert "cost" in error.problem
    assert time.process_time() - started < 0.5


def test_a_newer_format_is_refused_in_a_sentence(target):
    block = bytearray(target[2][:BLOCK_BYTES])
    block[8:10] = (2).to_bytes(2, "big")
    error = attempt(
        target, checksummed(bytes(block)) * 2, lambda folder: open_vault(folder, Passphrase(TYPED))
    )
    assert isinstance(error, RefusedError)
    assert "newer version" in error.problem


def test_an_altered_file_with_a_right_checksum_is_not_called_a_wrong_passphrase(target):
    block = bytearray(target[2][:BLOCK_BYTES])
    block[60:68] = (99).to_bytes(8, "big")
    error = attempt(
        target, checksummed(bytes(block)) * 2, lambda folder: open_vault(folder, Passphrase(TYPED))
    )
    assert isinstance(error, DamagedError)
    assert "altered" in error.problem


def test_an_altered_copy_with_a_higher_generation_does_not_win_over_the_true_one(target):
    block = bytearray(target[2][:BLOCK_BYTES])
    block[60:68] = (99).to_bytes(8, "big")
    raw = checksummed(bytes(block)) + target[2][BLOCK_BYTES:]
    assert attempt(target, raw, lambda folder: open_vault(folder, Passphrase(TYPED))) is None


def test_slots_changed_over_do_not_open(target):
    block = parse(target[2][:BLOCK_BYTES])
    assert block is not None
    raw = bytearray(target[2][:BLOCK_BYTES])
    raw[68 : 68 + 1024] = b"".join(block.slots[1:] + block.slots[:1])
    raw = checksummed(bytes(raw)) * 2
    for opening in (
        lambda folder: open_vault(folder, Passphrase(TYPED)),
        lambda folder: open_with_words(folder, target[1]),
    ):
        assert isinstance(attempt(target, raw, opening), RefusedError)


def test_a_key_file_planted_for_the_same_passphrase_does_not_capture_the_vault(target):
    # The attacker knows the passphrase, not the key, and plants a file of their own beside the true database.
    block = parse(target[2][:BLOCK_BYTES])
    assert block is not None
    header = Header(1, 1, b"s" * 32, block.header.vault_id, 50)
    key = VaultKey.generate()
    slots = [unused() for _ in range(8)]
    slots[0] = seal_for_passphrase(key, passphrase_keys(Passphrase(TYPED), header), header, 0)
    planted = build(header, tuple(slots), (key,))
    error = attempt(target, planted * 2, lambda folder: open_vault(folder, Passphrase(TYPED)))
    assert isinstance(error, DamagedError)
    assert "another vault" in error.problem
    # Beside one true copy it is tried, found not to open the database, and replaced by the true one.
    assert (
        attempt(
            target, planted + target[2][BLOCK_BYTES:], lambda folder: open_vault(folder, Passphrase(TYPED))
        )
        is None
    )


@given(at=st.integers(0, 2**31), new=st.binary(min_size=1, max_size=64), cut=st.booleans())
@settings(max_examples=100)
def test_mutated_databases(target, tmp_path_factory, at, new, cut):
    folder, words, _, database = target
    copy = tmp_path_factory.mktemp("database") / "field"
    shutil.copytree(folder, copy)
    at %= len(database)
    raw = database[:at] if cut else database[:at] + new + database[at + len(new) :]
    (copy / "vault.db").write_bytes(raw[: max(len(database), at)])
    try:
        with open_with_words(copy, words) as vault:
            faults = vault.page_faults()
            read = [row[0] for row in vault.connection.execute("SELECT words FROM note")]
            assert faults or read == ROWS
    except FieldnotesError as error:
        assert isinstance(error, DamagedError)  # noqa: PT017 - both ways are right; only this kind of error is
    shutil.rmtree(copy)
