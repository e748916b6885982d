"""What was done to codings, checklist, bands, memos and diary, kept so that it can be undone and done again, in any session.

An act is one or more changes, each with what was there before and after. No word of a text is kept: a passage that an act
refers to stays in its table, bare if need be, and moves with the text as every passage does. Words of memos and of the diary
are kept, and go for good with the case, the interview, the factor or the consent they belong to, and where they are deleted.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from fieldnotes.base.ids import CaseId, InterviewId
from fieldnotes.casebook.actchanges import ActKind, Change, What, coder_of, packed, passage_of, unpacked
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
    Migration(
        2,
        "acts on memos and the diary",
        """
        -- case_id: NULL for a memo on a factor and for the diary, which belong to no case. The subject of a memo is its case or
        -- its factor, that of the diary the number of the entry.
        CREATE TABLE act_changes_anew (
            id INTEGER PRIMARY KEY,
            act INTEGER NOT NULL REFERENCES acts (number) ON DELETE CASCADE,
            case_id TEXT REFERENCES cases (id) ON DELETE CASCADE,
            what TEXT NOT NULL CHECK (what IN ('coding', 'mark', 'band', 'case-memo', 'factor-memo', 'diary')),
            coding INTEGER,
            subject TEXT NOT NULL DEFAULT '',
            coder TEXT NOT NULL DEFAULT '',
            before TEXT,
            after TEXT,
            passage_before INTEGER REFERENCES passages (id) ON DELETE CASCADE,
            passage_after INTEGER REFERENCES passages (id) ON DELETE CASCADE,
            touched INTEGER NOT NULL DEFAULT 0,
            CHECK ((case_id IS NULL) = (what IN ('factor-memo', 'diary')))
        ) STRICT;
        INSERT INTO act_changes_anew SELECT * FROM act_changes;
        DROP TABLE act_changes;
        ALTER TABLE act_changes_anew RENAME TO act_changes;
        CREATE INDEX act_changes_by_act ON act_changes (act);
        CREATE INDEX act_changes_by_case ON act_changes (case_id);
        CREATE INDEX act_changes_by_coding ON act_changes (coding);
        CREATE INDEX act_changes_by_passage_before ON act_changes (passage_before);
        CREATE INDEX act_changes_by_passage_after ON act_changes (passage_after);
        CREATE INDEX act_changes_by_subject ON act_changes (what, subject);
        """,
    ),
)

WATCHED: Final = (
    Watched("acts", scope="'acts'"),
    Watched("act_changes", scope="coalesce('case ' || {row}.case_id, 'undo of memos and diary')"),
)


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
            goes_on: whether it goes on with the act before, where that was of the same kind and in the same place, as a
                memo does that is stored again and again while it is typed.
        """
        kept = [change for change in changes if change.before != change.after]
        if not self._noting or not kept or (goes_on and _went_on(connection, kind, kept)):
            return
        spend(connection, kept)
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
                (act, one.case, one.what, one.coding, one.subject, coder_of(one), packed(one.before),
                 packed(one.after), passage_of(one.before), passage_of(one.after))
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
            What(row["what"]), row["case_id"], unpacked(row, "before"), unpacked(row, "after"),
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


def spend(connection: Connection, changes: Iterable[Change]) -> None:
    """Something else was done in these cases, to memos on factors or to the diary: what was undone there cannot be done again."""
    if connection.execute("SELECT 1 FROM acts WHERE standing = 'undone' LIMIT 1").fetchone() is None:
        return
    parts = list(changes)
    connection.execute(
        "DELETE FROM acts WHERE standing = 'undone' AND number IN"
        " (SELECT act FROM act_changes WHERE case_id IN (SELECT value FROM json_each(?)))",
        (json.dumps(sorted({one.case for one in parts if one.case is not None})),),
    )
    connection.executemany(
        "DELETE FROM acts WHERE standing = 'undone' AND number IN"
        " (SELECT act FROM act_changes WHERE what = ?)",
        [(what,) for what in sorted({one.what for one in parts if one.case is None})],
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


def keeps_of_case(connection: Connection, case: CaseId) -> bool:
    """Whether there is anything that :func:`forget_of_case` would forget."""
    row = connection.execute(
        "SELECT 1 FROM act_changes WHERE case_id = ? AND what <> 'band' LIMIT 1", (case,)
    ).fetchone()
    return row is not None


def forget_text(connection: Connection, what: What, subject: str) -> None:
    """Nothing is to bring back a memo or an entry of the diary that is deleted for good; inside a deletion.

    Args:
        connection: the vault's.
        what: one of :data:`~fieldnotes.casebook.actchanges.TEXTS`.
        subject: the case, the factor or the entry's number.
    """
    connection.execute("DELETE FROM act_changes WHERE what = ? AND subject = ?", (what, subject))
    drop_empty(connection)


def keeps_text(connection: Connection, what: What, subject: str) -> bool:
    """Whether undo or redo could bring back wordings of a memo or an entry; arguments as for :func:`forget_text`."""
    row = connection.execute(
        "SELECT 1 FROM act_changes WHERE what = ? AND subject = ? LIMIT 1", (what, subject)
    ).fetchone()
    return row is not None


def forget_factors(connection: Connection) -> None:
    """Nothing done with a factor so far is to be undone: the codebook became another, and would not have some of them."""
    connection.execute(
        "DELETE FROM acts WHERE number IN (SELECT act FROM act_changes WHERE what NOT IN ('case-memo', 'diary'))"
    )


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
    forget_text(connection, What.FACTOR_MEMO, factor)


def drop_empty(connection: Connection) -> None:
    """Acts of which no change is left, because their cases were deleted."""
    connection.execute("DELETE FROM acts WHERE number NOT IN (SELECT act FROM act_changes)")


def _went_on(connection: Connection, kind: ActKind, changes: Sequence[Change]) -> bool:
    """Whether the last act took in what goes on with it."""
    row = connection.execute("SELECT * FROM acts ORDER BY number DESC LIMIT 1").fetchone()
    if row is None or (row["kind"], row["standing"]) != (kind, "done"):
        return False
    before = changes_of(connection, row["number"])
    if len(before) != 1 or [change.place for change in changes] != [before[0].place]:
        return False
    connection.execute(
        "UPDATE act_changes SET after = ?, passage_after = ? WHERE id = ?",
        (packed(changes[0].after), passage_of(changes[0].after), before[0].id),
    )
    return True


def _trim(connection: Connection) -> None:
    row = connection.execute(
        "SELECT number FROM acts ORDER BY number DESC LIMIT 1 OFFSET ?", (KEPT,)
    ).fetchone()
    if row is not None:
        connection.execute("DELETE FROM acts WHERE number <= ?", (row["number"],))
