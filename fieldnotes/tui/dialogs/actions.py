"""Help and palette: the registry, to look things up in and to carry things out from."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from fieldnotes.tui.dialogs.finder import Finder
from fieldnotes.tui.keys.places import PLACES, Place, reach
from fieldnotes.tui.widgets.listing import Item

if TYPE_CHECKING:
    from fieldnotes.tui.app import FieldnotesApp
    from fieldnotes.tui.keys.action import Action
    from fieldnotes.tui.keys.registry import Registry
    from fieldnotes.tui.screens.page import Page


def help_sheet(registry: "Registry", page: "Page") -> Finder:
    """Help for ``page``: its keys with a sentence each, then those of its surroundings; searchable."""
    place = page.place

    def search(words: str) -> Sequence[Item]:
        items: list[Item] = []
        for where in reach(place):
            here = [
                action
                for action in registry.search(words, place)
                if action.place is where and page.offers(action)
            ]
            if here:
                items.append(Item(f"heading-{where}", (PLACES[where].title,), heading=True))
                items += [Item(action.id, (action.shown, action.help)) for action in here]
        return items

    return Finder(f"Help: {PLACES[place].title}", search, width=16)


def palette(registry: "Registry", page: "Page") -> Finder:
    """Every action with its key: first those that work here, then the others with the place where they do."""
    here = reach(page.place)

    def row(action: "Action") -> Item:
        words = Text(f"{action.label}: {action.help}" if action.label else action.help)
        if action.place not in here or not page.offers(action):
            words = Text(f"{PLACES[action.place].title} · {action.help}", style="dim")
        return Item(action.id, (action.shown, words))

    return Finder(
        "Every action", lambda words: [row(action) for action in registry.search(words, page.place)], width=16
    )


def carry_out(app: "FieldnotesApp", chosen: str) -> None:
    """Do what was chosen in the palette, by pressing its key; or say where it works."""
    page = app.page
    action = next(action for action in app.registry.actions if action.id == chosen)
    if page is None:
        return
    if action.place in reach(page.place) and page.offers(action):
        app.simulate_key(action.keys[0])
    elif action.place is Place.LISTS:
        app.tell(f"{action.shown} works in lists.")
    elif action.place is Place.LOCK:
        app.tell(f"{action.shown} works on the lock screen.")
    else:
        app.tell(f"{action.shown} works in {PLACES[action.place].title}: F4 goes there.")
