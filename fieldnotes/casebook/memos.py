"""Memos: what a researcher thinks about a case, a factor or a coding. Of each there is one, in any number of lines.

Memos on codings lie with the codings, the diary apart; here all of them are read, written and listed in one way.
"""

from typing import Final

from fieldnotes.base.errors import AnswerIsNoError, WrongUseError
from fieldnotes.base.ids import CaseId, CodingId, FactorId
from fieldnotes.casebook.actchanges import What
from fieldnotes.casebook.actforgetting import keeps_text
from fieldnotes.casebook.codingrows import seen_coding_row
from fieldnotes.casebook.codings import Codings
from fieldnotes.casebook.diary import Diary, checked
from fieldnotes.casebook.localfactors import is_local, known_factor
from fieldnotes.casebook.memolists import MemoLists
from fieldnotes.casebook.memorecords import MemoKind, Subject
from fieldnotes.casebook.memorows import NotedTexts, text_of
from fieldnotes.casebook.passages import Passages
from fieldnotes.casebook.rows import case_row
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.watching import Watched

COMPONENT: Final = "memos"

MIGRATIONS: Final = (
    Migration(
        1,
        "memos on cases and factors",
        """
        CREATE TABLE case_memos (
            case_id TEXT PRIMARY KEY REFERENCES cases (id) ON DELETE CASCADE,
            memo TEXT NOT NULL CHECK (memo <> '')
        ) STRICT;

        CREATE TABLE factor_memos (
            factor TEXT PRIMARY KEY,
            memo TEXT NOT NULL CHECK (memo <> '')
        ) STRICT;
        """,
    ),
)

WATCHED: Final = (
    Watched("case_memos", scope="'case ' || {row}.case_id"),
    Watched("factor_memos", scope="'memos on factors'"),
)


_WHAT: Final = {
    MemoKind.CASE: What.CASE_MEMO,
    MemoKind.FACTOR: What.FACTOR_MEMO,
    MemoKind.DIARY: What.DIARY,
}


class Memos(MemoLists):
    """The memos of one casebook, read and written."""

    def __init__(
        self,
        texts: NotedTexts,
        taxonomy: Taxonomy,
        passages: Passages,
        codings: Codings,
        diary: Diary,
    ) -> None:
        super().__init__(texts.vault, taxonomy, passages, diary)
        self._texts = texts
        self._codings = codings

    def text(self, subject: Subject) -> str:
        """The memo; empty where there is none yet.

        Raises:
            AnswerIsNoError: if there is no such case, coding or entry.
            UnknownFactorError: if there is no such factor.
        """
        self._known(subject)
        connection, key = self._vault.connection, subject.key
        match subject.kind:
            case MemoKind.CODING:
                return str(seen_coding_row(connection, CodingId(int(key)))["memo"])
            case MemoKind.DIARY:
                return self._diary.get(int(key)).text
            case MemoKind.CASE | MemoKind.FACTOR:
                known = text_of(connection, _WHAT[subject.kind], key)
        return "" if known is None else known.text

    def write(self, subject: Subject, text: str, *, goes_on: bool = False) -> None:
        """Write the memo anew.

        Args:
            subject: which.
            text: in any number of lines.
            goes_on: see :meth:`fieldnotes.casebook.codings.Codings.set_memo`.

        Raises:
            AnswerIsNoError: if there is no such case, coding or entry.
            UnknownFactorError: if there is no such factor.
            WrongUseError: if it is empty, too long, or holds characters that cannot be stored.
        """
        self._known(subject)
        kept, key = checked(text), subject.key
        match subject.kind:
            case MemoKind.CODING:
                self._codings.set_memo(CodingId(int(key)), kept, goes_on=goes_on)
            case MemoKind.DIARY:
                self._diary.change(int(key), kept, goes_on=goes_on)
            case MemoKind.CASE | MemoKind.FACTOR:
                self._texts.write(_WHAT[subject.kind], subject.key, kept, goes_on=goes_on)

    def take_away(self, subject: Subject) -> None:
        """Take the memo or entry away; undo brings it back.

        Raises:
            AnswerIsNoError: if there is none.
            UnknownFactorError: if there is no such factor.
        """
        if not self.text(subject):
            raise _no_such_memo()
        match subject.kind:
            case MemoKind.CODING:
                self._codings.set_memo(CodingId(int(subject.key)), "")
            case MemoKind.DIARY:
                self._diary.take_away(int(subject.key))
            case MemoKind.CASE | MemoKind.FACTOR:
                self._texts.write(_WHAT[subject.kind], subject.key, None)

    def remove(self, subject: Subject) -> None:
        """Delete the memo: one on a coding as :meth:`take_away` does, any other for good, with what undo keeps of it.

        One that was taken away and that undo could bring back is deleted for good as well.

        Raises:
            AnswerIsNoError: if there is none.
            UnknownFactorError: if there is no such factor.
        """
        match subject.kind:
            case MemoKind.CODING:
                self.take_away(subject)
            case MemoKind.DIARY:
                self._known(subject)
                self._diary.remove(int(subject.key))
            case MemoKind.CASE | MemoKind.FACTOR:
                what = _WHAT[subject.kind]
                if not self.text(subject) and not keeps_text(self._vault.connection, what, subject.key):
                    raise _no_such_memo()
                self._texts.delete(what, subject.key)

    def _known(self, subject: Subject) -> None:
        if subject.kind in (MemoKind.CODING, MemoKind.DIARY) and not subject.key.isdecimal():
            raise WrongUseError("A coding and an entry of the diary have a number.", "List them first.")
        if subject.kind is MemoKind.CASE:
            case_row(self._vault.connection, CaseId(subject.key))
        if subject.kind is MemoKind.FACTOR and not is_local(subject.key):
            known_factor(self._vault.connection, self._taxonomy, FactorId(subject.key))


def _no_such_memo() -> AnswerIsNoError:
    return AnswerIsNoError("There is no such memo.", "List the memos.")
