"""Passphrases, key files and unfinished vaults on the command line, with the program as a process."""

import stat

import pytest

from fieldnotes.vault.backups import back_up
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase

NEW = "three grey herons wade below the weir"
NEW_FD = "--new-passphrase-fd"


def opens(program, passphrase, *options):
    return program("case", "list", *options, passphrase=passphrase).code


def test_the_passphrase_is_changed_and_the_words_stay_good(program):
    words = program.create().written["--recovery-fd"].strip()
    assert program("case", "add", "C1").code == 0
    changed = program("--json", "vault", "passphrase", give={NEW_FD: NEW})
    assert changed.code == 0, changed.err
    assert changed.json["changed"] is True
    assert changed.json["backups"] == {"replaced": [], "out_of_reach": [], "failures": []}
    assert opens(program, NEW) == 0
    assert opens(program, "correct horse battery staple") == 3
    again = program(
        "vault",
        "recover",
        passphrase=None,
        give={"--recovery-fd": words, NEW_FD: "yet another of them, long"},
    )
    assert again.code == 0, again.err
    assert opens(program, "yet another of them, long") == 0
    assert opens(program, NEW) == 3


def test_a_wrong_passphrase_changes_nothing(researcher):
    refused = researcher("vault", "passphrase", passphrase=NEW, give={NEW_FD: NEW})
    assert refused.code == 3
    assert opens(researcher, "correct horse battery staple") == 0


def test_backups_within_reach_are_replaced_and_told(researcher, tmp_path):
    medium = tmp_path / "medium"
    medium.mkdir()
    with open_vault(researcher.vault, Passphrase("correct horse battery staple")) as vault:
        back_up(vault, medium)
    before = {path.name for path in medium.iterdir()}
    changed = researcher("--json", "vault", "passphrase", give={NEW_FD: NEW})
    assert changed.code == 0, changed.err
    assert len(changed.json["backups"]["replaced"]) == 1
    assert before.isdisjoint({path.name for path in medium.iterdir()})


def test_a_generated_passphrase_is_written_to_a_descriptor_and_opens(program):
    made = program(
        "vault", "create", "--role", "researcher", "--kdf", "1",
        passphrase=None, collect=["--recovery-fd", "--generate-fd"],
    )  # fmt: skip
    assert made.code == 0, made.err
    drawn = made.written["--generate-fd"].strip()
    assert len(drawn.split()) == 7
    assert drawn not in made.out + made.err
    assert opens(program, drawn) == 0
    changed = program("vault", "passphrase", passphrase=drawn, collect=["--generate-fd"])
    assert changed.code == 0, changed.err
    assert opens(program, changed.written["--generate-fd"].strip()) == 0
    assert opens(program, drawn) == 3


def test_a_new_passphrase_comes_from_one_place(researcher):
    refused = researcher("vault", "passphrase", "--generate", give={NEW_FD: NEW})
    assert refused.code == 2
    assert opens(researcher, "correct horse battery staple") == 0


@pytest.fixture
def keyed(program, tmp_path):
    """A vault with a key file and its copy."""
    first, second = tmp_path / "stick" / "notes.key", tmp_path / "other" / "notes.key"
    for path in (first, second):
        path.parent.mkdir()
    made = program(
        "--json", "--key-file", first, "vault", "create", "--role", "researcher", "--kdf", "1",
        "--key-file-copy", second, collect=["--recovery-fd"],
    )  # fmt: skip
    assert made.code == 0, made.err
    assert made.json["key_file"] == str(first)
    return program, first, second, made.written["--recovery-fd"].strip()


def test_a_vault_with_a_key_file_opens_with_it_or_its_copy_and_with_nothing_else(keyed, tmp_path):
    program, first, second, words = keyed
    assert stat.S_IMODE(first.stat().st_mode) == stat.S_IMODE(second.stat().st_mode) == 0o600
    assert first.read_bytes() == second.read_bytes()
    right = "correct horse battery staple"
    assert opens(program, right, "--key-file", first) == opens(program, right, "--key-file", second) == 0
    without = program("case", "list")
    assert without.code == 3
    assert "key file" in without.err
    assert opens(program, right, "--key-file", tmp_path / "missing.key") == 2
    damaged = bytearray(first.read_bytes())
    damaged[20] ^= 1
    (tmp_path / "damaged.key").write_bytes(damaged)
    assert opens(program, right, "--key-file", tmp_path / "damaged.key") == 4
    other = program(
        "vault", "create", "--role", "researcher", "--kdf", "1", "--key-file", tmp_path / "a",
        "--key-file-copy", tmp_path / "b", vault=tmp_path / "other vault", collect=["--recovery-fd"],
    )  # fmt: skip
    assert other.code == 0, other.err
    assert opens(program, right, "--key-file", tmp_path / "a") == 3
    recover = {"--recovery-fd": words, NEW_FD: NEW}
    assert program("vault", "recover", passphrase=None, give=recover).code == 3
    assert program("vault", "recover", "--key-file", second, passphrase=None, give=recover).code == 0
    assert opens(program, NEW, "--key-file", first) == 0
    assert opens(program, NEW) == 3


def test_a_key_file_needs_a_copy_elsewhere_and_a_vault_that_is_not_made_leaves_neither(program, tmp_path):
    first, second = tmp_path / "one", tmp_path / "two"
    create = ("vault", "create", "--role", "researcher", "--kdf", "1")
    alone = program(*create, "--key-file", first, collect=["--recovery-fd"])
    assert alone.code == 2
    same = program(*create, "--key-file", first, "--key-file-copy", first, collect=["--recovery-fd"])
    assert same.code == 2
    inside = program(
        *create, "--key-file", program.vault / "k", "--key-file-copy", second, collect=["--recovery-fd"]
    )
    assert inside.code == 2
    program.vault.mkdir()
    (program.vault / "something").write_text("of mine")
    occupied = program(*create, "--key-file", first, "--key-file-copy", second, collect=["--recovery-fd"])
    assert occupied.code == 3
    assert not first.exists()
    assert not second.exists()
    taken = tmp_path / "taken"
    taken.write_text("of mine")
    refused = program(*create, "--key-file", first, "--key-file-copy", taken, vault=tmp_path / "v",
                      collect=["--recovery-fd"])  # fmt: skip
    assert refused.code == 3
    assert not first.exists()
    assert taken.read_text() == "of mine"


def test_creating_answers_in_json_and_measures_unless_told(program):
    made = program("--json", "vault", "create", "--role", "coordinator", collect=["--recovery-fd"])
    assert made.code == 0, made.err
    assert made.json["kdf_choice"] == "measured"
    assert made.json["kdf"] in {1, 2, 3}
    assert made.json["role"] == "coordinator"
    assert program("--json", "vault", "info", passphrase=None).json["kdf_id"] == made.json["kdf"]


def test_a_finished_vault_is_not_discarded_and_a_cut_off_one_is(researcher, tmp_path):
    kept = researcher("vault", "discard")
    assert kept.code == 3
    assert opens(researcher, "correct horse battery staple") == 0
    cut = tmp_path / "cut"
    cut.mkdir()
    (cut / "vault.key").write_bytes(b"")
    told = researcher("case", "list", vault=cut)
    assert told.code == 3
    assert "cut off" in told.err
    assert "discard" in told.err
    again = researcher("vault", "create", "--role", "researcher", vault=cut, collect=["--recovery-fd"])
    assert again.code == 3
    assert "discard" in again.err
    gone = researcher("vault", "discard", passphrase=None, vault=cut)
    assert gone.code == 0, gone.err
    assert list(cut.iterdir()) == []
    made = researcher("vault", "create", "--role", "researcher", "--kdf", "1", vault=cut, collect=["--recovery-fd"])  # fmt: skip
    assert made.code == 0, made.err
