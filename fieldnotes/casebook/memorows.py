"""The rows of memos on cases and on factors, and of the diary: written in one way, by acts and by what undoes them."""

from typing import Any, Final

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.actchanges import ActKind, Change, TextState, What
from fieldnotes.casebook.actforgetting import forget_text
from fieldnotes.casebook.acts import ActLog
from fieldnotes.casebook.deleting import deletion
from fieldnotes.casebook.rows import touch
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault

_READ: Final = {
    What.CASE_MEMO: "SELECT memo, '' FROM case_memos WHERE case_id = ?",
    What.FACTOR_MEMO: "SELECT memo, '' FROM factor_memos WHERE factor = ?",
    What.DIARY: "SELECT text, day FROM diary_entries WHERE number = CAST(? AS INTEGER)",
}
_WRITE: Final = {
    What.CASE_MEMO: "INSERT INTO case_memos (case_id, memo) VALUES (?1, ?2)"
    " ON CONFLICT (case_id) DO UPDATE SET memo = ?2",
    What.FACTOR_MEMO: "INSERT INTO factor_memos (factor, memo) VALUES (?1, ?2)"
    " ON CONFLICT (factor) DO UPDATE SET memo = ?2",
    What.DIARY: "INSERT INTO diary_entries (number, text, day) VALUES (CAST(?1 AS INTEGER), ?2, ?3)"
    " ON CONFLICT (number) DO UPDATE SET text = ?2",
}
_DELETE: Final = {
    What.CASE_MEMO: "DELETE FROM case_memos WHERE case_id = ?",
    What.FACTOR_MEMO: "DELETE FROM factor_memos WHERE factor = ?",
    What.DIARY: "DELETE FROM diary_entries WHERE number = CAST(? AS INTEGER)",
}


def text_of(connection: Connection, what: What, subject: str) -> TextState | None:
    """The memo or entry as it is stored; ``None`` where there is none.

    Args:
        connection: the vault's.
        what: one of :data:`~fieldnotes.casebook.actchanges.TEXTS`.
        subject: the case, the factor or the entry's number.
    """
    row: Any = connection.execute(_READ[what], (subject,)).fetchone()
    return None if row is None else TextState(row[0], row[1])


def put_text(connection: Connection, what: What, subject: str, state: TextState | None) -> None:
    """Store a memo or an entry, or take it away; arguments as for :func:`text_of`. An entry that is there keeps its day."""
    if state is None:
        connection.execute(_DELETE[what], (subject,))
        return
    values = (subject, state.text, state.day) if what is What.DIARY else (subject, state.text)
    connection.execute(_WRITE[what], values)


class NotedTexts:
    """Memos and entries, each writing of which is an act.

    Attributes:
        vault: where they are.
    """

    def __init__(self, vault: Vault, log: ActLog) -> None:
        self.vault = vault
        self._log = log

    def write(self, what: What, subject: str, words: str | None, *, goes_on: bool = False) -> None:
        """Write a memo or an entry that is there anew, or take it away; arguments besides these as for :func:`text_of`.

        Args:
            what: which kind of text.
            subject: what it is about.
            words: the text, or ``None`` to take it away.
            goes_on: whether undo takes it back together with what was written last, if that was the same text.
        """
        with self.vault.transaction() as connection:
            before = text_of(connection, what, subject)
            after = None if words is None else TextState(words, "" if before is None else before.day)
            put_text(connection, what, subject, after)
            self._note(connection, what, subject, (before, after), goes_on=goes_on)

    def begin(self, what: What, subject: str, begun: TextState) -> None:
        """Note that a text was begun, in the transaction that stored it."""
        self._note(self.vault.connection, what, subject, (None, begun))

    def delete(self, what: What, subject: str) -> None:
        """Delete a memo or an entry for good, with what undo keeps of it; arguments as for :func:`text_of`."""
        with deletion(self.vault) as connection:
            put_text(connection, what, subject, None)
            forget_text(connection, what, subject)
            if what is What.CASE_MEMO:
                touch(connection, CaseId(subject))

    def _note(
        self,
        connection: Connection,
        what: What,
        subject: str,
        states: tuple[TextState | None, TextState | None],
        *,
        goes_on: bool = False,
    ) -> None:
        case = CaseId(subject) if what is What.CASE_MEMO else None
        kind = ActKind.DIARY if what is What.DIARY else ActKind.MEMO
        self._log.record(connection, kind, [Change(what, case, *states, subject=subject)], goes_on=goes_on)
        if case is not None:
            touch(connection, case)
