"""The key table of the manual, made from the registry so that the manual cannot say anything else."""

from fieldnotes.tui.keys.action import spoken
from fieldnotes.tui.keys.places import PLACES, Place
from fieldnotes.tui.keys.registry import Registry


def key_table(registry: Registry | None = None) -> str:
    """Every action as a Markdown table: where, key, what it does, and its name in the settings file."""
    registry = registry or Registry()
    lines = ["| where | key | does | name in settings |", "|---|---|---|---|"]
    for place in Place:
        for action in registry.actions:
            if action.place is place:
                keys = ", ".join(f"`{spoken(key)}`" for key in action.keys)
                lines.append(f"| {PLACES[place].title} | {keys} | {action.help} | `{action.id}` |")
    return "\n".join(lines) + "\n"
