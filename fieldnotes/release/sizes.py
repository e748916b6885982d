"""The one length of all exports of a policy. Knows no casebook: a coordinator computes it too.

The longest payload a policy can yield is written out and measured: every table the policy ever gives, every cell
hidden (a hidden cell costs more than a number, because its interval stands in the certificate), every number as long as
it can be, as many readers as there can be. A payload that is longer all the same is refused when it is packed.
"""

from typing import Final

from fieldnotes.base.tables import SUPPRESSED, Certificate, FeasibilityInterval, ProtectedCell, ProtectedTable
from fieldnotes.disclosure.layout import Layout, tables_allowed
from fieldnotes.disclosure.policy import Policy
from fieldnotes.sealing.canonical import canonical_json
from fieldnotes.sealing.container import smallest_size
from fieldnotes.sealing.fields import MAX_READERS
from fieldnotes.sealing.payload import ExportPayload
from fieldnotes.sealing.signatures import MAX_SIGNATURE_BYTES

MAX_COHORT: Final = 999_999
"""The largest cohort whose export has the common length; a researcher holds some tens of cases."""

_STEP: Final = 4096
_DIGEST: Final = "f" * 64


def archive_size(layout: Layout, policy: Policy) -> int:
    """Length in bytes of the archive of every export under this layout and policy, a multiple of 4,096."""
    longest = smallest_size(len(canonical_json(_longest_payload(layout, policy))), MAX_SIGNATURE_BYTES)
    return -(-longest // _STEP) * _STEP


def _longest_payload(layout: Layout, policy: Policy) -> ExportPayload:
    tables = tuple(_hidden_table(layout, name) for name in tables_allowed(policy, layout, MAX_COHORT))
    certificate = Certificate(
        policy=policy.name,
        policy_sha256=_DIGEST,
        taxonomy_sha256=_DIGEST,
        k=policy.export_k,
        cohort=MAX_COHORT,
        intervals=tuple(
            FeasibilityInterval(table=table.name, key=cell.key, lower=MAX_COHORT, upper=MAX_COHORT)
            for table in tables
            for cell in table.cells
        ),
    )
    return ExportPayload(
        kind="suppressed",
        project="f" * 32,
        recipients=tuple(f"{reader:064x}" for reader in range(MAX_READERS)),
        device="SHA256:" + "A" * 43,
        epoch=999_999,
        number=999_999,
        previous=_DIGEST,
        policy_sha256=_DIGEST,
        taxonomy_sha256=_DIGEST,
        schema_sha256=_DIGEST,
        tables=tables,
        certificate=certificate,
    )


def _hidden_table(layout: Layout, name: str) -> ProtectedTable:
    return ProtectedTable(
        name=name,
        dimensions=layout.dimensions(name),
        cells=tuple(ProtectedCell(key=key, n=SUPPRESSED) for key in layout.keys(name)),
    )
