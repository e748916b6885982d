"""What was done to cases, codings, factors and memos, kept so that it can be undone and done again, in any session.

An act is one or more changes, each with what was there before and after. A passage that an act refers to stays in its table,
bare if need be, and moves with the text as every passage does. Words of memos and of the diary are kept, as are the earlier
words of a coding that was reviewed; they go for good with the case, the interview, the factor or the consent they belong to,
and where they are deleted.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from fieldnotes.casebook.actchanges import ActKind, Change, What, coder_of, packed, passage_of, unpacked
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault

KEPT: Final = 500
"""Acts that are kept, the latest ones."""


HIDDEN: Final = (
    "EXISTS (SELECT 1 FROM act_changes h JOIN second_codings s ON s.case_id = h.case_id"
    " WHERE h.act = acts.number AND s.working IS NOT NULL AND (h.what = 'settled' OR h.coder NOT IN ('', s.working)))"
)
"""In SQL, whether a row of ``acts`` is hidden, since it would show or change codings of another than the coder at work, or whose count."""


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
        for one in kept:
            _store(connection, act, one)

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
    rows = connection.execute(
        "SELECT a.*, w.words FROM act_changes a LEFT JOIN act_words w ON w.change = a.id WHERE a.act = ? ORDER BY a.id",
        (act,),
    ).fetchall()
    return [
        Change(
            What(row["what"]), row["case_id"], unpacked(row, "before"), unpacked(row, "after"),
            row["coding"], row["subject"], row["coder"], row["touched"], row["id"], row["words"],
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
    """Something else was done in these cases, to factors or to the diary: what was undone there cannot be done again."""
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
        [
            (what,)
            for what in sorted({one.what for one in parts if one.case is None or one.what is What.LOCAL})
        ],
    )


def note_touched(connection: Connection, touched: Iterable[tuple[int, int]]) -> None:
    """Folding writes down passages whose words were edited: passage and number of the last edit, in its transaction."""
    connection.executemany(
        "UPDATE act_changes SET touched = ?2 WHERE (passage_before = ?1 OR passage_after = ?1) AND touched < ?2",
        list(touched),
    )


def _store(connection: Connection, act: int, one: Change) -> None:
    change = connection.execute(
        "INSERT INTO act_changes"
        " (act, case_id, what, coding, subject, coder, before, after, passage_before, passage_after)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (act, one.case, one.what, one.coding, one.subject, coder_of(one), packed(one.before), packed(one.after),
         passage_of(one.before), passage_of(one.after)),
    ).lastrowid  # fmt: skip
    if one.words is not None:
        connection.execute(
            "INSERT INTO act_words (change, interview_id, words)"
            " SELECT ?, interview_id, ? FROM passages WHERE id = ?",
            (change, one.words, passage_of(one.before)),
        )


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
