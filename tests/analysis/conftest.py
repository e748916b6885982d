"""A casebook of three cases with known codings."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from making_vaults import create_vault

from fieldnotes.base.ids import CaseId, FactorId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

CODED = {
    "C1": [
        "driver.morality.civilian-violence",
        "driver.morality.lost-legitimacy",
        "obstacle.punishment.penalty",
    ],
    "C2": ["driver.morality.civilian-violence", "driver.morality.civilian-violence"],
    "C3": [],
}


@pytest.fixture
def coded_book(tmp_path: Path) -> Iterator[Casebook]:
    passphrase = Passphrase("correct horse battery staple")
    vault, _ = create_vault(tmp_path / "vault", role=VaultRole.RESEARCHER, passphrase=passphrase, kdf_id=1)
    with vault:
        book = Casebook.open(vault, load_taxonomy())
        for label, factors in CODED.items():
            interview = book.interviews.add(book.cases.add(CaseId(label)).id, "They beat us and I left.")
            for at, factor in enumerate(factors):
                book.codings.add(interview.id, Span(at, at + 4), FactorId(factor))
            book.codings.add(interview.id, Span(0, 9), FactorId("driver.exit.cdm"), coder="B")
        yield book
