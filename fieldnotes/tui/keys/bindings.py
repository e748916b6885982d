"""The registry as Textual bindings."""

from textual.binding import Binding, BindingsMap
from textual.dom import DOMNode

from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.keys.registry import ACTIONS


def bindings(*places: Place) -> list[Binding]:
    """The bindings of ``places``, for a widget's or screen's ``BINDINGS``."""
    return [
        Binding(
            ",".join(action.keys),
            action.handler,
            action.label,
            id=action.id,
            show=False,
            priority=action.priority,
        )
        for place in places
        for action in ACTIONS
        if action.place is place
    ]


def rebind(node: DOMNode, *places: Place) -> None:
    """Give ``node`` the bindings of ``places`` in place of those of its class.

    Keys from the settings file need nothing here: Textual puts its keymap over the bindings of the same id.
    """
    node._bindings = BindingsMap(bindings(*places))  # noqa: SLF001 - there is no public way to replace a node's bindings
