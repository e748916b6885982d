"""Which edits a person takes for one: what undo takes back at once."""

import unicodedata

from fieldnotes.text.edits import Edit

_SYLLABLE = 8
"""Code points that one Backspace may take in Burmese, Shan or Mon; more is a selection."""


def goes_on(last: Edit, edit: Edit) -> bool:
    """Whether an edit goes on with the one before, as seen from the text alone; a pause ends a step too.

    Typing goes on letter by letter up to the end of a word and what separates it from the next; Backspace and Delete
    likewise. Where a script writes no spaces, the marks that end a phrase separate. What is pasted, or replaces something,
    stands alone, and so does a line break with what comes with it.
    """
    if not last.removed and not edit.removed:
        adjoining = edit.start == last.start + len(last.inserted)
        keys = _is_key(last.inserted) and _is_key(edit.inserted)
        return adjoining and keys and _one_word(last.inserted, edit.inserted)
    if not last.inserted and not edit.inserted:
        adjoining = last.start in (edit.end, edit.start)
        small = max(len(last.removed), len(edit.removed)) <= _SYLLABLE
        return adjoining and small and _one_word(last.removed, edit.removed)
    return False


def _is_key(words: str) -> bool:
    """Whether this can have come from one key: a letter with its marks, and not a line break."""
    return words != "\n" and all(
        place == 0 or unicodedata.category(letter).startswith("M") for place, letter in enumerate(words)
    )


def _one_word(last: str, following: str) -> bool:
    """Whether no word ends between two neighbours."""
    return not (_separates(last[-1:]) and not _separates(following[:1]))


def _separates(letter: str) -> bool:
    return letter.isspace() or letter in "၊။"
