"""One memo, or one entry of the diary, being written: saved while typing, as an interview is."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.widgets import TextArea

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.base.ids import CodingId, FactorId
from fieldnotes.base.span import Span
from fieldnotes.casebook.memorecords import MemoKind, Subject
from fieldnotes.casebook.undoing import Step
from fieldnotes.text.edits import Edit
from fieldnotes.tui.dialogs.ask import Ask
from fieldnotes.tui.editor.autosave import Autosave
from fieldnotes.tui.editor.note_text import NoteText
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.page import Page


class MemoTextPage(Page):
    """The text of a memo; Esc goes back, and what was typed is stored.

    Args:
        subject: which memo; a new entry of the diary where ``None``.
        words: what to select at first.
    """

    PLACE = Place.MEMO_TEXT

    def __init__(self, subject: Subject | None = None, words: Span | None = None) -> None:
        super().__init__()
        self.subject = subject
        self._words = words
        self._stored = ""
        self._wrote = False
        self._done: list[list[Edit]] = []
        self._undone: list[list[Edit]] = []

    def body(self) -> ComposeResult:
        """The text."""
        yield NoteText()

    @property
    def note(self) -> NoteText:
        """The text."""
        return self.query_one(NoteText)

    def on_mount(self) -> None:
        """Ready to write."""
        self._autosave = Autosave(self.note, self._record, self.refresh_state, self._not_saved)
        self._stored = "" if self.subject is None else self.fieldnotes.opened.book.memos.text(self.subject)
        self.note.open(self._stored, lambda _: (), at=len(self._stored), undo=self._undo, redo=self._redo)
        self.note.abbreviations = self.fieldnotes.opened.book.abbreviations.all()
        self.note.write(on=True)
        self.screen.set_focus(self.note)
        if self._words is not None:
            self.note.select_span(self._words)
        self._head()

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self._autosave.pending:
            self._autosave.typed()
            self.refresh_state()

    def save(self) -> bool:
        """Store what was typed; a text of which nothing is left takes the memo away, and undo brings it back."""
        if not self._autosave.flush():
            return False
        with self.fieldnotes.telling():
            self._store()
            memos = self.fieldnotes.opened.book.memos
            if self.subject is not None and not self._stored.strip() and memos.text(self.subject):
                memos.take_away(self.subject)
                self._wrote = False
                self.app.call_later(self._tell_emptied)
                self.subject = None if self.subject.kind is MemoKind.DIARY else self.subject
            return True
        return False

    def state_words(self) -> str:
        """What is saved, then what the application says."""
        saving = "saving…" if self._autosave.pending else "saved"
        return f"{saving} · {super().state_words()}"

    def action_search(self) -> None:
        """Search in this text."""

        def find(words: str) -> None:
            if words and not self.note.search(words):
                raise AnswerIsNoError("That does not stand in this text.", "Try fewer letters.")

        self.fieldnotes.ask(Ask("Search in this text", "F3 goes on, Shift+F3 back."), find)

    def _record(self, steps: Sequence[Step]) -> None:
        self._store()
        for step in steps:
            if step.continues and self._done:
                self._done[-1] += step.edits
            else:
                self._done.append(list(step.edits))
        self._undone.clear()

    def _store(self) -> None:
        text = self.note.document.text
        if text == self._stored:
            return
        book = self.fieldnotes.opened.book
        if text.strip():
            if self.subject is None:
                self.subject = Subject(MemoKind.DIARY, str(book.diary.add(text).number))
                self._head()
            else:
                book.memos.write(self.subject, text, goes_on=self._wrote)
            self._wrote = True
        self._stored = text

    def _tell_emptied(self) -> None:
        """Where one is by then."""
        page = self.fieldnotes.page
        if page is not None:
            page.tell("Nothing was left of the text, so it is taken away; u brings it back.")

    def _not_saved(self, sentence: str) -> None:
        self.tell(f"NOT SAVED, trying again: {sentence}", wrong=True)

    def _undo(self) -> Sequence[Edit]:
        return self._turned(self._done, self._undone)

    def _redo(self) -> Sequence[Edit]:
        return self._turned(self._undone, self._done)

    def _turned(self, source: list[list[Edit]], target: list[list[Edit]]) -> Sequence[Edit]:
        """Reverse the last step of this session; earlier wordings are kept in the memory only."""
        if not self._autosave.flush() or not source:
            return ()
        step = source.pop()
        reverse = [edit.inverse() for edit in reversed(step)]
        target.append(reverse)
        self.call_after_refresh(self.save)
        return reverse

    def _head(self) -> None:
        book, subject = self.fieldnotes.opened.book, self.subject
        if subject is None:
            self.head("Diary", "new entry", facts="Esc goes back")
        elif subject.kind is MemoKind.DIARY:
            entry = book.diary.get(int(subject.key))
            self.head("Diary", f"entry {entry.number}", facts=f"{entry.day}   Esc goes back")
        elif subject.kind is MemoKind.FACTOR:
            factor = book.factor(FactorId(subject.key))
            self.head(
                "Memo", f"factor {factor.key}", facts=(f"{factor.label}   Esc goes back", "Esc goes back")
            )
        elif subject.kind is MemoKind.CODING:
            coding = book.codings.any(CodingId(int(subject.key)))
            factor = book.factor(coding.factor)
            self.head(
                "Memo", f"coding {factor.key}", facts=(f"{factor.label}   Esc goes back", "Esc goes back")
            )
        else:
            self.head("Memo", f"case {subject.key}", facts="Esc goes back")
