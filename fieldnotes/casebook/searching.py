"""Finding any substring in any script.

An index of trigrams names the interviews that may hold what is asked for; each is then read and looked through, which
gives exact places and no false hits. What is shorter than three code points, and interviews edited since they were
indexed, are looked through without the index.
"""

import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import CaseId, FactorId, InterviewId
from fieldnotes.base.span import Span
from fieldnotes.casebook.blinding import SEEN
from fieldnotes.casebook.queries import Where
from fieldnotes.casebook.records import Hit
from fieldnotes.casebook.summaries import reading_order
from fieldnotes.casebook.texts import read
from fieldnotes.codebook.entries import NOT_SAID
from fieldnotes.text.syllables import next_boundary, previous_boundary
from fieldnotes.vault.sqlcipher import Connection

_AT_ONCE = 100_000
"""Code points of interviews whose texts are read together: a query costs more than reading a short one."""

_TRIGRAM = 3
_MOST_TRIGRAMS = 64
"""More would not narrow the choice further, and SQLite limits the depth of an expression."""


def folded(text: str) -> str:
    """The text with upper and lower case made the same, code point for code point, so that offsets stay.

    Three letters are treated apart because `str.lower` would lengthen the text or look at its neighbours: İ, Σ and ς.
    """
    return text.replace("İ", "i").replace("Σ", "σ").replace("ς", "σ").lower()


def index(connection: Connection, interview: InterviewId, text: str, *, new: bool = False) -> None:
    """Index an interview as it stands, in place of what was indexed before; of a new one there is nothing yet."""
    if not new:
        connection.execute("DELETE FROM interview_index WHERE rowid = ?", (interview,))
        connection.execute("DELETE FROM unindexed WHERE interview_id = ?", (interview,))
    connection.execute("INSERT INTO interview_index (rowid, text) VALUES (?, ?)", (interview, folded(text)))


def outdate(connection: Connection, interview: InterviewId) -> None:
    """Take note that the index does not know an interview as it stands any more."""
    connection.execute("INSERT OR IGNORE INTO unindexed (interview_id) VALUES (?)", (interview,))


Passages = Callable[[InterviewId, FactorId], Sequence[Span]]
"""The spans of an interview that are coded with a factor."""


def find(connection: Connection, needle: str, where: Where, coded: Passages) -> Iterator[Hit]:
    """Every place where ``needle`` stands, case by case, interview by interview.

    Raises:
        WrongUseError: if ``needle`` is empty.
    """
    return _hits(connection, wanted(needle), where, coded)


def wanted(needle: str) -> str:
    """What is looked for, as it stands in folded text.

    Raises:
        WrongUseError: if ``needle`` is empty.
    """
    found = folded(unicodedata.normalize("NFC", needle))
    if not found:
        raise WrongUseError("There is nothing to search for.", "Give at least one character.")
    return found


def _hits(connection: Connection, needle: str, where: Where, coded: Passages) -> Iterator[Hit]:
    for row, text in _texts(connection, _interviews(connection, where, _possible(needle))):
        interview = InterviewId(row["id"])
        found = places(folded(text), needle)
        if where.factor is not None:
            passages = coded(interview, where.factor)
            found = (place for place in found if any(_within(place, passage) for passage in passages))
        for span in found:
            yield Hit(CaseId(row["case_id"]), interview, row["number"], span)


_ATTRIBUTES = """NOT EXISTS (
        SELECT 1 FROM json_each(:attributes) wanted
        WHERE wanted.value ->> 1 <> coalesce((
            SELECT band FROM case_attributes WHERE case_id = {case} AND attribute = wanted.value ->> 0), :not_said))
"""
_FILTERS = {
    "case": "i.case_id = :case",
    "factor": "EXISTS (SELECT 1 FROM passages p JOIN codings c ON c.passage_id = p.id"  # noqa: S608 - a constant
    f" WHERE p.interview_id = i.id AND c.factor = :factor AND {SEEN})",
    "attributes": _ATTRIBUTES.format(case="i.case_id"),
}
"""By what is asked; one that is not asked for is left out, for SQLite would go through it at every interview."""

_COLUMNS = "SELECT i.id, i.case_id, i.number, i.length"
_ALL = f"{_COLUMNS} FROM interviews i"
_NAMED = f"{_COLUMNS} FROM json_each(:named) possible CROSS JOIN interviews i ON i.id = possible.value"
_UNEDITED = (
    "SELECT s.interview_id, s.text FROM json_each(?) possible CROSS JOIN snapshots s ON s.interview_id = possible.value"
    " JOIN interviews i ON i.id = s.interview_id WHERE s.folded = i.edits"
)
_POSSIBLE = (
    "SELECT rowid FROM interview_index WHERE interview_index MATCH ? UNION SELECT interview_id FROM unindexed"
)


def _interviews(connection: Connection, where: Where, trigrams: str | None) -> list[Any]:
    """The interviews to look through, in the order in which they are read."""
    values: dict[str, Any] = {
        "case": where.case,
        "factor": where.factor,
        "attributes": json.dumps(where.attributes) if where.attributes else None,
        "not_said": NOT_SAID,
    }
    asked = [sql for name, sql in _FILTERS.items() if values[name] is not None]
    such = f" WHERE {' AND '.join(asked)}" if asked else ""
    if trigrams is None:
        rows = connection.execute(_ALL + such, values).fetchall()
    else:
        named = [row[0] for row in connection.execute(_POSSIBLE, (trigrams,)).fetchall()]
        values["named"] = json.dumps(named)
        rows = connection.execute(_NAMED + such, values).fetchall() if named else []
    order = {case: reading_order(case) for case in {row["case_id"] for row in rows}}
    return sorted(rows, key=lambda row: (order[row["case_id"]], row["number"]))


def _texts(connection: Connection, rows: Sequence[Any]) -> Iterator[tuple[Any, str]]:
    """Each interview with its text as it stands, some of them read at a time."""
    for part in _parts(rows):
        named = json.dumps([row["id"] for row in part])
        whole = {
            row["interview_id"]: str(row["text"])
            for row in connection.execute(_UNEDITED, (named,)).fetchall()
        }
        for row in part:
            text = whole.get(row["id"])
            yield row, read(connection, InterviewId(row["id"])) if text is None else text


def _parts(rows: Iterable[Any]) -> Iterator[list[Any]]:
    part: list[Any] = []
    size = 0
    for row in rows:
        part.append(row)
        size += row["length"]
        if size >= _AT_ONCE:
            yield part
            part, size = [], 0
    if part:
        yield part


def _within(place: Span, passage: Span) -> bool:
    return passage.start <= place.start and place.end <= passage.end


def _possible(needle: str) -> str | None:
    """What to ask the index for: trigrams that cover ``needle``; ``None`` if it is too short for the index.

    Every third one and the last: the others would rule out little more, since each text is looked through anyway, and
    SQLite reads the list of every trigram it is asked for.
    """
    last = len(needle) - _TRIGRAM
    trigrams = dict.fromkeys(
        needle[at : at + _TRIGRAM] for at in (*range(0, last, _TRIGRAM), last) if at >= 0
    )
    if not trigrams:
        return None
    return " AND ".join('"' + one.replace('"', '""') + '"' for one in islice(trigrams, _MOST_TRIGRAMS))


def places(text: str, needle: str) -> Iterator[Span]:
    """Every place of ``needle``, overlapping ones too; both folded."""
    at = text.find(needle)
    while at >= 0:
        yield Span(at, at + len(needle))
        at = text.find(needle, at + 1)


def excerpt(text: str, span: Span, around: int) -> str:
    """The words at ``span`` with up to ``around`` code points before and after, on one line; no syllable is cut in two."""
    start = previous_boundary(text, max(0, span.start - around) + 1)
    end = next_boundary(text, min(len(text), span.end + around) - 1)
    before, after = "…" if start > 0 else "", "…" if end < len(text) else ""
    return " ".join(f"{before}{text[start:end]}{after}".split())


def cases_with(connection: Connection, where: Where) -> frozenset[CaseId]:
    """The cases that the filters by case and attribute leave."""
    rows = connection.execute(
        f"SELECT i.id FROM cases i WHERE (:case IS NULL OR i.id = :case) AND {_ATTRIBUTES.format(case='i.id')}",  # noqa: S608 - constants of this module
        {"case": where.case, "attributes": json.dumps(where.attributes), "not_said": NOT_SAID},
    ).fetchall()
    return frozenset(CaseId(row["id"]) for row in rows)
