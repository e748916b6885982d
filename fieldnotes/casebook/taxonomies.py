"""Which taxonomy a vault is coded under: the one place where that is decided, for every role and both faces."""

from typing import Final

from fieldnotes.base.errors import DamagedError, RefusedError
from fieldnotes.codebook.keeping import content_of, taxonomy_from
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.vault.documents import Documents, KeptDocument
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault

KIND: Final = "taxonomy"


def taxonomy_of(vault: Vault) -> Taxonomy:
    """The version that the vault has adopted, read from the vault itself; otherwise the one that ships.

    Raises:
        DamagedError: if what the vault keeps is damaged.
        RefusedError: if the vault was used with a newer version of the program.
    """
    kept = Documents(vault, KIND).in_force()
    return load_taxonomy() if kept is None else as_taxonomy(kept)


def kept_in(vault: Vault) -> list[KeptDocument]:
    """Every version that the vault has gone by since it adopted one, in the order they were kept."""
    return Documents(vault, KIND).all()


def drop_damaged(connection: Connection) -> list[str]:
    """Let go of versions that a damaged vault no longer holds whole, so that it opens; a sentence for each."""
    if (
        connection.execute(
            "SELECT 1 FROM sqlite_schema WHERE name = 'documents' AND type = 'table'"
        ).fetchone()
        is None
    ):
        return []
    told = []
    rows = connection.execute("SELECT * FROM documents WHERE kind = ?", (KIND,)).fetchall()
    for row in rows:
        try:
            taxonomy_from(row["content"], row["sha256"])
        except DamagedError:
            connection.execute("DELETE FROM documents WHERE kind = ? AND number = ?", (KIND, row["number"]))
            told.append(
                f"Version {row['version']} of the codebook was lost; use it again with fieldnotes taxonomy migrate DIR."
            )
    return told


def coded_under(vault: Vault, taxonomy: Taxonomy | None) -> Taxonomy:
    """The taxonomy to open a vault with, given one or not.

    Raises:
        RefusedError: if the vault has adopted another one.
        DamagedError: if what the vault keeps is damaged.
    """
    if taxonomy is None:
        return taxonomy_of(vault)
    kept = Documents(vault, KIND).in_force()
    if kept is not None and kept.sha256 != taxonomy.sha256:
        raise RefusedError(
            f"This vault is coded under version {kept.version} of its own codebook, and was to be opened with another.",
            "Nothing was changed; report this as a fault of the program.",
        )
    return taxonomy


def as_taxonomy(kept: KeptDocument) -> Taxonomy:
    """The taxonomy that a document holds.

    Raises:
        DamagedError: if it is damaged.
    """
    return taxonomy_from(kept.content, kept.sha256)


def keep(documents: Documents, taxonomy: Taxonomy) -> KeptDocument:
    """Keep a taxonomy whole, not in force."""
    return documents.keep(taxonomy.version, taxonomy.sha256, content_of(taxonomy))
