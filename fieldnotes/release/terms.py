"""Whether a vault codes under the codebook that its project counts under; sums over two codebooks mean nothing."""

from fieldnotes.casebook.taxonomies import as_taxonomy, kept_in
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.release.memberships import Membership, Memberships
from fieldnotes.vault.vault import Vault


def expected_codebook(membership: Membership) -> str:
    """The content hash of the codebook that the project counts under: the one its invite names, or the one that ships."""
    return membership.invite.taxonomy_sha256 or load_taxonomy().sha256


def project_codebook(vault: Vault, membership: Membership, in_use: Taxonomy) -> Taxonomy:
    """The codebook that the project counts under, also where the vault has gone on to another since.

    Args:
        vault: it keeps every version that it has gone by.
        membership: in the project.
        in_use: the version that the vault goes by, which is the answer where it has never held the project's.

    Raises:
        DamagedError: if the version that the vault keeps is damaged.
    """
    wanted = expected_codebook(membership)
    for known in (in_use, load_taxonomy()):
        if known.sha256 == wanted:
            return known
    kept = next((one for one in kept_in(vault) if one.sha256 == wanted), None)
    return in_use if kept is None else as_taxonomy(kept)


def codebook_obstacle(membership: Membership | None, taxonomy: Taxonomy) -> tuple[str, str] | None:
    """Problem and remedy where the project counts under another codebook; ``None`` where nothing stands in the way."""
    if membership is None or expected_codebook(membership) == taxonomy.sha256:
        return None
    problem = (
        f"The project counts under another codebook than this vault, which is coded under version {taxonomy.version}"
        f" ({taxonomy.sha256[:12]}): the coordinator could not add the release up."
    )
    return (
        problem,
        "Use the project's codebook (fieldnotes taxonomy migrate, or revert), or accept an invite made with this one.",
    )


def codebook_notice(vault: Vault, taxonomy: Taxonomy) -> str | None:
    """What using ``taxonomy`` in a vault would mean for its releases, in a sentence; ``None`` if nothing."""
    known = vault.connection.execute(
        "SELECT 1 FROM sqlite_schema WHERE name = 'release_membership'"
    ).fetchone()
    found = None if known is None else codebook_obstacle(Memberships(vault, taxonomy).current(), taxonomy)
    return None if found is None else f"Nothing could be released then. {found[0]}"
