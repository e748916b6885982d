"""The guide: three short questions that lead from a passage to a factor. It never codes."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from fieldnotes.base.ids import FactorId, GroupId
from fieldnotes.casebook.guiding import Guiding
from fieldnotes.casebook.localfactors import Codable
from fieldnotes.codebook.guiding import QUESTIONS, SUBJECTS, Subject
from fieldnotes.tui.dialogs.finder import among, columns_row
from fieldnotes.tui.dialogs.moving import move_cursor
from fieldnotes.tui.dialogs.sheet import Sheet
from fieldnotes.tui.keys.myanmar import as_typed_in_latin
from fieldnotes.tui.matching import matching_factors
from fieldnotes.tui.widgets.factor_sides import factor_sides
from fieldnotes.tui.widgets.listing import Item

_HINT = "words or a key   ↑ ↓   Enter takes it   Esc one step back"
_READING = f"{_HINT}   PgDn reads on"
_UNTOUCHED = "○"
_MOST_ELSEWHERE = 6
_FACTOR = "factor:"


class GuideSheet(Sheet[FactorId]):
    """Asks what a passage speaks about, which kind of reason, which factor; answers the factor's id.

    Typing a factor's key goes to that factor from any question; Esc goes one question back, from the first one out.

    Args:
        guiding: the questions, with what the case has considered.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "read(1)", show=False),
        Binding("pageup", "read(-1)", show=False),
    ]

    def __init__(self, guiding: Guiding) -> None:
        super().__init__(QUESTIONS[0], _HINT)
        self._guiding = guiding
        self._subject: Subject | None = None
        self._group: GroupId | None = None

    def body(self) -> ComposeResult:
        """A line to type in, the answers, and what the codebook says of the factor under the cursor."""
        yield Input(compact=True, placeholder="words, or a factor's key")
        yield OptionList(classes="finder")
        yield Static("Nothing has these words.", classes="empty")
        with VerticalScroll(classes="sides", can_focus=False):
            yield Static("")

    def on_mount(self) -> None:
        """The first question."""
        self.query_one(OptionList).can_focus = False
        self._ask()

    def action_move(self, lines: int) -> None:
        """Move among the answers while typing stays in the line."""
        move_cursor(self.query_one(OptionList), lines)

    def action_read(self, pages: int) -> None:
        """Read on in what the codebook says of a factor."""
        sides = self.query_one(".sides", VerticalScroll)
        (sides.scroll_page_down if pages > 0 else sides.scroll_page_up)(animate=False)

    def go_out(self) -> bool:
        """Esc: one question back; out of the first one."""
        if self._subject is None:
            if self._group is None:
                return super().go_out()
            self._group = None  # of the team's own, reached by a key
            self._ask()
        elif self._group is None:
            subject, self._subject = self._subject, None
            self._ask(subject.name)
        else:
            group, self._group = self._group, None
            self._ask(group)
        return True

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        factor = self._guiding.keyed(as_typed_in_latin(event.value))
        if factor is None:
            self._fill(event.value)
            return
        self._subject, self._group = self._guiding.place_of(factor)
        self._fill("", f"{_FACTOR}{factor.id}")

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        answers = self.query_one(OptionList)
        if answers.highlighted is not None:
            self._answered(answers.get_option_at_index(answers.highlighted).id or "")

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._answered(event.option_id or "")

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._describe(event.option_id or "")

    @property
    def _step(self) -> int:
        return 2 if self._group is not None else 1 if self._subject is not None else 0

    def _answered(self, answer: str) -> None:
        if answer.startswith(_FACTOR):
            self.dismiss(FactorId(answer.removeprefix(_FACTOR)))
        elif self._step == 0:
            self._subject = next(subject for subject in SUBJECTS if subject.name == answer)
            self._ask()
        else:
            self._group = GroupId(answer)
            self._ask()

    def _ask(self, current: str | None = None) -> None:
        box = self.query_one(Input)
        with self.prevent(Input.Changed):
            box.value = ""
        self._fill("", current)

    def _fill(self, words: str, current: str | None = None) -> None:
        self.query_one(".sheet-title", Static).update(self._title())
        answers = self.query_one(OptionList)
        items = self._fitting(words)
        answers.clear_options()
        answers.add_options([Option(self._row(item), id=item.id, disabled=item.heading) for item in items])
        answers.display = bool(items)
        self.query_one(".empty").display = not items
        self._describe("")
        if current is not None:
            answers.highlighted = answers.get_option_index(current)
        elif items:
            answers.action_first()

    def _title(self) -> str:
        if self._step == 1:
            return f"{QUESTIONS[1]}   {_UNTOUCHED} nothing of it considered yet in this case"
        if self._group is not None:
            return f"{QUESTIONS[2]}   {self._guiding.kind(self._group).label}"
        return QUESTIONS[self._step]

    def _fitting(self, words: str) -> Sequence[Item]:
        """The answers to this question that have these words, then factors from elsewhere that do."""
        items = self._items()
        if not words.strip():
            return items
        found = among(items)(words)
        shown = {item.id for item in found}
        factors = [
            item
            for item in map(_factor_item, matching_factors(self._guiding.codable, words))
            if item.id not in shown
        ][:_MOST_ELSEWHERE]
        if not factors:
            return found
        return [*found, Item("elsewhere", ("Factors with these words", ""), heading=True), *factors]

    def _items(self) -> list[Item]:
        if self._group is not None:
            return [_factor_item(factor) for factor in self._guiding.candidates(self._group)]
        if self._subject is None:
            return [self._subject_item(subject) for subject in SUBJECTS]
        return [
            Item(
                kind.group,
                (
                    kind.label,
                    f"{_UNTOUCHED if kind.untouched else ' '} {kind.considered} of {kind.factors}"
                    if kind.factors
                    else "",
                    kind.question,
                ),
            )
            for kind in self._guiding.kinds(self._subject)
        ]

    def _subject_item(self, subject: Subject) -> Item:
        untouched = sum(kind.untouched for kind in self._guiding.kinds(subject))
        waiting = f"\n{_UNTOUCHED} {untouched} of its kinds not considered yet" if untouched else ""
        return Item(subject.name, (subject.name, subject.words + waiting))

    def _row(self, item: Item) -> Text:
        widths = ((26,), (24, 8), (4,))[self._step]
        if item.id.startswith(_FACTOR):
            widths = (4,)
        return columns_row(item, widths, self.app.size.width)

    def _describe(self, answer: str) -> None:
        sides = self.query_one(".sides", VerticalScroll)
        sides.display = answer.startswith(_FACTOR)
        self.query_one(".sheet-hint", Static).update(_READING if sides.display else _HINT)
        if sides.display:
            factor = next(each for each in self._guiding.codable if each.id == answer.removeprefix(_FACTOR))
            room = self.app.size.width - 4  # padding of the sheet, scrollbar
            sides.query_one(Static).update(factor_sides(factor, self._guiding.taxonomy, room))
            sides.scroll_home(animate=False)


def _factor_item(factor: Codable) -> Item:
    return Item(f"{_FACTOR}{factor.id}", (factor.key, factor.label))
