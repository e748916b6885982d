"""Replacing words by a pseudonym: the identity map unlocked once, which pseudonym, and where."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.tui.dialogs.ask import Ask
from fieldnotes.tui.dialogs.sheet import Sheet
from fieldnotes.tui.words import counted

if TYPE_CHECKING:
    from fieldnotes.base.ids import CaseId
    from fieldnotes.casebook.pseudonymising import Places, Replaced
    from fieldnotes.identity.people import IdentityMap
    from fieldnotes.text.identifiers.finding import Kind
    from fieldnotes.tui.screens.naming import NamingActions

CASE, VAULT = "case", "vault"


class WhereToReplace(Sheet[str]):
    """Tells how often the words stand and asks where to replace them: ``c`` in the case, ``v`` in the whole vault.

    Args:
        title: the question.
        lines: how often, and what follows, a sentence each.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", f"answer('{CASE}')", show=False),
        Binding("v", f"answer('{VAULT}')", show=False),
    ]

    def __init__(self, title: str, lines: Sequence[str]) -> None:
        super().__init__(title, "c in this case   v in the whole vault   Esc leaves everything as it is")
        self._lines = tuple(lines)

    def body(self) -> ComposeResult:
        """The sentences."""
        for line in self._lines:
            yield Static(line, classes="sheet-line", markup=False)

    def action_answer(self, where: str) -> None:
        """Answer."""
        self.dismiss(where)


class Pseudonymising:
    """Asks one thing after the other; any Esc leaves with nothing replaced.

    Args:
        page: the case's screen.
        case: the case.
        words: to be replaced.
        kind: what the linter takes them for, if it does.
    """

    def __init__(self, page: "NamingActions", case: "CaseId", words: str, kind: "Kind | None") -> None:
        self._page = page
        self._app = page.fieldnotes
        self._case = case
        self._words = words
        self._kind = kind
        self._pseudonym = ""

    def begin(self) -> None:
        """Unlock the identity map, unless it was in this session.

        Raises:
            AnswerIsNoError: if there is none.
        """
        from fieldnotes.identity.keeping import exists  # noqa: PLC0415 - most sessions need no names

        session = self._app.opened
        if session.identity is not None:
            self._propose(session.identity)
        elif not exists(session.vault.folder):
            raise AnswerIsNoError(
                "There is no identity map to keep the name in.",
                "F4, Identity makes one, with a passphrase of its own.",
            )
        else:
            self._app.ask(
                Ask(
                    "Passphrase of the identity map",
                    "It keeps what a pseudonym stands for. Asked once; every lock closes it.",
                    secret=True,
                ),
                self._unlock,
            )

    def _unlock(self, typed: str) -> None:
        session = self._app.opened
        self._page.tell("Unlocking the identity map…")
        self._page.replacing(on=True)
        self._page.in_background(lambda: session.unlock_identity(typed), self._unlocked)

    def _unlocked(self, identity: "IdentityMap") -> None:
        self._page.replacing(on=False)
        self._page.names_may_differ()
        self._propose(identity)

    def _propose(self, identity: "IdentityMap") -> None:
        from fieldnotes.identity.replacing import propose  # noqa: PLC0415 - most sessions need no names

        known = identity.pseudonyms_of(self._words)
        self._app.ask(
            Ask(
                "Which pseudonym stands for these words?",
                f"The identity map knows them as {', '.join(known)}."
                if known
                else "The next free one is proposed; the identity map will keep what it stands for.",
                value=propose(self._app.opened.book, identity, self._words, self._kind),
            ),
            self._ask_where,
        )

    def _ask_where(self, typed: str) -> None:
        from fieldnotes.casebook.pseudonymising import find_places  # noqa: PLC0415 - most sessions need no names
        from fieldnotes.identity.pseudonyms import parse_pseudonym  # noqa: PLC0415 - as above

        self._pseudonym = parse_pseudonym(typed)
        book = self._app.opened.book
        lines = (
            f"In this case: {_told(find_places(book, self._words, self._case))}.",
            f"In the whole vault: {_told(find_places(book, self._words))}.",
            "Replaced for good: nothing before can be undone in those interviews. Codings keep their places.",
        )
        self._app.ask(WhereToReplace(f"Replace it by {self._pseudonym}?", lines), self._replace)

    def _replace(self, where: str) -> None:
        from fieldnotes.identity.replacing import pseudonymise  # noqa: PLC0415 - most sessions need no names

        session, words, pseudonym = self._app.opened, self._words, self._pseudonym
        identity, case = session.identity, self._case if where == CASE else None
        if identity is None or not self._page.save():
            return
        book = session.book

        def work() -> "Replaced":
            return pseudonymise(book, identity, words, pseudonym, case)

        self._page.tell("Replacing…")
        self._page.replacing(on=True)
        self._page.in_background(work, lambda done: self._page.replaced(done, pseudonym))


def _told(found: "Places") -> str:
    parts = [f"{counted(found.total, 'place')} in {counted(found.interviews, 'interview')}"]
    if found.titles:
        parts.append(counted(found.titles, "title"))
    if found.memos:
        parts.append(counted(found.memos, "memo"))
    return ", ".join(parts)
