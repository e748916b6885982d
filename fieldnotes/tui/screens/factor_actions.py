"""What the keys of Coding do to a factor as a whole: its memo, recoding it, removing one of the team's own."""

from typing import TYPE_CHECKING

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.base.ids import FactorId
from fieldnotes.casebook.actchanges import ActKind
from fieldnotes.casebook.depending import factor_use
from fieldnotes.casebook.localfactors import LocalFactor
from fieldnotes.casebook.memorecords import MemoKind, Subject
from fieldnotes.tui.dialogs.agree import Agree
from fieldnotes.tui.dialogs.finder import Finder, among
from fieldnotes.tui.dialogs.recoding import RecodeSheet
from fieldnotes.tui.editor.coder import Coder
from fieldnotes.tui.screens.memo_text import MemoTextPage
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.widgets.factor_pane import FactorPane
from fieldnotes.tui.widgets.listing import Item

if TYPE_CHECKING:
    from fieldnotes.base.ids import CaseId
    from fieldnotes.casebook.book import Casebook
    from fieldnotes.casebook.recoding import Plan
    from fieldnotes.casebook.records import Coding


class FactorActions(Page):
    """The part of a case's screen that is about factors; :class:`fieldnotes.tui.screens.coding.CodingActions` adds to it."""

    case: "CaseId"
    coder: Coder

    @property
    def book(self) -> "Casebook":
        """The casebook."""
        return self.fieldnotes.opened.book

    def show_codings(self) -> None:
        """Show what is stored now."""
        raise NotImplementedError

    def coding_here(self) -> "Coding":
        """The coding at the cursor."""
        raise NotImplementedError

    def action_factor_memo(self) -> None:
        """Write the memo on the factor under the cursor in the list."""
        factor = self.query_one(FactorPane).current
        if factor is not None and self.save():
            self.app.push_screen(MemoTextPage(Subject(MemoKind.FACTOR, factor.id)))

    def action_recode(self) -> None:
        """Recode, merge or split a factor: the one under the cursor in the list, or of the coding here."""
        pane = self.query_one(FactorPane)
        listed = self.focused is not None and pane in self.focused.ancestors_with_self
        if listed and pane.current is None:
            return
        source = pane.current if listed and pane.current else self.book.factor(self.coding_here().factor)
        items = [Item(one.id, (one.key, one.label)) for one in self.book.codable if one.id != source.id]

        def choose(target: str) -> None:
            self.book.recoding.plan(source.id, FactorId(target))  # told here where there is nothing to recode
            self.fieldnotes.ask(RecodeSheet(self.book, source.id, FactorId(target)), self._recode)

        self.fieldnotes.ask(Finder(f"{source.key} {source.label}: recode to", among(items), width=6), choose)

    def _recode(self, plan: "Plan") -> None:
        kind = ActKind.MERGE if not plan.left else ActKind.SPLIT
        self.book.recoding.carry_out(plan, kind)
        self.coder.read()
        self.show_codings()
        where = "here" if self.case in plan.cases else f"in {plan.cases[0]}"
        source, target = self.book.factor(plan.source), self.book.factor(plan.target)
        self.tell(f"Recoded {source.key} to {target.key}: {len(plan.codings)}. u {where} takes it back.")

    def action_delete(self) -> None:
        """Remove the factor of the team's own under the cursor in the list, after what depends on it was said."""
        factor = self.query_one(FactorPane).current
        if not isinstance(factor, LocalFactor):
            raise AnswerIsNoError("Only a factor of the team's own can be removed.", "C recodes any factor.")
        use = factor_use(self.book, factor.id)
        use.refuse_used()

        def remove(yes: bool) -> None:  # noqa: FBT001 - an answer
            if yes:
                self.book.local.remove(factor.id)
                self.coder.read()
                self.show_codings()
                self.tell(f"Removed {factor.key}.")

        lines = [*use.sentences, "Nobody can undo this."]
        self.fieldnotes.ask(
            Agree(f"Remove {factor.key} {factor.label}?", lines, factor.key, "removes it for good"), remove
        )
