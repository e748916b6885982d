"""The one registry of keys. Footer, help, palette, bindings, the manual's table and the tests all read it."""

from collections.abc import Iterator, Mapping

from fieldnotes.base.errors import WrongUseError
from fieldnotes.tui.keys.action import Action, spoken
from fieldnotes.tui.keys.coders import CODERS
from fieldnotes.tui.keys.coding import CASE, CHECKLIST, CODING
from fieldnotes.tui.keys.everywhere import EVERYWHERE
from fieldnotes.tui.keys.findings import FINDINGS
from fieldnotes.tui.keys.identity import IDENTITY
from fieldnotes.tui.keys.lists import LISTS
from fieldnotes.tui.keys.places import PLACES, Place, reach
from fieldnotes.tui.keys.screens import SCREENS
from fieldnotes.tui.keys.texts import INTERVIEW, TEXT
from fieldnotes.tui.keys.vault import VAULT

ACTIONS: tuple[Action, ...] = (
    *EVERYWHERE,
    *LISTS,
    *TEXT,
    *INTERVIEW,
    *CASE,
    *CODING,
    *CHECKLIST,
    *FINDINGS,
    *CODERS,
    *SCREENS,
    *VAULT,
    *IDENTITY,
)
"""Every action with the keys it has unless the settings file says otherwise."""


class Registry:
    """The actions with the keys in force.

    Args:
        changed: action id to key, as the settings file gives them.

    Raises:
        WrongUseError: if an action is unknown, or two actions of one place would share a key.
    """

    def __init__(self, changed: Mapping[str, str] | None = None) -> None:
        changed = changed or {}
        known = {action.id for action in ACTIONS}
        for name in changed:
            if name not in known:
                raise WrongUseError(
                    f"The settings file gives a key to the unknown action {name}.",
                    "Take the name from the key table of the manual.",
                )
        self.actions = tuple(
            action.with_keys((changed[action.id],)) if action.id in changed else action for action in ACTIONS
        )
        for place, key, first, second in conflicts(self.actions):
            raise WrongUseError(
                f"In {PLACES[place].title} the key {spoken(key)} would do two things: {first} and {second}.",
                "Give one of them another key in the settings file.",
            )

    def here(self, place: Place) -> tuple[Action, ...]:
        """Every action that can be done at ``place``, its own first."""
        order = reach(place)
        found = [action for action in self.actions if action.place in order]
        return tuple(sorted(found, key=lambda action: order.index(action.place)))

    def footer(self, place: Place) -> tuple[Action, ...]:
        """The actions of ``place`` that the footer shows, most useful first."""
        shown = [action for action in self.here(place) if action.footer]
        return tuple(sorted(shown, key=lambda action: action.footer))

    def search(self, words: str, place: Place) -> tuple[Action, ...]:
        """Actions in whose key, label or help every word of ``words`` occurs; those of ``place`` first.

        Without words: every action.
        """
        order = reach(place)
        wanted = words.casefold().split()
        found = [action for action in self.actions if all(word in _text(action) for word in wanted)]
        return tuple(
            sorted(
                found, key=lambda action: order.index(action.place) if action.place in order else len(order)
            )
        )


def conflicts(actions: tuple[Action, ...]) -> Iterator[tuple[Place, str, str, str]]:
    """Every key that would do two things at one place, with the ids of both actions."""
    for place in Place:
        taken: dict[str, str] = {}
        for action in actions:
            if action.place not in reach(place):
                continue
            for key in action.keys:
                if key in taken:
                    yield place, key, taken[key], action.id
                taken[key] = action.id


def _text(action: Action) -> str:
    place = PLACES[action.place].title
    keys = " ".join(spoken(key) for key in action.keys)
    return f"{keys} {action.label} {action.help} {place} {action.id}".casefold()
