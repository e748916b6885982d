"""Typing with abbreviations: one hook between a key and the text.

The key goes into the text first, as an edit of its own; then the abbreviation before it is replaced, together with what was
typed, as a second one. So undo takes back the expansion alone: the abbreviation stands again as typed, with the cursor after it,
and nothing expands it until it is typed anew.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fieldnotes.text.abbreviations import abbreviation_before, ends_word

if TYPE_CHECKING:
    from fieldnotes.tui.editor.note_text import NoteText


def type_expanding(note: "NoteText", typed: str, known: Mapping[str, str]) -> None:
    """Put what was typed in place of the selection; if it ends an abbreviation, replace that by what it stands for.

    Args:
        note: the text.
        typed: a key's worth: a character, or a line break with the speaker that begins the next line.
        known: abbreviations and what they stand for.
    """
    row, column = min(note.selection)
    short = (
        abbreviation_before(note.document.get_line(row)[:column], known)
        if known and ends_word(typed)
        else None
    )
    note._replace_via_keyboard(typed, *note.selection)  # noqa: SLF001 - Textual's own way to type
    if short is not None:
        start = row, column - len(short)
        note._replace_via_keyboard(known[short] + typed, start, note.cursor_location)  # noqa: SLF001 - as above
