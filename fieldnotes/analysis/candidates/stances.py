"""Words that tell which way a passage works: that it moved somebody to leave, that it held, or what would have to be."""

from collections.abc import Mapping
from typing import Final

from fieldnotes.codebook.models import Role

_LEFT: Final = (
    "because",
    "that is why",
    "that was why",
    "the reason",
    "i left",
    "he left",
    "she left",
    "we left",
    "leave",
    "leaving",
    "ran",
    "walked out",
    "walked away",
    "got out",
    "decided",
    "no longer",
    "any more",
    "could not stay",
    "from that day",
    "since that day",
    "after that",
    "made me",
    "made him",
)
_STAYED: Final = (
    "stay",
    "stayed",
    "staying",
    "remain",
    "cannot leave",
    "could not leave",
    "cannot go",
    "afraid",
    "fear",
    "dare",
    "dared",
    "what if",
    "nowhere",
    "stuck",
    "if i leave",
    "if i run",
    "if he runs",
    "if you run",
    "if one runs",
    "who would",
)
_WOULD_BE: Final = (
    "would",
    "should",
    "must",
    "if",
    "until",
    "unless",
    "will",
    "need",
    "needs",
    "have to",
    "has to",
    "let them",
    "tomorrow",
    "wait",
    "waiting",
    "tell them",
    "give them",
    "show them",
)

STANCE_CUES: Final[Mapping[Role, tuple[str, ...]]] = {
    Role.DRIVER: _LEFT,
    Role.OBSTACLE_IMMEDIATE: _STAYED,
    Role.OBSTACLE_STRUCTURAL: _STAYED,
    Role.CONDITION: _WOULD_BE,
}
"""By role of a factor, in English. Armed resistance works either way and has none."""
