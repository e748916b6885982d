"""The screens one can go to, by role and by what is open."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from fieldnotes.base.span import Span
from fieldnotes.tui.dialogs.finder import Finder, among
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.widgets.listing import Item

if TYPE_CHECKING:
    from fieldnotes.analysis.retrieval.finding import Passage
    from fieldnotes.casebook.memorecords import MemoHit
    from fieldnotes.casebook.records import Hit
    from fieldnotes.tui.app import FieldnotesApp
    from fieldnotes.tui.session import Session


@dataclass(frozen=True, slots=True)
class Destination:
    """A screen to choose: what it is called, what it is for, and how to go there."""

    id: str
    label: str
    purpose: str
    go: Callable[[], None]


_RESEARCHER = (
    ("cases", "CasesPage", "Cases", "every case with consent, checklist and release"),
    ("findings", "FindingsPage", "Findings", "what the codings come to, in pictures"),
    ("retention", "RetentionPage", "Retention", "until when cases are kept, and what is due"),
    ("guides", "GuidesPage", "Guides", "questions to begin an interview with"),
    ("diary", "DiaryPage", "Diary", "your notes on the work, entry by entry"),
    ("abbreviations", "AbbreviationsPage", "Abbreviations", "what expands while you type"),
    ("codebook", "CodebookPage", "Codebook", "groups and factors; its version, and other versions"),
    ("identity", "IdentityPage", "Identity", "who is who, apart; words to point out"),
    ("release", "ReleasePage", "Release", "what would leave this machine, and its approval"),
    ("sync", "SyncPage", "Sync", "remotes, and exports that wait to be sent"),
    ("security", "SecurityPage", "Security", "checks with their evidence; passphrase, verify"),
    ("backups", "BackupsPage", "Backups", "the backups of this vault, and another one now"),
)
_COORDINATOR = (
    ("inbox", "InboxPage", "Inbox", "exports received, accepted or rejected with the reason"),
    ("merged", "MergedPage", "Merged", "the tables of all accepted exports together"),
    ("publish", "PublishPage", "Publish", "write protected tables for everyone to read"),
    ("roster", "RosterPage", "Roster", "project, invite, devices"),
    ("codebook", "CodebookPage", "Codebook", "groups and factors; its version, and other versions"),
    ("security", "SecurityPage", "Security", "checks with their evidence; passphrase, verify"),
    ("backups", "BackupsPage", "Backups", "the backups of this vault, and another one now"),
)


def home(session: "Session") -> Page:
    """The first screen after unlocking."""
    module, name, _, _ = (_COORDINATOR if session.is_coordinator else _RESEARCHER)[0]
    return _page(module, name)


def choose(app: "FieldnotesApp") -> None:
    """Show the chooser."""
    if app.busy:
        return
    places = destinations(app)
    items = [Item(place.id, (place.label, place.purpose)) for place in places]

    def go(chosen: str) -> None:
        next(place for place in places if place.id == chosen).go()

    app.ask(Finder("Go to", among(items), width=18), go)


def search_vault(app: "FieldnotesApp") -> None:
    """Search in every interview and memo of a researcher's vault, and go to the place chosen."""
    page = app.page
    if app.opened.is_coordinator:
        app.tell("A coordinator's vault holds no interviews.", wrong=True)
        return
    if app.busy or (page is not None and not page.save()):
        return
    from fieldnotes.tui.dialogs.searching import Searching  # noqa: PLC0415 - loaded when first asked for

    app.ask(Searching(app.opened.book), lambda hit: _go_to_found(app, hit))


def _go_to_found(app: "FieldnotesApp", hit: "Hit | MemoHit") -> None:
    from fieldnotes.casebook.memorecords import MemoHit  # noqa: PLC0415 - loads the store's room
    from fieldnotes.tui.screens.memo_text import MemoTextPage  # noqa: PLC0415 - only for a memo that was found

    if not isinstance(hit, MemoHit):
        _go_to(app, hit)
        return
    if isinstance(app.page, MemoTextPage):  # it may be the same memo, which is written in one place only
        app.pop_screen()
    app.push_screen(MemoTextPage(hit.memo.subject, hit.span))


def _go_to(app: "FieldnotesApp", hit: "Hit", *, coding: bool = False) -> None:
    from fieldnotes.tui.screens.case import CasePage  # noqa: PLC0415 - the case's screen imports this module

    page = app.page
    if isinstance(page, CasePage) and page.case == hit.case:
        if coding:
            page.go_to_coding(hit)
        else:
            page.go_to_words(hit.interview, hit.span)
        return
    if page is None or page.save():
        app.open_page(home(app.opened))
        app.push_screen(CasePage(hit.case, hit.interview, coding=coding, words=hit.span))


def retrieve(app: "FieldnotesApp") -> None:
    """Find coded passages of a researcher's vault, and go to the one chosen, in Coding."""
    page = app.page
    if app.opened.is_coordinator:
        app.tell("A coordinator's vault holds no codings.", wrong=True)
        return
    if app.busy or page is None or not page.save():
        return
    from fieldnotes.analysis.retrieval.finding import Found  # noqa: PLC0415 - loaded when first asked for
    from fieldnotes.casebook.records import Hit  # noqa: PLC0415 - as above
    from fieldnotes.tui.dialogs.passages_out import PassagesOut  # noqa: PLC0415 - as above
    from fieldnotes.tui.dialogs.retrieving import Retrieving  # noqa: PLC0415 - as above

    def chosen(answer: "Passage | Found") -> None:
        if isinstance(answer, Found):
            PassagesOut(page, answer).begin()
        else:
            span = Span(answer.start, answer.end)
            _go_to(app, Hit(answer.case, answer.interview, answer.number, span), coding=True)

    app.ask(Retrieving(page, app.opened), chosen)


def destinations(app: "FieldnotesApp") -> list[Destination]:
    """Where one can go now: the screens of the open case first, then those of the role."""
    found: list[Destination] = []
    for screen in reversed(app.screen_stack):
        within = getattr(screen, "destinations", None)
        if within is not None:
            found += within()
            break
    known = _COORDINATOR if app.opened.is_coordinator else _RESEARCHER
    found += [
        Destination(module, label, purpose, _going(app, module, name))
        for module, name, label, purpose in known
    ]
    if not app.opened.is_coordinator:
        purpose = "coded passages, by factor and by what is beside them"
        found.insert(
            next(place for place, one in enumerate(found) if one.id == "findings") + 1,
            Destination("retrieval", "Retrieval", purpose, lambda: retrieve(app)),
        )
    return found


def leave_page(app: "FieldnotesApp") -> None:
    """Esc on a screen: back to the one below it, or to the first screen."""
    page = app.page
    if page is None or app.busy or not page.save():
        return
    if len(app.screen_stack) > 2:  # Textual's own blank screen and ours
        page.leaving()
        app.pop_screen()
        return
    first = home(app.opened)
    if type(first) is not type(page):
        app.open_page(first)


def _going(app: "FieldnotesApp", module: str, name: str) -> Callable[[], None]:
    def go() -> None:
        page = app.page
        if page is None or page.save():
            app.open_page(_page(module, name))

    return go


def _page(module: str, name: str) -> Page:
    """A screen, imported when it is first gone to: the solver and the network are not loaded to write a note."""
    made = getattr(import_module(f"fieldnotes.tui.screens.{module}"), name)()
    if not isinstance(made, Page):
        raise TypeError(name)
    return made
