"""Sentences, for moving by them and for splitting long lines. A line break always ends one.

``Q:`` or ``A:`` at the start of a line says who speaks and belongs to no sentence. ၊ ends one as ။ does: Burmese strings
clauses together with it over many lines, and a clause is what is coded.
"""

import re
from collections.abc import Iterator

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.base.span import Span
from fieldnotes.text.speakers import label_end

_END = re.compile(
    r"""(?: [.?!…]+ (?P<closing>["'”’»)\]]*) (?=\s|\Z)   # these end a sentence before a space only: not in 3.5
        |   [။၊。！？؟۔]+ ["'”’»)\]]*                     # these always do
        ) [^\S\n]*""",
    re.VERBOSE,
)
_LAST_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*\Z")
_LONGEST_WORD = 40
_TITLES = (
    "mr",
    "mrs",
    "ms",
    "dr",
    "prof",
    "st",
    "col",
    "lt",
    "capt",
    "maj",
    "gen",
    "brig",
    "sgt",
    "cpl",
    "pte",
    "pvt",
)
_ABBREVIATIONS = frozenset((*_TITLES, "no", "vs", "etc", "e.g", "i.e", "cf", "approx", "ca", "fig", "vol"))


def sentence_at(text: str, pos: int) -> Span:
    """The sentence at ``pos``, without the spaces around it; in a gap, the one before it on the line, else the nearest.

    Raises:
        AnswerIsNoError: if the text holds no sentence at all.
    """
    start, end = _line_around(text, pos)
    found = list(_sentences_of_line(text, start, end))
    before = [span for span in found if span.start <= pos]
    nearest = (before[-1] if before else found[0]) if found else None
    nearest = nearest or next_sentence(text, pos) or previous_sentence(text, pos)
    if nearest is None:
        raise AnswerIsNoError("There is no sentence here.", "Write or import some text first.")
    return nearest


def next_sentence(text: str, pos: int) -> Span | None:
    """The first sentence that begins after ``pos``."""
    start, end = _line_around(text, pos)
    while True:
        for span in _sentences_of_line(text, start, end):
            if span.start > pos:
                return span
        if end >= len(text):
            return None
        start, end = _line_around(text, end + 1)


def previous_sentence(text: str, pos: int) -> Span | None:
    """The last sentence that begins before ``pos``."""
    start, end = _line_around(text, pos)
    while True:
        before = [span for span in _sentences_of_line(text, start, end) if span.start < pos]
        if before:
            return before[-1]
        if start == 0:
            return None
        start, end = _line_around(text, start - 1)


def sentence_starts(text: str) -> list[int]:
    """Where every sentence of the text begins, in order."""
    return [span.start for span in sentences(text)]


def sentences(text: str) -> Iterator[Span]:
    """Every sentence, in order, without the spaces around it."""
    line = 0
    while line <= len(text):
        end = text.find("\n", line)
        end = len(text) if end < 0 else end
        yield from _sentences_of_line(text, line, end)
        line = end + 1


def sentence_breaks(text: str, start: int, end: int) -> Iterator[int]:
    """Where, within a line, the next sentence begins: after the spaces that follow a sentence's end."""
    for found in _END.finditer(text, start, end):
        if not _goes_on(text, start, found):
            yield found.end()


def _sentences_of_line(text: str, start: int, end: int) -> Iterator[Span]:
    return sentences_between(text, label_end(text, start, end), end)


def _line_around(text: str, pos: int) -> tuple[int, int]:
    pos = max(0, min(pos, len(text)))
    end = text.find("\n", pos)
    return text.rfind("\n", 0, pos) + 1, len(text) if end < 0 else end


def sentences_between(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentences of what lies within one line, without the spaces around them."""
    for stop in (*sentence_breaks(text, start, end), end):
        piece = text[start:stop]
        words = piece.strip()
        if words:
            left = start + len(piece) - len(piece.lstrip())
            yield Span(left, left + len(words))
        start = stop


def _goes_on(text: str, line_start: int, end: re.Match[str]) -> bool:
    """Whether what looks like a sentence's end is none: an abbreviation, an initial, a numbered line, quoted speech."""
    if end["closing"] and text[end.end() : end.end() + 1].islower():
        return True  # "Halt!" he said
    if text[end.start() : end.start() + 2].rstrip() != ".":
        return False
    word = _LAST_WORD.search(text, max(line_start, end.start() - _LONGEST_WORD), end.start())
    if word is None:
        return False
    if word[0].isdecimal():
        return not text[line_start : word.start()].strip()
    if "." in word[0] and text[end.end() : end.end() + 1].islower():
        return True  # at 3 p.m. on base
    return word[0].lower() in _ABBREVIATIONS or (len(word[0]) == 1 and word[0].isupper() and word[0] != "I")
