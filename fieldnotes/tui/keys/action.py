"""One thing a key does."""

from dataclasses import dataclass, replace
from typing import Self

from fieldnotes.tui.keys.places import Place


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done by a key.

    Attributes:
        id: stable name, by which the settings file gives it another key; unique over all places.
        place: where the key works.
        keys: Textual's names of the keys; the first is the one shown.
        handler: Textual action that carries it out.
        label: a few words for the footer and the palette.
        help: one sentence for help and the manual.
        footer: rank in the footer, 1 first; 0 keeps it out.
        priority: whether it works even while a text field takes every printable key.
    """

    id: str
    place: Place
    keys: tuple[str, ...]
    handler: str
    label: str
    help: str
    footer: int = 0
    priority: bool = False

    def with_keys(self, keys: tuple[str, ...]) -> Self:
        """The same action on other keys."""
        return replace(self, keys=keys)

    @property
    def shown(self) -> str:
        """The first key as people write it."""
        return spoken(self.keys[0])


_NAMES = {
    "question_mark": "?",
    "right_square_bracket": "]",
    "left_square_bracket": "[",
    "full_stop": ".",
    "slash": "/",
    "escape": "Esc",
    "pageup": "PgUp",
    "pagedown": "PgDn",
}


def spoken(key: str) -> str:
    """A key as people write it: ``ctrl+l`` is ``Ctrl+L``, ``right_square_bracket`` is ``]``."""
    *modifiers, last = key.split("+")
    if last in _NAMES:
        last = _NAMES[last]
    elif len(last) > 1 or modifiers:
        last = last.capitalize()
    return "+".join([*(modifier.capitalize() for modifier in modifiers), last])
