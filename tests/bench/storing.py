"""The vault: unlocking against Argon2id alone, a one-character edit against one durable commit, destroying the keys."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fieldnotes.base.ids import CaseId, FactorId, InterviewId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.journal import FOLD_AFTER
from fieldnotes.casebook.passages import Passages
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
FACTOR = FactorId("driver.morality.civilian-violence")


def figures() -> Iterator[Figure]:
    for kdf_id in (1, 2):
        yield _unlock(kdf_id)
    yield from _edits()
    yield from _coded()
    yield from _adding()
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


def _coded() -> Iterator[Figure]:
    """With 5,000 codings: an edit before all of them, against one commit; reading them after 200 such edits."""
    with _book() as book:
        interview = _coded_interview(book, 5_000)
        vault = book.vault
        vault.connection.execute("CREATE TABLE floor (n INTEGER) STRICT")

        def commit() -> None:
            with vault.transaction() as connection:
                connection.execute("INSERT INTO floor VALUES (1)")

        book.journal.record(interview, [Edit(0, "", "first ")])
        yield against(
            "one-character edit before 5,000 codings, durable, against one commit",
            lambda: book.journal.record(interview, [Edit(25, "", "x")]),
            commit,
            rounds=101,
            wanted="2",
        )
        book.journal.fold(interview)
        for number in range(FOLD_AFTER):
            book.journal.record(interview, [Edit(number * 2_000, "", "yz")])
        yield alone(
            "where 5,000 passages stand after 200 edits, from the tables",
            lambda: Passages(vault).places(interview),
            rounds=15,
            wanted="< 50 ms",
        )


def _adding() -> Iterator[Figure]:
    """Adding a coding, as codings grow."""
    for codings in (0, 5_000, 20_000):
        with _book() as book:
            interview = _coded_interview(book, codings)
            book.codings.of_interview(interview)  # as an open editor has done
            starts = iter(range(7, LONG_INTERVIEW, 31))
            yield alone(
                f"add a coding to {codings:,}, durable",
                lambda book=book, interview=interview, starts=starts: book.codings.add(
                    interview, Span(at := next(starts), at + 11), FACTOR
                ),
                rounds=101,
                wanted="5 ms, flat",
            )


@contextmanager
def _book() -> Iterator[Casebook]:
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root) / "vault"
        create_vault(folder, role=VaultRole.RESEARCHER, passphrase=PASSPHRASE, kdf_id=1)[0].close()
        with open_vault(folder, PASSPHRASE) as vault:
            book = Casebook.open(vault, load_taxonomy())
            book.cases.add(CaseId("C1"))
            yield book


def _coded_interview(book: Casebook, codings: int) -> InterviewId:
    text = "A: we walked at night and said nothing to anybody.\n" * (LONG_INTERVIEW // 51)
    interview = book.interviews.add(CaseId("C1"), text).id
    with book.vault.transaction():
        for number in range(codings):
            start = number * 24
            book.codings.add(interview, Span(start, start + 20), FACTOR)
    return interview


def _wipe() -> Figure:
    with tempfile.TemporaryDirectory() as root:
        pattern = Path(root) / "pattern"
        create_vault(pattern, role=VaultRole.RESEARCHER, passphrase=PASSPHRASE, kdf_id=1)[0].close()
        folders = iter([shutil.copytree(pattern, Path(root) / f"copy{number}") for number in range(9)])
        return alone("whole wipe of an empty vault", lambda: wipe(next(folders)), rounds=9)
