import shutil
from pathlib import Path

import pytest
from making_vaults import create_vault
from terminal_harness import INTERVIEW, PASSPHRASE

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import Purpose
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole


@pytest.fixture(scope="session")
def model_vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model") / "vault"
    vault, _ = create_vault(folder, role=VaultRole.RESEARCHER, passphrase=Passphrase(PASSPHRASE), kdf_id=1)
    with vault:
        book = Casebook.open(vault, load_taxonomy())
        for label in ("C1", "C2"):
            book.cases.add(CaseId(label))
            for purpose in Purpose:
                book.consent.give(CaseId(label), purpose)
        book.interviews.add(CaseId("C1"), INTERVIEW)
    return folder


@pytest.fixture
def vault_folder(model_vault: Path, tmp_path: Path) -> Path:
    """A vault of its own for each test, with one case and one interview."""
    folder = tmp_path / "vault"
    shutil.copytree(model_vault, folder)
    return folder
