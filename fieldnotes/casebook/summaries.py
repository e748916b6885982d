"""The list of cases, made with a handful of queries however many cases there are."""

import re
from collections import defaultdict

from fieldnotes.base.ids import CaseId, CoderLabel
from fieldnotes.casebook.blinding import ACTING, SEEN
from fieldnotes.casebook.passages import STANDS, Passages
from fieldnotes.casebook.records import CaseSummary, Purpose
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.vault.sqlcipher import Connection

_CASE = "JOIN cases k ON k.id = {}.case_id LEFT JOIN second_codings s ON s.case_id = k.id"
_CONSIDERED = (
    f"SELECT m.case_id, m.factor FROM checklist_marks m {_CASE.format('m')}"  # noqa: S608 - constants
    f" WHERE s.first IS NULL OR s.first = {ACTING}"
    f" UNION SELECT m.case_id, m.factor FROM second_marks m {_CASE.format('m')} WHERE m.coder = {ACTING}"
    " UNION SELECT i.case_id, c.factor FROM codings c"
    f" JOIN passages p ON p.id = c.passage_id JOIN interviews i ON i.id = p.interview_id {_CASE.format('i')}"
    f" WHERE c.coder = {ACTING} AND {STANDS}"
)
_CODINGS = (
    "SELECT i.case_id, count(*) AS n FROM codings c JOIN passages p ON p.id = c.passage_id"  # noqa: S608 - constants
    " JOIN interviews i ON i.id = p.interview_id"
    f" WHERE {STANDS} AND {SEEN} GROUP BY i.case_id"
)
_CASES = (
    "SELECT k.id, k.released, k.changed, s.working, coalesce(s.settled, 1) AS settled,"
    " EXISTS (SELECT 1 FROM received_copies r WHERE r.case_id = k.id) AS copied"
    " FROM cases k LEFT JOIN second_codings s ON s.case_id = k.id"
)
_INTERVIEWS = "SELECT case_id, count(*) AS n FROM interviews GROUP BY case_id"
_DIGITS = re.compile(r"(\d+)")


def reading_order(case: str) -> tuple[tuple[str, int], ...]:
    """A key that sorts labels as people read them: C2 before C10."""
    parts = _DIGITS.split(case)
    return tuple(
        (word.lower(), int(number or 0)) for word, number in zip(parts[::2], [*parts[1::2], ""], strict=True)
    )


def summaries(connection: Connection, taxonomy: Taxonomy, passages: Passages) -> list[CaseSummary]:
    """Every case, in reading order."""
    active = {factor.id for factor in taxonomy.active_factors}
    turned = passages.turned()
    considered: defaultdict[str, int] = defaultdict(int)
    for row in connection.execute(_CONSIDERED, (turned,)).fetchall():
        considered[row["case_id"]] += row["factor"] in active
    consent: defaultdict[str, set[Purpose]] = defaultdict(set)
    for row in connection.execute("SELECT case_id, purpose FROM consents").fetchall():
        consent[row["case_id"]].add(Purpose(row["purpose"]))
    interviews = _counted(connection, _INTERVIEWS)
    codings = _counted(connection, _CODINGS, turned)
    rows = connection.execute(_CASES).fetchall()
    return [
        CaseSummary(
            id=CaseId(row["id"]),
            consent=frozenset(consent[row["id"]]),
            considered=considered[row["id"]],
            factors=len(active),
            interviews=interviews.get(row["id"], 0),
            codings=codings.get(row["id"], 0),
            released=row["released"],
            changed=row["changed"],
            settled=bool(row["settled"]),
            copy=bool(row["copied"]),
            working=None if row["working"] is None else CoderLabel(row["working"]),
        )
        for row in sorted(rows, key=lambda row: reading_order(row["id"]))
    ]


def _counted(connection: Connection, query: str, *parameters: str) -> dict[str, int]:
    return {row["case_id"]: row["n"] for row in connection.execute(query, parameters).fetchall()}
