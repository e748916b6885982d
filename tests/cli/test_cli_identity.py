"""The identity map and pseudonyms on the command line, with the program as a process."""

import shutil

import pytest
from making_vaults import create_vault

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.identity.keeping import create_map, open_map
from fieldnotes.vault.files import VaultFiles
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

VAULTS = "correct horse battery staple"
OWN = "nine copper kettles on the ferry"
FD = {"--identity-passphrase-fd": OWN}
NAME = "Daw Zarquonelle"
FILES = {"identity.key", "identity.db"}


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A researcher's vault with an identity map beside it and two cases, and the words of the map."""
    folder = tmp_path_factory.mktemp("model") / "field"
    vault, _ = create_vault(folder, role=VaultRole.RESEARCHER, passphrase=Passphrase(VAULTS), kdf_id=1)
    with vault:
        book = Casebook.open(vault, load_taxonomy())
        for case, text in (
            ("C1", f"{NAME} came. ZARQUONELLE too, and {NAME}'s aunt."),
            ("C2", f"Then {NAME} left."),
        ):
            book.interviews.add(book.cases.add(CaseId(case)).id, text)
    identity, words = create_map(folder, Passphrase(OWN), kdf_id=1, await_words=False)
    identity.close()
    return folder, " ".join(words.words)


@pytest.fixture
def people(program, model):
    """The program on a copy of it."""
    shutil.copytree(model[0], program.vault)
    program.words = model[1]
    return program


def test_it_is_made_with_its_own_passphrase_and_words(researcher):
    made = researcher("identity", "create", "--kdf", "1", give=FD, collect=["--recovery-fd"])
    assert made.code == 0, made.err
    assert len(made.written["--recovery-fd"].split()) == 12
    assert researcher("identity", "list", give=FD).code == 0


def names_in(folder):
    return {path.name for path in folder.iterdir()}


def test_it_is_a_second_vault_that_opens_with_its_own_passphrase_only(people):
    assert names_in(people.vault) >= FILES
    assert people("identity", "list", give=FD).code == 0
    for wrong in (VAULTS, "another one altogether"):
        refused = people("identity", "list", give={"--identity-passphrase-fd": wrong})
        assert refused.code == 3
    with pytest.raises(Exception, match="does not open"):
        open_vault(people.vault, Passphrase(OWN))
    assert people("case", "list").code == 0


def test_the_vaults_own_passphrase_is_refused_for_it(researcher):
    refused = researcher(
        "identity", "create", "--kdf", "1", give={"--identity-passphrase-fd": VAULTS},
        collect=["--recovery-fd"],
    )  # fmt: skip
    assert refused.code == 3
    assert "passphrase of its own" in refused.err
    assert not FILES & names_in(researcher.vault)


def test_nor_is_it_taken_later(people):
    same = {"--new-passphrase-fd": VAULTS}
    assert people("identity", "passphrase", give=FD | same).code == 3
    assert people("identity", "recover", give={"--recovery-fd": people.words} | same).code == 3
    assert people("identity", "list", give=FD).code == 0


def test_there_is_only_one_and_only_beside_a_vault(people, tmp_path):
    again = people("identity", "create", "--kdf", "1", give=FD, collect=["--recovery-fd"])
    assert again.code == 3
    assert people("identity", "list", give=FD).code == 0, "it is left as it is"
    nowhere = people("identity", "create", give=FD, collect=["--recovery-fd"], vault=tmp_path / "none")
    assert nowhere.code == 2
    assert not (tmp_path / "none").exists()


def test_names_go_in_and_come_out_and_go(people):
    added = people(
        "identity", "add", "P1", stdin=f"{NAME}\nAunt Z\n".encode(), give=FD | {"--note-fd": "met in spring"}
    )
    assert added.code == 0, added.err
    listed = people("--json", "identity", "list", give=FD)
    assert listed.json == [{"pseudonym": "P1", "names": 2, "note": True}]
    assert NAME not in people("identity", "list", give=FD).out, "the list tells no name"
    shown = people("--json", "identity", "show", "P1", give=FD)
    assert shown.json == {"pseudonym": "P1", "names": ["Aunt Z", NAME], "note": "met in spring"}
    assert people("identity", "remove", "P1", "--confirm", "P2", give=FD).code == 3
    one = people("identity", "remove", "P1", "--one-name", "--confirm", "P1", stdin=b"Aunt Z\n", give=FD)
    assert one.code == 0, one.err
    assert people("--json", "identity", "show", "P1", give=FD).json["names"] == [NAME]
    assert people("identity", "remove", "P1", "--confirm", "P1", give=FD).code == 0
    assert people("identity", "show", "P1", give=FD).code == 1


@pytest.mark.parametrize("wrong", [b"", b"\xff\xfe\n"])
def test_what_is_no_name_is_refused_in_a_sentence(people, wrong):
    refused = people("identity", "add", "P1", stdin=wrong, give=FD)
    assert refused.code == 2
    assert people("--json", "identity", "list", give=FD).json == []


def test_another_passphrase_and_recovery_words(people):
    new = "three grey herons wade below the weir"
    assert people("identity", "passphrase", give=FD | {"--new-passphrase-fd": new}).code == 0
    assert people("identity", "list", give=FD).code == 3
    assert people("identity", "list", give={"--identity-passphrase-fd": new}).code == 0
    back = people("identity", "recover", give={"--recovery-fd": people.words, "--new-passphrase-fd": OWN})
    assert back.code == 0, back.err
    assert people("identity", "list", give=FD).code == 0
    assert people("case", "list").code == 0, "the vault's passphrase is another matter"


def test_a_missing_or_damaged_map_is_told_and_the_vault_opens_all_the_same(people, tmp_path):
    kept = tmp_path / "kept"
    kept.mkdir()
    files = VaultFiles(people.vault, "identity")
    shutil.copy(files.key, kept)
    files.key.unlink()
    no_key = people("identity", "list", give=FD)
    assert (no_key.code, "identity.key is missing" in no_key.err) == (4, True)
    shutil.copy(kept / "identity.key", files.key)
    raw = bytearray(files.database.read_bytes())
    raw[100:200] = bytes(100)
    files.database.write_bytes(raw)
    damaged = people("identity", "list", give=FD)
    assert (damaged.code, "damaged" in damaged.err) == (4, True)
    files.key.write_bytes(b"\1" * 8192)
    assert people("identity", "list", give=FD).code == 4
    assert people("case", "list").code == 0
    files.key.unlink()
    files.database.unlink()
    nothing = people("identity", "list", give=FD)
    assert (nothing.code, "identity create" in nothing.err) == (2, True)


def test_files_under_the_wrong_name_are_refused(people):
    vault, identity = VaultFiles(people.vault), VaultFiles(people.vault, "identity")
    for one, other in ((vault.key, identity.key), (vault.database, identity.database)):
        one.rename(one.with_suffix(".x"))
        other.rename(one)
        one.with_suffix(".x").rename(other)
    opened = people("case", "list", passphrase=OWN)
    assert (opened.code, "an identity map" in opened.err) == (3, True)
    mapped = people("identity", "list", give={"--identity-passphrase-fd": VAULTS})
    assert (mapped.code, "is a vault" in mapped.err) == (3, True)


def test_it_is_wiped_alone(people):
    assert people("vault", "backup", "--with-identity", give=FD).code == 0
    backups = people.vault / "backups"
    assert {"vault-0001.key", "identity-0001.key"} <= names_in(backups) or len(names_in(backups)) == 4
    assert people("identity", "wipe", "--confirm", "wrong").code == 3
    assert people("identity", "list", give=FD).code == 0
    wiped = people("--json", "identity", "wipe", "--confirm", people.vault.name)
    assert wiped.code == 0, wiped.err
    assert wiped.json["erased_logically"] is True
    assert any("the vault beside it" in line for line in wiped.json["survives"])
    assert not FILES & names_in(people.vault)
    assert [name for name in names_in(backups) if name.startswith("identity")] == []
    assert people("case", "list").code == 0
    (left,) = (path for path in backups.glob("vault-*.key"))
    assert people("vault", "restore", left, "--to", people.vault.parent / "again").code == 0


def test_a_wipe_of_the_vault_takes_it_along(people):
    assert people("vault", "wipe", "--confirm", people.vault.name).code == 0
    assert list(people.vault.iterdir()) == []


def test_a_backup_of_the_vault_does_not_contain_it_unless_asked(people, tmp_path):
    medium = tmp_path / "medium"
    medium.mkdir()
    assert people("vault", "backup", medium).code == 0
    assert [name for name in names_in(medium) if name.startswith("identity")] == []
    wrong = people(
        "vault", "backup", medium, "--with-identity", give={"--identity-passphrase-fd": "another one"}
    )
    assert wrong.code == 3
    assert people("identity", "add", "P1", stdin=NAME.encode(), give=FD).code == 0
    asked = people("--json", "vault", "backup", medium, "--with-identity", give=FD)
    assert asked.code == 0, asked.err
    key = medium / f"{asked.json['identity']}.key"
    refused = people("vault", "restore", key, "--to", tmp_path / "r", passphrase=OWN)
    assert (refused.code, "identity restore" in refused.err) == (3, True)
    assert not (tmp_path / "r").exists()
    assert people("identity", "restore", key, give=FD).code == 3, "there is one already"
    assert people("identity", "wipe", "--confirm", people.vault.name).code == 0
    not_one = people("identity", "restore", medium / "vault-0001.key",
                     give={"--identity-passphrase-fd": VAULTS})  # fmt: skip
    assert (not_one.code, "a backup of a vault" in not_one.err) == (3, True)
    restored = people("--json", "identity", "restore", key, give=FD)
    assert restored.code == 0, restored.err
    assert restored.json["pseudonyms"] == 1
    assert people("--json", "identity", "show", "P1", give=FD).json["names"] == [NAME]
    assert people("case", "list").code == 0


def test_backups_elsewhere_go_with_it_when_asked(people, tmp_path):
    medium = tmp_path / "medium"
    medium.mkdir()
    assert people("vault", "backup", medium, "--with-identity", give=FD).code == 0
    wiped = people("identity", "wipe", "--confirm", people.vault.name, "--with-backups", give=FD)
    assert wiped.code == 0, wiped.err
    assert not [name for name in names_in(medium) if name.startswith("identity") and name.endswith(".key")]
    assert [name for name in names_in(medium) if name.startswith("vault")]


# Replacing.


def pseudonymise(program, *more, words=NAME, give=FD):
    return program(
        "--json", "interview", "pseudonymise", "--as", "P1", *more, stdin=words.encode(), give=give
    )


def test_first_it_is_counted_then_replaced(people):
    counted = pseudonymise(people, give={})
    assert counted.code == 0, counted.err
    assert counted.json["texts"] == {"C1": 2, "C2": 1}
    assert counted.json["replaced"] is False
    assert people("interview", "search", NAME).code == 0
    assert NAME not in counted.out + counted.err
    done = pseudonymise(people, "--case", "C1", "--confirm", "P1")
    assert done.code == 0, done.err
    assert done.json["texts"] == {"C1": 2}
    assert any("C2" in line for line in done.json["left"])
    shown = people("interview", "show", "C1", "--raw", "--interview", "1")
    assert shown.out == "P1 came. ZARQUONELLE too, and P1's aunt."
    with open_map(people.vault, Passphrase(OWN)) as identity:
        assert identity.get("P1").names == (NAME,)
    rest = people("--json", "interview", "pseudonymise", "--as", "P1", "--known", "--confirm", "P1", give=FD)
    assert rest.code == 0, rest.err
    assert people("interview", "search", NAME).code == 1


def test_without_the_identity_passphrase_nothing_is_replaced(people):
    refused = pseudonymise(people, "--confirm", "P1", give={"--identity-passphrase-fd": "not this one"})
    assert refused.code == 3
    assert pseudonymise(people, "--confirm", "P1", give={}).code == 2, "no terminal to ask on"
    assert pseudonymise(people, "--confirm", "P2").code == 3
    assert people("interview", "search", NAME).code == 0
    with open_map(people.vault, Passphrase(OWN)) as identity:
        assert identity.all() == []


def test_what_stands_nowhere_is_not_remembered(people):
    assert pseudonymise(people, words="Nobody").code == 1
    assert pseudonymise(people, "--confirm", "P1", words="Nobody").code == 1
    with open_map(people.vault, Passphrase(OWN)) as identity:
        assert identity.all() == []
    assert pseudonymise(people, words="one\ntwo").code == 2


def test_the_words_are_never_an_argument(people):
    assert people("interview", "pseudonymise", NAME, "--as", "P1", give=FD).code == 2
    assert people("identity", "add", "P1", NAME, give=FD).code == 2


# What is pointed out.


def test_findings_of_a_stored_interview_with_words_and_names(people):
    assert people("interview", "words", "add", stdin=b"aunt\n").code == 0
    found = people("--json", "interview", "findings", "C1")
    assert [one["text"] for one in found.json] == ["aunt"]
    with_names = people("--json", "interview", "findings", "C1", "--with-names", give=FD)
    assert [one["text"] for one in with_names.json] == ["aunt"], "the map is empty"
    assert people("identity", "add", "P1", stdin=NAME.encode(), give=FD).code == 0
    with_names = people("--json", "interview", "findings", "C1", "--with-names", give=FD)
    assert [one["text"] for one in with_names.json] == [NAME, NAME, "aunt"]
    span = f"{found.json[0]['start']}:{found.json[0]['end']}"
    assert people("--json", "interview", "findings", "C1", "--dismiss", span).json == []
    assert people("interview", "findings", "C1", "--dismiss", "0:1").code == 1
    assert len(people("--json", "interview", "findings", "C1", "--point-out-again").json) == 1
    assert people("interview", "words", "remove", stdin=b"aunt\n").code == 0
    assert people("--json", "interview", "words", "list").json == []
    assert people("interview", "words", "remove", stdin=b"aunt\n").code == 1
