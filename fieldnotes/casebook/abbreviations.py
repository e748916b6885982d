"""Abbreviations of a user, kept in the vault: what somebody abbreviates says whom and what they write about."""

from collections.abc import Mapping
from typing import Final

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.casebook.deleting import deletion
from fieldnotes.text.abbreviations import parse_long, parse_short
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.vault import Vault
from fieldnotes.vault.watching import Watched

COMPONENT: Final = "abbreviations"

MIGRATIONS: Final = (
    Migration(
        1,
        "abbreviations",
        """
        CREATE TABLE abbreviations (
            short TEXT PRIMARY KEY CHECK (length(short) BETWEEN 1 AND 24),
            long TEXT NOT NULL CHECK (length(long) BETWEEN 1 AND 500)
        ) STRICT, WITHOUT ROWID;
        """,
    ),
)

WATCHED: Final = (Watched("abbreviations", scope="'abbreviations'"),)


class Abbreviations:
    """The abbreviations of one casebook."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def all(self) -> Mapping[str, str]:
        """Each with what it stands for, in the order of the alphabet."""
        rows = self._vault.connection.execute(
            "SELECT short, long FROM abbreviations ORDER BY short"
        ).fetchall()
        return {row["short"]: row["long"] for row in rows}

    def set(self, short: str, long: str) -> str:
        """Let ``short`` stand for ``long`` from now on, also where it stood for something else.

        Returns:
            The abbreviation as it is kept.

        Raises:
            WrongUseError: if one of them has another form; see :mod:`fieldnotes.text.abbreviations`.
        """
        short, long = parse_short(short), parse_long(long)
        if self.all().get(short, long) != long:
            self.remove(short)  # for good: what it stood for may be a name
        with self._vault.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO abbreviations (short, long) VALUES (?, ?)", (short, long)
            )
        return short

    def remove(self, short: str) -> None:
        """Forget an abbreviation for good. Text that it was expanded in stays.

        Raises:
            AnswerIsNoError: if it is not known.
        """
        if short not in self.all():
            raise AnswerIsNoError("There is no such abbreviation.", "List them.")
        with deletion(self._vault) as connection:
            connection.execute("DELETE FROM abbreviations WHERE short = ?", (short,))
