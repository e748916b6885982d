"""Keys that work on every screen, in every field and dialog."""

from fieldnotes.tui.keys.action import Action
from fieldnotes.tui.keys.places import Place

_AT = Place.EVERYWHERE

EVERYWHERE = (
    Action(
        "help",
        _AT,
        ("f1",),
        "app.show_help",
        "help",
        "Help for this screen; type to search in it.",
        footer=90,
        priority=True,
    ),
    Action(
        "help-letter",
        _AT,
        ("question_mark",),
        "app.show_help",
        "help",
        "Help for this screen, outside editors.",
    ),
    Action(
        "palette",
        _AT,
        ("ctrl+p",),
        "app.show_palette",
        "all actions",
        "Every action with its key; type to find one, Enter carries it out.",
        footer=92,
        priority=True,
    ),
    Action(
        "choose-screen",
        _AT,
        ("f4",),
        "app.choose_screen",
        "screens",
        "Choose a screen.",
        footer=91,
        priority=True,
    ),
    Action("next-pane", _AT, ("tab",), "app.focus_next", "next pane", "Go to the next pane or field."),
    Action(
        "previous-pane",
        _AT,
        ("shift+tab",),
        "app.focus_previous",
        "previous pane",
        "Go to the pane or field before.",
    ),
    Action("out", _AT, ("escape",), "app.go_out", "out", "Leave a pane, a dialog or a screen."),
    Action(
        "lock",
        _AT,
        ("ctrl+l",),
        "app.lock_now",
        "lock",
        "Lock now: what is typed is saved, keys and text leave the memory.",
        priority=True,
    ),
    Action(
        "listening",
        _AT,
        ("f9",),
        "app.listen",
        "listening",
        "Hide the text while listening; any key brings it back, and it locks by itself after 15 minutes.",
        priority=True,
    ),
    Action(
        "panic",
        _AT,
        ("f12",),
        "app.panic_asked",
        "panic",
        "Destroy this vault for good: F12, then the word wipe and Enter; Esc cancels.",
        priority=True,
    ),
    Action(
        "quit",
        _AT,
        ("ctrl+q",),
        "app.quit_asked",
        "quit",
        "Quit; asks first when exports wait to be sent or something is unsaved.",
        priority=True,
    ),
)
