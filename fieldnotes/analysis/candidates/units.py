"""What could be a candidate: one to three sentences that follow each other in an answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from fieldnotes.analysis.candidates.tokens import Reader, Tokens
from fieldnotes.base.span import Span
from fieldnotes.text.sentences import sentences_between
from fieldnotes.text.speakers import LABEL
from fieldnotes.text.syllables import previous_boundary

LONGEST_SENTENCE: Final = 400
"""Code points; what goes on for longer without a sentence's end is cut, at a space where there is one."""

MOST_SENTENCES: Final = 3
"""In one window."""

_QUESTION: Final = "Q"
_LONGEST_LINE: Final = 4_000
"""Code points of a line looked at in one go: importing leaves none longer than 2,000."""
_AROUND: Final = 32


class Window(NamedTuple):
    """Neighbouring sentences, as places in :attr:`Units.sentences`, half open."""

    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Units:
    """One text taken apart.

    Attributes:
        sentences: of answers, in order. What the interviewer says holds no reason of the person's.
        tokens: the words of each.
        windows: what may be a candidate, by where they begin, then the shorter first.
    """

    sentences: list[Span]
    tokens: list[Tokens]
    windows: list[Window]

    def span(self, window: Window) -> Span:
        """Where the words of a window stand."""
        return Span(self.sentences[window.first].start, self.sentences[window.end - 1].end)

    def within(self, window: Window) -> list[Span]:
        """Its sentences."""
        return self.sentences[window.first : window.end]


def units(text: str) -> Units:
    """Take a text apart. Windows never reach over a change of speaker, or over an empty line where nobody is named."""
    sentences: list[Span] = []
    windows: list[Window] = []
    for answer in _answers(text):
        first = len(sentences)
        sentences += answer
        windows += _windows(first, len(sentences))
    return _units(text, sentences, windows)


def whole(text: str) -> Units:
    """A text that is one window, as a passage is that somebody has cut out already."""
    sentences = [sentence for answer in _answers(text) for sentence in answer]
    windows = [Window(0, len(sentences))] if sentences else []
    return _units(text, sentences, windows)


def _units(text: str, sentences: list[Span], windows: list[Window]) -> Units:
    read = Reader().tokens
    return Units(sentences, [read(text[sentence.start : sentence.end]) for sentence in sentences], windows)


def _windows(first: int, end: int) -> Iterator[Window]:
    for start in range(first, end):
        for stop in range(start + 1, min(start + MOST_SENTENCES, end) + 1):
            yield Window(start, stop)


def _answers(text: str) -> Iterator[list[Span]]:
    """The sentences of each stretch that one person says, or of each paragraph."""
    asking = False
    said: list[Span] = []
    at = 0
    while at <= len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        label = LABEL.match(text, at, end)
        if label is not None or not text[at:end].strip():
            if said:
                yield said
            said = []
        if label is not None:
            asking = label[1] == _QUESTION
        if not asking:
            said += _of_line(text, at if label is None else label.end(), end)
        at = end + 1
    if said:
        yield said


def _of_line(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end:
        stop = _cut(text, start, end, _LONGEST_LINE)
        for sentence in sentences_between(text, start, stop):
            if len(sentence) <= LONGEST_SENTENCE:
                yield sentence
            else:
                yield from _pieces(text, sentence)
        start = stop


def _pieces(text: str, sentence: Span) -> Iterator[Span]:
    start = sentence.start
    while start < sentence.end:
        stop = _cut(text, start, sentence.end, LONGEST_SENTENCE)
        piece = text[start:stop]
        words = piece.strip()
        if words:
            left = start + len(piece) - len(piece.lstrip())
            yield Span(left, left + len(words))
        start = stop


def _cut(text: str, start: int, end: int, longest: int) -> int:
    """Where to cut what lies from ``start`` to ``end``: its end if it is short enough, else after a space or a syllable."""
    if end - start <= longest:
        return end
    at = start + longest
    space = text.rfind(" ", start + longest // 2, at)
    if space >= 0:
        return space + 1
    around = text[at - _AROUND : at + _AROUND]  # no more than this: a text may be one endless row of marks
    return at - _AROUND + previous_boundary(around, _AROUND + 1)
