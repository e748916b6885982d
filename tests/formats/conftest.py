from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from making_vaults import create_vault

from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


@pytest.fixture
def make_book(tmp_path: Path, taxonomy: Taxonomy) -> Iterator[Callable[[], Casebook]]:
    """Makes casebooks, each in a vault of its own."""
    books: list[Casebook] = []

    def make() -> Casebook:
        vault, _ = create_vault(
            tmp_path / f"vault-{len(books)}",
            role=VaultRole.RESEARCHER,
            passphrase=Passphrase("correct horse battery staple"),
            kdf_id=1,
        )
        books.append(Casebook.open(vault, taxonomy))
        return books[-1]

    yield make
    for book in books:
        assert book.vault.stale() == (), "whatever an import stores counts as written"
        book.vault.close()


@pytest.fixture
def book(make_book: Callable[[], Casebook]) -> Casebook:
    return make_book()
