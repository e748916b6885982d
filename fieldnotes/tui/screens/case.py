"""One case: its interview, written or coded, with the factors beside it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import OptionList, Static, TextArea
from textual.widgets.option_list import Option

from fieldnotes.base.ids import CaseId, CoderLabel, InterviewId
from fieldnotes.base.span import Span
from fieldnotes.casebook.records import Coding, Hit, Interview, Purpose, State
from fieldnotes.casebook.undoing import Step
from fieldnotes.formats.importing import import_file
from fieldnotes.text.edits import Edit
from fieldnotes.tui.collecting import undisturbed
from fieldnotes.tui.destinations import Destination
from fieldnotes.tui.dialogs.ask import Ask
from fieldnotes.tui.dialogs.beginnings import ask_beginning
from fieldnotes.tui.dialogs.writing_out import WritingOut
from fieldnotes.tui.editor.autosave import Autosave
from fieldnotes.tui.editor.coder import Coder, first_lines
from fieldnotes.tui.editor.note_text import NoteText
from fieldnotes.tui.keys.bindings import bindings
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.case_destinations import case_destinations
from fieldnotes.tui.screens.naming import NamingActions
from fieldnotes.tui.screens.suggesting import SuggestingActions
from fieldnotes.tui.widgets.code_line import CodeLine
from fieldnotes.tui.widgets.factor_pane import FactorPane
from fieldnotes.tui.widgets.recent_line import RecentLine
from fieldnotes.tui.words import consent_letters

_HERE_LINES = 2
"""Lines under the text that tell what is coded at the cursor."""


class CasePage(NamingActions, SuggestingActions):
    """Interview and Coding of one case: the same text at the same place.

    Args:
        case: the case.
        interview: which of its interviews to open; the first where ``None``.
        coding: whether to begin in Coding.
        words: what to select at first.
    """

    PLACE = Place.INTERVIEW
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.CASE)]

    def __init__(
        self,
        case: CaseId,
        interview: InterviewId | None = None,
        *,
        coding: bool = False,
        words: Span | None = None,
    ) -> None:
        super().__init__()
        self._words_asked = words
        self.case = case
        self._asked = interview
        self._begin_coding = coding
        self._autosave: Autosave | None = None
        self._consent = ""
        self._considered = 0, 0
        self._blind: CoderLabel | None = None
        self._away = False

    @property
    def place(self) -> Place:
        """Letters are commands in Coding and in the list of factors."""
        focused = self.focused
        if focused is not None and any(isinstance(node, FactorPane) for node in focused.ancestors_with_self):
            return Place.CHECKLIST
        if self.interview is None:
            return Place.CASE
        return Place.CODING if self.coding else Place.INTERVIEW

    def body(self) -> ComposeResult:
        """Factors on the left, the text on the right: nothing is drawn to the right of script text."""
        with Horizontal(id="work"):
            yield FactorPane(self.book.taxonomy, self.book.local.all)
            with Vertical():
                yield NoteText()
                yield Static("", id="here", markup=False)
                yield RecentLine()
        with Vertical(id="no-interview"):
            yield Static("This case has no interview yet.\n")
            yield OptionList(
                Option("Write one now         Ctrl+N", id="new"),
                Option("Bring in a text file  Ctrl+O", id="import"),
            )
        yield CodeLine(lambda: self.book.codable)

    def on_mount(self) -> None:
        """Open the interview asked for."""
        interviews = self.book.interviews.of(self.case)
        first = interviews[0] if interviews else None
        self._open(next((known for known in interviews if known.id == self._asked), first))
        if self._begin_coding and self.interview is not None and not self.coding:
            self.action_toggle_coding()
        if self._words_asked is not None and self.interview is not None:
            self.note.select_span(self._words_asked)

    def on_screen_suspend(self) -> None:
        """Another screen may write codings."""
        self._away = True

    def on_screen_resume(self) -> None:
        """Whatever was changed on another screen shows; not on the way out, when the case may have been deleted."""
        if self.interview is not None and self._away and self.app.screen is self:
            self._away = False
            self.note.abbreviations = self.book.abbreviations.all()
            self.coder.read()
            self.show_codings()
            self.names_may_differ()

    # Opening and closing.

    def _open(self, interview: Interview | None) -> None:
        self.interview = interview
        self.query_one("#work").display = interview is not None
        self.query_one("#no-interview").display = interview is None
        self.query_one("#here").display = self.query_one(RecentLine).display = False
        self.query_one(FactorPane).display = False
        self.coding = False
        if interview is None:
            self.screen.set_focus(self.query_one("#no-interview OptionList"))
            self.show_states()
            return
        self._autosave = Autosave(self.note, self._record, self._saved, self._not_saved)
        with undisturbed():
            self.coder = Coder(self.book, interview.id)
            text = self.book.interviews.text(interview.id)
            self.note.open(text, self.coder.coded, undo=self._undo, redo=self._redo)
        self.note.abbreviations = self.book.abbreviations.all()
        self.note.write(on=True)
        self.begin_linting()
        self.screen.set_focus(self.note)
        self.show_states()
        self._tell_consent(Purpose.STORE)
        if self.book.copies.received(self.case) is not None:
            self.action_toggle_coding()

    def open_interview(self, interview: InterviewId) -> None:
        """Go to another interview of this case."""
        if self.save():
            self.leaving()
            self._open(self.book.interviews.get(interview))

    def show_interview(self, interview: InterviewId, at: int) -> None:
        """Show the interview anew, as it is stored now; its earlier wordings may be gone."""
        coding = self.coding
        self._open(self.book.interviews.get(interview))
        self.note.move_cursor(self.note.notes.location_of(at), center=True)
        if coding and not self.coding:
            self.action_toggle_coding()

    def go_to_words(self, interview: InterviewId, words: Span) -> None:
        """Show words of an interview of this case, selected."""
        if self.interview is None or interview != self.interview.id:
            self.open_interview(interview)
        self.note.select_span(words)

    def go_to_coding(self, coding: Coding | Hit) -> None:
        """Show a coding's passage, selected, in Coding."""
        if self.interview is None or coding.interview != self.interview.id:
            self.open_interview(coding.interview)
        if not self.coding:
            self.action_toggle_coding()
        self.note.select_span(coding.span)

    def save(self) -> bool:
        """Save what was typed."""
        return self._autosave is None or self._autosave.flush()

    def leaving(self) -> None:
        """Write the journal into the text, now that nobody waits for a key."""
        if self.interview is not None:
            self.book.journal.fold(self.interview.id)

    def action_new_interview(self) -> None:
        """Start another interview."""
        ask_beginning(self.fieldnotes, self.book, self._begin_with)

    def _begin_with(self, text: str) -> None:
        if self.save():
            self.leaving()
            self._open(self.book.interviews.add(self.case, text))
            self.tell("A new interview. Begin a question with Q: and Enter starts the answer with A:.")

    def action_write_out(self) -> None:
        """Write the text out of the vault."""
        if self.interview is not None and self.save():
            WritingOut(self, self.interview.id).begin()

    def action_import_interview(self) -> None:
        """Bring in a text file."""
        self.fieldnotes.ask(
            Ask(
                "Bring in a text file",
                "Its path; UTF-8 text, Markdown, .docx or .odt. The file itself stays where it is.",
            ),
            self._import,
        )

    def _import(self, typed: str) -> None:
        if not self.save():
            return
        interview, read = import_file(self.book, self.case, Path(typed.strip()).expanduser())
        self.leaving()
        self._open(interview)
        changes = " ".join((*(change.sentence for change in read.normalised.changes), *read.left_out))
        self.tell(f"{interview.length:,} characters brought in. {changes}".strip())

    @on(OptionList.OptionSelected, "#no-interview OptionList")
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        with self.fieldnotes.telling():
            if event.option_id == "new":
                self.action_new_interview()
            else:
                self.action_import_interview()

    # Writing.

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.lint_soon()
        if self._autosave is not None and self._autosave.pending:
            self._autosave.typed()
            self.refresh_state()

    @on(TextArea.SelectionChanged)
    def _moved(self, event: TextArea.SelectionChanged) -> None:
        event.stop()
        self._head()
        if self.coding:
            self._show_here()

    def _record(self, steps: Sequence[Step]) -> None:
        if self.interview is not None:
            self.book.journal.record_steps(self.interview.id, steps)
            self.coder.edited()

    def _undo(self) -> Sequence[Edit]:
        return self._turned_back(self.book.journal.undo)

    def _redo(self) -> Sequence[Edit]:
        return self._turned_back(self.book.journal.redo)

    def _turned_back(self, turn: Callable[[InterviewId], Sequence[Edit]]) -> Sequence[Edit]:
        """Undo or redo where the text is stored; what was typed last has to be there for that."""
        if self.interview is None or not self.save():
            return ()
        edits = turn(self.interview.id)
        self.coder.edited()
        self.call_after_refresh(self.refresh_state)
        return edits

    def _saved(self) -> None:
        self.note.show_codings()
        self.refresh_state()

    def _not_saved(self, sentence: str) -> None:
        self.tell(f"NOT SAVED, trying again: {sentence}", wrong=True)

    def state_words(self) -> str:
        """What is saved, then what the application says."""
        words = super().state_words()
        if self.interview is None or self._autosave is None:
            return words
        return f"{'saving…' if self._autosave.pending else 'saved'} · {words}"

    # Showing.

    def action_toggle_coding(self) -> None:
        """Go between writing and coding."""
        if self.interview is None or not self.save():
            return
        if self.coding:
            self.book.copies.refuse_edit(self.interview.id)
        self.coding = not self.coding
        self.query_one(CodeLine).close()
        self.query_one(FactorPane).display = self.coding
        self.query_one("#here").display = self.query_one(RecentLine).display = self.coding
        self.note.write(on=not self.coding)
        self.screen.set_focus(self.note)
        self.show_codings()
        self.call_after_refresh(self.note.scroll_cursor_visible, center=True)
        if self.coding:
            self._tell_consent(Purpose.CODE)

    def show_codings(self) -> None:
        """Show codings, states and counts as they are stored now."""
        self.note.show_codings()
        self.show_states()

    def show_states(self) -> None:
        """Show the checklist and the counts."""
        self._follow_second_coding()
        states = self.book.checklist.states(self.case)
        self._considered = sum(state is not State.NOT_CONSIDERED for state in states.values()), len(states)
        self._consent = consent_letters(self.book.consent.of(self.case), tuple(Purpose))
        if self.coding:
            self.query_one(FactorPane).tell(states, self.book.codings.counts())
            self._show_here()
        self._head()

    def _follow_second_coding(self) -> None:
        """Other codings show, or hide, once a second coder begins or is complete."""
        before, self._blind = self._blind, self.book.second.of(self.case).working
        if self.interview is not None and before != self._blind:
            self.coder.begin_anew()
            self.note.show_codings()
            self.call_after_refresh(self._tell_second_coding, before)

    def _tell_second_coding(self, before: CoderLabel | None) -> None:
        if self._blind is not None and self.book.consent.notice(self.case, Purpose.CODE) is None:
            self.tell(
                f"Coder {self._blind} codes: all other codings are hidden until every factor is considered."
            )
        elif before is not None:
            self.tell(
                f"Coder {before} is done: all codings show again. F4, Second coding, settles which one counts."
            )

    def _show_here(self) -> None:
        span = self.note.selected_span()
        codings = self.coder.within(span) if span else self.coder.at(self.note.cursor_index)
        if codings and self.place is Place.CODING:
            self.query_one(FactorPane).define(self.book.factor(codings[0].factor))
        lines = first_lines(codings, self.book, _HERE_LINES)
        if not lines:
            lines = ["Not coded." if span else "Nothing coded here.  ] selects the sentence."]
        one = len(codings) < 2
        told = Text("\n".join(lines), no_wrap=not one, overflow="ellipsis")
        self.query_one("#here", Static).update(told, layout=False)  # its height is fixed
        self.query_one(RecentLine).tell([self.book.factor(factor).key for factor in self.coder.recent])

    def _head(self) -> None:
        consent = self._consent
        if self.interview is None:
            self.head("Cases", self.case, facts=f"consent {consent}")
            return
        considered, factors = self._considered
        self.head(
            self.case,
            f"interview {self.interview.number}",
            ("Coding" if self._blind is None else f"Coding as {self._blind}") if self.coding else "Interview",
            facts=(
                f"consent {consent}   {considered} of {factors} considered   {self.note.percent} %",
                f"{consent}  {considered}/{factors}  {self.note.percent} %",
            ),
        )

    def _tell_consent(self, purpose: Purpose) -> None:
        notice = self.book.consent.notice(self.case, purpose)
        if notice is not None:
            self.tell(notice)

    def destinations(self) -> list[Destination]:
        """Where one can go within this case."""
        return case_destinations(self)
