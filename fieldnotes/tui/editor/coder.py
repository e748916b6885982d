"""What is done to the codings of one interview, and how it is undone."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from fieldnotes.base.ids import FactorId, InterviewId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import Coding
from fieldnotes.text.edits import Edit, move_span
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
        self._sheet = book.codings.sheet(interview)
        self._keys: dict[FactorId, str] = {}
        self._done: list[tuple[bool, Coding]] = []
        self._undone: list[tuple[bool, Coding]] = []
        self.recent: list[FactorId] = list(self._sheet.recent(RECENT))

    @property
    def codings(self) -> list[Coding]:
        """All codings as they are stored, in the order of the text."""
        return self._book.codings.of_interview(self._interview)

    def read(self) -> None:
        """Codings were written elsewhere: read them anew."""
        self._sheet.read()

    def begin_anew(self) -> None:
        """Another coder's codings show from now on: nothing of the one before is remembered."""
        self._sheet.read()
        self._done.clear()
        self._undone.clear()
        self.recent = list(self._sheet.recent(RECENT))

    def edited(self, edits: Iterable[Edit]) -> None:
        """These edits are stored: codings stand elsewhere, and so does what undo would code again."""
        self._sheet.refresh()
        for edit in edits:
            self._done = _followed(self._done, edit)
            self._undone = _followed(self._undone, edit)

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
        self._done.append((True, coding))
        self._undone.clear()
        self._remember(factor)
        self._sheet.put(coding)
        return coding

    def remove(self, coding: Coding) -> None:
        """Remove a coding."""
        self._book.codings.remove(coding.id)
        self._done.append((False, coding))
        self._undone.clear()
        self._sheet.drop(coding.id)

    def set_memo(self, coding: Coding, memo: str) -> None:
        """Write the memo of a coding."""
        self._book.codings.set_memo(coding.id, memo)
        self._sheet.put(coding.id)

    def undo(self) -> Coding | None:
        """Undo the last coding or removal; what it was about, or ``None`` if there was nothing."""
        return self._turn(self._done, self._undone)

    def redo(self) -> Coding | None:
        """Do again what was undone last."""
        return self._turn(self._undone, self._done)

    def at(self, index: int) -> list[Coding]:
        """The codings whose passage holds the character at ``index``, the one that begins last first."""
        found = self.within(Span(index, index + 1))
        return sorted(found, key=lambda coding: (-coding.span.start, coding.span.end))

    def within(self, span: Span) -> list[Coding]:
        """The codings whose passage shares words with ``span``, in the order of the text."""
        return self._sheet.within(span)

    def _turn(self, source: list[tuple[bool, Coding]], target: list[tuple[bool, Coding]]) -> Coding | None:
        """Reverse the last step of ``source`` and put the reverse onto ``target``."""
        if not source:
            return None
        added, coding = source[-1]
        if added:
            self._book.codings.remove(coding.id)
            self._sheet.drop(coding.id)
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
            self._sheet.put(now)
        source.pop()
        target.append((not added, now))
        _rename(self._done, coding, now)
        _rename(self._undone, coding, now)
        return now

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


def _followed(steps: list[tuple[bool, Coding]], edit: Edit) -> list[tuple[bool, Coding]]:
    """The steps with their spans moved; a step whose words were deleted has nothing to come back to."""
    moved = []
    for added, coding in steps:
        span, _ = move_span(coding.span, edit)
        if span is not None:
            moved.append((added, replace(coding, span=span)))
    return moved


def _rename(steps: list[tuple[bool, Coding]], old: Coding, new: Coding) -> None:
    """A coding made again has another number; earlier steps must find it."""
    for index, (added, coding) in enumerate(steps):
        if coding.id == old.id:
            steps[index] = (added, replace(coding, id=new.id))


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
