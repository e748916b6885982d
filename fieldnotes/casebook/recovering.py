"""After a session that was cut off: what it had written, to be kept or taken back. All of it is stored either way."""

from dataclasses import dataclass

from fieldnotes.base.errors import AnswerIsNoError, WrongUseError
from fieldnotes.base.ids import CaseId, InterviewId
from fieldnotes.casebook.journal import Journal
from fieldnotes.casebook.sessions import decide
from fieldnotes.casebook.summaries import reading_order
from fieldnotes.casebook.texts import Texts, damaged, edit_of
from fieldnotes.text.edits import Edit, apply
from fieldnotes.vault.vault import Vault

AROUND = 100
"""Code points shown on either side of the last edit."""

_CUT_OFF = (
    "SELECT w.interview_id, w.edits_before, w.edits_after, i.case_id, i.number FROM writing_sessions w"
    " JOIN interviews i ON i.id = w.interview_id WHERE w.edits_after IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class Recovered:
    """An interview that was being written when a session was cut off: by a power cut, a crash, a kill.

    Attributes:
        case: the case's label.
        interview: row number in this vault.
        number: the interview's number within its case.
        edits: how many edits that session made in it, runs of typing counted as one.
        before: the words around the place of the last edit as they were before that session.
        after: the same as they stand now.
    """

    case: CaseId
    interview: InterviewId
    number: int
    edits: int
    before: str
    after: str


class Recovery:
    """What sessions that were cut off have written, until it is decided about."""

    def __init__(self, vault: Vault, texts: Texts, journal: Journal) -> None:
        self._vault = vault
        self._texts = texts
        self._journal = journal

    def recovered(self) -> list[Recovered]:
        """What awaits a decision, in reading order; to go on writing in an interview decides to keep.

        Raises:
            DamagedError: if a journal does not fit its text.
        """
        rows = self._vault.connection.execute(_CUT_OFF).fetchall()
        rows.sort(key=lambda row: (reading_order(row["case_id"]), row["number"]))
        return [
            Recovered(
                CaseId(row["case_id"]),
                InterviewId(row["interview_id"]),
                row["number"],
                row["edits_after"] - row["edits_before"],
                *self._excerpts(InterviewId(row["interview_id"]), row["edits_before"]),
            )
            for row in rows
        ]

    def keep(self, interview: InterviewId | None = None) -> None:
        """Leave things as they stand, in one interview or in all, and do not ask again."""
        with self._vault.transaction() as connection:
            for row in connection.execute(_CUT_OFF).fetchall():
                if interview in (None, row["interview_id"]):
                    decide(connection, InterviewId(row["interview_id"]))

    def take_back(self, interview: InterviewId) -> None:
        """Reverse what the session wrote in an interview, by ordinary edits: undo brings it back.

        Raises:
            AnswerIsNoError: if nothing awaits a decision there.
            DamagedError: if the journal does not fit the text.
        """
        row = self._vault.connection.execute(f"{_CUT_OFF} AND w.interview_id = ?", (interview,)).fetchone()
        if row is None:
            raise AnswerIsNoError(
                "Nothing of an unfinished session awaits a decision in that interview.",
                "What was written there can be undone in the editor.",
            )
        self._journal.take_back(interview, row["edits_before"], row["edits_after"])

    def _excerpts(self, interview: InterviewId, before: int) -> tuple[str, str]:
        now = then = self._texts.current(interview)
        rows = self._vault.connection.execute(
            "SELECT start, removed, inserted FROM journal WHERE interview_id = ? AND number > ? ORDER BY number DESC",
            (interview, before),
        ).fetchall()
        if not rows:
            raise damaged(interview)
        edits = [edit_of(row) for row in rows]
        place = edits[0].start + len(edits[0].inserted)
        earlier = place
        for edit in edits:
            try:
                then = apply(then, edit.inverse())
            except WrongUseError:
                raise damaged(interview) from None
            earlier = _place_before(earlier, edit)
        return _around(then, earlier), _around(now, place)


def _place_before(place: int, edit: Edit) -> int:
    """Where a place in the text after an edit lay before it."""
    if place <= edit.start:
        return place
    if place >= edit.start + len(edit.inserted):
        return place - edit.growth
    return edit.end


def _around(text: str, place: int) -> str:
    return text[max(0, place - AROUND) : place + AROUND]
