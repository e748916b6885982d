"""Interviews: text that belongs to a case."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fieldnotes.base.ids import CaseId, InterviewId
from fieldnotes.casebook.records import Hit, Interview

if TYPE_CHECKING:
    from fieldnotes.vault.vault import Vault


class Interviews:
    """The interviews of every case."""

    def __init__(self, vault: "Vault") -> None:
        self._vault = vault

    def add(self, case: CaseId, text: str, title: str = "") -> Interview:
        """Store a new interview. ``text`` is normalised already, or is empty for one about to be written.

        Raises:
            AnswerIsNoError: if there is no such case.
            WrongUseError: if ``text`` or ``title`` holds characters that cannot be stored.
        """
        raise NotImplementedError

    def get(self, interview: InterviewId) -> Interview:
        """The interview, without its text.

        Raises:
            AnswerIsNoError: if there is none.
        """
        raise NotImplementedError

    def of(self, case: CaseId) -> list[Interview]:
        """The interviews of a case, by number.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        raise NotImplementedError

    def text(self, interview: InterviewId) -> str:
        """The text as it stands now: the snapshot with every edit of the journal.

        Raises:
            AnswerIsNoError: if there is no such interview.
            DamagedError: if the journal does not fit the snapshot.
        """
        raise NotImplementedError

    def set_title(self, interview: InterviewId, title: str) -> None:
        """Give an interview another title.

        Raises:
            AnswerIsNoError: if there is no such interview.
            WrongUseError: if it holds characters that cannot be stored, or a line break.
        """
        raise NotImplementedError

    def search(self, needle: str) -> list[Hit]:
        """Every place where ``needle`` stands; see :meth:`find`."""
        return list(self.find(needle))

    def find(self, needle: str) -> Iterator[Hit]:
        """Every place where ``needle`` stands, as found: any substring, in any script, overlapping ones too.

        Upper and lower case are the same. Nothing about a search is written.

        Raises:
            WrongUseError: if ``needle`` is empty.
        """
        raise NotImplementedError

    def delete(self, interview: InterviewId) -> None:
        """Delete an interview for good: text, journal, codings, memos and index rows, and what they leave behind.

        Raises:
            AnswerIsNoError: if there is none.
        """
        raise NotImplementedError
