"""Speaker turns: lines that begin ``Q:`` or ``A:``."""

import re
from collections.abc import Sequence

_TURN = re.compile(r"\s*([QA]):(\s*)(.*)", re.DOTALL)
_OTHER = {"Q": "A", "A": "Q"}


def next_prefix(line: str) -> str | None:
    """What the line after ``line`` begins with; empty outside turns, ``None`` if ``line`` is a turn without words."""
    turn = _TURN.match(line)
    if turn is None:
        return ""
    speaker, _, words = turn.groups()
    return f"{_OTHER[speaker]}: " if words.strip() else None


def turn_after(lines: Sequence[str], row: int) -> int | None:
    """The next line below ``row`` that begins a turn."""
    return next((at for at in range(row + 1, len(lines)) if _TURN.match(lines[at])), None)


def turn_before(lines: Sequence[str], row: int) -> int | None:
    """The nearest line above ``row`` that begins a turn."""
    return next((at for at in range(row - 1, -1, -1) if _TURN.match(lines[at])), None)
