"""The list of cases, made with a handful of queries however many cases there are."""

import re
from collections import defaultdict

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.passages import STANDS, Passages
from fieldnotes.casebook.records import CaseSummary, Purpose
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.vault.sqlcipher import Connection

_CONSIDERED = (
    "SELECT case_id, factor FROM checklist_marks UNION SELECT i.case_id, c.factor FROM codings c"  # noqa: S608 - a constant
    " JOIN passages p ON p.id = c.passage_id JOIN interviews i ON i.id = p.interview_id"
    " JOIN cases k ON k.id = i.case_id WHERE c.coder = k.settled_coder"
    f" AND {STANDS}"
)
_CODINGS = (
    "SELECT i.case_id, count(*) AS n FROM codings c JOIN passages p ON p.id = c.passage_id"  # noqa: S608 - a constant
    " JOIN interviews i ON i.id = p.interview_id"
    f" WHERE {STANDS} GROUP BY i.case_id"
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
    rows = connection.execute("SELECT id, released, changed FROM cases").fetchall()
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
        )
        for row in sorted(rows, key=lambda row: reading_order(row["id"]))
    ]


def _counted(connection: Connection, query: str, *parameters: str) -> dict[str, int]:
    return {row["case_id"]: row["n"] for row in connection.execute(query, parameters).fetchall()}
