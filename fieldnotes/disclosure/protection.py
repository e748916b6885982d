"""Protecting the tables of a release: primary rules, complementary suppression, audit, certificate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.base.tables import SUPPRESSED, Certificate, ProtectedCell, ProtectedTable
from fieldnotes.disclosure.attacker import Attacker, Place
from fieldnotes.disclosure.auditing import Audit, Proven, audit
from fieldnotes.disclosure.choosing import choose
from fieldnotes.disclosure.counts import FrequencyTable
from fieldnotes.disclosure.layout import Layout
from fieldnotes.disclosure.policy import Policy
from fieldnotes.disclosure.programs import ContradictionError
from fieldnotes.disclosure.rules import Interval, Reason, primary_reason


@dataclass(frozen=True, slots=True)
class Protection:
    """Protected tables with their certificate.

    Attributes:
        tables: the tables, hidden cells marked, in file order.
        certificate: what they claim about themselves.
        reasons: why each hidden cell is hidden; for the researcher's own screen, never for a file.
        reported: intersections of which the margins alone prove that somebody is there; for the same screen.
    """

    tables: tuple[ProtectedTable, ...]
    certificate: Certificate
    reasons: Mapping[Place, Reason]
    reported: tuple[Proven, ...]


@dataclass(frozen=True, slots=True)
class Suppression:
    """Tables with their hidden cells marked, why each is hidden, and the audit that they passed."""

    tables: tuple[ProtectedTable, ...]
    reasons: Mapping[Place, Reason]
    audit: Audit


def protect(  # noqa: PLR0913 - the tables, and what each of five rules is checked against
    tables: Sequence[FrequencyTable],
    *,
    layout: Layout,
    policy: Policy,
    k: int,
    cohort: int,
    taxonomy_sha256: str,
) -> Protection:
    """Hide what has to be hidden in the tables of one release. The same input gives the same output everywhere.

    Args:
        tables: the unprotected tables of the release, in any order.
        layout: the layout of the release.
        policy: the policy the release is held to.
        k: the threshold, at least the policy's.
        cohort: number of cases N.
        taxonomy_sha256: content hash of the taxonomy the cases were coded under.

    Raises:
        WrongUseError: if a table does not fit the layout or holds a count outside 0 … N, or the group table is missing.
        RefusedError: if no set of hidden cells makes the tables safe, or ``k`` is below the policy's.
        ContradictionError: if the counts cannot come from N cases, such as levels that do not add up.
    """
    if k < policy.export_k:
        raise RefusedError(
            f"The threshold {k} is below the policy's {policy.export_k}.", "Use the policy's threshold."
        )
    done = suppress(tables, layout=layout, k=k, cohort=cohort)
    certificate = Certificate(
        policy=policy.name,
        policy_sha256=policy.sha256,
        taxonomy_sha256=taxonomy_sha256,
        k=k,
        cohort=cohort,
        intervals=done.audit.intervals,
    )
    return Protection(
        tables=done.tables, certificate=certificate, reasons=done.reasons, reported=done.audit.reported
    )


def suppress(tables: Sequence[FrequencyTable], *, layout: Layout, k: int, cohort: int) -> Suppression:
    """The part of :func:`protect` that knows no policy: primary rules, complementary suppression, audit.

    Raises:
        As :func:`protect`.
    """
    ordered = _in_order(tables, layout, cohort)
    attacker = Attacker(layout, [table.name for table in ordered], cohort)
    counts = {(table.name, key): table.cells[key] for table in ordered for key in layout.keys(table.name)}
    if not attacker.program.holds_at([counts[place] for place in attacker.index]):
        raise ContradictionError
    reasons = {}
    for place, count in counts.items():
        reason = primary_reason(count, k=k, cohort=cohort)
        if reason is not None:
            reasons[place] = reason
    showable = {place: Interval(count, count) for place, count in counts.items() if place not in reasons}
    reasons |= dict.fromkeys(choose(attacker, k, showable, by_rule=True), Reason.COMPLEMENTARY)
    protected = tuple(_mark(table, layout, reasons) for table in ordered)
    result = audit(protected, layout=layout, k=k, cohort=cohort)
    if not result.holds:
        raise RefusedError(
            f"These tables could not be made safe: they would give away {result.violations[0].quantity}.",
            "Wait for more cases, or give fewer tables.",
        )
    return Suppression(tables=protected, reasons=reasons, audit=result)


def _in_order(tables: Sequence[FrequencyTable], layout: Layout, cohort: int) -> list[FrequencyTable]:
    """The tables in file order, each checked against the layout.

    Raises:
        WrongUseError: if one does not fit.
    """
    by_name = {table.name: table for table in tables}
    ordered = [by_name[name] for name in layout.table_names if name in by_name]
    fitting = len(ordered) == len(tables) and bool(ordered) and all(table.fits(layout) for table in ordered)
    if not fitting or any(not 0 <= count <= cohort for table in ordered for count in table.cells.values()):
        raise WrongUseError(
            "A table does not fit the layout of the release.", "Tabulate again under this taxonomy."
        )
    return ordered


def _mark(table: FrequencyTable, layout: Layout, hidden: Mapping[Place, Reason]) -> ProtectedTable:
    return ProtectedTable(
        name=table.name,
        dimensions=table.dimensions,
        cells=tuple(
            ProtectedCell(key=key, n=SUPPRESSED if (table.name, key) in hidden else table.cells[key])
            for key in layout.keys(table.name)
        ),
    )
