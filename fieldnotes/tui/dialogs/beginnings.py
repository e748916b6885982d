"""With what a new interview begins: nothing, or the questions of a guide."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from fieldnotes.codebook.guides import guides_of
from fieldnotes.tui.dialogs.ask import Ask
from fieldnotes.tui.dialogs.finder import Finder, among
from fieldnotes.tui.widgets.listing import Item
from fieldnotes.tui.words import counted

if TYPE_CHECKING:
    from fieldnotes.casebook.book import Casebook
    from fieldnotes.tui.app import FieldnotesApp

_EMPTY, _GROUPS = "@empty", "@groups"
"""No guide can have such a name."""


def ask_beginning(app: "FieldnotesApp", book: "Casebook", then: Callable[[str], None]) -> None:
    """Ask, and call ``then`` with the text to begin with."""

    def chosen(name: str) -> None:
        if name == _EMPTY:
            then("")
        elif name == _GROUPS:
            keys = " ".join(group.key for group in book.taxonomy.groups)
            app.ask(
                Ask("Which groups of factors?", f"Their keys with spaces between them: {keys}"), from_guide
            )
        else:
            from_guide(name)

    def from_guide(name: str) -> None:
        then(book.guides.get(name).skeleton)

    items = [
        Item(_EMPTY, ("empty", "begin to write")),
        *(
            Item(guide.name, (guide.name, f"your own, {_questions(guide.questions)}"))
            for guide in book.guides.own()
        ),
        Item(_GROUPS, ("groups…", "the codebook's questions on the groups that you choose")),
        *(
            Item(guide.name, (guide.name, f"{guide.title}, {_questions(guide.questions)}"))
            for guide in guides_of(book.taxonomy)
        ),
    ]
    app.ask(Finder("Begin the interview with", among(items), width=14), chosen)


def _questions(questions: tuple[str, ...]) -> str:
    return counted(len(questions), "question")
