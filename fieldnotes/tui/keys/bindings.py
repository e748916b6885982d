"""The registry as Textual bindings."""

from textual.binding import Binding, BindingsMap
from textual.dom import DOMNode

from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.keys.registry import ACTIONS, Registry


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


def rebind(node: DOMNode, registry: Registry, *places: Place) -> None:
    """Give ``node`` the bindings of ``places`` with the keys in force, in place of those of its class."""
    node._bindings = BindingsMap(  # noqa: SLF001 - Textual offers no public way to replace a node's bindings
        Binding(
            ",".join(action.keys),
            action.handler,
            action.label,
            id=action.id,
            show=False,
            priority=action.priority,
        )
        for place in places
        for action in registry.actions
        if action.place is place
    )
