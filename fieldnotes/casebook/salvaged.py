"""Putting a casebook in order that was saved from a damaged vault: nothing that could be read is let go of."""

from collections.abc import Sequence
from typing import Any, Final

from fieldnotes.base.errors import WrongUseError
from fieldnotes.casebook import searching
from fieldnotes.casebook.rows import today
from fieldnotes.casebook.taxonomies import drop_damaged
from fieldnotes.casebook.texts import edit_of, read
from fieldnotes.text.edits import apply
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault

CASE: Final = "SALVAGED"
"""The case that takes in what no longer says whose it is."""

STRAY_WORDS: Final = "[From here on: words whose place in the text was lost.]"

_OF_A_CASE = ("interviews", "case_attributes", "consents", "checklist_marks")
_LATER_OF_A_CASE = (
    "consent_circumstances",
    "consent_explained",
    "case_retention",
    "case_memos",
    "second_codings",
    "second_marks",
    "sent_copies",
    "received_copies",
    "received_texts",
    "release_member",
)
"""Tables that a vault may not have yet."""

_OF_AN_INTERVIEW = ("snapshots", "journal", "passages")
_GO_WITH_AN_INTERVIEW = ("dismissed_findings", "dismissed_candidates", "act_words")
"""Tables that a vault may not have yet, whose rows say nothing without their interview."""


def put_in_order(vault: Vault) -> tuple[str, ...]:
    """Give every saved row what it hangs on, every interview a text, and every text its index.

    A case or an interview of which only parts were saved is there again, without what was lost. Where edits between
    two others are lost, the words typed afterwards are put at the end of the text.

    Returns:
        A sentence for each thing that was not simply as it had been.
    """
    with vault.transaction() as connection:
        told = [*_cases(connection), *_interviews(connection), *_texts(connection), *_codings(connection)]
        connection.execute("DELETE FROM writing_sessions")
        for table in _present(connection, _GO_WITH_AN_INTERVIEW):
            connection.execute(f"DELETE FROM {table} WHERE interview_id NOT IN (SELECT id FROM interviews)")  # noqa: S608 - ours
        connection.execute("DELETE FROM words_before WHERE coding_id NOT IN (SELECT id FROM codings)")
        _drop_broken_acts(connection)
        _drop_moves_of_what_is_lost(connection)
        told += drop_damaged(connection)
        connection.execute(
            "UPDATE cases SET next_number = max(next_number, 1 + coalesce("
            "(SELECT max(number) FROM interviews WHERE case_id = cases.id), 0))"
        )
        _index(connection)
    return tuple(told)


def _drop_moves_of_what_is_lost(connection: Connection) -> None:
    """What the adoption of a codebook moved is of use only where both ends of it are there."""
    if _present(connection, ("moved_codings",)):
        connection.execute(
            "DELETE FROM moved_codings WHERE coding_id NOT IN (SELECT id FROM codings)"
            " OR adoption NOT IN (SELECT number FROM adoptions)"
        )
        connection.execute(
            "DELETE FROM moved_marks WHERE case_id NOT IN (SELECT id FROM cases)"
            " OR adoption NOT IN (SELECT number FROM adoptions)"
        )


def _cases(connection: Connection) -> list[str]:
    told = []
    for table in (*_OF_A_CASE, *_present(connection, _LATER_OF_A_CASE)):
        rows = connection.execute(
            f"SELECT DISTINCT case_id FROM {table} WHERE case_id NOT IN (SELECT id FROM cases)"  # noqa: S608 - ours
        ).fetchall()
        for row in rows:
            connection.execute("INSERT INTO cases (id, changed) VALUES (?, ?)", (row["case_id"], today()))
            told.append(
                f"The row of case {row['case_id']} was lost; the case is there again with what else was saved."
            )
    connection.execute("DELETE FROM restored_case WHERE case_id NOT IN (SELECT id FROM cases)")
    return told


def _present(connection: Connection, tables: Sequence[str]) -> list[str]:
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    known = {row["name"] for row in rows}
    return [table for table in tables if table in known]


def _interviews(connection: Connection) -> list[str]:
    told = []
    for table in _OF_AN_INTERVIEW:
        rows = connection.execute(
            f"SELECT DISTINCT interview_id FROM {table}"  # noqa: S608 - ours
            " WHERE interview_id NOT IN (SELECT id FROM interviews) ORDER BY interview_id"
        ).fetchall()
        for row in rows:
            number = _stand_in(connection, row["interview_id"])
            told.append(f"Whose an interview is was lost; it is there as interview {number} of case {CASE}.")
    return told


def _stand_in(connection: Connection, interview: int | None) -> int:
    """An interview of the case that takes in strays."""
    connection.execute("INSERT OR IGNORE INTO cases (id, changed) VALUES (?, ?)", (CASE, today()))
    last = connection.execute("SELECT max(number) FROM interviews WHERE case_id = ?", (CASE,)).fetchone()[0]
    number = int(last or 0) + 1
    edits = connection.execute(
        "SELECT max(coalesce((SELECT max(number) FROM journal WHERE interview_id = ?1), 0),"
        " coalesce((SELECT folded FROM snapshots WHERE interview_id = ?1), 0))",
        (interview,),
    ).fetchone()[0]
    connection.execute(
        "INSERT INTO interviews (id, case_id, number, title, length, edits, changed) VALUES (?, ?, ?, '', 0, ?, ?)",
        (interview, CASE, number, edits, today()),
    )
    return number


def _texts(connection: Connection) -> list[str]:
    told = []
    for row in connection.execute("SELECT id, case_id, number, edits, length FROM interviews").fetchall():
        if not _is_whole(connection, row):
            told.append(_mended(connection, row))
        _drop_history_before_a_gap(connection, row["id"])
        length = len(read(connection, row["id"]))
        if length != row["length"]:
            connection.execute("UPDATE interviews SET length = ? WHERE id = ?", (length, row["id"]))
    return told


def _is_whole(connection: Connection, row: Any) -> bool:
    """Whether snapshot and journal are there without a gap."""
    snapshot = connection.execute(
        "SELECT folded FROM snapshots WHERE interview_id = ?", (row["id"],)
    ).fetchone()
    if snapshot is None or snapshot["folded"] > row["edits"]:
        return False
    later = connection.execute(
        "SELECT count(*) FROM journal WHERE interview_id = ? AND number > ?", (row["id"], snapshot["folded"])
    ).fetchone()[0]
    return bool(later == row["edits"] - snapshot["folded"])


def _drop_history_before_a_gap(connection: Connection, interview: int) -> None:
    """Undo goes back edit by edit, so what lies before an edit that is lost is of no use to it."""
    rows = connection.execute(
        "SELECT number FROM journal WHERE interview_id = ? ORDER BY number DESC", (interview,)
    )
    numbers = [int(row["number"]) for row in rows.fetchall()]
    kept = [number for place, number in enumerate(numbers) if number == numbers[0] - place]
    connection.execute(
        "DELETE FROM journal WHERE interview_id = ? AND number < ?", (interview, min(kept, default=0))
    )


def _mended(connection: Connection, row: Any) -> str:
    """Put the text together from what there is, and write it down as it stands then."""
    interview = row["id"]
    snapshot = connection.execute(
        "SELECT folded, text FROM snapshots WHERE interview_id = ?", (interview,)
    ).fetchone()
    text, reached = ("", 0) if snapshot is None else (str(snapshot["text"]), int(snapshot["folded"]))
    stray: list[str] = []
    for edit in connection.execute(
        "SELECT number, start, removed, inserted FROM journal WHERE interview_id = ? AND number > ? ORDER BY number",
        (interview, reached),
    ).fetchall():
        if stray or edit["number"] != reached + 1:
            stray.append(edit["inserted"])
            continue
        try:
            text, reached = apply(text, edit_of(edit)), edit["number"]
        except WrongUseError:
            stray.append(edit["inserted"])
    if any(stray):
        text = "\n".join((*([text] if text else []), STRAY_WORDS, "".join(stray)))
    edits = max(int(row["edits"]), reached)
    connection.execute("DELETE FROM journal WHERE interview_id = ?", (interview,))
    connection.execute(
        "INSERT INTO snapshots (interview_id, folded, text) VALUES (?1, ?2, ?3)"
        " ON CONFLICT (interview_id) DO UPDATE SET folded = ?2, text = ?3",
        (interview, edits, text),
    )
    connection.execute(
        "UPDATE interviews SET edits = ?1, passages_as_of = ?1, passage_changes = passage_changes + 1 WHERE id = ?2",
        (edits, interview),
    )
    _keep_passages(connection, interview, edits, len(text))
    what = "Its text was lost" if snapshot is None else "Edits of its text were lost"
    return f"Case {row['case_id']}, interview {row['number']}: {what}; what was saved of it is there, its codings are marked."


def _keep_passages(connection: Connection, interview: int, edits: int, length: int) -> None:
    """Passages stay where the text still reaches, and are lost ones elsewhere; all their codings are to be looked at."""
    connection.execute(
        "UPDATE passages SET as_of = ?, start = min(start, ?),"
        " length = CASE WHEN start + length > ? THEN 0 ELSE length END WHERE interview_id = ?",
        (edits, length, length, interview),
    )
    connection.execute(
        "UPDATE codings SET changed = 1, as_of = ? WHERE passage_id IN (SELECT id FROM passages WHERE interview_id = ?)",
        (edits, interview),
    )


def _codings(connection: Connection) -> list[str]:
    rows = connection.execute(
        "SELECT DISTINCT passage_id FROM codings WHERE passage_id NOT IN (SELECT id FROM passages)"
    ).fetchall()
    if not rows:
        return []
    number = _stand_in(connection, None)
    interview = connection.execute(
        "SELECT id FROM interviews WHERE case_id = ? AND number = ?", (CASE, number)
    ).fetchone()["id"]
    connection.execute("INSERT INTO snapshots (interview_id, text) VALUES (?, '')", (interview,))
    connection.executemany(
        "INSERT INTO passages (id, interview_id, start, length) VALUES (?, ?, 0, 0)",
        [(row["passage_id"], interview) for row in rows],
    )
    what = f"Which words {len(rows)} coded passages were is lost"
    return [f"{what}; codings and memos are kept as lost codings of case {CASE}, interview {number}."]


def _drop_broken_acts(connection: Connection) -> None:
    """Undo needs all of an act: one of which a part was lost goes, as does one whose case or passage was."""
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'act_changes'").fetchone():
        return
    connection.execute(
        "DELETE FROM act_changes WHERE act NOT IN (SELECT number FROM acts) OR case_id NOT IN (SELECT id FROM cases)"
        " OR passage_before NOT IN (SELECT id FROM passages) OR passage_after NOT IN (SELECT id FROM passages)"
    )
    connection.execute("DELETE FROM acts WHERE number NOT IN (SELECT act FROM act_changes)")
    for table in _present(connection, ("act_words",)):
        connection.execute(f"DELETE FROM {table} WHERE change NOT IN (SELECT id FROM act_changes)")  # noqa: S608 - ours


def _index(connection: Connection) -> None:
    connection.execute("INSERT INTO interview_index (interview_index) VALUES ('delete-all')")
    for row in connection.execute("SELECT id, edits FROM interviews").fetchall():
        searching.index(connection, row["id"], read(connection, row["id"]))
