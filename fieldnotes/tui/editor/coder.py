"""What is done to the codings of one interview, and how it is undone."""

from collections.abc import Sequence

from fieldnotes.base.ids import CodingId, FactorId, InterviewId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.localfactors import is_local
from fieldnotes.casebook.records import Coding
from fieldnotes.casebook.takingback import Act
from fieldnotes.tui.editor.marks import CodedSpan

RECENT = 9
"""Factors kept for the keys 1 to 9."""

_ONE_BY_ONE = 50
"""Codings changed by one act that are read singly; of more, all are read again."""


class Coder:
    """Codes one interview through the casebook, which keeps every act, to be undone in any session.

    Args:
        book: the casebook.
        interview: the interview.
    """

    def __init__(self, book: Casebook, interview: InterviewId) -> None:
        self._book = book
        self._interview = interview
        self._sheet = book.codings.sheet(interview)
        self._keys: dict[FactorId, str] = {}
        self._case = book.interviews.get(interview).case
        self.recent: list[FactorId] = book.codings.recent(RECENT, self._case)

    @property
    def codings(self) -> list[Coding]:
        """All codings as they are stored, in the order of the text."""
        return self._book.codings.of_interview(self._interview)

    def read(self) -> None:
        """Codings were written elsewhere, or a factor was removed: read them anew."""
        self._sheet.read()
        self.recent = [factor for factor in self.recent if self._is_there(factor)]

    def begin_anew(self) -> None:
        """Another coder's codings show from now on: nothing of the one before is remembered."""
        self._sheet.read()
        self.recent = self._book.codings.recent(RECENT, self._case)

    def edited(self) -> None:
        """Edits were stored: codings stand elsewhere."""
        self._sheet.refresh()

    def coded(self, span: Span) -> list[CodedSpan]:
        """The codings that share words with ``span``, as the editor shows them."""
        return [
            CodedSpan(coding.id, self._key(coding.factor), coding.span, coding.changed)
            for coding in self.within(span)
        ]

    def add(self, span: Span, factor: FactorId, memo: str = "") -> Coding:
        """Code ``span``.

        Raises:
            WrongUseError: as the casebook says.
        """
        coding = self._book.codings.add(self._interview, span, factor, memo=memo)
        self._remember(factor)
        self._sheet.put(coding)
        return coding

    def remove(self, coding: Coding) -> None:
        """Remove a coding."""
        self._book.codings.remove(coding.id)
        self._sheet.drop(coding.id)

    def set_memo(self, coding: Coding, memo: str) -> None:
        """Write the memo of a coding."""
        self._book.codings.set_memo(coding.id, memo)
        self._sheet.put(coding.id)

    def undo(self) -> Act:
        """Undo the last act of coding in this case, of this session or of an earlier one.

        Raises:
            AnswerIsNoError: if there is none, or it was overtaken by another change.
        """
        return self._follow(self._book.acts.undo(self._case))

    def redo(self) -> Act:
        """Do again what was undone last in this case.

        Raises:
            AnswerIsNoError: as for :meth:`undo`.
        """
        return self._follow(self._book.acts.redo(self._case))

    def at(self, index: int) -> list[Coding]:
        """The codings whose passage holds the character at ``index``, the one that begins last first."""
        found = self.within(Span(index, index + 1))
        return sorted(found, key=lambda coding: (-coding.span.start, coding.span.end))

    def within(self, span: Span) -> list[Coding]:
        """The codings whose passage shares words with ``span``, in the order of the text."""
        return self._sheet.within(span)

    def _follow(self, act: Act) -> Act:
        """Show what an act did to the codings of this interview."""
        self.recent = [factor for factor in self.recent if self._is_there(factor)]
        coded = [CodingId(change.coding) for change in act.changes if change.coding is not None]
        if len(coded) > _ONE_BY_ONE:
            self._sheet.read()
            return act
        for coding in coded:
            self._sheet.drop(coding)
            if self._book.codings.stands_in(coding, self._interview):
                self._sheet.put(coding)
        return act

    def _is_there(self, factor: FactorId) -> bool:
        """Whether passages can still be coded with a factor: one of the team's own may be gone."""
        return not is_local(factor) or any(one.id == factor for one in self._book.local.all())

    def _key(self, factor: FactorId) -> str:
        key = self._keys.get(factor)
        if key is None:
            key = self._keys[factor] = self._book.factor(factor).key
        return key

    def _remember(self, factor: FactorId) -> None:
        if factor in self.recent:
            self.recent.remove(factor)
        self.recent.insert(0, factor)
        del self.recent[RECENT:]


def first_lines(codings: Sequence[Coding], book: Casebook, room: int) -> list[str]:
    """A line for each coding: key, label, stance, memo; at most ``room`` of them, the last one counting the rest."""
    lines = []
    for coding in codings:
        factor = book.factor(coding.factor)
        stance = f" · {coding.stance.value.replace('-', ' ')}" if coding.stance else ""
        changed = " · words changed since" if coding.changed else ""
        memo = f" · memo: {coding.memo}" if coding.memo else ""
        lines.append(f"{factor.key} {factor.label}{stance}{changed}{memo}")
    if len(lines) > room:
        lines = [*lines[: room - 1], f"and {len(lines) - room + 1} more here"]
    return lines
