"""The policies and codebooks that the releases of a vault were made under, kept so that each can be computed again.

An invite that is accepted later brings another policy, and a vault may adopt another codebook; what has left was made under
those of its day.
"""

from collections.abc import Iterator
from typing import Final

from fieldnotes.base.errors import FieldnotesError
from fieldnotes.casebook.taxonomies import as_taxonomy, keep, kept_in
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.disclosure.layout import Layout
from fieldnotes.disclosure.policy import Policy, parse_policy
from fieldnotes.release.layouts import layout_of
from fieldnotes.release.memberships import Membership
from fieldnotes.release.policies import shipped_policies
from fieldnotes.vault.documents import Documents
from fieldnotes.vault.vault import Vault

_POLICY: Final = "policy of a release"
_TAXONOMY: Final = "codebook of a release"


class KeptTerms:
    """What the releases of one vault were made under."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._policies = Documents(vault, _POLICY)
        self._taxonomies = Documents(vault, _TAXONOMY)

    def keep(self, policy: Policy, policy_raw: bytes, taxonomy: Taxonomy) -> None:
        """Keep what a release is made under, inside the caller's transaction."""
        self._policies.keep(policy.name, policy.sha256, policy_raw.decode("utf-8"))
        keep(self._taxonomies, taxonomy)

    def find(
        self, policy_sha256: str, taxonomy_sha256: str, membership: Membership | None
    ) -> tuple[Policy, Layout] | None:
        """The policy and the layout of a release by the hashes it names, or ``None`` if the vault does not have them.

        Releases of earlier versions of the program kept nothing; what is in force, or shipped, serves for them.
        """
        policy = next((one for one in self._all_policies(membership) if one.sha256 == policy_sha256), None)
        taxonomy = next((one for one in self._all_taxonomies() if one.sha256 == taxonomy_sha256), None)
        return None if policy is None or taxonomy is None else (policy, layout_of(taxonomy, policy))

    def _all_policies(self, membership: Membership | None) -> Iterator[Policy]:
        if membership is not None:
            yield membership.policy
            yield membership.project_policy
        yield from shipped_policies()
        for one in self._policies.all():
            try:
                yield parse_policy(one.content.encode("utf-8"))
            except FieldnotesError:
                continue  # damaged: then the release it belongs to is told as one that cannot be computed again

    def _all_taxonomies(self) -> Iterator[Taxonomy]:
        yield load_taxonomy()
        for one in (*self._taxonomies.all(), *kept_in(self._vault)):
            try:
                yield as_taxonomy(one)
            except FieldnotesError:
                continue  # as above
