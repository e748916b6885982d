"""Every coding that counts, all at once and in the order in which one reads: for counting and retrieving.

A coding counts if its words still stand and it is by the coder that its case settled on, or by the coder asked for; while a
second coder works on a case, by that coder alone.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

from fieldnotes.base.ids import AttributeId, BandId, CaseId, CoderLabel, FactorId, InterviewId, PassageId
from fieldnotes.casebook.blinding import ACTING
from fieldnotes.casebook.passages import Passages
from fieldnotes.casebook.summaries import reading_order
from fieldnotes.codebook.models import Stance
from fieldnotes.vault.sqlcipher import Connection


class Coded(NamedTuple):
    """A coding with its place, and no word of its passage.

    Attributes:
        case: the case.
        interview: the interview.
        number: the interview's number within its case.
        start: first code point of the passage in the stored text.
        end: code point after the last.
        factor: the factor.
        stance: which way it works; ``None`` for conditions, and where a factor of the team's own was given none.
        strength: 1 mentioned, 2 a reason, 3 decisive, or ``None``.
    """

    case: CaseId
    interview: InterviewId
    number: int
    start: int
    end: int
    factor: FactorId
    stance: Stance | None
    strength: int | None


_CASE = "JOIN cases k ON k.id = {}.case_id LEFT JOIN second_codings s ON s.case_id = k.id"
_WHOSE = f"coalesce(:coder, {ACTING})"
_SEEN = f"(s.working IS NULL OR s.working = {_WHOSE})"
_CODINGS = (
    "SELECT p.interview_id, p.id, p.start, p.length, c.factor, c.stance, c.strength"  # noqa: S608 - constants
    " FROM codings c JOIN passages p ON p.id = c.passage_id JOIN interviews i ON i.id = p.interview_id"
    f" {_CASE.format('i')} WHERE c.coder = {_WHOSE} AND {_SEEN}"
)
_MARKED = (
    f"SELECT m.case_id, m.factor FROM checklist_marks m {_CASE.format('m')}"  # noqa: S608 - constants
    f" WHERE (s.first IS NULL OR s.first = {_WHOSE}) AND {_SEEN}"
    f" UNION ALL SELECT m.case_id, m.factor FROM second_marks m {_CASE.format('m')}"
    f" WHERE m.coder = {_WHOSE} AND {_SEEN}"
)


def coded(connection: Connection, passages: Passages, coder: CoderLabel | None = None) -> list[Coded]:
    """Every coding that counts, case by case (C2 before C10), interview by interview, in the order of the text.

    Args:
        connection: the vault's.
        passages: where they stand.
        coder: whose; where ``None``, each case's settled coder, or the second coder at work on it.
    """
    interviews = connection.execute(
        "SELECT id, case_id, number, edits, passages_as_of FROM interviews"
    ).fetchall()
    interviews.sort(key=lambda row: (reading_order(row["case_id"]), row["number"]))
    found: dict[InterviewId, list[tuple[int, int, str, str | None, int | None]]] = {
        InterviewId(row["id"]): [] for row in interviews
    }
    edited = {InterviewId(row["id"]) for row in interviews if row["edits"] > row["passages_as_of"]}
    waiting: dict[InterviewId, list[Any]] = {}
    for row in connection.execute(_CODINGS, {"coder": coder}).fetchall():
        interview, passage, start, length, factor, stance, strength = row
        if interview in edited:
            waiting.setdefault(interview, []).append((passage, factor, stance, strength))
        elif length:
            found[interview].append((start, start + length, factor, stance, strength))
    for interview, rows in waiting.items():
        standing = passages.places(interview)
        for passage, *rest in rows:
            place = standing.place(PassageId(passage))
            if place.length:
                found[interview].append((place.start, place.start + place.length, *rest))
    stances: dict[str | None, Stance | None] = {None: None, **{str(stance): stance for stance in Stance}}
    return [
        Coded(CaseId(row["case_id"]), InterviewId(row["id"]), row["number"], start, end, FactorId(factor),
              stances[stance], strength)
        for row in interviews
        for start, end, factor, stance, strength in sorted(found[row["id"]], key=_place)
    ]  # fmt: skip


def bands_by_case(connection: Connection) -> Mapping[CaseId, Mapping[AttributeId, BandId]]:
    """What was recorded of every case, without what the taxonomy implies; a case with nothing recorded is absent."""
    found: defaultdict[CaseId, dict[AttributeId, BandId]] = defaultdict(dict)
    for row in connection.execute("SELECT case_id, attribute, band FROM case_attributes").fetchall():
        found[CaseId(row["case_id"])][AttributeId(row["attribute"])] = BandId(row["band"])
    return found


def order_of_coming(connection: Connection) -> Mapping[CaseId, int]:
    """The number of each case's first interview; numbers grow as interviews come into the vault and are never used again."""
    rows = connection.execute("SELECT case_id, min(id) AS first FROM interviews GROUP BY case_id").fetchall()
    return {CaseId(row["case_id"]): int(row["first"]) for row in rows}


def marked_by_case(
    connection: Connection, coder: CoderLabel | None = None
) -> Mapping[CaseId, frozenset[FactorId]]:
    """Every case, in reading order, with the factors that its checklist marks as denied or not raised; whose, as in :func:`coded`."""
    found: defaultdict[str, set[FactorId]] = defaultdict(set)
    for row in connection.execute(_MARKED, {"coder": coder}).fetchall():
        found[row["case_id"]].add(FactorId(row["factor"]))
    labels = [row["id"] for row in connection.execute("SELECT id FROM cases").fetchall()]
    return {CaseId(label): frozenset(found[label]) for label in sorted(labels, key=reading_order)}


def _place(one: tuple[int, int, str, str | None, int | None]) -> tuple[int, int, str]:
    return one[:3]
