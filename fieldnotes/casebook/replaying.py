"""Text and passages as they were after each edit that is not folded yet."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from fieldnotes.base.errors import WrongUseError
from fieldnotes.casebook.moving import Standing, Stored
from fieldnotes.casebook.texts import damaged, edit_of
from fieldnotes.text.edits import Edit, apply
from fieldnotes.vault.sqlcipher import Connection


def replayed(connection: Connection, interview: Any) -> Iterator[tuple[int, Edit | None, Standing]]:
    """The passages as written down, then after each edit since: its number, the edit, and where they stand, all in one object.

    A passage joins in at the edit it was written down as of.

    Args:
        connection: the vault's.
        interview: the interview's row.
    """
    rows = connection.execute(
        "SELECT id, start, length, lost_digest, lost_offset, lost_length, max(as_of, ?) AS seen"
        " FROM passages WHERE interview_id = ? ORDER BY seen, start",
        (interview["passages_as_of"], interview["id"]),
    ).fetchall()
    standing = Standing()
    if not rows:
        yield interview["edits"], None, standing
        return
    waiting = [
        (seen, [Stored(*row[:6]) for row in group]) for seen, group in groupby(rows, lambda row: row["seen"])
    ]
    waiting.reverse()
    if waiting[-1][0] == interview["passages_as_of"]:
        standing.add_all(waiting.pop()[1])
    yield interview["passages_as_of"], None, standing
    for number, edit in _edits(connection, interview, interview["passages_as_of"]):
        standing.move(number, edit)
        if waiting and waiting[-1][0] == number:
            standing.add(waiting.pop()[1])
        yield number, edit, standing


def text_as_of_passages(connection: Connection, interview: Any) -> str:
    """The text as it was when its passages were written down last.

    Raises:
        DamagedError: if the journal does not fit the snapshot.
    """
    snapshot = connection.execute(
        "SELECT folded, text FROM snapshots WHERE interview_id = ?", (interview["id"],)
    ).fetchone()
    if snapshot is None or snapshot["folded"] > interview["passages_as_of"]:
        raise damaged(interview["id"])
    text = str(snapshot["text"])
    for number, edit in _edits(connection, interview, snapshot["folded"]):
        if number > interview["passages_as_of"]:
            break
        try:
            text = apply(text, edit)
        except WrongUseError:
            raise damaged(interview["id"]) from None
    return text


def _edits(connection: Connection, interview: Any, after: int) -> Iterator[tuple[int, Edit]]:
    rows = connection.execute(
        "SELECT number, start, removed, inserted FROM journal WHERE interview_id = ? AND number > ? ORDER BY number",
        (interview["id"], after),
    )
    for row in rows:
        yield row["number"], edit_of(row)
