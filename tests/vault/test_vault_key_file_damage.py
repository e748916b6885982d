"""Every region of the key file changed: in copy A, in copy B, in both."""

import pytest

from fieldnotes.base.errors import DamagedError, RefusedError

BLOCK = 4096
# From docs/format-vault.md: name, offset in the block, length.
HEADER = [
    ("magic", 0, 8),
    ("version", 8, 2),
    ("kdf id", 10, 2),
    ("salt", 12, 32),
    ("vault id", 44, 16),
    ("generation", 60, 8),
]
SLOTS = [(f"slot {number}", 68 + 128 * number, 128) for number in range(8)]
AUTHENTICATORS = [("authenticators", 1092, 64)]
NOT_AUTHENTICATED = [("second authenticator", 1124, 32), ("filler", 1156, 2908), ("checksum", 4064, 32)]
FATAL = HEADER + SLOTS + AUTHENTICATORS
REGIONS = FATAL + NOT_AUTHENTICATED


def flip(path, at, length):
    """Turn one bit at the region's beginning, in its middle and at its end, and return what was there."""
    before = path.read_bytes()
    changed = bytearray(before)
    for place in {at, at + length // 2, at + length - 1}:
        changed[place] ^= 0x10
    path.write_bytes(changed)
    return before


def test_the_regions_cover_the_block_without_gaps():
    ends = 0
    for _, at, length in HEADER + SLOTS + AUTHENTICATORS + NOT_AUTHENTICATED[1:]:
        assert at == ends
        ends = at + length
    assert ends == BLOCK


@pytest.mark.parametrize("copy", [0, 1], ids=["A", "B"])
@pytest.mark.parametrize("region", REGIONS, ids=[name for name, _, _ in REGIONS])
def test_damage_to_one_copy_is_mended_from_the_other_and_told(made, rows, copy, region):
    _, at, length = region
    before = flip(made.key, copy * BLOCK + at, length)
    with made.open_with_words() as vault:
        assert made.rows(vault) == rows
        assert any(f"Copy {'AB'[copy]}" in notice for notice in vault.notices)
    assert made.key.read_bytes() == before
    with made.open_with_words() as vault:
        assert vault.notices == ()


@pytest.mark.parametrize(("region", "at", "length"), FATAL, ids=[name for name, _, _ in FATAL])
def test_damage_to_both_copies_is_named_as_damage_and_nothing_is_touched(made, rows, region, at, length):
    before = flip(made.key, at, length)
    flip(made.key, BLOCK + at, length)
    damaged, database = made.key.read_bytes(), made.database.read_bytes()
    with pytest.raises(DamagedError) as failure:
        made.open()
    assert failure.value.exit_code == 4
    assert "key file" in failure.value.problem, region
    assert made.key.read_bytes() == damaged
    assert made.database.read_bytes() == database
    made.key.write_bytes(before)
    with made.open() as vault:
        assert made.rows(vault) == rows


@pytest.mark.parametrize(
    ("region", "at", "length"), NOT_AUTHENTICATED, ids=[name for name, _, _ in NOT_AUTHENTICATED]
)
def test_damage_to_both_copies_beside_the_keys_opens_and_is_mended(made, rows, region, at, length):
    flip(made.key, at, length)
    flip(made.key, BLOCK + at, length)
    with made.open() as vault:
        assert made.rows(vault) == rows
        assert any("Both copies" in notice for notice in vault.notices), region
    for opening in (made.open, made.open_with_words):
        with opening() as vault:
            assert made.rows(vault) == rows
            assert vault.notices == ()


def test_passphrase_opens_from_either_copy_alone(made, rows):
    whole = made.key.read_bytes()
    for left in (bytes(BLOCK) + whole[BLOCK:], whole[:BLOCK] + bytes(BLOCK)):
        made.key.write_bytes(left)
        with made.open() as vault:
            assert made.rows(vault) == rows
        assert made.key.read_bytes() == whole


def test_a_wrong_passphrase_is_told_apart_from_damage_while_one_copy_is_whole(made):
    flip(made.key, 200, 100)
    damaged = made.key.read_bytes()
    wrong = type(made)(made.folder, "river stone lamb", made.words)
    with pytest.raises(RefusedError, match="passphrase") as failure:
        wrong.open()
    assert failure.value.exit_code == 3
    assert made.key.read_bytes() == damaged


@pytest.mark.parametrize("length", [0, 1, 68, 1156, 4095])
def test_a_file_cut_off_within_copy_a_is_damage(made, length):
    made.key.write_bytes(made.key.read_bytes()[:length])
    with pytest.raises(DamagedError):
        made.open()
    assert made.key.stat().st_size == length


@pytest.mark.parametrize("length", [4096, 4097, 6000, 8191])
def test_a_file_cut_off_within_copy_b_opens_and_is_whole_again(made, rows, length):
    whole = made.key.read_bytes()
    made.key.write_bytes(whole[:length])
    with made.open() as vault:
        assert made.rows(vault) == rows
    assert made.key.read_bytes() == whole


def test_a_missing_key_file_is_damage_and_is_not_replaced(made):
    made.key.unlink()
    with pytest.raises(DamagedError, match="missing"):
        made.open()
    assert not made.key.exists()


def test_a_key_file_that_is_a_link_or_a_folder_is_not_followed(made, tmp_path):
    elsewhere = tmp_path / "elsewhere.key"
    made.key.rename(elsewhere)
    mode = elsewhere.stat().st_mode
    made.key.symlink_to(elsewhere)
    with pytest.raises(DamagedError):
        made.open()
    assert elsewhere.stat().st_mode == mode
    made.key.unlink()
    made.key.mkdir()
    with pytest.raises(DamagedError):
        made.open()
