"""The text of an interview as it stands: its snapshot with the edits that came after."""

from typing import Any

from fieldnotes.base.errors import DamagedError, WrongUseError
from fieldnotes.base.ids import InterviewId
from fieldnotes.casebook.rows import interview_row
from fieldnotes.text.edits import Edit, apply
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault


class Texts:
    """Reads texts, and remembers the last one, because an interview being written is asked for at every edit."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._remembered: tuple[InterviewId, int, str, int] | None = None

    def current(self, interview: InterviewId) -> str:
        """The text as it stands.

        Raises:
            AnswerIsNoError: if there is no such interview.
            DamagedError: if the journal does not fit the snapshot.
        """
        row = interview_row(self._vault.connection, interview)
        text = self.after(interview, row["edits"])
        self.remember(interview, row["edits"], text)
        return text

    def after(self, interview: InterviewId, edits: int) -> str:
        """The text as it stands, for a caller who has just read how many edits were made.

        Raises:
            DamagedError: if the journal does not fit the snapshot.
        """
        kept = self._remembered
        if (
            kept is not None
            and kept[:2] == (interview, edits)
            and kept[3] in (0, self._vault.transaction_number)
        ):
            return kept[2]
        return read(self._vault.connection, interview)

    def remember(self, interview: InterviewId, edits: int, text: str) -> None:
        """Keep the text after that many edits; for the transaction under way, which could still take them back."""
        self._remembered = interview, edits, text, self._vault.transaction_number

    def drop(self) -> None:
        """Forget the text that was remembered."""
        self._remembered = None


def read(connection: Connection, interview: InterviewId) -> str:
    """The text as it stands, from the tables.

    Raises:
        DamagedError: if the journal does not fit the snapshot.
    """
    snapshot = connection.execute(
        "SELECT folded, text FROM snapshots WHERE interview_id = ?", (interview,)
    ).fetchone()
    if snapshot is None:
        raise damaged(interview)
    text = str(snapshot["text"])
    for row in connection.execute(
        "SELECT start, removed, inserted FROM journal WHERE interview_id = ? AND number > ? ORDER BY number",
        (interview, snapshot["folded"]),
    ):
        try:
            text = apply(text, edit_of(row))
        except WrongUseError:
            raise damaged(interview) from None
    return text


def edit_of(row: Any) -> Edit:
    """The edit in a row of the journal."""
    return Edit(row["start"], row["removed"], row["inserted"])


def damaged(interview: InterviewId) -> DamagedError:
    """What to say where an interview's text cannot be put together."""
    return DamagedError(
        f"The text of interview {interview} and its journal do not fit together.",
        "Run `fieldnotes vault verify`, and restore a backup into another folder.",
    )
