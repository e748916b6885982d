"""What to say of backups when something was deleted for good: they may hold it still."""

from fieldnotes.base.ids import CaseId, FactorId
from fieldnotes.vault.backups import Holding, holding
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault


def still_in_backups(vault: Vault, case: CaseId) -> tuple[str, ...]:
    """A sentence for each known backup that holds the case, or may; empty if none does.

    Ask after deleting a case, or after deleting its codings. A backup within reach is looked into.
    """

    def has_case(connection: Connection) -> bool:
        return connection.execute("SELECT 1 FROM cases WHERE id = ?", (case,)).fetchone() is not None

    return tuple(_sentence(case, one) for one in holding(vault, has_case))


def factor_in_backups(vault: Vault, factor: FactorId, key: str) -> tuple[str, ...]:
    """The same for a factor of the team's own."""

    def has_factor(connection: Connection) -> bool:
        kept = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'local_factors'").fetchone()
        return bool(
            kept and connection.execute("SELECT 1 FROM local_factors WHERE id = ?", (factor,)).fetchone()
        )

    return tuple(_sentence(key, one) for one in holding(vault, has_factor))


def _sentence(case: str, one: Holding) -> str:
    backup = one.backup
    where = f"{backup.name} in {backup.folder}, made {backup.made}"
    if one.certain:
        return f"Backup {where}, still holds {case} as it was; it goes when newer backups take its place, or destroy it."
    return f"Backup {where}, cannot be looked into now and may hold {case} as it was; destroy it if it does."
