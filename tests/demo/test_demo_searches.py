"""The demo's searches find what is there; a search that finds nothing ever would prove nothing."""

import secrets
import stat
from pathlib import Path

import pytest
from making_vaults import create_vault

from fieldnotes.base.errors import WrongUseError
from fieldnotes.demo.keysearch import PIECE, KeySearch
from fieldnotes.demo.places import bytes_under, make_places
from fieldnotes.demo.study import plan_study
from fieldnotes.demo.wordsearch import count_fragments, search_for_words
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.wiping import wipe

STUDY = plan_study()


def some_passage() -> str:
    interview = STUDY[0].cases[0].interviews[0]
    passage = interview.passages[3]
    return interview.text[passage.span.start : passage.span.end]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_one_passage_in_the_clear_is_found_wherever_it_lies(tmp_path: Path, encoding: str):
    (tmp_path / "noise").write_bytes(secrets.token_bytes(100_000))
    clean = search_for_words(tmp_path, STUDY)
    assert (clean.files, clean.searched_bytes, clean.hits) == (1, 100_000, 0)
    assert clean.control_hits == clean.fragments > 100
    hidden = tmp_path / "deep" / "down"
    hidden.mkdir(parents=True)
    (hidden / "x.bin").write_bytes(
        secrets.token_bytes(5000) + some_passage().encode(encoding) + secrets.token_bytes(50)
    )
    assert search_for_words(tmp_path, STUDY).hits == 1


def test_a_memo_is_looked_for_like_a_passage(tmp_path: Path):
    memo = next(passage.memo for passage in STUDY[0].cases[0].interviews[0].passages if passage.memo)
    (tmp_path / "log").write_text(f"debug: {memo}")
    assert search_for_words(tmp_path, STUDY).hits == 1


def test_fragments_are_counted_once_each():
    assert count_fragments(b"abc abc def", ["abc", "xyz", "def"]) == 2


def test_a_key_file_is_found_before_a_wipe_and_not_after_it(tmp_path: Path):
    folder = tmp_path / "vault"
    vault, _ = create_vault(
        folder, role=VaultRole.RESEARCHER, passphrase=Passphrase("five invented words here"), kdf_id=1
    )
    vault.close()
    raw = (folder / "vault.key").read_bytes()
    with KeySearch(folder / "vault.key") as search:
        # Both copies are alike, so half of the file is new; its header and its padding are random enough to keep.
        assert len(search.pieces) >= len(raw) // PIECE // 2 - 4
        assert search.hits_in_blocks() == search.hits_under(folder) == len(search.pieces)
        wipe(folder, trim_disk=False)
        assert search.hits_in_blocks() == 0
        assert search.hits_under(tmp_path) == 0
        copy = tmp_path / "an old copy somewhere"
        copy.write_bytes(raw[:4096])
        assert search.hits_under(tmp_path) > 0


def test_unlinking_alone_is_noticed_by_the_search(tmp_path: Path):
    key_file = tmp_path / "vault.key"
    key_file.write_bytes(secrets.token_bytes(8192))
    with KeySearch(key_file) as search:
        key_file.unlink()
        assert search.hits_under(tmp_path) == 0
        assert search.hits_in_blocks() == len(search.pieces)


def test_the_folder_is_private_and_an_occupied_one_is_refused(tmp_path: Path):
    places = make_places(tmp_path / "a" / "demo")
    assert stat.S_IMODE(places.root.stat().st_mode) == 0o700
    (places.store / "x").write_bytes(b"12345")
    assert bytes_under(places.root) == 5
    with pytest.raises(WrongUseError):
        make_places(places.root)
    assert bytes_under(places.root) == 5
