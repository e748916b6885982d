"""The codings of one interview as an editor needs them: a part of the text at a time, at every frame, without reading all again."""

from typing import Any

from fieldnotes.base.ids import CodingId, InterviewId
from fieldnotes.base.span import Span
from fieldnotes.casebook.blinding import SEEN
from fieldnotes.casebook.codingrows import SELECT, as_coding, seen_coding_row
from fieldnotes.casebook.passages import Passages
from fieldnotes.casebook.records import Coding
from fieldnotes.vault.vault import Vault


class CodingSheet:
    """The codings of one interview, read once.

    Whoever writes codings or edits through the casebook tells it so: :meth:`put` and :meth:`drop` for one coding,
    :meth:`refresh` after edits, :meth:`read` after anything else. Asking writes nothing and reads nothing from the vault.

    Raises:
        AnswerIsNoError: if there is no such interview.
    """

    def __init__(self, vault: Vault, passages: Passages, interview: InterviewId) -> None:
        self._vault = vault
        self._passages = passages
        self._interview = interview
        self.read()

    def read(self) -> None:
        """Read every coding of the interview anew."""
        self._standing = self._passages.places(self._interview)
        rows = self._vault.connection.execute(
            f"{SELECT} WHERE p.interview_id = ? AND {SEEN}", (self._interview,)
        )
        self._rows: dict[int, list[Any]] = {}
        self._passage: dict[int, int] = {}
        for row in rows.fetchall():
            self._take(row)

    def refresh(self) -> None:
        """Edits were recorded, undone or folded: passages may stand elsewhere."""
        # Standing passages follow edits as they are. Others in their place were read after folding, which also writes
        # into the rows of codings what was only known from the edits.
        if self._passages.places(self._interview) is not self._standing:
            self.read()

    def put(self, coding: Coding | CodingId) -> None:
        """A coding was added, placed or written on."""
        known = coding.id if isinstance(coding, Coding) else coding
        self.drop(known)
        self._take(seen_coding_row(self._vault.connection, known))
        self.refresh()

    def drop(self, coding: CodingId) -> None:
        """A coding was removed."""
        passage = self._passage.pop(coding, None)
        if passage is not None:
            left = [row for row in self._rows.pop(passage) if row["id"] != coding]
            if left:
                self._rows[passage] = left
        self.refresh()

    def within(self, span: Span) -> list[Coding]:
        """The codings that share words with ``span``, in the order of the text."""
        found = [
            as_coding(row, place)
            for passage, place in self._standing.overlapping(span)
            for row in self._rows.get(passage, ())
        ]
        return sorted(found, key=lambda coding: (coding.span, coding.id))

    def _take(self, row: Any) -> None:
        self._rows.setdefault(row["passage_id"], []).append(row)
        self._passage[row["id"]] = row["passage_id"]
