"""What the words of a changed coding were when it was made or reviewed last.

While the edits that changed them are in the journal, they are worked out from it. Folding, after which edits may be dropped,
writes them down; forgetting earlier wordings deletes them. A review of the coding leaves them to the log of acts, which keeps
them for undo: they are looked for and replaced there too, and go with the act.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

from fieldnotes.base.ids import InterviewId
from fieldnotes.casebook.moving import Standing
from fieldnotes.casebook.replaying import replayed, text_as_of_passages
from fieldnotes.text.edits import apply
from fieldnotes.vault.sqlcipher import Connection

LONGEST = 4_000
"""Code points kept of one coding's words; of more, beginning and end."""

_KEYS: Final = {"words_before": "coding_id", "act_words": "change"}
"""Tables that hold such words, with what they are told apart by."""


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


def of_coding(connection: Connection, interview: Any, standing: Standing, coding: Any) -> str | None:
    """The words of one coding as they were, if they were edited since; ``None`` too where they are not known any more.

    Args:
        connection: the vault's.
        interview: the interview's row.
        standing: where its passages stand.
        coding: the coding's row.

    Raises:
        DamagedError: if the journal does not fit the text.
    """
    row = connection.execute("SELECT words FROM words_before WHERE coding_id = ?", (coding["id"],)).fetchone()
    if row is not None:
        return str(row["words"])
    one = Changed(coding["id"], coding["passage_id"], coding["as_of"])
    if coding["changed"] or standing.place(one.passage).touched <= one.as_of:
        return None
    return words_before(connection, interview, [one]).get(one.coding)


def put_back(connection: Connection, coding: int, words: str) -> None:
    """A review was undone: these are the words again that its coding had before."""
    connection.execute(
        "INSERT OR REPLACE INTO words_before (coding_id, interview_id, words)"
        " SELECT c.id, p.interview_id, ? FROM codings c JOIN passages p ON p.id = c.passage_id WHERE c.id = ?",
        (words, coding),
    )


def forget_of_coding(connection: Connection, coding: int) -> None:
    """A coding was reviewed: it fits its words as they are."""
    connection.execute("DELETE FROM words_before WHERE coding_id = ?", (coding,))


def forget(connection: Connection, interview: InterviewId) -> None:
    """Earlier wordings of an interview are forgotten for good; what goes on is the caller's transaction."""
    connection.execute("DELETE FROM words_before WHERE interview_id = ?", (interview,))


def holds(connection: Connection, interview: InterviewId, sought: Callable[[str], object]) -> bool:
    """Whether ``sought`` says yes to anything that is written down for an interview, here or for undo."""
    return any(sought(row["words"]) for table in _KEYS for row in _written(connection, table, interview))


def rewrite(connection: Connection, interview: InterviewId, rewritten: Callable[[str], str]) -> None:
    """Put what ``rewritten`` makes of it in the place of all that is written down for an interview, here and for undo."""
    for table, key in _KEYS.items():
        connection.executemany(
            f"UPDATE {table} SET words = ? WHERE {key} = ?",  # noqa: S608 - constants
            [
                (after, row["key"])
                for row in _written(connection, table, interview)
                if (after := rewritten(row["words"])) != row["words"]
            ],
        )


def _written(connection: Connection, table: str, interview: InterviewId) -> list[Any]:
    return connection.execute(
        f"SELECT {_KEYS[table]} AS key, words FROM {table} WHERE interview_id = ?",  # noqa: S608 - constants
        (interview,),
    ).fetchall()


def _cut(words: str) -> str:
    if len(words) <= LONGEST:
        return words
    return f"{words[: LONGEST // 2]} […] {words[-LONGEST // 2 :]}"
