"""The diary: what the researcher notes of the work itself, entry by entry. It belongs to no case.

An entry has a number and the day on which it was begun; no finer time is stored anywhere.
"""

import unicodedata
from dataclasses import dataclass
from typing import Any, Final

from fieldnotes.base.errors import AnswerIsNoError, WrongUseError
from fieldnotes.casebook.actchanges import TextState, What
from fieldnotes.casebook.actforgetting import keeps_text
from fieldnotes.casebook.memorows import NotedTexts
from fieldnotes.casebook.rows import refuse_unstorable, today
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.watching import Watched

COMPONENT: Final = "diary"
LONGEST: Final = 100_000
"""Code points of one memo or entry."""

MIGRATIONS: Final = (
    Migration(
        1,
        "the researcher's diary",
        f"""
        -- A number is never used again: it must not come to mean another entry.
        CREATE TABLE diary_entries (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
            text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND {LONGEST})
        ) STRICT;
        """,
    ),
)

WATCHED: Final = (Watched("diary_entries", scope="'the diary'"),)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the diary.

    Attributes:
        number: 1 for the first; not used again after a removal.
        day: on which it was begun, ``YYYY-MM-DD``.
        text: as written, in any number of lines.
    """

    number: int
    day: str
    text: str


class Diary:
    """The diary of one casebook."""

    def __init__(self, texts: NotedTexts) -> None:
        self._texts = texts
        self._vault = texts.vault

    def add(self, text: str, day: str | None = None) -> Entry:
        """Begin an entry.

        Args:
            text: in any number of lines.
            day: on which it was begun elsewhere, ``YYYY-MM-DD``; today where ``None``.

        Raises:
            WrongUseError: as for :func:`checked`.
            RefusedError: if the vault was just made and has not been locked and unlocked once.
        """
        kept = checked(text)
        self._vault.require_tried()
        with self._vault.transaction() as connection:
            day = day or today()
            added = connection.execute("INSERT INTO diary_entries (day, text) VALUES (?, ?)", (day, kept))
            number = int(added.lastrowid)
            self._texts.begin(What.DIARY, str(number), TextState(kept, day))
        return self.get(number)

    def all(self) -> list[Entry]:
        """Every entry, the newest first."""
        rows = self._vault.connection.execute("SELECT * FROM diary_entries ORDER BY number DESC").fetchall()
        return [_entry(row) for row in rows]

    def get(self, number: int) -> Entry:
        """The entry of that number.

        Raises:
            AnswerIsNoError: if there is none.
        """
        row = self._vault.connection.execute(
            "SELECT * FROM diary_entries WHERE number = ?", (number,)
        ).fetchone()
        if row is None:
            raise AnswerIsNoError(f"The diary has no entry {number}.", "List it: fieldnotes diary list.")
        return _entry(row)

    def change(self, number: int, text: str, *, goes_on: bool = False) -> Entry:
        """Write an entry anew; its day stays.

        Args:
            number: which.
            text: in any number of lines.
            goes_on: whether undo takes it back together with what was written last, if that was the same entry.

        Raises:
            AnswerIsNoError: if there is none of that number.
            WrongUseError: as for :func:`checked`.
        """
        self.get(number)
        self._texts.write(What.DIARY, str(number), checked(text), goes_on=goes_on)
        return self.get(number)

    def take_away(self, number: int) -> None:
        """Take an entry away; undo brings it back.

        Raises:
            AnswerIsNoError: if there is none of that number.
        """
        self.get(number)
        self._texts.write(What.DIARY, str(number), None)

    def remove(self, number: int) -> None:
        """Delete an entry for good, with what undo keeps of it; also one that was taken away and that undo could bring back.

        Raises:
            AnswerIsNoError: if there is none of that number.
        """
        if not keeps_text(self._vault.connection, What.DIARY, str(number)):
            self.get(number)
        self._texts.delete(What.DIARY, str(number))


def checked(text: str) -> str:
    """A memo as it is stored: composed characters, without blank lines before and after.

    Raises:
        WrongUseError: if nothing is left, or it is too long or holds control characters.
    """
    kept = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
    refuse_unstorable(kept)
    if not 1 <= len(kept) <= LONGEST:
        raise WrongUseError(
            f"A memo has 1 to {LONGEST:,} characters.", "Write something shorter, or remove the memo."
        )
    return kept


def _entry(row: Any) -> Entry:
    return Entry(row["number"], row["day"], row["text"])
