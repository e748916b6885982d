"""What a case's screen does about candidate passages: showing one after the other, taking them, dismissing them."""

from typing import Final

from fieldnotes.analysis.candidates.explaining import explained
from fieldnotes.analysis.candidates.suggesting import Candidate, Suggesting
from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.base.ids import InterviewId
from fieldnotes.casebook.localfactors import Codable
from fieldnotes.tui.screens.coding import CodingActions
from fieldnotes.tui.widgets.code_line import CodeLine
from fieldnotes.tui.widgets.factor_pane import FactorPane

MOST_SHOWN: Final = 30
"""Candidates shown in one round; those after them hold a word or two of the factor at most."""

_PROMPT: Final = "candidates for"
_WORDS_NAMED: Final = 4


class SuggestingActions(CodingActions):
    """The part of a case's screen that offers candidates; :class:`fieldnotes.tui.screens.case.CasePage` shows it."""

    _suggesting: Suggesting | None = None
    _sought: Codable | None = None
    _shown: Candidate | None = None
    _passed: frozenset[bytes] = frozenset()
    _count = 0
    _passed_in: InterviewId | None = None

    def action_next_candidate(self) -> None:
        """Select the next candidate passage; for which factor, is asked the first time."""
        if self.interview is None:
            return
        if self._sought is None:
            self.action_choose_candidates()
            return
        if self._passed_in != self.interview.id:
            self._begin_again()
            self._passed_in = self.interview.id
        self._show_next(self._sought)

    def action_choose_candidates(self) -> None:
        """Ask for which factor; the one under the cursor of the list stands there already."""
        line = self.query_one(CodeLine)
        line.ask(_PROMPT)
        current = self.query_one(FactorPane).current
        if current is not None:
            line.offer(current.key)

    def take(self, factor: Codable) -> None:
        """Code with the factor that was found, or look for candidates of it, whatever the line asked for."""
        if self.query_one(CodeLine).prompt != _PROMPT:
            super().take(factor)
            return
        self._sought = factor
        self._begin_again()
        self.action_next_candidate()

    def action_take_candidate(self) -> None:
        """Code the candidate with its factor: what is selected of it now."""
        factor, _ = self._at_hand()
        super().take(factor)
        self._shown = None

    def action_dismiss_candidate(self) -> None:
        """Offer the candidate no more for its factor."""
        factor, candidate = self._at_hand()
        self._service.dismiss(candidate.interview, factor.id, candidate.span)
        self._shown = None
        self.tell(f"Dismissed for {factor.key}; s goes on, X offers again what was dismissed.")

    def action_offer_again(self) -> None:
        """Offer again what was dismissed in this interview for the factor candidates are looked for."""
        if self._sought is None or self.interview is None:
            raise AnswerIsNoError("No candidates are looked for yet.", "s asks for a factor.")
        sentences = self.book.dismissals.offer_again(self.interview.id, self._sought.id)
        if not sentences:
            raise AnswerIsNoError(f"Nothing is dismissed here for {self._sought.key}.", "")
        self._begin_again()
        self.tell(f"What was dismissed here for {self._sought.key} is offered again; s begins.")

    def _show_next(self, factor: Codable) -> None:
        if self.interview is None:
            return
        found = (
            self._service.candidates(factor.id, (self.interview,), 1, without=self._passed)
            if self._count < MOST_SHOWN
            else ()
        )
        if not found:
            shown = self._count
            self._begin_again()
            raise AnswerIsNoError(
                f"That was the last candidate for {factor.key} here."
                if shown
                else f"Nothing here that is not coded or dismissed speaks of {factor.key}.",
                "s begins again, S looks for another factor." if shown else "S looks for another factor.",
            )
        self._shown = found[0]
        self._passed |= frozenset(found[0].digests)
        self._count += 1
        self.note.holding = False
        self.query_one(FactorPane).look_at(factor)
        self.screen.set_focus(self.note)
        self.note.select_span(found[0].span)
        # The words last: they may be Burmese, to the right of which a terminal cannot be relied on.
        self.tell(f"{factor.key}? y takes, x dismisses, s next: {explained(found[0].reasons, _WORDS_NAMED)}")

    def _begin_again(self) -> None:
        self._shown = None
        self._passed = frozenset()
        self._count = 0

    def _at_hand(self) -> tuple[Codable, Candidate]:
        """The candidate on the screen and its factor.

        Raises:
            AnswerIsNoError: if none is, or something else is selected by now.
        """
        span = self.note.selected_span()
        shown, factor = self._shown, self._sought
        if (
            shown is None
            or factor is None
            or span is None
            or self.interview is None
            or shown.interview != self.interview.id
            or not span.overlaps(shown.span)
        ):
            raise AnswerIsNoError("No candidate passage is selected.", "s goes to the next one.")
        return factor, shown

    @property
    def _service(self) -> Suggesting:
        if self._suggesting is None:
            self._suggesting = Suggesting(self.book)
        return self._suggesting
