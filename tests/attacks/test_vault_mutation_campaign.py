"""A thousand damaged key files, databases and write-ahead logs, opened by a process whose memory is limited."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from mutationcampaign import DEAREST, LATER, ROOM, ROWS, TYPED, mutations

from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

LONGEST_SECONDS = 5.0
SLOWEST_COST_SECONDS = 30.0
"""For a file that names a dearer cost of the table: its Argon2id run is the price of the passphrase, not a hang."""

HERE = Path(__file__).resolve().parent
OUTCOMES = {"same", "fault told", "DamagedError", "RefusedError"}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("campaign")
    vault, words = create_vault(
        folder / "model", role=VaultRole.RESEARCHER, passphrase=Passphrase(TYPED), kdf_id=1
    )
    with vault:
        vault.connection.execute("CREATE TABLE note (words TEXT) STRICT")
        vault.connection.executemany("INSERT INTO note VALUES (?)", [(row,) for row in ROWS])
    with open_vault(folder / "model", Passphrase(TYPED)) as vault:
        shutil.copytree(folder / "model", folder / "before")
        vault.connection.execute("INSERT INTO note VALUES (?)", (LATER,))
        shutil.copytree(folder / "model", folder / "hot")
        vault.connection.execute("DELETE FROM note WHERE words = ?", (LATER,))
    assert (folder / "hot" / "vault.db-wal").stat().st_size > 4096
    (folder / "words").write_text(" ".join(words.words))
    return folder


def campaign(models: Path, first: int, step: int) -> list[dict]:
    done = subprocess.run(
        [sys.executable, str(HERE / "mutationcampaign.py"), str(models), str(first), str(step)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(HERE.parents[1])},
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr[
        -2000:
    ]  # neither a crash nor an untyped error
    return [json.loads(line) for line in done.stdout.splitlines()]


def check(results: list[dict]) -> None:
    assert not [result for result in results if result["outcome"] not in OUTCOMES]
    assert not [result for result in results if not result["kept"]], "what is refused is left as it is"
    slow = [
        result
        for result in results
        if result["seconds"] > (SLOWEST_COST_SECONDS if "kdf" in result["what"] else LONGEST_SECONDS)
    ]
    assert not slow
    assert max(result["peak"] for result in results) < DEAREST + ROOM
    kinds = Counter(result["outcome"] for result in results)
    assert set(kinds) >= {"same", "DamagedError"}, kinds
    sys.stdout.write(f"{len(results)} damaged files: {dict(kinds)}\n")


def test_a_selection_of_damaged_files_ends_in_the_same_notes_or_a_typed_error(models: Path) -> None:
    check(campaign(models, 7, 19))


@pytest.mark.torture
@pytest.mark.parametrize("part", range(4))
def test_every_damaged_file_ends_in_the_same_notes_or_a_typed_error(models: Path, part: int) -> None:
    check(campaign(models, part, 4))


def test_there_are_a_thousand_and_every_field_is_among_them(models: Path) -> None:
    names = [what for what, *_ in mutations(models)]
    assert len(names) >= 1000
    assert len(set(names)) == len(names)
    for field in ("magic", "version", "kdf", "salt", "vault-id", "generation", "slot-0", "slot-7",
                  "authenticator-1", "authenticator-2", "filler", "checksum", "page 0", "log"):  # fmt: skip
        assert any(name.startswith(field) for name in names), field
