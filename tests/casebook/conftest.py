"""Real vaults for the casebook, and a reader that decrypts a vault's files page by page without SQLCipher."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from making_vaults import create_vault

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.vault.keys import database_key
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.vault import Vault

PASSPHRASE = Passphrase("correct horse battery staple")
PAGE, RESERVED, IV, SALT = (
    4096,
    80,
    16,
    16,
)  # SQLCipher 4: AES-256-CBC, HMAC-SHA512 after the IV at a page's end
WAL_HEADER, FRAME_HEADER = 32, 24  # https://www.sqlite.org/fileformat2.html, section 4.1


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, taxonomy: Taxonomy) -> Iterator[Casebook]:
    """A casebook shared by the tests of one module; each works on cases of its own."""
    folder = tmp_path_factory.mktemp("shared") / "vault"
    vault, _ = create_vault(folder, role=VaultRole.RESEARCHER, passphrase=PASSPHRASE, kdf_id=1)
    with vault:
        yield Casebook.open(vault, taxonomy)
        assert vault.stale() == (), "whatever the casebook does counts as written"


@pytest.fixture
def own_book(tmp_path: Path, taxonomy: Taxonomy) -> Iterator[Casebook]:
    """A casebook of one test's own."""
    vault, _ = create_vault(tmp_path / "vault", role=VaultRole.RESEARCHER, passphrase=PASSPHRASE, kdf_id=1)
    with vault:
        yield Casebook.open(vault, taxonomy)
        assert vault.connection.closed or vault.stale() == (), "whatever the casebook does counts as written"


_numbers = count(1)


@pytest.fixture
def new_case(book: Casebook) -> Callable[[], CaseId]:
    """Adds a case that no other test knows."""
    return lambda: book.cases.add(CaseId(f"T{next(_numbers)}")).id


@pytest.fixture(scope="session")
def decrypted() -> Callable[[Vault], bytes]:
    """Gives every page of a vault's database and write-ahead log in the clear."""
    return _decrypted


def _decrypted(vault: Vault) -> bytes:
    key = bytes.fromhex(database_key(vault._key, vault.vault_id)[2:66])
    database = (vault.folder / "vault.db").read_bytes()
    pages = [database[at : at + PAGE] for at in range(0, len(database), PAGE)]
    log_file = vault.folder / "vault.db-wal"
    log = log_file.read_bytes() if log_file.exists() else b""
    step = FRAME_HEADER + PAGE
    frames = [
        (int.from_bytes(log[at : at + 4], "big"), log[at + FRAME_HEADER : at + step])
        for at in range(WAL_HEADER, len(log) - step + 1, step)
    ]
    numbered = [*enumerate(pages, 1), *frames]
    return b"".join(_page(key, page, first=number == 1) for number, page in numbered)


def _page(key: bytes, page: bytes, *, first: bool) -> bytes:
    initial = page[PAGE - RESERVED : PAGE - RESERVED + IV]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(initial)).decryptor()
    return decryptor.update(page[SALT if first else 0 : PAGE - RESERVED]) + decryptor.finalize()
