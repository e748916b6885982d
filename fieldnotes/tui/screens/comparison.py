"""One case as several coders coded it: the text with every place that one of them coded, and where they differ."""

from collections.abc import Iterator

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from fieldnotes.analysis.agreement.coded import CodedCase, coded_case
from fieldnotes.analysis.agreement.differences import Compared, checked_differently, compared
from fieldnotes.base.errors import AnswerIsNoError, FieldnotesError
from fieldnotes.base.ids import CaseId, CodingId
from fieldnotes.base.span import Span
from fieldnotes.casebook.records import Coding
from fieldnotes.text.visible import visible
from fieldnotes.tui.dialogs.reading import Reading
from fieldnotes.tui.editor.marks import CodedSpan
from fieldnotes.tui.editor.note_text import NoteText
from fieldnotes.tui.keys.bindings import rebind
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.words import counted


class ComparisonPage(Page):
    """The text, marked with ``*`` where coders differ; below it what each of them did at the place gone to.

    Args:
        case: the case.
    """

    PLACE = Place.COMPARISON

    def __init__(self, case: CaseId) -> None:
        super().__init__()
        self.case = case
        self._coded: CodedCase | None = None
        self._places: tuple[Compared, ...] = ()
        self._differences: tuple[Compared, ...] = ()
        self._at = -1
        self._open: int | None = None

    def body(self) -> ComposeResult:
        """Text and what was coded there."""
        yield NoteText()
        yield Static("", id="difference", markup=False)

    def on_mount(self) -> None:
        """Show the first difference."""
        self.head(self.case, "Comparison")
        note = self.query_one(NoteText)
        note.write(on=False)
        rebind(note, Place.TEXT, Place.COMPARISON)
        self.set_focus(note)
        try:
            self._coded = coded_case(self.fieldnotes.opened.book, self.case)
        except FieldnotesError as error:
            self.query_one("#difference", Static).update(str(error))
            return
        self._places = compared(self._coded)
        self._differences = tuple(place for place in self._places if place.differs)
        same = len(self._places) - len(self._differences)
        checked = len(checked_differently(self._coded))
        told = f"{counted(len(self._differences), 'difference')}, {same} the same, checklists differ on {checked}"
        self.head(self.case, "Comparison", facts=(told, counted(len(self._differences), "difference")))
        if self._differences:
            self._go(0)
        else:
            if self._coded.interviews:
                self._show_text(self._coded.interviews[0].interview.number)
            self.query_one("#difference", Static).update(
                f"Coders {', '.join(self._coded.coders)} coded the same factors on the same words."
            )

    def action_next_difference(self) -> None:
        """Go on."""
        if self._at + 1 >= len(self._differences):
            raise AnswerIsNoError("That was the last difference.", "N goes back.")
        self._go(self._at + 1)

    def action_previous_difference(self) -> None:
        """Go back."""
        if self._at <= 0:
            raise AnswerIsNoError("That was the first difference.", "n goes on.")
        self._go(self._at - 1)

    def action_show_checklists(self) -> None:
        """Show the factors on which checklists differ."""
        if self._coded is None:
            return
        book = self.fieldnotes.opened.book
        text = Text("Where the checklists differ\n", style="bold")
        for one in checked_differently(self._coded):
            factor = book.factor(one.factor)
            states = "   ".join(f"{coder} {state.replace('-', ' ')}" for coder, state in one.states.items())
            text.append(f"\n{factor.key} {factor.label}\n", style="not bold")
            text.append(f"    {states}\n", style="not bold")
        if not checked_differently(self._coded):
            text.append("\nNowhere.", style="not bold")
        self.app.push_screen(Reading(text))

    def action_show_agreement(self) -> None:
        """Go to the coefficients."""
        from fieldnotes.tui.screens.agreement import AgreementPage  # noqa: PLC0415 - seldom

        coded_case(self.fieldnotes.opened.book, self.case)
        self.app.push_screen(AgreementPage(self.case))

    def _go(self, number: int) -> None:
        self._at = number
        place = self._differences[number]
        self._show_text(place.number)
        self.query_one(NoteText).select_span(place.span)
        self.query_one("#difference", Static).update("\n".join(self._lines(place)))

    def _show_text(self, number: int) -> None:
        if self._coded is None or self._open == number:
            return
        self._open = number
        one = next(one for one in self._coded.interviews if one.interview.number == number)
        book = self.fieldnotes.opened.book
        marks = [
            CodedSpan(CodingId(place), book.factor(known.factor).key, known.span, known.differs)
            for place, known in enumerate(self._places)
            if known.number == number
        ]

        def marked(part: Span) -> list[CodedSpan]:
            return [mark for mark in marks if mark.span.overlaps(part)]

        self.query_one(NoteText).open(one.text, marked)

    def _lines(self, place: Compared) -> Iterator[str]:
        factor = self.fieldnotes.opened.book.factor(place.factor)
        where = f"{self._at + 1} of {len(self._differences)}"
        yield f"{where} · {factor.key} {factor.label} · {place.verdict}"
        for coder, codings in place.by.items():
            yield f"{coder}  " + ("; ".join(map(_told, codings)) or "not coded here")


def _told(coding: Coding) -> str:
    stance = f" {coding.stance.value.replace('-', ' ')}" if coding.stance else ""
    memo = f", memo: {' '.join(visible(coding.memo).split())}" if coding.memo else ""
    return f"{coding.span.start}–{coding.span.end}{stance}{memo}"
