"""What codings and diary of ours have and the standard has no place for, in a line that people can read too."""

import re
from datetime import date

from fieldnotes.base.ids import CaseId
from fieldnotes.codebook.models import Stance

ORIGIN = "fieldnotes"
"""How this program calls itself in files; its version is nobody's business."""

SETTLED = "settled coder"
"""The variable that says whose codings count for a case."""

MEMO = "memo"
EXTRAS_ONLY = "coding"
"""Names of notes on codings: with the coder's words, and with stance or strength alone."""

DIARY = "diary"
"""Name of the notes on the whole project that are entries of the diary."""

_STANCE = re.compile(r"\bstance: (drives|holds-back|uncertain)\b")
_DAY = re.compile(r"day: (\d{4}-\d{2}-\d{2})")
_STRENGTH = re.compile(r"\bstrength: ([123])\b")


def line_of(stance: Stance | None, strength: int | None) -> str:
    """Such as ``stance: drives; strength: 2``; empty for neither."""
    parts = [] if stance is None else [f"stance: {stance}"]
    if strength is not None:
        parts.append(f"strength: {strength}")
    return "; ".join(parts)


def from_line(line: str) -> tuple[Stance | None, int | None]:
    """Stance and strength in a line of :func:`line_of`."""
    stance, strength = _STANCE.search(line), _STRENGTH.search(line)
    return (Stance(stance[1]) if stance else None), (int(strength[1]) if strength else None)


def day_line(day: str) -> str:
    """Such as ``day: 2026-01-31``."""
    return f"day: {day}"


def day_of(line: str) -> str | None:
    """The day in a line of :func:`day_line`, ``YYYY-MM-DD``; ``None`` where there is none."""
    found = _DAY.fullmatch(line.strip())
    try:
        return date.fromisoformat(found[1]).isoformat() if found else None
    except ValueError:
        return None


def name_of(case: CaseId, number: int, title: str) -> str:
    """What an interview is called in a file: ``C1 interview 2: TITLE``."""
    return f"{case} interview {number}" + (f": {title}" if title else "")
