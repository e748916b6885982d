"""What the linter finds in interviews: words to be pointed out, findings that were dismissed, and how many stand.

Words to be pointed out lie in the vault itself and are for what may be read by whoever opens it, such as places. Names of
people belong into the identity map, which opens apart.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from fieldnotes.base.errors import AnswerIsNoError, WrongUseError
from fieldnotes.base.ids import CaseId, InterviewId
from fieldnotes.casebook.deleting import deletion
from fieldnotes.casebook.rows import interview_row, refuse_unstorable
from fieldnotes.casebook.searching import folded
from fieldnotes.casebook.texts import read
from fieldnotes.text.identifiers.finding import Finding, Kind
from fieldnotes.text.identifiers.linting import find_identifiers
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault
from fieldnotes.vault.watching import Watched

COMPONENT: Final = "findings"

LONGEST_WORD: Final = 100

MIGRATIONS: Final = (
    Migration(
        1,
        "words to point out, findings dismissed",
        f"""
        CREATE TABLE pointed_words (
            words TEXT PRIMARY KEY CHECK (length(words) BETWEEN 1 AND {LONGEST_WORD})
        ) STRICT, WITHOUT ROWID;

        -- By digest of kind and words, so that it survives edits and holds for every place of the same words in the text.
        CREATE TABLE dismissed_findings (
            interview_id INTEGER NOT NULL REFERENCES interviews (id) ON DELETE CASCADE,
            digest BLOB NOT NULL CHECK (length(digest) = 32),
            PRIMARY KEY (interview_id, digest)
        ) STRICT, WITHOUT ROWID;
        """,
    ),
)

WATCHED: Final = (
    Watched("pointed_words", scope="'words to point out'"),
    Watched("dismissed_findings", scope="'interview ' || {row}.interview_id"),
)


class Findings:
    """The findings in the interviews of one casebook."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    # Words to be pointed out.

    def words(self) -> tuple[str, ...]:
        """The words kept in the vault that are to be pointed out, in the order of the alphabet."""
        rows = self._vault.connection.execute("SELECT words FROM pointed_words ORDER BY words").fetchall()
        return tuple(row["words"] for row in rows)

    def add_words(self, words: str) -> str:
        """Point these words out from now on.

        Returns:
            The words as they are kept.

        Raises:
            WrongUseError: if they are empty, too long, or hold control characters.
        """
        kept = " ".join(unicodedata.normalize("NFC", words).split())
        refuse_unstorable(words, one_line=True)
        if not 1 <= len(kept) <= LONGEST_WORD:
            raise WrongUseError(
                "Those are not words to point out.", f"Give one line of up to {LONGEST_WORD} letters."
            )
        with self._vault.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO pointed_words (words) VALUES (?)", (kept,))
        return kept

    def remove_words(self, words: str) -> None:
        """Forget words for good.

        Raises:
            AnswerIsNoError: if they are not in the list.
        """
        kept = " ".join(unicodedata.normalize("NFC", words).split())
        if kept not in self.words():
            raise AnswerIsNoError("Those words are not in the list.", "List them.")
        with deletion(self._vault) as connection:
            connection.execute("DELETE FROM pointed_words WHERE words = ?", (kept,))

    # What was dismissed.

    def dismiss(self, interview: InterviewId, kind: Kind, words: str) -> None:
        """Point these words out no more in this interview.

        Raises:
            AnswerIsNoError: if there is no such interview.
        """
        with self._vault.transaction() as connection:
            interview_row(connection, interview)
            connection.execute(
                "INSERT OR IGNORE INTO dismissed_findings (interview_id, digest) VALUES (?, ?)",
                (interview, digest(kind, words)),
            )

    def point_out_again(self, interview: InterviewId) -> int:
        """Take back every dismissal in this interview; how many there were."""
        with self._vault.transaction() as connection:
            return connection.execute(
                "DELETE FROM dismissed_findings WHERE interview_id = ?", (interview,)
            ).rowcount

    def dismissed(self, interview: InterviewId) -> frozenset[bytes]:
        """Digests of what was dismissed in this interview; see :func:`digest`."""
        rows = self._vault.connection.execute(
            "SELECT digest FROM dismissed_findings WHERE interview_id = ?", (interview,)
        ).fetchall()
        return frozenset(bytes(row["digest"]) for row in rows)

    # What stands.

    def of(self, interview: InterviewId, names: Iterable[str] = ()) -> list[Finding]:
        """What stands in an interview and was not dismissed, in the order of the text.

        Args:
            interview: which.
            names: to be pointed out besides the words kept in the vault.

        Raises:
            AnswerIsNoError: if there is no such interview.
        """
        interview_row(self._vault.connection, interview)
        text, without = read(self._vault.connection, interview), self.dismissed(interview)
        return [
            finding
            for finding in find_identifiers(text, (*names, *self.words()))
            if digest(finding.kind, text[finding.span.start : finding.span.end]) not in without
        ]

    def counts(self, cases: Sequence[CaseId], names: Iterable[str] = ()) -> Mapping[CaseId, int]:
        """How many findings stand in the interviews of these cases; a case without any is absent."""
        wanted = tuple(names)
        found: dict[CaseId, int] = {}
        for case in cases:
            rows = self._vault.connection.execute(
                "SELECT id FROM interviews WHERE case_id = ?", (case,)
            ).fetchall()
            count = sum(len(self.of(InterviewId(row["id"]), wanted)) for row in rows)
            if count:
                found[case] = count
        return found


_MOST_NAMED: Final = 8


def sentence(found: Mapping[CaseId, int]) -> str:
    """How many findings stand in the interviews of some cases, to be told before a release: advice, for no text leaves."""
    if not found:
        return "Nothing that is known to tell who somebody is stands in their interviews; no text leaves in any case."
    named = ", ".join(f"{case} {count}" for case, count in list(found.items())[:_MOST_NAMED])
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    total = sum(found.values())
    return (
        f"In their interviews {total} {'finding stands' if total == 1 else 'findings stand'} that could tell who or where"
        f" somebody is ({named}{more}). No text leaves; it is advice."
    )


def digest(kind: Kind, words: str) -> bytes:
    """What is kept of a finding that was dismissed."""
    return hashlib.sha256(f"{kind}\0{folded(' '.join(words.split()))}".encode()).digest()


def forget_dismissed(connection: Connection, interview: InterviewId, words: str) -> None:
    """Keep no digest of words that are replaced, of whatever kind they were taken for."""
    connection.executemany(
        "DELETE FROM dismissed_findings WHERE interview_id = ? AND digest = ?",
        [(interview, digest(kind, words)) for kind in Kind],
    )
