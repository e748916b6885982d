"""The audit of the ledger in words and as a record, for a researcher or a security lead on this machine."""

from typing import Any

from fieldnotes.disclosure.layout import GROUP
from fieldnotes.release.ledger_audits import EntryAudit, LedgerAudit, Verdict


def audit_lines(audit: LedgerAudit) -> list[str]:
    """The audit for a terminal."""
    if not audit.entries:
        return ["Nothing was released yet.", *audit.remarks]
    return [
        *(
            line
            for entry in audit.entries
            for line in (entry_line(entry), *(f"  {one}" for one in entry.remarks))
        ),
        *audit.remarks,
        summary_line(audit),
        *_totals(audit),
    ]


def entry_line(entry: EntryAudit) -> str:
    """One release in a line."""
    if entry.verdict is Verdict.VOID:
        return f"release {entry.number}: void, it holds no count"
    return f"release {entry.number}: {entry.cohort} cases, {entry.verdict}"


def summary_line(audit: LedgerAudit) -> str:
    """What came of it, in one sentence."""
    if not audit.holds:
        return (
            "The ledger does not pass. Approve nothing more from this vault, keep it as it is, and show this to your security"
            " lead."
        )
    judged = [one for one in audit.entries if one.verdict is Verdict.HOLDS]
    unknown = sum(1 for one in audit.entries if one.verdict is Verdict.UNKNOWN)
    if not judged:
        return "No release could be computed again." if unknown else "No release holds a count."
    return (
        f"Computed again from their own bytes, together: {len(judged)} {'release' if len(judged) == 1 else 'releases'} of"
        f" {audit.together.cases} cases, no case in two of them, and nothing they show proves a small number of people."
        + (f" {unknown} could not be computed again here." if unknown else "")
    )


def audit_record(audit: LedgerAudit) -> dict[str, Any]:
    """The audit as a JSON document."""
    return {
        "holds": audit.holds,
        "cases": audit.together.cases,
        "releases": [
            {
                "number": one.number,
                "cohort": one.cohort,
                "verdict": str(one.verdict),
                "remarks": list(one.remarks),
            }
            for one in audit.entries
        ],
        "remarks": list(audit.remarks),
        "totals": [
            {"table": table, "key": list(key), "lower": total.lower, "upper": total.upper}
            for (table, key), total in audit.together.totals.items()
        ],
    }


def _totals(audit: LedgerAudit) -> list[str]:
    """What all releases together say of each group: for one release its own numbers say it."""
    totals = {key: total for (table, key), total in audit.together.totals.items() if table == GROUP}
    if not totals or sum(1 for one in audit.entries if one.verdict is Verdict.HOLDS) < 2:
        return []
    width = max(len(" × ".join(key)) for key in totals)
    return [
        f"What whoever holds all of them knows of the {audit.together.cases}, by group:",
        *(
            f"  {' × '.join(key):{width}}  {total.lower if total.exact else f'{total.lower} to {total.upper}'}"
            for key, total in totals.items()
        ),
    ]
