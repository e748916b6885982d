"""Keys of the pictures of what was found."""

from fieldnotes.tui.keys.action import Action
from fieldnotes.tui.keys.places import Place

_AT = Place.FINDINGS

FINDINGS = (
    Action(
        "next-picture",
        _AT,
        ("right_square_bracket", "right", "l"),
        "screen.turn(1)",
        "next picture",
        "Go to the next picture.",
        8,
    ),
    Action(
        "previous-picture",
        _AT,
        ("left_square_bracket", "left", "h"),
        "screen.turn(-1)",
        "picture before",
        "Go to the picture before.",
    ),
    *(
        Action(
            f"picture-{number}",
            _AT,
            (str(number),),
            f"screen.show_picture({number})",
            name,
            f"Show the {name}.",
        )
        for number, name in enumerate(
            ("bars", "heat map", "co-occurrence matrix", "saturation curve"), start=1
        )
    ),
    Action(
        "vary-picture",
        _AT,
        ("v",),
        "screen.vary",
        "vary",
        "Draw it for the next attribute; count pairs that overlap, stand near or in one case; take longer runs.",
        10,
    ),
    Action(
        "picture-groups",
        _AT,
        ("g",),
        "screen.toggle_groups",
        "groups or factors",
        "Count groups in place of factors, and back.",
        11,
    ),
    Action("findings-up", _AT, ("up", "k"), "screen.scroll_lines(-1)", "up", "Scroll up."),
    Action("findings-down", _AT, ("down", "j"), "screen.scroll_lines(1)", "down", "Scroll down."),
    Action("findings-page-up", _AT, ("pageup",), "screen.scroll_pages(-1)", "page up", "Scroll up a page."),
    Action(
        "findings-page-down", _AT, ("pagedown",), "screen.scroll_pages(1)", "page down", "Scroll down a page."
    ),
    Action(
        "write-out-numbers",
        _AT,
        ("w",),
        "screen.write_out_numbers",
        "write out",
        "Write the numbers of this picture out as CSV, sealed to a reader; asks for the passphrase once more.",
        12,
    ),
)
