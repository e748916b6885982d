"""Words, for moving and choosing by them. Myanmar script writes phrases without spaces between their words.

So in Myanmar script moving goes by the phrase, which a space or a sign ends, and what is chosen or erased at once is one syllable:
without a dictionary nothing says where its words end, and no key may take a whole phrase for one.
"""

from collections.abc import Iterator

from fieldnotes.text.syllables import is_myanmar, next_boundary, previous_boundary

_BLANK, _SIGN, _WORD, _MYANMAR = range(4)


def word_before(line: str, column: int) -> int:
    """Where the word or phrase before ``column`` begins, blanks between them left out."""
    for start, kind in _units_before(line, column):
        if kind != _BLANK:
            return _run_start(line, start, kind)
    return 0


def word_after(line: str, column: int) -> int:
    """Where the word or phrase after ``column`` ends, blanks between them left out."""
    while column < len(line):
        kind = _kind(line, column)
        end = next_boundary(line, column)
        if kind == _BLANK:
            column = end
            continue
        while end < len(line) and _kind(line, end) == kind:
            end = next_boundary(line, end)
        return end
    return len(line)


def chosen_before(line: str, column: int) -> int:
    """Where what is erased at once to the left of ``column`` begins: blanks and a word, or in Myanmar script a syllable."""
    for start, kind in _units_before(line, column):
        if kind == _MYANMAR:
            return start
        if kind != _BLANK:
            return _run_start(line, start, kind)
    return 0


def chosen_after(line: str, column: int) -> int:
    """Where what is erased at once to the right of ``column`` ends: a word, a run of blanks or signs, or a syllable."""
    if column >= len(line):
        return len(line)
    kind = _kind(line, column)
    end = next_boundary(line, column)
    while kind != _MYANMAR and end < len(line) and _kind(line, end) == kind:
        end = next_boundary(line, end)
    return end


def word_at(line: str, column: int) -> tuple[int, int]:
    """Where the word that holds the character at ``column`` begins and ends; in Myanmar script the syllable.

    Beyond the end of the line, its last word.
    """
    if not line:
        return 0, 0
    start = previous_boundary(line, min(column, len(line) - 1) + 1)
    kind = _kind(line, start)
    if kind == _MYANMAR:
        return start, next_boundary(line, start)
    return _run_start(line, start, kind), chosen_after(line, start)


def _units_before(line: str, column: int) -> Iterator[tuple[int, int]]:
    while column > 0:
        column = previous_boundary(line, column)
        yield column, _kind(line, column)


def _run_start(line: str, start: int, kind: int) -> int:
    for before, other in _units_before(line, start):
        if other != kind:
            break
        start = before
    return start


def _kind(line: str, start: int) -> int:
    char = line[start]
    if char.isspace():
        return _BLANK
    if not (char.isalnum() or char == "_"):
        return _SIGN
    return _MYANMAR if is_myanmar(char) else _WORD
