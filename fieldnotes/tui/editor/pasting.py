"""Pasting: brought to the form that is stored, as a file is; what was changed is told."""

from typing import TYPE_CHECKING, cast

from fieldnotes.base.errors import FieldnotesError, WrongUseError
from fieldnotes.text.lines import MAX_LINE
from fieldnotes.tui.background import in_own_thread
from fieldnotes.tui.messages import Told

if TYPE_CHECKING:
    from fieldnotes.text.normalising import Normalised
    from fieldnotes.tui.app import FieldnotesApp
    from fieldnotes.tui.editor.note_text import NoteText

LONGEST = 5_000_000
"""Code points of the longest paste: ten interviews. A longer text is brought in as a file."""

_AT_ONCE = 20_000
"""Up to this many code points a paste takes less than two frames; a longer one is made ready beside the keys."""


def paste(note: "NoteText", text: str) -> None:
    """Put ``text`` in place of the selection: at once, or as soon as it is ready; a failure is told in a sentence.

    Terminals send line ends as CR whatever they were, so those are not told as a change.
    """
    if note.pasting:
        return
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) <= _AT_ONCE:
        try:
            _put(note, _normalised(text))
        except FieldnotesError as error:
            note.post_message(Told(str(error)))
        return
    document = note.document
    note.pasting = True
    note.post_message(Told(f"Making {len(text):,} pasted characters ready…", wrong=False))

    def ready(normalised: "Normalised") -> None:
        note.pasting = False
        if note.document is document and not note.read_only:
            _put(note, normalised)
        else:
            note.post_message(
                Told("Nothing was pasted: the text it was meant for is not being written any more.")
            )

    def failed(sentence: str) -> None:
        note.pasting = False
        note.post_message(Told(sentence))

    # Nothing of the vault is touched there, so the vault stays free.
    in_own_thread(cast("FieldnotesApp", note.app), lambda: _normalised(text), ready, failed)


def _normalised(text: str) -> "Normalised":
    from fieldnotes.text.normalising import normalise_text  # noqa: PLC0415 - Zawgyi detection loads on the first paste

    if len(text) > LONGEST:
        raise WrongUseError(
            f"That is longer than {LONGEST:,} characters, which is more than any interview.",
            "Save it as a text file and bring that in.",
        )
    return normalise_text(text)


def _put(note: "NoteText", normalised: "Normalised") -> None:
    told = [change.sentence for change in normalised.changes]
    text = _between(note, normalised.text)
    if len(text) > len(normalised.text):
        told.append(f"It stands on lines of its own, since none may be longer than {MAX_LINE:,} characters.")
    note._replace_via_keyboard(text, *note.selection)  # noqa: SLF001 - Textual's own way to type
    if told:
        note.post_message(Told(f"Pasted. {' '.join(told)}", wrong=False))


def _between(note: "NoteText", text: str) -> str:
    """``text`` with line breaks around it where it would make the lines it goes into too long to edit."""
    top, bottom = sorted(note.selection)
    before, after = top[1], len(note.document.get_line(bottom[0])) - bottom[1]
    first, _, _ = text.partition("\n")
    if before and before + len(first) > MAX_LINE:
        text = "\n" + text
    last = text.rpartition("\n")[2]
    start = 0 if "\n" in text else before
    if after and start + len(last) + after > MAX_LINE:
        text += "\n"
    return text
