"""The identity map: what it keeps, what it proposes, and that what is removed is gone."""

import shutil

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st
from making_vaults import create_vault

from fieldnotes.base.errors import AnswerIsNoError, RefusedError, WrongUseError
from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.identity import replacing
from fieldnotes.identity.keeping import create_map, exists, open_map, restore_map
from fieldnotes.identity.people import IdentityMap
from fieldnotes.identity.pseudonyms import next_free, parse_pseudonym
from fieldnotes.text.identifiers.finding import Kind
from fieldnotes.vault import backupfiles
from fieldnotes.vault.backups import back_up, known
from fieldnotes.vault.creating import create_vault as create_only
from fieldnotes.vault.erasing import destroy_key_blocks
from fieldnotes.vault.files import IDENTITY, VaultFiles
from fieldnotes.vault.keys import database_key
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.resuming import finish_interrupted_wipe
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.unfinished import UnfinishedError, cut_off

OF_VAULT, OWN = Passphrase("correct horse battery staple"), Passphrase("nine copper kettles on the ferry")
NAME, OTHER = "Zarquonelle Quibb", "Murgatroydon"


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = tmp_path_factory.mktemp("model") / "field"
    create_vault(folder, role=VaultRole.RESEARCHER, passphrase=OF_VAULT, kdf_id=1)[0].close()
    create_map(folder, OWN, kdf_id=1, await_words=False)[0].close()
    return folder


@pytest.fixture
def folder(model, tmp_path):

    return shutil.copytree(model, tmp_path / "field")


@pytest.fixture
def people(folder):
    with open_map(folder, OWN) as opened:
        yield opened
        assert opened.vault.connection.closed or opened.vault.stale() == ()


@pytest.fixture
def book(folder):
    with open_vault(folder, OF_VAULT) as vault:
        opened = Casebook.open(vault, load_taxonomy())
        for case in ("C1", "C2"):
            opened.cases.add(CaseId(case))
        yield opened


def decrypted(vault) -> bytes:
    """Every page of the map's database in the clear, by a reader of the test's own."""
    key = bytes.fromhex(database_key(vault._key, vault.vault_id)[2:66])
    raw = b""
    database = VaultFiles(vault.folder, IDENTITY).database.read_bytes()
    for at in range(0, len(database), 4096):
        page = database[at : at + 4096]
        decryptor = Cipher(algorithms.AES(key), modes.CBC(page[4016:4032])).decryptor()
        raw += decryptor.update(page[16 if at == 0 else 0 : 4016]) + decryptor.finalize()
    log = VaultFiles(vault.folder, IDENTITY).journals[0]
    return raw + (log.read_bytes() if log.exists() else b"")


# What is kept.


def test_a_pseudonym_stands_for_several_names_and_two_may_bear_one(people):
    people.add("P1", [NAME, "Aunt Z"], "met in spring")
    people.add("P10", ["Ko Aung"])
    people.add("P2", ["ko  aung"])
    assert [one.pseudonym for one in people.all()] == ["P1", "P2", "P10"]
    assert people.get("P1").names == ("Aunt Z", NAME)
    assert people.get("P1").note == "met in spring"
    assert people.pseudonyms_of("KO AUNG") == ("P2", "P10")
    assert set(people.names()) == {NAME, "Aunt Z", "Ko Aung", "ko aung"}
    people.add("P1", ["Third"])
    assert people.get("P1").note == "met in spring", "a note stays unless another is given"


def test_what_is_removed_is_gone_from_the_decrypted_image(people):
    people.add("P1", [NAME, OTHER], "Osterhagenly")
    people.vault.checkpoints.truncate()
    image = decrypted(people.vault)
    assert all(word.encode() in image for word in (NAME, OTHER, "Osterhagenly"))
    people.remove("P1", NAME)
    image = decrypted(people.vault)
    assert [word.encode() in image for word in (NAME, OTHER)] == [False, True]
    people.remove("P1")
    image = decrypted(people.vault)
    assert not any(word.encode() in image for word in (NAME, OTHER, "Osterhagenly"))
    for gone in (lambda: people.get("P1"), lambda: people.remove("P1")):
        with pytest.raises(AnswerIsNoError):
            gone()


@pytest.mark.parametrize("wrong", ["", "  ", "x" * 201, "a\x1bb", "\ud800"])
def test_what_is_no_name_is_refused(people, wrong):
    with pytest.raises(WrongUseError):
        people.add("P1", [wrong])
    assert people.all() == [], "nor is its pseudonym kept"


@pytest.mark.parametrize("wrong", ["", "-", "x" * 41, "P\x1b1", "P/1", "<b>"])
def test_what_is_no_pseudonym_is_refused(wrong):
    with pytest.raises(WrongUseError):
        parse_pseudonym(wrong)


@pytest.mark.parametrize(
    ("typed", "kept"), [("P1", "P1"), (" Place  2 ", "Place 2"), ("ဦးက", "ဦးက"), ("A. B.", "A. B.")]
)
def test_pseudonyms_in_any_script(typed, kept):
    assert parse_pseudonym(typed) == kept


def test_a_pseudonym_does_not_stand_for_itself(people):
    with pytest.raises(WrongUseError):
        people.add("Aung", ["aung"])


# What is proposed.


@given(st.lists(st.sampled_from(["P1", "P2", "p7", "P", "Place 3", "Px", "P01", "Unit 9"])))
def test_what_is_proposed_is_free(taken):
    proposed = next_free(taken, "P")
    assert proposed.casefold() not in {one.casefold() for one in taken}
    assert parse_pseudonym(proposed) == proposed


def test_proposals_follow_the_kind_the_map_and_the_notes(people, book):
    people.add("P1", [NAME])
    assert people.propose(NAME.upper()) == "P1"
    assert people.propose(OTHER) == "P2"
    assert people.propose("09 420", Kind.PHONE) == "Phone 1"
    assert people.propose("Bago", Kind.COORDINATES) == "Place 1"
    book.interviews.add(CaseId("C1"), "P2 was there, and P3.")
    assert replacing.propose(book, people, OTHER) == "P4"
    assert replacing.propose(book, people, NAME) == "P1"


def test_every_kind_has_a_beginning(people):
    proposed = [people.next_free(kind) for kind in Kind]
    assert all(one.endswith("1") for one in proposed)
    assert len(set(proposed)) == len(proposed)


# Replacing.


def test_the_map_knows_the_name_before_the_notes_lose_it(people, book, monkeypatch):
    book.interviews.add(CaseId("C1"), f"{NAME} came.")

    def cut_off_here(*_):
        assert people.get("P1").names == (NAME,), "durable by now"
        raise KeyboardInterrupt

    monkeypatch.setattr(replacing, "replace", cut_off_here)
    with pytest.raises(KeyboardInterrupt):
        replacing.pseudonymise(book, people, NAME, "P1")
    monkeypatch.undo()
    assert book.interviews.search(NAME), "nothing was replaced"
    replacing.pseudonymise(book, people, NAME, "P1")
    assert not book.interviews.search(NAME)
    assert people.get("P1").names == (NAME,)


def test_what_stands_nowhere_is_not_kept(people, book):
    people.add("P1", [OTHER])
    for pseudonym in ("P1", "P2"):
        with pytest.raises(AnswerIsNoError):
            replacing.pseudonymise(book, people, NAME, pseudonym)
    assert [(one.pseudonym, one.names) for one in people.all()] == [("P1", (OTHER,))]


def test_all_that_a_pseudonym_stands_for_goes_the_longest_first(people, book):
    one = book.interviews.add(CaseId("C1"), "Daw Khin Swe and Khin Swe, or Khin.").id
    people.add("P1", ["Khin", "Daw Khin Swe", "Khin Swe", "Nobody"])
    replacing.replace_known(book, people, "P1")
    assert book.interviews.text(one) == "P1 and P1, or P1."
    with pytest.raises(AnswerIsNoError):
        replacing.replace_known(book, people, "P1")


def test_the_vault_holds_nothing_of_the_map_but_the_pseudonym(people, book):
    book.interviews.add(CaseId("C1"), f"{NAME} came.")
    replacing.pseudonymise(book, people, NAME, "P1")
    people.add("P1", [OTHER], "a note")
    tables = book.vault.connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    assert not {"pseudonyms", "real_names"} & {row["name"] for row in tables}
    theirs = people.vault.connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    assert not {"cases", "interviews"} & {row["name"] for row in theirs}
    assert people.vault.vault_id != book.vault.vault_id
    assert people.vault._key.reveal() != book.vault._key.reveal()


# Keeping it.


def test_a_wipe_of_it_alone_that_was_cut_off_is_finished_at_the_next_start(folder):
    destroy_key_blocks(VaultFiles(folder, IDENTITY).key)  # the state of a kill right after the keys
    verdict = finish_interrupted_wipe(folder)
    assert verdict is not None
    assert verdict.erased_logically
    assert not exists(folder)
    open_vault(folder, OF_VAULT).close()
    assert finish_interrupted_wipe(folder) is None


def test_opening_a_marked_map_finishes_its_wipe_and_says_so(folder):
    destroy_key_blocks(VaultFiles(folder, IDENTITY).key)
    with pytest.raises(RefusedError, match="identity map was being wiped"):
        open_map(folder, OWN)
    assert not exists(folder)
    open_vault(folder, OF_VAULT).close()


def test_a_damaged_or_missing_key_file_is_no_wipe(folder):
    key = VaultFiles(folder, IDENTITY).key
    key.write_bytes(bytes(8192))
    assert finish_interrupted_wipe(folder) is None
    key.unlink()
    assert finish_interrupted_wipe(folder) is None
    assert exists(folder), "the database stays"


def test_a_map_whose_words_were_never_typed_back_is_told(folder):
    for path in (VaultFiles(folder, IDENTITY).key, VaultFiles(folder, IDENTITY).database):
        path.unlink()
    create_map(folder, OWN, kdf_id=1)[0].close()
    with pytest.raises(UnfinishedError, match="identity map was not finished") as refused:
        open_map(folder, OWN)
    assert "fieldnotes identity recover" in refused.value.remedy
    assert not cut_off(folder, IDENTITY), "whether it was finished stands inside"


def test_a_making_that_was_cut_off_is_told_and_leaves_the_vault(folder):
    for path in (VaultFiles(folder, IDENTITY).key, VaultFiles(folder, IDENTITY).database):
        path.unlink()
    VaultFiles(folder, IDENTITY).key.write_bytes(bytes(8192))
    assert cut_off(folder, IDENTITY)
    with pytest.raises(RefusedError, match="cut off before it was finished"):
        open_map(folder, OWN)
    open_vault(folder, OF_VAULT).close()


def test_backups_have_their_own_names_and_owner(people, book, tmp_path):
    medium = tmp_path / "medium"
    medium.mkdir()
    of_vault, of_map = back_up(book.vault, medium), back_up(people.vault, medium)
    assert (of_vault.name[:6], of_map.name[:9]) == ("vault-", "identity-")
    assert [one.name for one in known(book.vault)] == [of_vault.name]
    assert [one.name for one in known(people.vault)] == [of_map.name]
    back_up(people.vault, medium, keep=1)
    assert of_vault.key.exists(), "thinning out one kind leaves the other"
    assert not of_map.key.exists()


def test_the_copy_before_a_migration_has_a_name_of_its_own():
    assert backupfiles.before("vault", 2) != backupfiles.before("vault", 2, IDENTITY)


def test_a_restore_that_was_cut_off_is_cleared_away(folder, tmp_path):
    medium = tmp_path / "medium"
    medium.mkdir()
    with open_map(folder, OWN) as people:
        people.add("P1", [NAME])
        made = back_up(people.vault, medium)
    files = VaultFiles(folder, IDENTITY)
    part = VaultFiles(folder, "restoring-identity")
    files.key.rename(part.key)  # the database has its name already, the key file not yet
    with restore_map(made.key, folder, passphrase=OWN) as people:
        assert people.get("P1").names == (NAME,)
    assert not part.key.exists()


def test_a_vault_of_another_kind_is_no_map(tmp_path):
    folder = tmp_path / "v"
    create_only(folder, role=VaultRole.RESEARCHER, passphrase=OF_VAULT, kdf_id=1)[0].close()
    other = tmp_path / "o"
    create_only(other, role=VaultRole.RESEARCHER, passphrase=OWN, kdf_id=1)[0].close()
    for suffix in ("key", "db"):
        (other / f"vault.{suffix}").rename(folder / f"identity.{suffix}")
    with pytest.raises(RefusedError, match="is a vault"):
        open_map(folder, OWN)


def test_nothing_is_shown_of_it_by_accident(people):
    people.add("P1", [NAME])
    assert NAME not in repr(people) + repr(people.vault) + str(IdentityMap)
