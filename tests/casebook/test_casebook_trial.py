"""The first case is stored only in a vault that is known to open again."""

import pytest

from fieldnotes.base.errors import RefusedError
from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

PASSPHRASE = Passphrase("correct horse battery staple")


def test_no_case_before_the_vault_was_locked_and_unlocked_once(tmp_path):
    vault, _ = create_vault(tmp_path / "vault", role=VaultRole.RESEARCHER, passphrase=PASSPHRASE, kdf_id=1)
    with vault:
        book = Casebook.open(vault, load_taxonomy())
        with pytest.raises(RefusedError, match="locked and unlocked once"):
            book.cases.add(CaseId("C1"))
        assert book.cases.list() == []
    with open_vault(tmp_path / "vault", PASSPHRASE) as vault:
        book = Casebook.open(vault, load_taxonomy())
        book.cases.add(CaseId("C1"))
        assert len(book.cases.list()) == 1
