"""What the keys of Coding do."""

from typing import TYPE_CHECKING

from textual import on

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.base.ids import FactorId
from fieldnotes.base.span import Span
from fieldnotes.casebook.actwords import act_in_words
from fieldnotes.casebook.guiding import Guiding
from fieldnotes.casebook.localfactors import Codable, LocalFactor
from fieldnotes.casebook.memorecords import MemoKind, Subject
from fieldnotes.casebook.records import Coding, Interview, State
from fieldnotes.text.sentences import next_sentence, previous_sentence, sentence_at
from fieldnotes.tui.dialogs.ask import Ask
from fieldnotes.tui.dialogs.confirm import Confirm
from fieldnotes.tui.dialogs.guide import GuideSheet
from fieldnotes.tui.dialogs.reviewing import ReviewSheet
from fieldnotes.tui.editor.note_text import NoteText
from fieldnotes.tui.screens.factor_actions import FactorActions
from fieldnotes.tui.screens.memo_text import MemoTextPage
from fieldnotes.tui.widgets.code_line import CodeLine
from fieldnotes.tui.widgets.factor_pane import FactorPane

if TYPE_CHECKING:
    from fieldnotes.base.ids import InterviewId
    from fieldnotes.casebook.reviewing import ToReview
    from fieldnotes.casebook.takingback import Act


class CodingActions(FactorActions):
    """The part of a case's screen that codes; :class:`fieldnotes.tui.screens.case.CasePage` shows it."""

    interview: Interview | None = None
    coding = False

    @property
    def note(self) -> NoteText:
        """The text."""
        return self.query_one(NoteText)

    def open_interview(self, interview: "InterviewId") -> None:
        """Go to another interview of this case."""
        raise NotImplementedError

    def action_toggle_coding(self) -> None:
        """Go between writing and coding."""
        raise NotImplementedError

    # Choosing the words.

    def action_next_sentence(self) -> None:
        """Select the sentence at the cursor, or the next one."""
        text = self.note.document.text
        span = self.note.selected_span()
        if span is None:
            self.note.select_span(sentence_at(text, self.note.cursor_index))
            return
        following = next_sentence(text, span.start)
        if following is None:
            raise AnswerIsNoError("That was the last sentence.", "[ goes back.")
        self.note.select_span(following)

    def action_previous_sentence(self) -> None:
        """Select the sentence before."""
        text = self.note.document.text
        span = self.note.selected_span()
        before = previous_sentence(text, span.start if span else self.note.cursor_index)
        if before is None:
            raise AnswerIsNoError("That was the first sentence.", "] goes on.")
        self.note.select_span(before)

    def _words(self) -> Span:
        """What is selected; the sentence at the cursor where nothing is."""
        span = self.note.selected_span()
        if span is None:
            span = sentence_at(self.note.document.text, self.note.cursor_index)
            self.note.select_span(span)
        return span

    # Coding them.

    def action_code(self) -> None:
        """Ask for the factor."""
        self._words()
        self.query_one(CodeLine).ask()

    def action_code_recent(self, number: int) -> None:
        """Code with one of the last factors."""
        recent = self.coder.recent
        if number > len(recent):
            raise AnswerIsNoError("No factor has been used yet for that key.", "c codes with any factor.")
        self._code(self.book.factor(recent[number - 1]))

    @on(CodeLine.Looked)
    def _looked(self, event: CodeLine.Looked) -> None:
        event.stop()
        self.query_one(FactorPane).look_at(event.factor)

    @on(CodeLine.Took)
    def _took(self, event: CodeLine.Took) -> None:
        event.stop()
        self.close_code_line()
        with self.fieldnotes.telling():
            self.take(event.factor)

    @on(CodeLine.Left)
    def _left(self, event: CodeLine.Left) -> None:
        event.stop()
        self.close_code_line()

    def close_code_line(self) -> bool:
        """Back to the text; whether the line was open."""
        line = self.query_one(CodeLine)
        had = bool(line.display)
        line.close()
        self.screen.set_focus(self.note)
        return had

    def take(self, factor: Codable) -> None:
        """Code the selection with a factor that was found."""
        self._code(factor)

    def _code(self, factor: Codable) -> None:
        span = self._words()
        self.coder.add(span, factor.id)
        self.note.holding = False
        self.show_codings()
        self.query_one(FactorPane).look_at(factor)
        self.tell(f"Coded {factor.key}. u takes it back.")

    def action_undo_coding(self) -> None:
        """Undo the last act of coding, whenever that was."""
        self._turned(self.coder.undo(), "Undone")

    def action_redo_coding(self) -> None:
        """Do again what was undone."""
        self._turned(self.coder.redo(), "Done again")

    def _turned(self, act: "Act", what: str) -> None:
        spot = self.book.acts.spot(act, self.case)
        if spot is not None and self.interview is not None and spot[0] != self.interview.id:
            self.open_interview(spot[0])
            self.action_toggle_coding()
        self.show_codings()
        if spot is not None and spot[1] is not None:
            self.note.select_span(spot[1])
        self.tell(f"{what}: {act_in_words(self.book, act)}.")

    def coding_here(self) -> Coding:
        """The coding at the cursor, the factor used last before others."""
        span = self.note.selected_span()
        here = self.coder.at(self.note.cursor_index) or (self.coder.within(span) if span else [])
        if not here:
            raise AnswerIsNoError("No coding stands here.", "Go to underlined words first.")
        latest = self.coder.recent[0] if self.coder.recent else None
        return next((coding for coding in here if coding.factor == latest), here[0])

    def action_remove_coding(self) -> None:
        """Remove the coding at the cursor."""
        coding = self.coding_here()
        self.coder.remove(coding)
        self.show_codings()
        self.tell(f"Removed {self.book.factor(coding.factor).key}. u brings it back.")

    def action_memo(self) -> None:
        """Write the memo of the coding at the cursor."""
        coding = self.coding_here()
        factor = self.book.factor(coding.factor)
        if "\n" in coding.memo:
            self.app.push_screen(MemoTextPage(Subject(MemoKind.CODING, str(coding.id))))
            return

        def write(memo: str) -> None:
            self.coder.set_memo(coding, memo.strip())
            self.show_codings()

        self.fieldnotes.ask(
            Ask(
                f"Memo on {factor.key} {factor.label}",
                "Stays in the vault; an empty line removes it.",
                value=coding.memo,
            ),
            write,
        )

    def action_review(self) -> None:
        """Look again at codings whose words were edited or deleted."""
        if self.interview is None:
            return
        if not self.book.reviews.of_interview(self.interview.id):
            raise AnswerIsNoError(
                "Every coding here stands on the words it was made on.", "There is nothing to review."
            )
        sheet = ReviewSheet(self.book, self.interview.id, self.note.selected_span())
        self.fieldnotes.ask(sheet, self._go_to_reviewed)

    def _go_to_reviewed(self, chosen: "ToReview") -> None:
        if chosen.span is not None:
            self.note.select_span(chosen.span)
            return
        self.note.move_cursor(self.note.notes.location_of(chosen.at), center=True)
        self.tell("Its words stood here. Select others and press r, then p puts it there.")

    def action_add_local(self) -> None:
        """Make a factor of the team's own, and offer it for the selection; Enter then codes, or not."""

        def made(label: str) -> None:
            factor = self.book.local.add(label, case=self.case)
            self.show_codings()
            self._words()
            line = self.query_one(CodeLine)
            line.ask()
            line.put(factor.key)

        self.fieldnotes.ask(
            Ask(
                "A factor of your own",
                "For what the codebook does not foresee. It never leaves with a release.",
            ),
            made,
        )

    def action_guide(self) -> None:
        """Find a factor by three questions; Enter then codes, or not."""

        def found(factor: FactorId) -> None:
            line = self.query_one(CodeLine)
            line.ask()
            line.put(self.book.factor(factor).key)

        self._words()
        self.fieldnotes.ask(GuideSheet(Guiding(self.book, self.case)), found)

    # The checklist.

    def action_mark(self, state: str) -> None:
        """Mark the factor under the cursor in the list."""
        factor = self.query_one(FactorPane).current
        if factor is None:
            return
        if state == State.RAISED:
            raise AnswerIsNoError(
                "A factor is raised by coding a passage with it.", "Tab goes to the text; c codes there."
            )
        if isinstance(factor, LocalFactor):
            raise AnswerIsNoError(
                "A factor of the team's own is not on the checklist.", "Code passages with it."
            )
        self.book.checklist.mark(self.case, factor.id, State(state))
        self.show_codings()
        if self.book.checklist.states(self.case)[factor.id] is State.RAISED:
            self.tell(f"{factor.key} stays raised while a passage is coded with it.")
        else:
            self.query_one(FactorPane).listing.lines.action_cursor_down()

    def action_mark_rest(self) -> None:
        """Mark the rest as not raised, after a question."""
        states = self.book.checklist.states(self.case)
        rest = sum(state is State.NOT_CONSIDERED for state in states.values())
        if not rest:
            raise AnswerIsNoError("Every factor is considered already.", "")

        def mark(yes: bool) -> None:  # noqa: FBT001 - an answer
            if yes:
                self.book.checklist.mark_rest_not_raised(self.case)
                self.show_codings()

        self.fieldnotes.ask(
            Confirm(
                f"Mark {rest} factors as not raised?",
                ["Only if you went through the interview with each of them in mind."],
                "marks them",
            ),
            mark,
        )

    def action_search(self) -> None:
        """Search in this text."""

        def find(words: str) -> None:
            if words and not self.note.search(words):
                raise AnswerIsNoError("That does not stand in this text.", "Try fewer letters.")

        self.fieldnotes.ask(
            Ask("Search in this text", "F3 goes on, Shift+F3 back; in Coding also n and N."), find
        )

    def go_out(self) -> bool:
        """Esc: out of the code line, the list of factors, a selection; then out of the case."""
        pane = self.query_one(FactorPane)
        if self.close_code_line_if_open() or pane.listing.clear_filter():
            return True
        if self.focused is not None and pane in self.focused.ancestors_with_self:
            self.screen.set_focus(self.note)
            return True
        return self.interview is not None and self.note.stop_selecting()

    def close_code_line_if_open(self) -> bool:
        """Close the code line; whether it was open."""
        return bool(self.query_one(CodeLine).display) and self.close_code_line()
