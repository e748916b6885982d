"""Which case and interview a row of a table belongs to, when a page of it cannot be read.

The vault names a damaged page by table and keys, since it does not know what they mean. Where the rows themselves
are on the damaged page, their index still tells whose they are.
"""

from collections.abc import Sequence
from typing import Any, Final

from fieldnotes.base.errors import FieldnotesError
from fieldnotes.casebook.summaries import reading_order
from fieldnotes.vault.sqlcipher import Connection

Key = Sequence[Any]

_INTERVIEW: Final = "SELECT case_id, number FROM interviews WHERE id"

_QUERIES: Final = {
    "cases": "SELECT id, NULL FROM cases INDEXED BY sqlite_autoindex_cases_1 WHERE rowid > ? AND rowid <= ?",
    "consents": "SELECT DISTINCT case_id, NULL FROM consents INDEXED BY sqlite_autoindex_consents_1"
    " WHERE given > ? AND given <= ?",
    "interviews": "SELECT case_id, number FROM interviews INDEXED BY sqlite_autoindex_interviews_1"
    " WHERE id > ? AND id <= ?",
    "snapshots": f"{_INTERVIEW} > ? AND id <= ?",
    "writing_sessions": f"{_INTERVIEW} > ? AND id <= ?",
    "dismissed_findings": f"{_INTERVIEW} >= ? AND id <= ?",
    "dismissed_candidates": f"{_INTERVIEW} >= ? AND id <= ?",
    "journal": f"{_INTERVIEW} >= ? AND id <= ?",
    "passages": "SELECT case_id, number FROM interviews WHERE id IN (SELECT interview_id FROM passages INDEXED BY passages_by_length"
    " WHERE id > ? AND id <= ?)",
    "codings": "SELECT case_id, number FROM interviews WHERE id IN (SELECT interview_id FROM passages WHERE id IN (SELECT passage_id FROM codings"
    " INDEXED BY sqlite_autoindex_codings_1 WHERE id > ? AND id <= ?))",
    "act_changes": "SELECT case_id, NULL FROM act_changes INDEXED BY act_changes_by_case"
    " WHERE id > ? AND id <= ? AND case_id IS NOT NULL",
    "act_words": "SELECT case_id, number FROM interviews WHERE id IN (SELECT interview_id FROM act_words"
    " INDEXED BY act_words_by_interview WHERE change > ? AND change <= ?)",
    "case_memos": "SELECT case_id, NULL FROM case_memos INDEXED BY sqlite_autoindex_case_memos_1"
    " WHERE rowid > ? AND rowid <= ?",
    "case_attributes": "SELECT id, NULL FROM cases WHERE id >= ? AND id <= ?",
    "checklist_marks": "SELECT id, NULL FROM cases WHERE id >= ? AND id <= ?",
    "second_codings": "SELECT id, NULL FROM cases WHERE id >= ? AND id <= ?",
    "sent_copies": "SELECT id, NULL FROM cases WHERE id >= ? AND id <= ?",
    "received_copies": "SELECT id, NULL FROM cases WHERE id >= ? AND id <= ?",
    "received_texts": "SELECT id, NULL FROM cases WHERE id >= ? AND id <= ?",
    "second_marks": "SELECT id, NULL FROM cases WHERE id >= ? AND id <= ?",
    "restored_case": "SELECT id, NULL FROM cases WHERE id >= ? AND id <= ?",
    "consent_circumstances": "SELECT id, NULL FROM cases WHERE id >= ? AND id <= ?",
    "consent_explained": "SELECT id, NULL FROM cases WHERE id >= ? AND id <= ?",
    "case_retention": "SELECT id, NULL FROM cases WHERE id >= ? AND id <= ?",
}
"""Case and interview number by table, for keys after one and up to another."""

_BY_LABEL: Final = frozenset(
    (
        "case_attributes",
        "checklist_marks",
        "second_codings",
        "second_marks",
        "sent_copies",
        "received_copies",
        "received_texts",
        "restored_case",
        "consent_circumstances",
        "consent_explained",
        "case_retention",
    )
)
_FIRST_LABEL, _LAST_LABEL = "", "\U0010ffff"
_FIRST_NUMBER, _LAST_NUMBER = -(1 << 63), (1 << 63) - 1
_MOST_NAMED = 8


def whose(connection: Connection, table: str | None, after: Key | None, upto: Key | None) -> tuple[str, ...]:
    """Whose rows stand behind ``after`` and up to ``upto`` in a table, such as ``C7, interview 2``.

    Args:
        connection: of the vault.
        table: which; another room's table has no case.
        after: key of the last row before; ``None`` for the table's beginning.
        upto: key of the last row that could be there; ``None`` for its end.

    Returns:
        Labels in reading order; empty if they cannot be told.
    """
    if table not in _QUERIES:
        return ()
    first, last = (_FIRST_LABEL, _LAST_LABEL) if table in _BY_LABEL else (_FIRST_NUMBER, _LAST_NUMBER)
    bounds = (after[0] if after else first, upto[0] if upto else last)
    try:
        rows = connection.execute(_QUERIES[table], bounds).fetchall()
    except FieldnotesError:  # what would tell it is damaged too
        return ()
    found = sorted(
        {(str(row[0]), row[1]) for row in rows}, key=lambda one: (reading_order(one[0]), one[1] or 0)
    )
    return tuple(case if number is None else f"{case}, interview {number}" for case, number in found)


def concerns(connection: Connection, table: str | None, after: Key | None, upto: Key | None) -> str:
    """The same in words, to be put behind the sentence of a fault; empty if it cannot be told."""
    found = whose(connection, table, after, upto)
    if not found:
        return ""
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    return f"It concerns {'; '.join(found[:_MOST_NAMED])}{more}."
