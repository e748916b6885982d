"""Which case was counted in which release: written at approval beside the mark on the case, and never changed.

The mark is what keeps a released case out of the next cohort. This is the second record that the audit of the ledger holds
against it, so that a lost mark is found and not counted again. A case that is deleted for good leaves nothing here either.
"""

from collections.abc import Iterable

from fieldnotes.base.ids import CaseId
from fieldnotes.vault.vault import Vault


class Members:
    """The counted cases of one vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def add(self, cases: Iterable[CaseId], number: int) -> None:
        """Note that a release counts these cases, inside the caller's transaction.

        Raises:
            ConstraintError: if one of them is counted in a release already.
        """
        with self._vault.transaction() as connection:
            connection.executemany(
                "INSERT INTO release_member (case_id, number) VALUES (?, ?)",
                [(case, number) for case in cases],
            )

    def remove(self, number: int) -> None:
        """Let the cases of a release go that was made void, inside the caller's transaction.

        Raises:
            ConstraintError: if the release is not void.
        """
        with self._vault.transaction() as connection:
            connection.execute("DELETE FROM release_member WHERE number = ?", (number,))

    def take_over_marks(self) -> None:
        """Where nobody is noted yet, note whoever is marked: vaults of earlier versions knew the marks alone.

        Not a part of the migration, which a damaged vault is compared with and which sees no table of another room.
        """
        with self._vault.transaction() as connection:
            connection.execute(
                "INSERT INTO release_member (case_id, number) SELECT c.id, c.released FROM cases AS c"
                " JOIN release_ledger AS l ON l.number = c.released"
                " WHERE l.kind <> 'void' AND NOT EXISTS (SELECT 1 FROM release_member)"
            )

    def all(self) -> dict[CaseId, int]:
        """The release in which each case that is still here is counted."""
        rows = self._vault.connection.execute("SELECT case_id, number FROM release_member ORDER BY case_id")
        return {CaseId(row["case_id"]): int(row["number"]) for row in rows.fetchall()}
