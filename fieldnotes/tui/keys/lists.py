"""Keys of every list."""

from fieldnotes.tui.keys.action import Action
from fieldnotes.tui.keys.places import Place

_AT = Place.LISTS

LISTS = (
    Action("list-up", _AT, ("up", "k"), "cursor_up", "up", "Move up."),
    Action("list-down", _AT, ("down", "j"), "cursor_down", "down", "Move down."),
    Action("list-left", _AT, ("left", "h"), "cursor_left", "left", "Move left."),
    Action("list-right", _AT, ("right", "l"), "cursor_right", "right", "Move right."),
    Action("list-first", _AT, ("home",), "first", "first", "Go to the first line."),
    Action("list-last", _AT, ("end",), "last", "last", "Go to the last line."),
    Action("list-page-up", _AT, ("pageup",), "page_up", "page up", "Move up a page."),
    Action("list-page-down", _AT, ("pagedown",), "page_down", "page down", "Move down a page."),
    Action(
        "list-filter", _AT, ("slash",), "ask_filter", "filter", "Keep only lines that hold what you type.", 40
    ),
    Action("list-next", _AT, ("n",), "next_match", "next", "Go to the next line that the filter found."),
    Action("list-previous", _AT, ("N",), "previous_match", "previous", "Go to the one before."),
    Action("list-add", _AT, ("a",), "screen.add", "add", "Add one.", 20),
    Action("list-open", _AT, ("enter",), "choose", "open", "Open or change the line under the cursor.", 10),
    Action("list-delete", _AT, ("d",), "screen.delete", "delete", "Delete it, after a question.", 30),
    Action("list-sort", _AT, ("o",), "screen.sort", "sort", "Sort by the next column.", 35),
)
