"""A worked sample of what leaves: invented cases, a fixed device, and every byte the same each time it is made."""

from collections.abc import Iterator
from typing import Final

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.records import CaseSnapshot
from fieldnotes.codebook.models import NOT_SAID, Taxonomy
from fieldnotes.disclosure.layout import tables_allowed
from fieldnotes.disclosure.policy import Policy
from fieldnotes.disclosure.protection import protect
from fieldnotes.release.layouts import layout_of
from fieldnotes.release.payloads import Envelope, payload_of
from fieldnotes.release.tabulating import tabulate
from fieldnotes.sealing.canonical import canonical_json
from fieldnotes.sealing.device_keys import DeviceKey

SAMPLE_COHORT: Final = 20
"""Cases in the sample: the fewest for which the policy gives attribute margins too."""

SAMPLE_SEED: Final = bytes(range(32))
"""The sample's signing key; it is public and signs nothing real."""


def sample_payload(taxonomy: Taxonomy, policy: Policy) -> bytes:
    """The payload of a first export over invented cases; the same bytes for the same taxonomy and policy."""
    layout = layout_of(taxonomy, policy)
    counts = tabulate(
        list(_invented(taxonomy)),
        layout=layout,
        policy=policy,
        names=tables_allowed(policy, layout, SAMPLE_COHORT),
    )
    protection = protect(
        counts,
        layout=layout,
        policy=policy,
        k=policy.export_k,
        cohort=SAMPLE_COHORT,
        taxonomy_sha256=taxonomy.sha256,
    )
    envelope = Envelope(
        project="0123456789abcdef0123456789abcdef",
        recipients=("5a" * 32,),
        device=DeviceKey.from_bytes(SAMPLE_SEED).device_id,
        epoch=1,
        number=1,
        previous=None,
    )
    return canonical_json(payload_of(protection, envelope, policy, taxonomy.sha256))


def _invented(taxonomy: Taxonomy) -> Iterator[CaseSnapshot]:
    """Cases by a rule that anyone can follow.

    Factor f (from 0) is raised in case c (from 0) if (7c + 3f) mod 11 < 1 + (f mod 3). Of the attributes that no implication mentions,
    three cases in five have the first band and the others the second; nothing else is said.
    """
    implied = {rule.attribute for rule in taxonomy.implications}
    implied |= {rule.implies_attribute for rule in taxonomy.implications}
    for case in range(SAMPLE_COHORT):
        raised = {
            factor.id
            for place, factor in enumerate(taxonomy.active_factors)
            if (7 * case + 3 * place) % 11 < 4
        }
        band = 0 if case % 5 < 3 else 1
        yield CaseSnapshot(
            case=CaseId(f"C{case + 1}"),
            attributes={
                attribute.id: NOT_SAID if attribute.id in implied else attribute.bands[band].id
                for attribute in taxonomy.attributes
            },
            raised=frozenset(raised),
        )
