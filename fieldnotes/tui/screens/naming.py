"""What a case's screen does about names: pointing out what could tell who somebody is, and replacing it."""

import unicodedata
from typing import TYPE_CHECKING

from rich.text import Text

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.base.ids import InterviewId
from fieldnotes.base.span import Span
from fieldnotes.text.identifiers.finding import Kind
from fieldnotes.tui.background import in_own_thread
from fieldnotes.tui.dialogs.pseudonym import Pseudonymising
from fieldnotes.tui.dialogs.reading import Reading
from fieldnotes.tui.editor.linter import Linter
from fieldnotes.tui.screens.coding import CodingActions
from fieldnotes.tui.words import counted

if TYPE_CHECKING:
    from fieldnotes.casebook.pseudonymising import Replaced
    from fieldnotes.tui.editor.findings import Found

SAID = {
    Kind.PHONE: "a telephone number",
    Kind.IDENTITY_CARD: "an identity-card number",
    Kind.EMAIL: "an e-mail address",
    Kind.URL: "an address in the net",
    Kind.HANDLE: "the name of an account",
    Kind.COORDINATES: "a place on the map",
    Kind.UNIT: "a military unit",
    Kind.DATE: "an exact date",
    Kind.NAME: "one of the names and words to point out",
}


class NamingActions(CodingActions):
    """The part of a case's screen that looks after names; :class:`fieldnotes.tui.screens.case.CasePage` shows it."""

    _linter: Linter | None = None
    _dismissed: frozenset[bytes] = frozenset()

    def show_interview(self, interview: InterviewId, at: int) -> None:
        """Show the interview anew, as it is stored now, with the cursor at an offset."""
        raise NotImplementedError

    # Pointing out.

    def begin_linting(self) -> None:
        """Look the text on the screen through, away from the keys; to be called when another one is shown."""
        if self._linter is not None:
            self._linter.stop()
        if self.interview is None:
            return
        self._dismissed = self.book.findings.dismissed(self.interview.id)
        self._linter = Linter(self.note, self.fieldnotes.opened.names, self._is_wanted)
        # What knows every country's numbering plans takes long to load, so it is loaded beside the keys.
        in_own_thread(self.fieldnotes, _load, lambda _: self._loaded(), lambda _: None)

    def names_may_differ(self) -> None:
        """Look again if other words are to be pointed out than when the text was looked through."""
        if self._linter is not None and self._linter.names != self.fieldnotes.opened.names:
            self.begin_linting()

    def lint_soon(self) -> None:
        """Something was typed."""
        if self._linter is not None:
            self._linter.edited()

    def _loaded(self) -> None:
        if self._linter is not None and self.is_attached:
            self._linter.begin()

    def _is_wanted(self, kind: Kind, words: str) -> bool:
        from fieldnotes.casebook.findings import digest  # noqa: PLC0415 - the casebook is loaded by now

        return not self._dismissed or digest(kind, words) not in self._dismissed

    def action_next_finding(self) -> None:
        """Go to the next finding."""
        self._go_to_finding(forward=True)

    def action_previous_finding(self) -> None:
        """Go to the finding before."""
        self._go_to_finding(forward=False)

    def _go_to_finding(self, *, forward: bool) -> None:
        if self._linter is None:
            return
        self._linter.finish()
        row, column = min(self.note.selection)
        ways = self.note.findings
        found = ways.after(row, column) if forward else ways.before(row, column)
        if found is None:
            raise AnswerIsNoError(
                "Nothing that is known to tell who somebody is.",
                "What is not found may still tell everything.",
            )
        self.note.select_span(self._span(*found))
        count = sum(1 for _ in ways.all())
        self.tell(
            f"{SAID[found[1].kind].capitalize()}; {count} in this text. F8 replaces it, Ctrl+D dismisses it, F6 goes on."
        )

    def action_dismiss_finding(self) -> None:
        """Point these words out no more in this text."""
        here = self._finding_here()
        if here is None or self.interview is None or self._linter is None:
            raise AnswerIsNoError("No finding stands here.", "F6 goes to the next one.")
        span = self._span(*here)
        words = self.note.document.text[span.start : span.end]
        self.book.findings.dismiss(self.interview.id, here[1].kind, words)
        self._dismissed = self.book.findings.dismissed(self.interview.id)
        self._linter.begin()
        self.tell("Dismissed in this text, wherever the same words stand.")

    def _finding_here(self) -> "tuple[int, Found] | None":
        row, column = min(self.note.selection)
        found = self.note.findings.at(row, column)
        return None if found is None else (row, found)

    def _span(self, row: int, found: "Found") -> Span:
        start = self.note.notes.index_of((row, 0))
        return Span(start + found.start, start + found.end)

    # Replacing.

    def action_pseudonymise(self) -> None:
        """Replace the selection, the finding or the word at the cursor."""
        if self.interview is None or not self.save():
            return
        if self._linter is not None:
            self._linter.look_at(min(self.note.selection)[0])
        here = self._finding_here()
        span = self.note.selected_span() or (self._span(*here) if here else self._word_here())
        if span is None:
            raise AnswerIsNoError("No word stands here.", "Go to a word, or select what is to be replaced.")
        words = self.note.document.text[span.start : span.end]
        if len(words.splitlines()) != 1 or not words.strip():
            raise AnswerIsNoError("What is selected is not on one line.", "Select a name and nothing else.")
        self.note.select_span(span)
        kind = here[1].kind if here is not None and self._span(*here) == span else None
        Pseudonymising(self, self.case, words, kind).begin()

    def _word_here(self) -> Span | None:
        row, column = self.note.cursor_location
        line = self.note.document.get_line(row)
        start = end = column
        while start > 0 and _in_word(line[start - 1]):
            start -= 1
        while end < len(line) and _in_word(line[end]):
            end += 1
        index = self.note.notes.index_of((row, 0))
        return Span(index + start, index + end) if start < end else None

    def replacing(self, *, on: bool) -> None:
        """Nothing is typed while the vault is at work on another thread."""
        self.note.read_only = on or self.coding

    def failed(self, sentence: str) -> None:
        """Tell what work in the background came to; writing goes on."""
        self.replacing(on=False)
        super().failed(sentence)

    def replaced(self, done: "Replaced", pseudonym: str) -> None:
        """Show the text as it is stored now, and tell what was done."""
        self.replacing(on=False)
        if self.interview is None:
            return
        at = min(
            self.note.notes.index_of(min(self.note.selection)),
            self.book.interviews.get(self.interview.id).length,
        )
        self.show_interview(self.interview.id, at)
        told = (
            f"{counted(done.places.total, 'place')} in {counted(done.places.interviews, 'interview')} now say {pseudonym};"
            " nothing before can be undone there."
        )
        if done.left or done.backups:
            text = Text(f"{told}\n", style="bold").append(
                "\n".join(("", *done.left, *done.backups)), style="not bold"
            )
            self.app.push_screen(Reading(text))
        else:
            self.tell(told)


def _load() -> None:
    from fieldnotes.text.identifiers.phones import find_phones  # noqa: PLC0415 - as the linter itself does

    for _ in find_phones("+95 9 0000 00000"):
        return


def _in_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")
