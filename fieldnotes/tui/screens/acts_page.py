"""What lists of memos, of the diary and of coders have in common: the last act there is undone and done again, of any session."""

from abc import abstractmethod

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.actchanges import ActKind
from fieldnotes.casebook.actwords import act_in_words
from fieldnotes.casebook.takingback import Act
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.widgets.listing import Listing


class ActsPage(Page):
    """A list of what was done by acts.

    Attributes:
        KIND: what kind of act is undone here.
        case: only acts of this case, and those that belong to none.
    """

    KIND = ActKind.MEMO
    case: CaseId | None = None

    @abstractmethod
    def fill(self) -> None:
        """Show what is stored."""

    def action_undo_act(self) -> None:
        """Undo the last act of this kind, whenever that was."""
        self._turned(self.fieldnotes.opened.book.acts.undo(self.case, self.KIND), "Undone")

    def action_redo_act(self) -> None:
        """Do again what was undone."""
        self._turned(self.fieldnotes.opened.book.acts.redo(self.case, self.KIND), "Done again")

    def _turned(self, act: Act, what: str) -> None:
        self.fill()
        self.query_one(Listing).lines.focus()  # it had no focus while it was empty
        self.tell(f"{what}: {act_in_words(self.fieldnotes.opened.book, act)}.")
