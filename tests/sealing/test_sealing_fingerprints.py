"""Fingerprints read aloud: a wrong character is always found."""

import base64
import hashlib
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldnotes.base.errors import WrongUseError
from fieldnotes.sealing.device_keys import public_blob
from fieldnotes.sealing.fingerprints import check_character, digest_of, grouped, spoken

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
# The pair that Syncthing's announcement of the format gives (forum, "v0.9.0 New node ID format"): old form, new form.
PUBLISHED_OLD = "P56IOI-7MZJNU-2IQGDR-EYDM2M-GTMGL3-BXNPQ6-W5BTBB-Z4TJXZ-WICQ"
PUBLISHED_NEW = "P56IOI7-MZJNU2Y-IQGDREY-DM2MGTI-MGL3BXN-PQ6W5BM-TBBZ4TJ-XZWICQ2"


def test_the_published_example_holds():
    digest = base64.b32decode(PUBLISHED_OLD.replace("-", "") + "====")
    assert grouped(digest) == PUBLISHED_NEW
    assert digest_of(PUBLISHED_NEW) == digest


@given(st.binary(min_size=32, max_size=32))
def test_what_is_read_aloud_comes_back(digest):
    text = grouped(digest)
    assert [len(group) for group in text.split("-")] == [7] * 8
    assert digest_of(text) == digest
    assert digest_of(text.lower().replace("-", " ")) == digest
    assert digest_of(text.replace("O", "0").replace("I", "1").replace("B", "8")) == digest


@given(st.text(ALPHABET, min_size=13, max_size=13), st.integers(0, 12), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_changes_the_check(part, place, other):
    wrong = part[:place] + other + part[place + 1 :]
    assert (check_character(wrong) == check_character(part)) == (wrong == part)


def test_every_single_wrong_character_of_one_fingerprint_is_found_and_its_groups_named():
    text = grouped(hashlib.sha256(b"a key").digest())
    for place, right in enumerate(text):
        for wrong in ALPHABET:
            if right in ("-", wrong):
                continue
            pair = place // 16 * 2 + 1
            with pytest.raises(WrongUseError, match=f"group {pair} or {pair + 1} "):
                digest_of(text[:place] + wrong + text[place + 1 :])


@pytest.mark.parametrize("typed", ["", "ABC", PUBLISHED_NEW[:-1], PUBLISHED_NEW + "A", "9" * 56, "ကခ" * 28])
def test_what_is_not_a_whole_fingerprint_is_told(typed):
    with pytest.raises(WrongUseError):
        digest_of(typed)


def test_a_key_is_spoken_by_the_digest_that_ssh_keygen_shows(cast, tmp_path):
    assert digest_of(spoken(cast.device.public)) == hashlib.sha256(public_blob(cast.device.public)).digest()
    assert cast.device.device_id == "SHA256:" + base64.b64encode(
        digest_of(spoken(cast.device.public))
    ).decode().rstrip("=")
    file = tmp_path / "key.pub"
    file.write_text(cast.device.public + "\n")
    try:
        shown = subprocess.run(["ssh-keygen", "-l", "-f", file], capture_output=True, text=True, check=True)
    except FileNotFoundError:
        pytest.skip("ssh-keygen is not installed")
    assert cast.device.device_id in shown.stdout
