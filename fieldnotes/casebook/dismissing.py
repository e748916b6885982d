"""Candidate passages that were looked at and dismissed for a factor, so that they are not offered again.

Kept by digest, sentence by sentence: it holds wherever the words move to in their interview, and no longer once they are
edited, since other words may be worth another look. Nothing of the words themselves is kept.
"""

import hashlib
from collections.abc import Iterable
from typing import Final

from fieldnotes.base.ids import FactorId, InterviewId
from fieldnotes.casebook.blinding import acting_coder
from fieldnotes.casebook.rows import interview_row
from fieldnotes.casebook.searching import folded
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault
from fieldnotes.vault.watching import Watched

COMPONENT: Final = "dismissing"

MIGRATIONS: Final = (
    Migration(
        1,
        "candidate passages that were dismissed",
        """
        CREATE TABLE dismissed_candidates (
            interview_id INTEGER NOT NULL REFERENCES interviews (id) ON DELETE CASCADE,
            coder TEXT NOT NULL CHECK (coder GLOB '[A-Z]'),
            factor TEXT NOT NULL,
            digest BLOB NOT NULL CHECK (length(digest) = 32),
            PRIMARY KEY (interview_id, coder, factor, digest)
        ) STRICT, WITHOUT ROWID;
        """,
    ),
)

WATCHED: Final = (Watched("dismissed_candidates", scope="'interview ' || {row}.interview_id"),)


class Dismissals:
    """What the coder of each case dismissed in its interviews. Another coder looks anew."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def dismiss(self, interview: InterviewId, factor: FactorId, sentences: Iterable[str]) -> None:
        """Offer these sentences of an interview no more for a factor.

        Raises:
            AnswerIsNoError: if there is no such interview.
        """
        with self._vault.transaction() as connection:
            coder = _coder(connection, interview)
            connection.executemany(
                "INSERT OR IGNORE INTO dismissed_candidates (interview_id, coder, factor, digest)"
                " VALUES (?, ?, ?, ?)",
                [(interview, coder, factor, digest(words)) for words in sentences],
            )

    def dismissed(self, interview: InterviewId, factor: FactorId) -> frozenset[bytes]:
        """Digests of the sentences dismissed for a factor; see :func:`digest`.

        Raises:
            AnswerIsNoError: if there is no such interview.
        """
        connection = self._vault.connection
        rows = connection.execute(
            "SELECT digest FROM dismissed_candidates WHERE interview_id = ? AND coder = ? AND factor = ?",
            (interview, _coder(connection, interview), factor),
        ).fetchall()
        return frozenset(bytes(row["digest"]) for row in rows)

    def offer_again(self, interview: InterviewId, factor: FactorId) -> int:
        """Take back every dismissal for a factor in an interview; how many sentences that were.

        Raises:
            AnswerIsNoError: if there is no such interview.
        """
        with self._vault.transaction() as connection:
            return connection.execute(
                "DELETE FROM dismissed_candidates WHERE interview_id = ? AND coder = ? AND factor = ?",
                (interview, _coder(connection, interview), factor),
            ).rowcount


def _coder(connection: Connection, interview: InterviewId) -> str:
    case = interview_row(connection, interview)["case_id"]
    return acting_coder(connection, case)


def digest(words: str) -> bytes:
    """What is kept of a sentence that was dismissed; blanks and capitals make no difference."""
    return hashlib.sha256(f"candidate\0{folded(' '.join(words.split()))}".encode()).digest()


def forget_dismissals(connection: Connection, interview: InterviewId) -> None:
    """Keep no digest of an interview's sentences: words were replaced in it, or its earlier wordings are forgotten."""
    connection.execute("DELETE FROM dismissed_candidates WHERE interview_id = ?", (interview,))
