"""Passages: where codings stand in a text. The one reader of their rows.

A row says where a passage stood after the edit numbered ``as_of``; the edits since then are in the journal. What was worked
out from both is remembered, follows every edit, and is written down when the journal is folded.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar

from fieldnotes.base.ids import InterviewId, PassageId
from fieldnotes.base.span import Span
from fieldnotes.casebook import wordsbefore
from fieldnotes.casebook.acts import note_touched
from fieldnotes.casebook.moving import Place, Standing, Stored
from fieldnotes.casebook.replaying import replayed
from fieldnotes.casebook.rows import interview_row
from fieldnotes.text.edits import Edit
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault

STANDS = "((p.length > 0) <> (p.id IN (SELECT value FROM json_each(?))))"
"""In SQL, whether a passage has words as the text stands; the parameter is :meth:`Passages.turned`."""

_REMEMBERED = 4
"""Interviews whose passages are remembered; those that are not are read again, in some ten milliseconds for 5,000."""


_BATCH = 400
"""Rows that one statement writes."""

_BARE = (
    "NOT EXISTS (SELECT 1 FROM codings WHERE passage_id = passages.id)"
    " AND NOT EXISTS (SELECT 1 FROM act_changes WHERE passage_before = passages.id OR passage_after = passages.id)"
)
"""In SQL, whether nothing is said of a passage: no coding and no act that could bring one back."""

Row = TypeVar("Row")


class Change(NamedTuple):
    """A change of an interview's passages under way."""

    connection: Connection
    interview: Any
    standing: Standing


class _Remembered(NamedTuple):
    """The passages of an interview after so many edits and changes; in a transaction not stored yet, or 0."""

    edits: int
    changes: int
    transaction: int
    standing: Standing


class Passages:
    """Where the passages of every interview stand."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._remembered: dict[InterviewId, _Remembered] = {}

    def places(self, interview: InterviewId) -> Standing:
        """The passages of an interview as its text stands; not to be changed.

        Raises:
            AnswerIsNoError: if there is no such interview.
        """
        row = interview_row(self._vault.connection, interview)
        known = self._known(row)
        if known is None:
            known = _read(self._vault.connection, row)
            self._keep(row, known)
        return known

    def place(self, interview: InterviewId, passage: PassageId) -> Place:
        """Where one passage stands.

        Raises:
            AnswerIsNoError: if there is no such interview.
        """
        return self.places(interview).place(passage)

    def turned(self) -> str:
        """For :data:`STANDS`: passages that edits not folded yet made lost, or brought back."""
        rows = self._vault.connection.execute("SELECT id FROM interviews WHERE edits > passages_as_of")
        return json.dumps([passage for row in rows.fetchall() for passage in self.places(row["id"]).turned()])

    @contextmanager
    def changing(self, interview: InterviewId) -> Iterator[Change]:
        """A transaction that adds or removes passages of ``interview``.

        Raises:
            AnswerIsNoError: if there is no such interview.
        """
        with self._vault.transaction() as connection:
            row = interview_row(connection, interview)
            standing = self._take(row) or _read(connection, row)
            yield Change(connection, row, standing)
            after = interview_row(connection, interview)
        self._keep(after, standing)

    def follow(self, interview: InterviewId, before: int, edits: Sequence[Edit]) -> None:
        """The journal took these edits after the one numbered ``before``: what is remembered follows them."""
        kept = self._remembered.pop(interview, None)
        if kept is None or kept.edits != before or not self._holds(kept):
            return
        for number, edit in enumerate(edits, before + 1):
            kept.standing.move(number, edit)
        self._remembered[interview] = kept._replace(
            edits=before + len(edits), transaction=self._vault.transaction_number
        )

    def fold(self, connection: Connection, interview: InterviewId) -> None:
        """Write down where every passage stands; in a transaction, before rows of the journal are dropped."""
        self._sweep(connection, interview)
        row = interview_row(connection, interview)
        if row["edits"] == row["passages_as_of"]:
            return
        standing = self._known(row) or _read(connection, row)
        self._remembered.pop(interview, None)
        wordsbefore.keep(connection, row, standing)
        _write(connection, row["edits"], standing)
        connection.execute("UPDATE interviews SET passages_as_of = edits WHERE id = ?", (interview,))
        _note_change(connection, interview)

    def _sweep(self, connection: Connection, interview: InterviewId) -> None:
        """Delete passages that were kept for acts which are not kept any more."""
        swept = connection.execute(
            f"DELETE FROM passages WHERE interview_id = ? AND {_BARE}",  # noqa: S608 - a constant
            (interview,),
        )
        if swept.rowcount:
            self._remembered.pop(interview, None)
            _note_change(connection, interview)

    def forget_lost_words(self, connection: Connection, interview: InterviewId) -> None:
        """Delete earlier words, and what would bring lost ones back when their deletion is undone; after :meth:`fold`."""
        self._remembered.pop(interview, None)
        wordsbefore.forget(connection, interview)
        connection.execute("UPDATE passages SET lost_digest = NULL WHERE interview_id = ?", (interview,))
        _note_change(connection, interview)

    def shift(
        self, connection: Connection, interview: InterviewId, moved: Callable[[int, int], tuple[int, int]]
    ) -> None:
        """Put every passage where ``moved`` says it stands now, its codings unchanged; in a transaction, after :meth:`fold`.

        ``moved`` is given start and length, 0 for a lost passage, and gives both.
        """
        self._remembered.pop(interview, None)
        rows = connection.execute(
            "SELECT id, start, length FROM passages WHERE interview_id = ?", (interview,)
        ).fetchall()
        places = [(row, moved(row["start"], row["length"])) for row in rows]
        connection.executemany(
            "UPDATE passages SET start = ?, length = ? WHERE id = ?",
            [(*place, row["id"]) for row, place in places if place != (row["start"], row["length"])],
        )
        _note_change(connection, interview)

    def drop(self) -> None:
        """Forget what is remembered."""
        self._remembered.clear()

    def _known(self, row: Any) -> Standing | None:
        kept = self._remembered.get(row["id"])
        if kept is None or (kept.edits, kept.changes) != (row["edits"], row["passage_changes"]):
            return None
        return kept.standing if self._holds(kept) else None

    def _holds(self, kept: _Remembered) -> bool:
        """Whether what it was worked out from is stored, or will be with the transaction under way."""
        return kept.transaction in (0, self._vault.transaction_number)

    def _take(self, row: Any) -> Standing | None:
        """What is remembered, to be changed; it is remembered no more, lest the change fail half way."""
        known = self._known(row)
        self._remembered.pop(row["id"], None)
        return known

    def _keep(self, row: Any, standing: Standing) -> None:
        """Remember; while an outer transaction could still take it back, for that transaction only."""
        self._remembered.pop(row["id"], None)
        while len(self._remembered) >= _REMEMBERED:
            del self._remembered[next(iter(self._remembered))]
        self._remembered[row["id"]] = _Remembered(
            row["edits"], row["passage_changes"], self._vault.transaction_number, standing
        )


def at(change: Change, span: Span) -> PassageId:
    """The passage of exactly these words; a new one if there is none yet."""
    known = change.standing.at(span)
    if known is not None:
        return PassageId(known)
    row = change.interview
    added = change.connection.execute(
        "INSERT INTO passages (interview_id, start, length, as_of) VALUES (?, ?, ?, ?)",
        (row["id"], span.start, len(span), row["edits"]),
    )
    _note_change(change.connection, row["id"])
    change.standing.add([Stored(added.lastrowid, span.start, len(span))])
    return PassageId(added.lastrowid)


def at_all(change: Change, spans: Iterable[Span]) -> dict[Span, PassageId]:
    """The passages of exactly these words, each new where there is none yet: :func:`at` for many at once."""
    found: dict[Span, PassageId] = {}
    new: list[Stored] = []
    last = change.connection.execute("SELECT coalesce(max(id), 0) FROM passages").fetchone()[0]
    for span in spans:
        if span in found:
            continue
        known = change.standing.at(span)
        if known is None:
            known = int(last) + 1 + len(new)
            new.append(Stored(known, span.start, len(span)))
        found[span] = PassageId(known)
    row = change.interview
    for part in batched(new):
        values = ", ".join(["(?, ?, ?, ?, ?)"] * len(part))
        change.connection.execute(
            f"INSERT OR FAIL INTO passages (id, interview_id, start, length, as_of) VALUES {values}",  # noqa: S608 - placeholders
            tuple(
                value
                for stored in part
                for value in (stored.id, row["id"], stored.start, stored.length, row["edits"])
            ),
        )
    if new:
        _note_change(change.connection, change.interview["id"])
        change.standing.add_all(new)
    return found


def batched(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Rows in parts that one statement can write: each statement with triggers and checks costs what a hundred rows do."""
    return (rows[at : at + _BATCH] for at in range(0, len(rows), _BATCH))


def drop_if_bare(change: Change, passage: PassageId) -> None:
    """Delete a passage that nothing codes any more and no act refers to."""
    deleted = change.connection.execute(
        f"DELETE FROM passages WHERE id = ? AND {_BARE}",  # noqa: S608 - a constant
        (passage,),
    )
    if deleted.rowcount:
        _note_change(change.connection, change.interview["id"])
        change.standing.drop(passage)


def _note_change(connection: Connection, interview: InterviewId) -> None:
    connection.execute(
        "UPDATE interviews SET passage_changes = passage_changes + 1 WHERE id = ?", (interview,)
    )


def _read(connection: Connection, interview: Any) -> Standing:
    """What the rows and the journal say."""
    *_, (_, _, standing) = replayed(connection, interview)
    return standing


def _write(connection: Connection, edits: int, standing: Standing) -> None:
    moved = list(standing.moved())
    connection.executemany(  # OR FAIL: see journal; there may be thousands
        "UPDATE OR FAIL passages SET start = ?, length = ?, lost_digest = ?, lost_offset = ?, lost_length = ?, as_of = ?"
        " WHERE id = ?",
        [
            (
                stored.start,
                stored.length,
                stored.lost_digest,
                stored.lost_offset,
                stored.lost_length,
                edits,
                stored.id,
            )
            for stored, _ in moved
        ],
    )
    connection.executemany(
        "UPDATE codings SET changed = 1, as_of = ? WHERE passage_id = ? AND as_of < ? AND changed = 0",
        [(edits, stored.id, touched) for stored, touched in moved if touched],
    )
    note_touched(connection, ((stored.id, touched) for stored, touched in moved if touched))
