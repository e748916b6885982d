"""Moving through a list while typing stays in the line above it."""

from textual.widgets import OptionList


def move_cursor(found: OptionList, lines: int) -> None:
    """Move the cursor by so many lines that can be chosen, down where positive; an empty list stays as it is."""
    if not found.option_count:
        return
    for _ in range(abs(lines)):
        if lines > 0:
            found.action_cursor_down()
        else:
            found.action_cursor_up()
