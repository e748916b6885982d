"""The vault: unlocking against Argon2id alone, a one-character edit against one durable commit, destroying the keys."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.text.edits import Edit
from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.kdf import SALT_BYTES, stretch
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.wiping import wipe
from tests.bench.measuring import Figure, against, alone

PASSPHRASE = Passphrase("a passphrase for measuring only")
LONG_INTERVIEW = 500_000


def figures() -> Iterator[Figure]:
    for kdf_id in (1, 2):
        yield _unlock(kdf_id)
    yield from _edits()
    yield _wipe()


def _unlock(kdf_id: int) -> Figure:
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root) / "vault"
        create_vault(folder, role=VaultRole.RESEARCHER, passphrase=PASSPHRASE, kdf_id=kdf_id)[0].close()
        return against(
            f"unlock, KDF {kdf_id}, against Argon2id alone",
            lambda: open_vault(folder, PASSPHRASE).close(),
            lambda: stretch(b"a passphrase for measuring only", bytes(SALT_BYTES), kdf_id),
            rounds=7,
            wanted="1.10",
        )


def _edits() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root) / "vault"
        create_vault(folder, role=VaultRole.RESEARCHER, passphrase=PASSPHRASE, kdf_id=1)[0].close()
        with open_vault(folder, PASSPHRASE) as vault:
            book = Casebook.open(vault, load_taxonomy())
            book.cases.add(CaseId("C1"))
            text = "A: we walked at night and said nothing to anybody.\n" * (LONG_INTERVIEW // 51)
            interview = book.interviews.add(CaseId("C1"), text)
            vault.connection.execute("CREATE TABLE floor (n INTEGER) STRICT")

            def commit() -> None:
                with vault.transaction() as connection:
                    connection.execute("INSERT INTO floor VALUES (1)")

            yield against(
                "one-character edit in 500,000 characters, durable, against one commit",
                lambda: book.journal.record(interview.id, [Edit(LONG_INTERVIEW // 2, "", "x")]),
                commit,
                rounds=101,
                wanted="2",
            )


def _wipe() -> Figure:
    with tempfile.TemporaryDirectory() as root:
        pattern = Path(root) / "pattern"
        create_vault(pattern, role=VaultRole.RESEARCHER, passphrase=PASSPHRASE, kdf_id=1)[0].close()
        folders = iter([shutil.copytree(pattern, Path(root) / f"copy{number}") for number in range(9)])
        return alone("whole wipe of an empty vault", lambda: wipe(next(folders)), rounds=9)
