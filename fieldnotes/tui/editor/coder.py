"""What is done to the codings of one interview, and how it is undone."""

from bisect import insort
from collections.abc import Sequence
from dataclasses import replace

from fieldnotes.base.ids import FactorId, InterviewId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import Coding
from fieldnotes.tui.editor.marks import CodedSpan

RECENT = 9
"""Factors kept for the keys 1 to 9."""


class Coder:
    """Codes one interview through the casebook and remembers, for this session, how to undo it.

    Args:
        book: the casebook.
        interview: the interview.
    """

    def __init__(self, book: Casebook, interview: InterviewId) -> None:
        self._book = book
        self._interview = interview
        self._done: list[tuple[bool, Coding]] = []
        self._undone: list[tuple[bool, Coding]] = []
        self.recent: list[FactorId] = []
        self._codings: list[Coding] | None = None
        for coding in sorted(self.codings, key=lambda coding: coding.id):
            self._remember(coding.factor)

    @property
    def codings(self) -> list[Coding]:
        """The codings as they are stored, in the order of the text."""
        if self._codings is None:
            self._codings = self._book.codings.of_interview(self._interview)
        return self._codings

    def forget(self) -> None:
        """The text was edited, so the codings may stand elsewhere: read them again when they are asked for."""
        self._codings = None

    def span(self, coding: Coding) -> CodedSpan:
        """A coding as the editor shows it."""
        return CodedSpan(
            coding.id, self._book.taxonomy.factor(coding.factor).key, coding.span, coding.changed
        )

    def spans(self) -> list[CodedSpan]:
        """All codings as the editor shows them."""
        return [self.span(coding) for coding in self.codings]

    def add(self, span: Span, factor: FactorId, memo: str = "") -> Coding:
        """Code ``span``.

        Raises:
            WrongUseError: as the casebook says.
        """
        coding = self._book.codings.add(self._interview, span, factor, memo=memo)
        self._done.append((True, coding))
        self._undone.clear()
        self._remember(factor)
        self._put(coding)
        return coding

    def remove(self, coding: Coding) -> None:
        """Remove a coding."""
        self._book.codings.remove(coding.id)
        self._done.append((False, coding))
        self._undone.clear()
        self._drop(coding)

    def set_memo(self, coding: Coding, memo: str) -> None:
        """Write the memo of a coding."""
        self._book.codings.set_memo(coding.id, memo)
        self._drop(coding)
        self._put(replace(coding, memo=memo))

    def undo(self) -> Coding | None:
        """Undo the last coding or removal; what it was about, or ``None`` if there was nothing."""
        return self._turn(self._done, self._undone)

    def redo(self) -> Coding | None:
        """Do again what was undone last."""
        return self._turn(self._undone, self._done)

    def at(self, index: int) -> list[Coding]:
        """The codings whose passage holds the character at ``index``, the one that begins last first."""
        found = [coding for coding in self.codings if coding.span.start <= index < coding.span.end]
        return sorted(found, key=lambda coding: (-coding.span.start, coding.span.end))

    def within(self, span: Span) -> list[Coding]:
        """The codings whose passage shares words with ``span``."""
        return [coding for coding in self.codings if coding.span.overlaps(span)]

    def _turn(self, source: list[tuple[bool, Coding]], target: list[tuple[bool, Coding]]) -> Coding | None:
        """Reverse the last step of ``source`` and put the reverse onto ``target``."""
        if not source:
            return None
        added, coding = source[-1]
        if added:
            self._book.codings.remove(coding.id)
            self._drop(coding)
            now = coding
        else:
            now = self._book.codings.add(
                self._interview,
                coding.span,
                coding.factor,
                stance=coding.stance,
                strength=coding.strength,
                memo=coding.memo,
                coder=coding.coder,
            )
            self._put(now)
        source.pop()
        target.append((not added, now))
        _rename(self._done, coding, now)
        _rename(self._undone, coding, now)
        return now

    def _put(self, coding: Coding) -> None:
        insort(self.codings, coding, key=lambda known: (known.span, known.id))

    def _drop(self, coding: Coding) -> None:
        self._codings = [known for known in self.codings if known.id != coding.id]

    def _remember(self, factor: FactorId) -> None:
        if factor in self.recent:
            self.recent.remove(factor)
        self.recent.insert(0, factor)
        del self.recent[RECENT:]


def _rename(steps: list[tuple[bool, Coding]], old: Coding, new: Coding) -> None:
    """A coding made again has another number; earlier steps must find it."""
    for index, (added, coding) in enumerate(steps):
        if coding.id == old.id:
            steps[index] = (added, replace(coding, id=new.id))


def first_lines(codings: Sequence[Coding], book: Casebook, room: int) -> list[str]:
    """A line for each coding: key, label, stance, memo; at most ``room`` of them, the last one counting the rest."""
    lines = []
    for coding in codings:
        factor = book.taxonomy.factor(coding.factor)
        stance = f" · {coding.stance.value.replace('-', ' ')}" if coding.stance else ""
        changed = " · words changed since" if coding.changed else ""
        memo = f" · memo: {coding.memo}" if coding.memo else ""
        lines.append(f"{factor.key} {factor.label}{stance}{changed}{memo}")
    if len(lines) > room:
        lines = [*lines[: room - 1], f"and {len(lines) - room + 1} more here"]
    return lines
