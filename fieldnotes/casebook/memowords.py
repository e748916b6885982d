"""Words in memos, and in the names of factors of the team's own, wherever they are kept: to be found and to be replaced for good."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from fieldnotes.base.ids import CaseId, InterviewId
from fieldnotes.casebook.actchanges import TEXTS, What
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
    # A name that another factor has, or that would be too long, is left, and told of like all that is left.
    "UPDATE OR IGNORE local_factors SET label = ? WHERE number = ?": "SELECT number AS key, label AS text FROM local_factors",
    "UPDATE local_factors SET description = ? WHERE number = ?": "SELECT number AS key, description AS text FROM local_factors",
}


_WORDS: Final[Mapping[str, tuple[int, ...]]] = {
    What.CODING: (3,),
    What.LOCAL: (1, 2),
    **dict.fromkeys(TEXTS, (0,)),
}
"""Where a researcher's words stand in what is stored, by what was changed."""


class _Kept(NamedTuple):
    """What undo keeps of a change: row, what was changed, column and value."""

    id: int
    what: str
    side: str
    stored: str


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
    for kept in list(_kept(connection, interviews, case)):
        before = _words_in(kept.what, kept.stored)
        after = [put(one, words.find(one), instead) for one in before]
        if after != list(before):
            connection.execute(
                f"UPDATE act_changes SET {kept.side} = ? WHERE id = ?",  # noqa: S608 - one of two constants
                (_with_words(kept.what, kept.stored, after), kept.id),
            )


def kept_by_acts(
    connection: Connection, words: Words, interviews: Collection[InterviewId], case: CaseId | None
) -> bool:
    """Whether undo could bring back one of the memos that :func:`held` looks at with the words in it."""
    return any(
        words.find(text)
        for one in _kept(connection, interviews, case)
        for text in _words_in(one.what, one.stored)
    )


def _kept(
    connection: Connection, interviews: Collection[InterviewId], case: CaseId | None
) -> Iterator[_Kept]:
    wanted = set(interviews)
    rows = connection.execute(
        "SELECT a.id, a.what, a.case_id, a.before, a.after, p.interview_id FROM act_changes a"
        " LEFT JOIN passages p ON p.id = coalesce(a.passage_before, a.passage_after)"
    ).fetchall()
    for row in rows:
        match row["what"]:
            case What.CODING:
                within = row["interview_id"] in wanted
            case What.LOCAL:
                within = case is None
            case _:
                within = case in (None, row["case_id"])
        for side in ("before", "after"):
            if within and row[side] is not None:
                yield _Kept(row["id"], row["what"], side, row[side])


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


def _words_in(what: str, stored: str) -> tuple[str, ...]:
    """The memo, entry, name or description within what is kept of a change; empty where there are no words."""
    places = _WORDS.get(what, ())
    values = json.loads(stored) if places else []
    return tuple(values[place] for place in places)


def _with_words(what: str, stored: str, words: Sequence[str]) -> str:
    """The same with other words, where :func:`_words_in` found some."""
    values = json.loads(stored)
    for place, one in zip(_WORDS[what], words, strict=True):
        values[place] = one
    return json.dumps(values, ensure_ascii=False)
