"""Which cases came with a restored backup.

A backup may lack what happened after it was made: an export that the lost machine sent, a withdrawal. So which cases
came with it is recorded once, when the casebook is first opened after the restore and before anything can be added, and
the release room keeps them out until it is shown that none of them left in an export that the backup does not know.
"""

from typing import Final

from fieldnotes.base.ids import CaseId
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.vault import Vault
from fieldnotes.vault.watching import Watched

COMPONENT: Final = "restored"

MIGRATIONS: Final = (
    Migration(
        1,
        "cases that came with a restored backup",
        """
        CREATE TABLE restored (
            restore_id BLOB PRIMARY KEY,
            held INTEGER NOT NULL DEFAULT 1 CHECK (held IN (0, 1))
        ) STRICT;

        CREATE TABLE restored_case (
            case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
            restore_id BLOB NOT NULL REFERENCES restored (restore_id),
            PRIMARY KEY (case_id, restore_id)
        ) STRICT, WITHOUT ROWID;
        """,
    ),
)

WATCHED: Final = (
    Watched("restored", scope="'restores'"),
    Watched("restored_case", scope="'case ' || {row}.case_id"),
)


class RestoredCases:
    """The cases that came with each restore of this vault, and which of these restores still hold them back."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def record(self) -> None:
        """Note every case there is as having come with the vault's restore, if that was not noted before.

        To be called before a case can be added. Notes and mark are one transaction: cut off, it is done again.
        """
        self._vault.migrate(COMPONENT, MIGRATIONS)
        self._vault.watch(COMPONENT, WATCHED)
        restore = self._vault.restored
        if restore is None or self._known(restore):
            return
        with self._vault.transaction() as connection:
            connection.execute("INSERT INTO restored (restore_id) VALUES (?)", (restore,))
            connection.execute(
                "INSERT INTO restored_case (case_id, restore_id) SELECT id, ? FROM cases", (restore,)
            )

    def held(self) -> frozenset[CaseId]:
        """The cases that a restore holds back."""
        rows = self._vault.connection.execute(
            "SELECT DISTINCT case_id FROM restored_case JOIN restored USING (restore_id) WHERE held"
        ).fetchall()
        return frozenset(CaseId(row["case_id"]) for row in rows)

    def hold(self, restore: bytes, *, held: bool) -> None:
        """Hold back the cases that came with a restore, or let them go; another restore may hold them still."""
        with self._vault.transaction() as connection:
            connection.execute("UPDATE restored SET held = ? WHERE restore_id = ?", (int(held), restore))

    def _known(self, restore: bytes) -> bool:
        found = self._vault.connection.execute("SELECT 1 FROM restored WHERE restore_id = ?", (restore,))
        return found.fetchone() is not None
