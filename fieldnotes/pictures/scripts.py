"""Which words may have something drawn to their right."""

import unicodedata
from collections.abc import Sequence


def keeps_columns(words: str) -> bool:
    """Whether terminals agree on the width of these words: letters with capitals, digits and signs only.

    Burmese, and every other script whose letters have no case, is drawn in other widths by other terminals.
    """
    return not any(unicodedata.category(character) in {"Lo", "Mn", "Mc", "Me"} for character in words)


def flowed(entries: Sequence[str], width: int, gap: int = 3) -> list[str]:
    """Entries one behind the other in lines of at most ``width``; one whose width is uncertain is the last on its line."""
    lines: list[str] = []
    for entry in entries:
        last = lines[-1] if lines else ""
        if last and keeps_columns(last) and len(last) + gap + len(entry) <= width:
            lines[-1] = last + " " * gap + entry
        else:
            lines.append(entry)
    return lines
