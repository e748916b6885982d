"""What the words of a changed coding were when it was made or reviewed last.

While the edits that changed them are in the journal, they are worked out from it. Folding, after which edits may be dropped,
writes them down; a review of the coding, or forgetting earlier wordings, deletes them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from fieldnotes.base.ids import InterviewId
from fieldnotes.casebook.moving import Standing
from fieldnotes.casebook.replaying import replayed, text_as_of_passages
from fieldnotes.text.edits import apply
from fieldnotes.vault.sqlcipher import Connection

LONGEST = 4_000
"""Code points kept of one coding's words; of more, beginning and end."""


class Changed(NamedTuple):
    """A coding whose words were edited after the edit numbered ``as_of``."""

    coding: int
    passage: int
    as_of: int


def newly_changed(connection: Connection, interview: InterviewId, standing: Standing) -> list[Changed]:
    """Codings whose words edits changed that are not folded yet."""
    rows = connection.execute(
        "SELECT c.id, c.passage_id, c.as_of FROM codings c JOIN passages p ON p.id = c.passage_id"
        " WHERE p.interview_id = ? AND c.changed = 0",
        (interview,),
    ).fetchall()
    return [Changed(*row) for row in rows if standing.place(row["passage_id"]).touched > row["as_of"]]


def words_before(connection: Connection, interview: Any, codings: Iterable[Changed]) -> dict[int, str]:
    """The words of each coding as they were, put together from the journal.

    Args:
        connection: the vault's.
        interview: the interview's row.
        codings: of that interview, none of them folded as changed.

    Raises:
        DamagedError: if the journal does not fit the text.
    """
    wanted: defaultdict[int, list[Changed]] = defaultdict(list)
    for one in codings:
        wanted[max(one.as_of, interview["passages_as_of"])].append(one)
    found: dict[int, str] = {}
    if not wanted:
        return found
    text = text_as_of_passages(connection, interview)
    last = max(wanted)
    for number, edit, standing in replayed(connection, interview):
        if edit is not None:
            text = apply(text, edit)
        for one in wanted.get(number, ()):
            place = standing.place(one.passage)
            found[one.coding] = _cut(text[place.start : place.start + place.length])
        if number >= last:
            break
    return found


def keep(connection: Connection, interview: Any, standing: Standing) -> None:
    """Write down the words that folding is about to forget; in its transaction, before anything else of it."""
    if not any(touched for _, touched in standing.moved()):
        return
    changed = newly_changed(connection, interview["id"], standing)
    connection.executemany(
        "INSERT OR REPLACE INTO words_before (coding_id, interview_id, words) VALUES (?, ?, ?)",
        [
            (coding, interview["id"], words)
            for coding, words in words_before(connection, interview, changed).items()
        ],
    )


def kept(connection: Connection, interview: InterviewId) -> dict[int, str]:
    """What is written down for the codings of an interview."""
    rows = connection.execute(
        "SELECT coding_id, words FROM words_before WHERE interview_id = ?", (interview,)
    )
    return {row["coding_id"]: row["words"] for row in rows.fetchall()}


def forget_of_coding(connection: Connection, coding: int) -> None:
    """A coding was reviewed: it fits its words as they are."""
    connection.execute("DELETE FROM words_before WHERE coding_id = ?", (coding,))


def forget(connection: Connection, interview: InterviewId) -> None:
    """Earlier wordings of an interview are forgotten for good; what goes on is the caller's transaction."""
    connection.execute("DELETE FROM words_before WHERE interview_id = ?", (interview,))


def holds(connection: Connection, interview: InterviewId, sought: Callable[[str], object]) -> bool:
    """Whether ``sought`` says yes to anything that is written down for an interview."""
    return any(sought(before) for before in kept(connection, interview).values())


def rewrite(connection: Connection, interview: InterviewId, rewritten: Callable[[str], str]) -> None:
    """Put what ``rewritten`` makes of it in the place of all that is written down for an interview."""
    connection.executemany(
        "UPDATE words_before SET words = ? WHERE coding_id = ?",
        [
            (after, coding)
            for coding, before in kept(connection, interview).items()
            if (after := rewritten(before)) != before
        ],
    )


def _cut(words: str) -> str:
    if len(words) <= LONGEST:
        return words
    return f"{words[: LONGEST // 2]} […] {words[-LONGEST // 2 :]}"
