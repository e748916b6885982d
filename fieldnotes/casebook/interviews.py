"""Interviews: text that belongs to a case."""

from collections.abc import Iterator
from typing import Any

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import CaseId, FactorId, InterviewId, PassageId
from fieldnotes.base.span import Span
from fieldnotes.casebook import searching
from fieldnotes.casebook.blinding import SEEN
from fieldnotes.casebook.copies import refuse_copies
from fieldnotes.casebook.deleting import delete_interviews, deletion
from fieldnotes.casebook.passages import Passages
from fieldnotes.casebook.queries import EVERYWHERE, Where
from fieldnotes.casebook.records import Hit, Interview
from fieldnotes.casebook.rows import case_row, interview_row, refuse_unstorable, today, touch
from fieldnotes.casebook.texts import Texts
from fieldnotes.vault.vault import Vault


class Interviews:
    """The interviews of every case."""

    def __init__(self, vault: Vault, texts: Texts, passages: Passages) -> None:
        self._vault = vault
        self._texts = texts
        self._passages = passages

    def add(self, case: CaseId, text: str, title: str = "", *, number: int | None = None) -> Interview:
        """Store a new interview. ``text`` is normalised already, or is empty for one about to be written.

        Args:
            case: of which case.
            text: the words.
            title: the researcher's, may be empty.
            number: under which it stood where it comes from, above those there are; the next one where ``None``.

        Raises:
            AnswerIsNoError: if there is no such case.
            WrongUseError: if ``text`` or ``title`` holds characters that cannot be stored, or the number is taken.
            RefusedError: if the case is a copy for a second coder.
        """
        refuse_unstorable(text)
        refuse_unstorable(title, one_line=True)
        with self._vault.transaction() as connection:
            following = case_row(connection, case)["next_number"]
            refuse_copies(
                connection, [case], "has the interviews that it came with", "Add it to the original."
            )
            if number is None:
                number = following
            if number < following:
                raise WrongUseError(f"Case {case} has had an interview {number}.", "Take the next number.")
            connection.execute("UPDATE cases SET next_number = ? WHERE id = ?", (number + 1, case))
            added = connection.execute(
                "INSERT INTO interviews (case_id, number, title, length, changed) VALUES (?, ?, ?, ?, ?)",
                (case, number, title, len(text), today()),
            )
            interview = InterviewId(added.lastrowid)
            connection.execute("INSERT INTO snapshots (interview_id, text) VALUES (?, ?)", (interview, text))
            searching.index(connection, interview, text, new=True)
            touch(connection, case)
        return self.get(interview)

    def get(self, interview: InterviewId) -> Interview:
        """The interview, without its text.

        Raises:
            AnswerIsNoError: if there is none.
        """
        return _interview(interview_row(self._vault.connection, interview))

    def of(self, case: CaseId) -> list[Interview]:
        """The interviews of a case, by number.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        case_row(self._vault.connection, case)
        rows = self._vault.connection.execute(
            "SELECT * FROM interviews WHERE case_id = ? ORDER BY number", (case,)
        )
        return [_interview(row) for row in rows.fetchall()]

    def text(self, interview: InterviewId) -> str:
        """The text as it stands now: the snapshot with every edit of the journal.

        Raises:
            AnswerIsNoError: if there is no such interview.
            DamagedError: if the journal does not fit the snapshot.
        """
        return self._texts.current(interview)

    def set_title(self, interview: InterviewId, title: str) -> None:
        """Give an interview another title.

        Raises:
            AnswerIsNoError: if there is no such interview.
            WrongUseError: if it holds characters that cannot be stored, or a line break.
        """
        refuse_unstorable(title, one_line=True)
        with self._vault.transaction() as connection:
            row = interview_row(connection, interview)
            connection.execute(
                "UPDATE interviews SET title = ?, changed = ? WHERE id = ?", (title, today(), interview)
            )
            touch(connection, row["case_id"])

    def search(self, needle: str, where: Where = EVERYWHERE) -> list[Hit]:
        """Every place where ``needle`` stands; see :meth:`find`."""
        return list(self.find(needle, where))

    def find(self, needle: str, where: Where = EVERYWHERE) -> Iterator[Hit]:
        """Every place where ``needle`` stands, as found: any substring, in any script, overlapping ones too.

        Upper and lower case are the same. Nothing about a search is written.

        Raises:
            WrongUseError: if ``needle`` is empty.
        """
        return searching.find(self._vault.connection, needle, where, self._coded)

    def excerpt(self, hit: Hit, around: int = 30) -> str:
        """The words of a place found, with some before and after, on one line.

        Args:
            hit: the place.
            around: code points before and after at most; a syllable is never cut in two.

        Raises:
            AnswerIsNoError: if there is no such interview.
        """
        return searching.excerpt(self._texts.current(hit.interview), hit.span, around)

    def _coded(self, interview: InterviewId, factor: FactorId) -> list[Span]:
        standing = self._passages.places(interview)
        rows = self._vault.connection.execute(
            "SELECT DISTINCT p.id FROM passages p JOIN codings c ON c.passage_id = p.id"  # noqa: S608 - a constant
            f" JOIN interviews i ON i.id = p.interview_id WHERE p.interview_id = ? AND c.factor = ? AND {SEEN}",
            (interview, factor),
        )
        places = [standing.place(PassageId(row["id"])) for row in rows.fetchall()]
        return [Span(place.start, place.start + place.length) for place in places if place.length]

    def delete(self, interview: InterviewId) -> None:
        """Delete an interview for good: text, journal, codings, memos and index rows, and what they leave behind.

        Raises:
            AnswerIsNoError: if there is none.
        """
        case = interview_row(self._vault.connection, interview)["case_id"]
        self._texts.drop()
        self._passages.drop()
        with deletion(self._vault) as connection:
            delete_interviews(connection, [interview])
            touch(connection, case)


def _interview(row: Any) -> Interview:
    return Interview(
        row["id"], CaseId(row["case_id"]), row["number"], row["title"], row["length"], row["changed"]
    )
