"""Computing a certificate again, from the tables, the layout and the policy alone."""

from collections.abc import Sequence

from fieldnotes.base.tables import Certificate, ProtectedTable
from fieldnotes.disclosure.auditing import Audit, audit
from fieldnotes.disclosure.layout import Layout, tables_allowed
from fieldnotes.disclosure.policy import Policy
from fieldnotes.disclosure.programs import ContradictionError


def check_certificate(
    tables: Sequence[ProtectedTable], certificate: Certificate, *, layout: Layout, policy: Policy
) -> list[str]:
    """What is wrong with a certificate, as sentences; empty if it holds.

    Everything is computed again; nothing the certificate says is believed. The hash of the taxonomy is the caller's to
    compare, because this room does not know the taxonomy. A certificate cannot show that the counts are honest.
    """
    faults = claim_faults(tables, certificate, layout=layout, policy=policy)
    if faults:
        return faults
    try:
        result = audit(tables, layout=layout, k=certificate.k, cohort=certificate.cohort)
    except ContradictionError as error:
        return [error.problem]
    return audit_faults(result, certificate)


def audit_faults(audited: Audit, certificate: Certificate) -> list[str]:
    """What an audit of its tables finds wrong with a certificate, as sentences; empty if nothing."""
    faults = []
    if audited.intervals != certificate.intervals:
        faults.append("Its intervals are not those that follow from the tables.")
    if not audited.holds:
        first = audited.violations[0]
        faults.append(
            f"The tables give something away: {first.quantity} lies between {first.lower} and {first.upper}"
            + (f", and {len(audited.violations) - 1} more." if len(audited.violations) > 1 else ".")
        )
    return faults


def claim_faults(
    tables: Sequence[ProtectedTable], certificate: Certificate, *, layout: Layout, policy: Policy
) -> list[str]:
    """What is wrong with a certificate that can be seen without solving anything; empty if nothing."""
    faults = []
    if certificate.policy_sha256 != policy.sha256 or certificate.policy != policy.name:
        faults.append("It was made under another policy.")
    if certificate.k != policy.export_k:
        faults.append(f"Its threshold is {certificate.k}; the policy's is {policy.export_k}.")
    if certificate.cohort < policy.export_cohort:
        faults.append(
            f"Its cohort has {certificate.cohort} cases; the policy asks for {policy.export_cohort}."
        )
    if tuple(table.name for table in tables) != tables_allowed(policy, layout, certificate.cohort):
        faults.append("Its tables are not those that the policy gives for a cohort of this size.")
    if not all(layout.fits(table) for table in tables):
        faults.append("A table does not have the cells that taxonomy and policy give it.")
    return faults
