"""Documents kept whole in the vault, so that losing the files they came from loses nothing; one of a kind is in force."""

from dataclasses import dataclass
from typing import Any, Final

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.vault import Vault
from fieldnotes.vault.watching import Watched

COMPONENT: Final = "documents"

MIGRATIONS: Final = (
    Migration(
        1,
        "documents kept whole",
        """
        -- replaced: the number of the document in whose place this one came into force last.
        CREATE TABLE documents (
            kind TEXT NOT NULL,
            number INTEGER NOT NULL CHECK (number >= 1),
            version TEXT NOT NULL,
            sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
            content TEXT NOT NULL,
            replaced INTEGER CHECK (replaced <> number),
            in_force INTEGER NOT NULL DEFAULT 0 CHECK (in_force IN (0, 1)),
            PRIMARY KEY (kind, number)
        ) STRICT;
        CREATE UNIQUE INDEX documents_in_force ON documents (kind) WHERE in_force = 1;
        """,
    ),
)

WATCHED: Final = (Watched("documents", scope="'documents'"),)


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """A document of one kind.

    Attributes:
        number: from 1, in the order they were kept.
        version: as the document itself says.
        sha256: the hash it is known by; what it is the hash of is up to the kind.
        content: all of it.
        replaced: the number of the one that was in force before it; ``None`` for the first.
        in_force: whether it is the one in use.
    """

    number: int
    version: str
    sha256: str
    content: str
    replaced: int | None
    in_force: bool


class Documents:
    """The documents of one kind in one vault; the table is made where it is missing.

    Args:
        vault: open.
        kind: such as ``taxonomy``.
    """

    def __init__(self, vault: Vault, kind: str) -> None:
        vault.migrate(COMPONENT, MIGRATIONS)
        vault.watch(COMPONENT, WATCHED)
        self._vault = vault
        self._kind = kind

    def in_force(self) -> KeptDocument | None:
        """The one in use, or ``None``."""
        return next((one for one in self.all() if one.in_force), None)

    def all(self) -> list[KeptDocument]:
        """Every one, in the order they were kept."""
        rows = self._vault.connection.execute(
            "SELECT * FROM documents WHERE kind = ? ORDER BY number", (self._kind,)
        )
        return [_document(row) for row in rows.fetchall()]

    def get(self, number: int) -> KeptDocument:
        """The document of that number.

        Raises:
            AnswerIsNoError: if there is none.
        """
        found = next((one for one in self.all() if one.number == number), None)
        if found is None:
            raise AnswerIsNoError(f"No {self._kind} of number {number} is kept.", "List those that are.")
        return found

    def keep(self, version: str, sha256: str, content: str) -> KeptDocument:
        """Keep another document, not in force. One that is kept already with the same hash is given back."""
        known = next((one for one in self.all() if one.sha256 == sha256), None)
        if known is not None:
            return known
        with self._vault.transaction() as connection:
            number = (
                1
                + connection.execute(
                    "SELECT coalesce(max(number), 0) FROM documents WHERE kind = ?", (self._kind,)
                ).fetchone()[0]
            )
            connection.execute(
                "INSERT INTO documents (kind, number, version, sha256, content) VALUES (?, ?, ?, ?, ?)",
                (self._kind, number, version, sha256, content),
            )
        return self.get(number)

    def enforce(self, number: int, *, forward: bool = True) -> None:
        """Put a document into force in place of the one that is; nothing if it is in force already.

        Args:
            number: of the document.
            forward: whether the one before is what one can go back to from it.

        Raises:
            AnswerIsNoError: if none of that number is kept.
        """
        if self.get(number).in_force:
            return
        before = self.in_force()
        with self._vault.transaction() as connection:
            if forward:
                connection.execute(
                    "UPDATE documents SET replaced = ? WHERE kind = ? AND number = ?",
                    (None if before is None else before.number, self._kind, number),
                )
            connection.execute(
                "UPDATE documents SET in_force = 0 WHERE kind = ? AND in_force = 1", (self._kind,)
            )
            connection.execute(
                "UPDATE documents SET in_force = 1 WHERE kind = ? AND number = ?", (self._kind, number)
            )


def _document(row: Any) -> KeptDocument:
    return KeptDocument(
        row["number"], row["version"], row["sha256"], row["content"], row["replaced"], bool(row["in_force"])
    )
