"""Speaker turns: lines that begin ``Q:`` or ``A:``."""

from collections.abc import Sequence

from fieldnotes.text.speakers import LABEL

_OTHER = {"Q": "A", "A": "Q"}


def next_prefix(line: str) -> str | None:
    """What the line after ``line`` begins with; empty outside turns, ``None`` if ``line`` is a turn without words."""
    label = LABEL.match(line)
    if label is None:
        return ""
    return f"{_OTHER[label[1]]}: " if line[label.end() :].strip() else None


def turn_after(lines: Sequence[str], row: int) -> int | None:
    """The next line below ``row`` that begins a turn."""
    return next((at for at in range(row + 1, len(lines)) if LABEL.match(lines[at])), None)


def turn_before(lines: Sequence[str], row: int) -> int | None:
    """The nearest line above ``row`` that begins a turn."""
    return next((at for at in range(row - 1, -1, -1) if LABEL.match(lines[at])), None)
