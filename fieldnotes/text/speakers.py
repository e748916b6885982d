"""Who speaks in a transcript: a line that begins ``Q:`` or ``A:`` begins a turn."""

import re

LABEL = re.compile(r"[^\S\n]*([QA]):[^\S\n]*")
"""The label of a turn with the blanks around it, at the start of a line; the group is who speaks."""


def label_end(text: str, start: int, end: int) -> int:
    """Where the words of a line begin that lies from ``start`` to ``end``: after its label, else at its start."""
    label = LABEL.match(text, start, end)
    return start if label is None else label.end()
