"""What was done to codings, checklist and bands, kept so that it can be undone and done again, in any later session.

An act is one or more changes, each with what was there before and after. No word of a text is kept: a passage that an act
refers to stays in its table, bare if need be, and moves with the text as every passage does. Words of memos are kept, and go
with the case, the interview or the consent they belong to.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple

from fieldnotes.base.ids import CaseId, InterviewId
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault
from fieldnotes.vault.watching import Watched

COMPONENT: Final = "acts"
KEPT: Final = 500
"""Acts that are kept, the latest ones."""

MIGRATIONS: Final = (
    Migration(
        1,
        "acts of coding, to be undone across restarts",
        """
        -- A number is never used again. done: undo takes it back; undone: redo does it again.
        CREATE TABLE acts (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            standing TEXT NOT NULL DEFAULT 'done' CHECK (standing IN ('done', 'undone'))
        ) STRICT;

        -- before and after: as JSON what of a coding is not where it stands; a mark; a band. NULL where there was nothing.
        -- The passages are kept while they are named here. touched: the last edit of the words of the one that no coding
        -- was on, as folding saw it. coder: whose coding or mark; empty for a band.
        CREATE TABLE act_changes (
            id INTEGER PRIMARY KEY,
            act INTEGER NOT NULL REFERENCES acts (number) ON DELETE CASCADE,
            case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
            what TEXT NOT NULL CHECK (what IN ('coding', 'mark', 'band')),
            coding INTEGER,
            subject TEXT NOT NULL DEFAULT '',
            coder TEXT NOT NULL DEFAULT '',
            before TEXT,
            after TEXT,
            passage_before INTEGER REFERENCES passages (id) ON DELETE CASCADE,
            passage_after INTEGER REFERENCES passages (id) ON DELETE CASCADE,
            touched INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX act_changes_by_act ON act_changes (act);
        CREATE INDEX act_changes_by_case ON act_changes (case_id);
        CREATE INDEX act_changes_by_coding ON act_changes (coding);
        CREATE INDEX act_changes_by_passage_before ON act_changes (passage_before);
        CREATE INDEX act_changes_by_passage_after ON act_changes (passage_after);
        """,
    ),
)

WATCHED: Final = (
    Watched("acts", scope="'acts'"),
    Watched("act_changes", scope="'case ' || {row}.case_id"),
)


class ActKind(StrEnum):
    """What an act was, to be told in words."""

    CODE = "code"
    REMOVE = "remove"
    PLACE = "place"
    MEMO = "memo"
    MARK = "mark"
    BANDS = "bands"
    RECODE = "recode"
    MERGE = "merge"
    SPLIT = "split"
    SEVERAL = "several"


class What(StrEnum):
    """What a change was made to."""

    CODING = "coding"
    MARK = "mark"
    BAND = "band"


class CodingState(NamedTuple):
    """A coding's row, but for its number.

    Attributes:
        passage: where it stands.
        factor: its factor.
        stance: as stored, or ``None``.
        strength: 1 to 3, or ``None``.
        memo: its memo, may be empty.
        coder: the coder's label.
        changed: whether folding found its words changed.
        as_of: as of which edit ``changed`` says so.
    """

    passage: int
    factor: str
    stance: str | None
    strength: int | None
    memo: str
    coder: str
    changed: int
    as_of: int

    @classmethod
    def of(cls, row: Any) -> "CodingState":
        """From a row of a coding."""
        return cls(
            row["passage_id"], row["factor"], row["stance"], row["strength"], row["memo"], row["coder"],
            row["changed"], row["as_of"],
        )  # fmt: skip

    def same(self, other: "CodingState | None") -> bool:
        """Whether these are the same but for edits of the words, which no act makes."""
        return other is not None and self[:6] == other[:6]


State = CodingState | str | None
"""A coding, a mark or a band; ``None`` where there is none."""


@dataclass(frozen=True, slots=True)
class Change:
    """A part of an act.

    Attributes:
        what: a coding, a mark or a band.
        case: of which case.
        before: what was there.
        after: what was there afterwards.
        coding: number of the coding.
        subject: the factor marked, the attribute, or the factor that codings were recoded to.
        coder: whose mark; for a coding it says so itself.
        touched: see the table.
        id: row number, 0 before it is stored.
    """

    what: What
    case: CaseId
    before: State
    after: State
    coding: int | None = None
    subject: str = ""
    coder: str = ""
    touched: int = 0
    id: int = 0


HIDDEN: Final = (
    "EXISTS (SELECT 1 FROM act_changes h JOIN second_codings s ON s.case_id = h.case_id"
    " WHERE h.act = acts.number AND s.working IS NOT NULL AND h.coder NOT IN ('', s.working))"
)
"""In SQL, whether a row of ``acts`` is hidden, since it would show or change codings of another than the coder at work."""


class ActLog:
    """Takes note of acts. What is done within one transaction is one act."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._latest = (0, 0, ActKind.SEVERAL)
        self._noting = True

    def record(
        self, connection: Connection, kind: ActKind, changes: Sequence[Change], *, goes_on: bool = False
    ) -> None:
        """Note an act, in the transaction that does it; changes that change nothing are left out.

        Args:
            connection: the vault's.
            kind: what it is.
            changes: its parts, in the order they are made.
            goes_on: whether it goes on with the act before, where that was of the same kind and on the same coding, as a
                memo does that is stored again and again while it is typed.
        """
        kept = [change for change in changes if change.before != change.after]
        if not self._noting or not kept or (goes_on and _went_on(connection, kind, kept)):
            return
        spend(connection, {change.case for change in kept})
        transaction, act, known = self._latest
        if transaction != self._vault.transaction_number:
            act = int(connection.execute("INSERT INTO acts (kind) VALUES (?)", (kind,)).lastrowid)
            _trim(connection)
        elif known is not kind:
            kind = ActKind.SEVERAL
            connection.execute("UPDATE acts SET kind = ? WHERE number = ?", (kind, act))
        self._latest = (self._vault.transaction_number, act, kind)
        connection.executemany(
            "INSERT INTO act_changes"
            " (act, case_id, what, coding, subject, coder, before, after, passage_before, passage_after)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (act, one.case, one.what, one.coding, one.subject, _coder(one), _packed(one.before),
                 _packed(one.after), _passage(one.before), _passage(one.after))
                for one in kept
            ],
        )  # fmt: skip

    @contextmanager
    def not_noted(self) -> Iterator[None]:
        """What is done inside is no act, as when new cases are brought in with all they have."""
        before, self._noting = self._noting, False
        try:
            yield
        finally:
            self._noting = before


def changes_of(connection: Connection, act: int) -> list[Change]:
    """The changes of an act, in the order they were made."""
    rows = connection.execute("SELECT * FROM act_changes WHERE act = ? ORDER BY id", (act,)).fetchall()
    return [
        Change(
            What(row["what"]), CaseId(row["case_id"]), _unpacked(row, "before"), _unpacked(row, "after"),
            row["coding"], row["subject"], row["coder"], row["touched"], row["id"],
        )
        for row in rows
    ]  # fmt: skip


def next_coding(connection: Connection) -> int:
    """A number for a new coding that neither a coding has nor one that undo could bring back."""
    row = connection.execute(
        "SELECT max(coalesce((SELECT max(id) FROM codings), 0), coalesce((SELECT max(coding) FROM act_changes), 0))"
    ).fetchone()
    return int(row[0]) + 1


def spend(connection: Connection, cases: Iterable[CaseId]) -> None:
    """Something else was done in these cases: what was undone there cannot be done again."""
    if connection.execute("SELECT 1 FROM acts WHERE standing = 'undone' LIMIT 1").fetchone() is None:
        return
    connection.execute(
        "DELETE FROM acts WHERE standing = 'undone' AND number IN"
        " (SELECT act FROM act_changes WHERE case_id IN (SELECT value FROM json_each(?)))",
        (json.dumps(sorted(cases)),),
    )


def note_touched(connection: Connection, touched: Iterable[tuple[int, int]]) -> None:
    """Folding writes down passages whose words were edited: passage and number of the last edit, in its transaction."""
    connection.executemany(
        "UPDATE act_changes SET touched = ?2 WHERE (passage_before = ?1 OR passage_after = ?1) AND touched < ?2",
        list(touched),
    )


def forget_of_interview(connection: Connection, interview: InterviewId) -> None:
    """Nothing done to the codings of an interview so far is to be undone; inside a deletion."""
    for column in ("passage_before", "passage_after"):
        connection.execute(
            f"DELETE FROM act_changes WHERE {column} IN (SELECT id FROM passages WHERE interview_id = ?)",  # noqa: S608 - one of two constants
            (interview,),
        )
    drop_empty(connection)


def forget_of_case(connection: Connection, case: CaseId) -> None:
    """Nothing done to codings and checklist of a case so far is to be undone; inside a deletion. Bands stay."""
    connection.execute("DELETE FROM act_changes WHERE case_id = ? AND what <> 'band'", (case,))
    drop_empty(connection)


def forget_everything(connection: Connection) -> None:
    """Nothing done so far is to be undone: the codebook became another, and would not have some of its factors."""
    connection.execute("DELETE FROM acts")


_WITH_FACTOR = "what = 'coding' AND ? IN (before ->> 0, after ->> 0)"


def acts_with_factor(connection: Connection, factor: str) -> int:
    """How many acts changed codings that had a factor, before or after."""
    row = connection.execute(
        f"SELECT count(DISTINCT act) FROM act_changes WHERE {_WITH_FACTOR}",  # noqa: S608 - a constant
        (factor,),
    ).fetchone()
    return int(row[0])


def forget_of_factor(connection: Connection, factor: str) -> None:
    """Nothing is to bring back a coding with a factor that is deleted; inside a deletion."""
    connection.execute(f"DELETE FROM act_changes WHERE {_WITH_FACTOR}", (factor,))  # noqa: S608 - a constant
    drop_empty(connection)


def drop_empty(connection: Connection) -> None:
    """Acts of which no change is left, because their cases were deleted."""
    connection.execute("DELETE FROM acts WHERE number NOT IN (SELECT act FROM act_changes)")


def packed_memo(packed: str | None) -> str:
    """The memo within what is kept of a coding; empty where there is none."""
    return "" if packed is None or not packed.startswith("[") else str(json.loads(packed)[3])


def with_memo(packed: str, memo: str) -> str:
    """The same with another memo."""
    values = json.loads(packed)
    values[3] = memo
    return json.dumps(values, ensure_ascii=False)


def _went_on(connection: Connection, kind: ActKind, changes: Sequence[Change]) -> bool:
    """Whether the last act took in what goes on with it."""
    row = connection.execute("SELECT * FROM acts ORDER BY number DESC LIMIT 1").fetchone()
    if row is None or (row["kind"], row["standing"]) != (kind, "done"):
        return False
    before = changes_of(connection, row["number"])
    if len(before) != 1 or [change.coding for change in changes] != [before[0].coding]:
        return False
    connection.execute(
        "UPDATE act_changes SET after = ?, passage_after = ? WHERE id = ?",
        (_packed(changes[0].after), _passage(changes[0].after), before[0].id),
    )
    return True


def _trim(connection: Connection) -> None:
    row = connection.execute(
        "SELECT number FROM acts ORDER BY number DESC LIMIT 1 OFFSET ?", (KEPT,)
    ).fetchone()
    if row is not None:
        connection.execute("DELETE FROM acts WHERE number <= ?", (row["number"],))


def _coder(change: Change) -> str:
    state = change.after or change.before
    return state.coder if isinstance(state, CodingState) else change.coder


def _packed(state: State) -> str | None:
    return json.dumps(state[1:], ensure_ascii=False) if isinstance(state, CodingState) else state


def _passage(state: State) -> int | None:
    return state.passage if isinstance(state, CodingState) else None


def _unpacked(row: Any, side: str) -> State:
    packed = row[side]
    if packed is None or row["what"] != What.CODING:
        return None if packed is None else str(packed)
    return CodingState(row[f"passage_{side}"], *json.loads(packed))
