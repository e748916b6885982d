"""Words in memos, wherever memos are kept: to be found and to be replaced for good."""

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from fieldnotes.base.ids import CaseId, InterviewId
from fieldnotes.casebook.acts import packed_memo, with_memo
from fieldnotes.casebook.occurrences import Words, put
from fieldnotes.vault.sqlcipher import Connection

_ON_CODINGS: Final = (
    "SELECT c.id AS key, c.memo AS text, p.interview_id AS interview FROM codings c"
    " JOIN passages p ON p.id = c.passage_id WHERE c.memo <> ''"
)
_ON_CASES: Final = "SELECT case_id AS key, memo AS text FROM case_memos WHERE ?1 IS NULL OR case_id = ?1"
_OF_NO_CASE: Final = {
    "UPDATE factor_memos SET memo = ? WHERE factor = ?": "SELECT factor AS key, memo AS text FROM factor_memos",
    "UPDATE diary_entries SET text = ? WHERE number = ?": "SELECT number AS key, text FROM diary_entries",
}


class _Held(NamedTuple):
    """A memo that holds the words: how it is written anew, its key and its text."""

    statement: str
    key: str | int
    text: str


def held(
    connection: Connection, words: Words, interviews: Collection[InterviewId], case: CaseId | None
) -> int:
    """How many memos hold the words: on codings of these interviews, and on the case; without a case everywhere."""
    return sum(1 for _ in _holding(connection, words, interviews, case))


def replace(
    connection: Connection,
    words: Words,
    instead: str,
    interviews: Collection[InterviewId],
    case: CaseId | None,
) -> None:
    """Put ``instead`` in place of the words in every memo that :func:`held` counts, and in what undo keeps of memos."""
    for one in list(_holding(connection, words, interviews, case)):
        connection.execute(one.statement, (put(one.text, words.find(one.text), instead), one.key))
    for act, side, packed in _kept(connection, interviews):
        memo = packed_memo(packed)
        if spans := words.find(memo):
            connection.execute(
                f"UPDATE act_changes SET {side} = ? WHERE id = ?",  # noqa: S608 - one of two constants
                (with_memo(packed, put(memo, spans, instead)), act),
            )


def kept_by_acts(connection: Connection, words: Words, interviews: Collection[InterviewId]) -> bool:
    """Whether undo could bring back a memo on a coding of these interviews that holds the words."""
    return any(words.find(packed_memo(packed)) for _, _, packed in _kept(connection, interviews))


def _kept(connection: Connection, interviews: Collection[InterviewId]) -> Iterator[tuple[int, str, str]]:
    """What undo keeps of codings: row, column and value."""
    wanted = set(interviews)
    rows = connection.execute(
        "SELECT a.id, a.before, a.after, p.interview_id FROM act_changes a"
        " JOIN passages p ON p.id = coalesce(a.passage_before, a.passage_after)"
    ).fetchall()
    for row in rows:
        for side in ("before", "after"):
            if row["interview_id"] in wanted and row[side] is not None:
                yield row["id"], side, row[side]


def _holding(
    connection: Connection, words: Words, interviews: Collection[InterviewId], case: CaseId | None
) -> Iterator[_Held]:
    wanted = set(interviews)
    for row in connection.execute(_ON_CODINGS).fetchall():
        if row["interview"] in wanted and words.find(row["text"]):
            yield _Held("UPDATE codings SET memo = ? WHERE id = ?", row["key"], row["text"])
    for row in connection.execute(_ON_CASES, (case,)).fetchall():
        if words.find(row["text"]):
            yield _Held("UPDATE case_memos SET memo = ? WHERE case_id = ?", row["key"], row["text"])
    if case is not None:
        return
    for statement, query in _OF_NO_CASE.items():
        for row in connection.execute(query).fetchall():
            if words.find(row["text"]):
                yield _Held(statement, row["key"], row["text"])
