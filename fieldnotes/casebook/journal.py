"""The journal: every edit is written at once, durably, and the spans move in the same transaction."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fieldnotes.base.ids import InterviewId
from fieldnotes.text.edits import Edit

if TYPE_CHECKING:
    from fieldnotes.vault.vault import Vault

FOLD_AFTER = 200
"""Edits in the journal after which it is folded into the snapshot."""


class Journal:
    """The edits of every interview since its snapshot was written."""

    def __init__(self, vault: "Vault") -> None:
        self._vault = vault

    def record(self, interview: InterviewId, edits: Sequence[Edit]) -> None:
        """Append edits, in the order they were made, in one transaction that is durable when this returns.

        Spans move with the text; a coding whose passage had its words edited is marked changed; one whose passage was
        deleted becomes a lost coding (see ``codings.lost``). What is written is the size of the edits, not of the text.

        Raises:
            AnswerIsNoError: if there is no such interview.
            WrongUseError: if an edit does not fit the text as stored, or inserts what cannot be stored. Nothing is
                recorded then.
        """
        raise NotImplementedError

    def fold(self, interview: InterviewId) -> None:
        """Write the text as it stands as the new snapshot and bring the search index up to date.

        Done by itself after :data:`FOLD_AFTER` edits; call it when an interview is closed.

        Raises:
            AnswerIsNoError: if there is no such interview.
        """
        raise NotImplementedError

    def history(self, interview: InterviewId) -> list[Edit]:
        """The latest edits, oldest first, for undo across restarts.

        Raises:
            AnswerIsNoError: if there is no such interview.
        """
        raise NotImplementedError

    def forget(self, interview: InterviewId) -> None:
        """Fold, and delete for good what the history still holds of earlier wordings.

        Raises:
            AnswerIsNoError: if there is no such interview.
        """
        raise NotImplementedError
