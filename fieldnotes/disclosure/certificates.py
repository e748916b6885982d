"""Computing a certificate again, from the tables, the layout and the policy alone."""

from collections.abc import Sequence

from fieldnotes.base.tables import Certificate, ProtectedTable
from fieldnotes.disclosure.auditing import audit
from fieldnotes.disclosure.layout import Layout, tables_allowed
from fieldnotes.disclosure.policy import Policy


def check_certificate(
    tables: Sequence[ProtectedTable], certificate: Certificate, *, layout: Layout, policy: Policy
) -> list[str]:
    """What is wrong with a certificate, as sentences; empty if it holds.

    Everything is computed again. The hash of the taxonomy is the caller's to compare: this room does not know it.
    """
    faults = []
    if certificate.policy_sha256 != policy.sha256 or certificate.policy != policy.name:
        faults.append("It was made under another policy.")
    if certificate.k != policy.export_k:
        faults.append(f"Its threshold is {certificate.k}, the policy's is {policy.export_k}.")
    if certificate.cohort < policy.export_cohort:
        faults.append(f"Its cohort has {certificate.cohort} cases, fewer than {policy.export_cohort}.")
    if tuple(table.name for table in tables) != tables_allowed(policy, layout, certificate.cohort):
        faults.append("Its tables are not those the policy gives for a cohort of this size.")
    if not all(layout.fits(table) for table in tables):
        faults.append("A table does not fit the layout of the taxonomy and policy.")
    if faults:
        return faults
    result = audit(tables, layout=layout, k=certificate.k, cohort=certificate.cohort)
    if result.intervals != certificate.intervals:
        faults.append("Its intervals are not those that follow from the tables.")
    return faults
