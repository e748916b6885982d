"""Moving codings and checklist marks from retired factors to what replaces them, so that it can be taken back.

A coding keeps its number, its words, its strength and its memo. Where its passage carries the other factor by the same
coder already, the two become one, and a memo is added to the other's; that cannot be taken back. A factor into which others
were merged counts as considered in a case only if everything merged into it was: a mark made under a narrower meaning says
nothing about the wider one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from fieldnotes.base.ids import CaseId, CoderLabel, FactorId
from fieldnotes.casebook.checklist import set_mark
from fieldnotes.casebook.passages import STANDS, Passages
from fieldnotes.casebook.records import State
from fieldnotes.codebook.models import Role, Taxonomy
from fieldnotes.codebook.succession import Succession
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.watching import Watched

COMPONENT: Final = "succession"

MIGRATIONS: Final = (
    Migration(
        1,
        "what the adoption of a taxonomy moved",
        """
        -- number: of the document that was adopted; merged: codings that became one with another.
        CREATE TABLE adoptions (
            number INTEGER PRIMARY KEY,
            merged INTEGER NOT NULL CHECK (merged >= 0)
        ) STRICT;
        CREATE TABLE moved_codings (
            adoption INTEGER NOT NULL REFERENCES adoptions (number) ON DELETE CASCADE,
            coding_id INTEGER NOT NULL REFERENCES codings (id) ON DELETE CASCADE,
            factor_before TEXT NOT NULL,
            stance_before TEXT,
            factor_after TEXT NOT NULL,
            PRIMARY KEY (adoption, coding_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX moved_codings_by_coding ON moved_codings (coding_id);
        CREATE TABLE moved_marks (
            adoption INTEGER NOT NULL REFERENCES adoptions (number) ON DELETE CASCADE,
            case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
            coder TEXT NOT NULL,
            factor TEXT NOT NULL,
            state_before TEXT,
            state_after TEXT,
            PRIMARY KEY (adoption, case_id, coder, factor)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX moved_marks_by_case ON moved_marks (case_id);
        """,
    ),
)

WATCHED: Final = (
    Watched("adoptions", scope="'codebook'"),
    Watched("moved_codings", scope="'codebook'"),
    Watched("moved_marks", scope="'case ' || {row}.case_id"),
)

_RAISED: Final = (
    "SELECT DISTINCT i.case_id, c.coder, c.factor FROM codings c JOIN passages p ON p.id = c.passage_id"  # noqa: S608 - a constant
    f" JOIN interviews i ON i.id = p.interview_id WHERE {STANDS}"
)
MARKS: Final = (
    "SELECT m.case_id, coalesce(s.first, k.settled_coder) AS coder, m.factor, m.state FROM checklist_marks m"
    " JOIN cases k ON k.id = m.case_id LEFT JOIN second_codings s ON s.case_id = m.case_id"
    " UNION ALL SELECT case_id, coder, factor, state FROM second_marks"
)
"""In SQL, every mark of every coder."""


@dataclass(frozen=True, slots=True)
class MarkChange:
    """What becomes of a coder's mark of a factor in a case; ``None`` is no mark."""

    case: CaseId
    coder: CoderLabel
    factor: FactorId
    before: str | None
    after: str | None


def mark_changes(
    connection: Connection, passages: Passages, old: Taxonomy, moving: Iterable[Succession]
) -> list[MarkChange]:
    """What moving to these successors does to the marks of every case, of each coder apart. Changes nothing."""
    sources: defaultdict[FactorId, list[FactorId]] = defaultdict(list)
    for one in moving:
        if one.target is not None:
            sources[one.target].append(one.factor)
    active = {factor.id for factor in old.active_factors}
    marks: defaultdict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in connection.execute(MARKS).fetchall():
        marks[row["case_id"], row["coder"]][row["factor"]] = row["state"]
    raised: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in connection.execute(_RAISED, (passages.turned(),)).fetchall():
        raised[row["case_id"], row["coder"]].add(row["factor"])
    changes = []
    for case, coder in sorted(marks.keys() | raised.keys()):
        whose = CaseId(case), CoderLabel(coder)
        for target, retired in sources.items():
            merged = [target, *retired] if target in active else retired
            changes += _of_coder(whose, target, merged, marks[whose], raised[whose])
    return changes


def _of_coder(
    whose: tuple[CaseId, CoderLabel],
    target: FactorId,
    merged: Sequence[FactorId],
    marks: Mapping[str, str],
    raised: AbstractSet[str],
) -> list[MarkChange]:
    gone = [
        MarkChange(*whose, factor, marks[factor], None)
        for factor in merged
        if factor != target and factor in marks
    ]
    if not raised.isdisjoint(merged):
        return gone  # a mark of its own shows again when the last coding goes
    states = [marks.get(factor) for factor in merged]
    before = marks.get(target)
    after = None if None in states else "denied" if "denied" in states else "not-raised"
    return gone if after == before else [*gone, MarkChange(*whose, target, before, after)]


def move(
    connection: Connection,
    adoption: int,
    new: Taxonomy,
    moving: Iterable[Succession],
    changes: Iterable[MarkChange],
) -> tuple[int, int]:
    """Move codings and marks, in the caller's transaction; how many codings moved, and how many became one with others."""
    connection.execute(
        "INSERT INTO adoptions (number, merged) VALUES (?, 0) ON CONFLICT DO NOTHING", (adoption,)
    )
    moved = merged = 0
    for one in moving:
        if one.target is not None:
            of_factor = _move_codings(connection, adoption, one.factor, one.target, new)
            moved, merged = moved + of_factor[0], merged + of_factor[1]
    connection.execute("UPDATE adoptions SET merged = merged + ? WHERE number = ?", (merged, adoption))
    for change in changes:
        set_mark(connection, change.case, change.coder, change.factor, _state(change.after))
        connection.execute(
            "INSERT INTO moved_marks (adoption, case_id, coder, factor, state_before, state_after)"
            " VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (adoption, case_id, coder, factor) DO UPDATE SET state_after = excluded.state_after",
            (adoption, change.case, change.coder, change.factor, change.before, change.after),
        )
    return moved, merged


def _move_codings(
    connection: Connection, adoption: int, factor: FactorId, target: FactorId, new: Taxonomy
) -> tuple[int, int]:
    merged = connection.execute(
        "SELECT o.id, o.strength, o.memo, c.id AS kept, c.memo AS memo_kept FROM codings o JOIN codings c"
        " ON c.passage_id = o.passage_id AND c.coder = o.coder AND c.factor = ? WHERE o.factor = ?",
        (target, factor),
    ).fetchall()
    for row in merged:
        memo = "\n".join(dict.fromkeys(words for words in (row["memo_kept"], row["memo"]) if words))
        connection.execute(
            "UPDATE codings SET memo = ?, strength = coalesce(strength, ?) WHERE id = ?",
            (memo, row["strength"], row["kept"]),
        )
        connection.execute("DELETE FROM codings WHERE id = ?", (row["id"],))
    connection.execute(
        "INSERT INTO moved_codings (adoption, coding_id, factor_before, stance_before, factor_after)"
        " SELECT ?, id, factor, stance, ? FROM codings WHERE factor = ?"
        " ON CONFLICT (adoption, coding_id) DO UPDATE SET factor_after = excluded.factor_after",
        (adoption, target, factor),
    )
    # A condition has no stance, and everything else has one; otherwise it stays as it was coded.
    of_target = new.factor(target)
    default = None if of_target.default_stance is None else str(of_target.default_stance)
    stance = "NULL" if of_target.role is Role.CONDITION else "coalesce(stance, :default)"
    moved = connection.execute(
        f"UPDATE codings SET factor = :target, stance = {stance} WHERE factor = :factor",  # noqa: S608 - one of two constants
        {"target": target, "factor": factor, "default": default},
    ).rowcount
    return moved, len(merged)


def _state(mark: str | None) -> State:
    return State.NOT_CONSIDERED if mark is None else State(mark)


def take_back(connection: Connection, adoption: int) -> int:
    """Give codings and marks back to the factors they had before, in the caller's transaction; how many codings.

    What was changed since by hand stays as it is.
    """
    moved = connection.execute(
        "UPDATE codings SET factor = m.factor_before, stance = m.stance_before FROM moved_codings m"
        " WHERE m.adoption = ? AND m.coding_id = codings.id AND codings.factor = m.factor_after",
        (adoption,),
    ).rowcount
    rows = connection.execute(
        "SELECT m.case_id, m.coder, m.factor, m.state_before FROM moved_marks m"  # noqa: S608 - a constant
        f" LEFT JOIN ({MARKS}) c ON c.case_id = m.case_id AND c.coder = m.coder AND c.factor = m.factor"
        " WHERE m.adoption = ? AND c.state IS m.state_after",
        (adoption,),
    ).fetchall()
    for row in rows:
        whose = CaseId(row["case_id"]), CoderLabel(row["coder"])
        set_mark(connection, *whose, FactorId(row["factor"]), _state(row["state_before"]))
    connection.execute("DELETE FROM adoptions WHERE number = ?", (adoption,))
    return moved
