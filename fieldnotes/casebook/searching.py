"""Finding any substring in any script.

An index of trigrams names the interviews that may hold what is asked for; each is then read and looked through, which
gives exact places and no false hits. What is shorter than three code points, and interviews edited since they were
indexed, are looked through without the index.
"""

import unicodedata
from collections.abc import Iterator
from itertools import islice

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import CaseId, InterviewId
from fieldnotes.base.span import Span
from fieldnotes.casebook.records import Hit
from fieldnotes.casebook.summaries import reading_order
from fieldnotes.casebook.texts import read
from fieldnotes.vault.sqlcipher import Connection

_TRIGRAM = 3
_MOST_TRIGRAMS = 64
"""More would not narrow the choice further, and SQLite limits the depth of an expression."""


def folded(text: str) -> str:
    """The text with upper and lower case made the same, code point for code point, so that offsets stay.

    Three letters are treated apart because `str.lower` would lengthen the text or look at its neighbours: İ, Σ and ς.
    """
    return text.replace("İ", "i").replace("Σ", "σ").replace("ς", "σ").lower()


def index(connection: Connection, interview: InterviewId, text: str, edits: int = 0) -> None:
    """Index an interview as it stands after that many edits, in place of what was indexed before."""
    connection.execute("DELETE FROM interview_index WHERE rowid = ?", (interview,))
    connection.execute("INSERT INTO interview_index (rowid, text) VALUES (?, ?)", (interview, folded(text)))
    connection.execute("UPDATE snapshots SET indexed = ? WHERE interview_id = ?", (edits, interview))


def find(connection: Connection, needle: str) -> Iterator[Hit]:
    """Every place where ``needle`` stands, case by case, interview by interview.

    Raises:
        WrongUseError: if ``needle`` is empty.
    """
    wanted = folded(unicodedata.normalize("NFC", needle))
    if not wanted:
        raise WrongUseError("There is nothing to search for.", "Give at least one character.")
    return _hits(connection, wanted)


def _hits(connection: Connection, wanted: str) -> Iterator[Hit]:
    possible = _possible(connection, wanted)
    rows = connection.execute(
        "SELECT i.id, i.case_id, i.number, i.edits > s.indexed AS stale"
        " FROM interviews i JOIN snapshots s ON s.interview_id = i.id"
    ).fetchall()
    for row in sorted(rows, key=lambda row: (reading_order(row["case_id"]), row["number"])):
        if possible is not None and not row["stale"] and row["id"] not in possible:
            continue
        interview = InterviewId(row["id"])
        for span in _places(folded(read(connection, interview)), wanted):
            yield Hit(CaseId(row["case_id"]), interview, row["number"], span)


def _possible(connection: Connection, wanted: str) -> set[int] | None:
    """Interviews that, when they were indexed, held every trigram of ``wanted``; ``None`` if the index cannot say."""
    trigrams = dict.fromkeys(wanted[at : at + _TRIGRAM] for at in range(len(wanted) - _TRIGRAM + 1))
    if not trigrams:
        return None
    query = " AND ".join(
        '"' + trigram.replace('"', '""') + '"' for trigram in islice(trigrams, _MOST_TRIGRAMS)
    )
    rows = connection.execute("SELECT rowid FROM interview_index WHERE interview_index MATCH ?", (query,))
    return {int(row["rowid"]) for row in rows.fetchall()}


def _places(text: str, wanted: str) -> Iterator[Span]:
    at = text.find(wanted)
    while at >= 0:
        yield Span(at, at + len(wanted))
        at = text.find(wanted, at + 1)
