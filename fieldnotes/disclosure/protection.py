"""Protecting the tables of a release: primary rules, complementary suppression, audit, certificate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.base.tables import SUPPRESSED, Certificate, ProtectedCell, ProtectedTable
from fieldnotes.disclosure.attacker import Attacker, Place
from fieldnotes.disclosure.auditing import audit
from fieldnotes.disclosure.choosing import choose
from fieldnotes.disclosure.counts import FrequencyTable
from fieldnotes.disclosure.layout import Layout
from fieldnotes.disclosure.policy import Policy
from fieldnotes.disclosure.rules import Interval, Reason, primary_reason


@dataclass(frozen=True, slots=True)
class Protection:
    """Protected tables with their certificate.

    Attributes:
        tables: the tables, hidden cells marked.
        certificate: what they claim about themselves.
        reasons: why each hidden cell is hidden; for the researcher's own screen, never for a file.
    """

    tables: tuple[ProtectedTable, ...]
    certificate: Certificate
    reasons: Mapping[Place, Reason]


def protect(  # noqa: PLR0913 - the tables and what each of five rules is checked against
    tables: Sequence[FrequencyTable],
    *,
    layout: Layout,
    policy: Policy,
    k: int,
    cohort: int,
    taxonomy_sha256: str,
) -> Protection:
    """Hide what has to be hidden in the tables of one release.

    Args:
        tables: the unprotected tables of the release, in any order.
        layout: the layout of the release.
        policy: the policy the release is held to.
        k: the threshold, at least the policy's.
        cohort: number of cases N.
        taxonomy_sha256: content hash of the taxonomy the cases were coded under.

    Raises:
        WrongUseError: if a table does not fit the layout.
        RefusedError: if no set of hidden cells makes the tables safe, or ``k`` is below the policy's.
    """
    if k < policy.export_k:
        raise RefusedError(
            f"The threshold {k} is below the policy's {policy.export_k}.", "Use the policy's threshold."
        )
    ordered = sorted(tables, key=lambda table: layout.table_names.index(table.name))
    if not all(table.fits(layout) for table in ordered):
        raise WrongUseError(
            "A table does not fit the layout of the release.", "Tabulate again under this taxonomy."
        )
    reasons: dict[Place, Reason] = {}
    for table in ordered:
        for key in layout.keys(table.name):
            reason = primary_reason(table.cells[key], k=k, cohort=cohort)
            if reason is not None:
                reasons[table.name, key] = reason
    showable = {
        (table.name, key): Interval(table.cells[key], table.cells[key])
        for table in ordered
        for key in layout.keys(table.name)
        if (table.name, key) not in reasons
    }
    attacker = Attacker(layout, [table.name for table in ordered], cohort)
    for place in choose(attacker, k, showable):
        reasons[place] = Reason.COMPLEMENTARY
    protected = tuple(_hide(table, layout, reasons) for table in ordered)
    result = audit(protected, layout=layout, k=k, cohort=cohort)
    if not result.holds:
        raise RefusedError(
            "These tables could not be made safe.", "Wait for more cases, or give fewer tables."
        )
    certificate = Certificate(
        policy=policy.name,
        policy_sha256=policy.sha256,
        taxonomy_sha256=taxonomy_sha256,
        k=k,
        cohort=cohort,
        intervals=result.intervals,
    )
    return Protection(tables=protected, certificate=certificate, reasons=reasons)


def _hide(table: FrequencyTable, layout: Layout, reasons: Mapping[Place, Reason]) -> ProtectedTable:
    return ProtectedTable(
        name=table.name,
        dimensions=table.dimensions,
        cells=tuple(
            ProtectedCell(key=key, n=SUPPRESSED if (table.name, key) in reasons else table.cells[key])
            for key in layout.keys(table.name)
        ),
    )
