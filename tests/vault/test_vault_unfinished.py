"""A creation that was cut off is told apart from damage, and removed only where nothing can be lost."""

import shutil
import subprocess

import pytest

from fieldnotes.base.errors import DamagedError, FieldnotesError, RefusedError, WrongUseError
from fieldnotes.vault import connecting, creating, keyfile
from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.discarding import discard
from fieldnotes.vault.keyfile import KeyFile
from fieldnotes.vault.opening import open_vault, open_with_words
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.recovery import RecoveryWords
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.unfinished import cut_off

PHRASE = Passphrase("river stone lamp")


def create(folder, **more):
    return create_vault(folder, role=VaultRole.RESEARCHER, passphrase=PHRASE, kdf_id=1, **more)


@pytest.fixture(scope="module")
def states(tmp_path_factory):
    """The folder as it lay after each lasting step of one creation."""
    root = tmp_path_factory.mktemp("creation")
    folder = root / "field"
    kept = []

    def keep(name):
        copy = root / f"{len(kept):02} {name}"
        copy.mkdir()
        files = [path for path in folder.iterdir() if path.suffix != ".db-shm"]
        if files:
            subprocess.run(["cp", *files, copy], check=True)
        kept.append((name, copy))

    patch = pytest.MonkeyPatch()

    def after(owner, name):
        whole = getattr(owner, name)

        def step(*arguments, **named):
            result = whole(*arguments, **named)
            keep(name)
            return result

        patch.setattr(owner, name, step)

    after(keyfile, "create_private_file")
    after(KeyFile, "write_copy")
    after(connecting, "create_private_file")
    after(creating, "lay_down")
    after(creating, "connect")
    after(creating, "_first_facts")
    after(creating, "sync_folder")
    vault, words = create(folder)
    patch.undo()
    keep("returned")
    vault.close()
    return kept, words


def test_killed_after_any_step_before_the_last_write_it_says_so_and_can_be_removed(states, tmp_path):
    kept, _ = states
    finished = [number for number, (_, folder) in enumerate(kept) if not cut_off(folder)]
    writes = [number for number, (name, _) in enumerate(kept) if name == "write_copy"]
    assert len(writes) == 4, "B and A of what does not count yet, then B and A of the first generation"
    assert finished == list(range(writes[2], len(kept)))
    assert len(kept) > 9
    for number, (name, state) in enumerate(kept):
        folder = shutil.copytree(state, tmp_path / str(number))
        if number in finished:
            open_vault(folder, PHRASE).close()
            with pytest.raises(RefusedError, match="was finished"):
                discard(folder, PHRASE)
            assert (folder / "vault.key").exists()
            continue
        with pytest.raises(RefusedError, match="cut off") as told:
            open_vault(folder, PHRASE)
        assert "discard" in told.value.remedy, name
        with pytest.raises(RefusedError, match="cut off"):
            create(folder)
        discard(folder)
        assert list(folder.iterdir()) == [], name
        create(folder)[0].close()


def test_what_only_looks_like_it_is_damage_and_is_never_removed(made):
    whole = made.key.read_bytes()
    for key in (b"", bytes(8192), whole[:100], whole[:1000] + bytes(7192)):
        made.key.write_bytes(key)
        assert not cut_off(made.folder)
        with pytest.raises(DamagedError):
            made.open()
        with pytest.raises(DamagedError):
            discard(made.folder, Passphrase(made.typed))
        assert made.key.read_bytes() == key
    made.key.write_bytes(whole)
    made.database.unlink()
    assert not cut_off(made.folder), "a vault whose database is missing was a vault"
    with pytest.raises(DamagedError):
        discard(made.folder, Passphrase(made.typed))
    assert made.key.read_bytes() == whole


def test_an_empty_key_file_beside_backups_is_not_removed(tmp_path):
    (tmp_path / "backups").mkdir()
    (tmp_path / "vault.key").write_bytes(b"")
    assert not cut_off(tmp_path)
    with pytest.raises(FieldnotesError):
        discard(tmp_path, PHRASE)
    assert (tmp_path / "vault.key").exists()


def test_where_there_is_no_vault_there_is_nothing_to_discard(tmp_path):
    with pytest.raises(WrongUseError):
        discard(tmp_path, PHRASE)


def test_without_the_words_typed_back_only_the_words_open_it(tmp_path):
    vault, words = create(tmp_path / "field", await_words=True)
    with vault:
        assert not vault.words_confirmed
        with pytest.raises(FieldnotesError, match="not the words"):
            vault.confirm_words(RecoveryWords.generate())
        assert not vault.words_confirmed
    with pytest.raises(RefusedError, match="never typed back"):
        open_vault(tmp_path / "field", PHRASE)
    with pytest.raises(WrongUseError, match="nothing was removed"):
        discard(tmp_path / "field")
    with pytest.raises(RefusedError, match="does not open"):
        discard(tmp_path / "field", Passphrase("another"))
    copy = shutil.copytree(tmp_path / "field", tmp_path / "copy")
    open_with_words(copy, words).close()
    open_vault(copy, PHRASE).close()
    discard(tmp_path / "field", PHRASE)
    assert list((tmp_path / "field").iterdir()) == []


def test_typed_back_it_is_a_vault_like_any_other(tmp_path):
    vault, words = create(tmp_path / "field", await_words=True)
    with vault:
        vault.confirm_words(RecoveryWords.parse(" ".join(words.words)))
    open_vault(tmp_path / "field", PHRASE).close()


def test_a_vault_that_was_just_made_has_not_been_tried(tmp_path):
    vault, words = create(tmp_path / "field")
    with vault:
        assert not vault.tried
        with pytest.raises(RefusedError, match="locked and unlocked"):
            vault.require_tried()
    for opening, secret in ((open_vault, PHRASE), (open_with_words, words)):
        with opening(tmp_path / "field", secret) as again:
            assert again.tried
            again.require_tried()
