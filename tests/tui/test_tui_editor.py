"""Interview and Coding on the real casebook, inside one process."""

import asyncio
import functools
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from terminal_harness import CANARY, PASSPHRASE
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widgets import Static

from fieldnotes.base.ids import CaseId, FactorId
from fieldnotes.base.settings import Settings
from fieldnotes.base.span import Span
from fieldnotes.casebook.records import State
from fieldnotes.tui.app import FieldnotesApp
from fieldnotes.tui.dialogs.actions import palette
from fieldnotes.tui.editor.note_text import NoteText
from fieldnotes.tui.keys.registry import ACTIONS
from fieldnotes.tui.screens.case import CasePage
from fieldnotes.tui.screens.cases import CasesPage
from fieldnotes.tui.session import Session
from fieldnotes.tui.widgets.factor_pane import FactorPane
from fieldnotes.tui.widgets.listing import Listing


def in_loop(test):
    """Run a coroutine test to its end."""

    @functools.wraps(test)
    def run(*arguments, **named):
        asyncio.run(test(*arguments, **named))

    return run


class Hands:
    """Presses keys the way the driver hands them on, without the pauses of Textual's pilot."""

    def __init__(self, app: FieldnotesApp, pilot: Pilot) -> None:
        self._app = app
        self.pilot = pilot
        self.pause = pilot.pause

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.strike(key)
        await self.pause()

    async def strike(self, key: str) -> None:
        """One key, without the pilot's pause, which lasts a second while another thread computes."""
        name = _character_to_key(key) if len(key) == 1 else key
        await self._app._key(self._app._as_latin(events.Key(name, key if len(key) == 1 else None)))


@asynccontextmanager
async def opened(
    folder: Path, settings: Settings | None = None
) -> AsyncIterator[tuple[FieldnotesApp, Hands]]:
    app = FieldnotesApp(folder, settings)
    async with app.run_test(size=(100, 30)) as pilot:
        app.unlocked(Session.open(folder, PASSPHRASE))
        await pilot.pause()
        yield app, Hands(app, pilot)
        if app.session is not None and not app._ended:
            app.session.close()


@asynccontextmanager
async def case(folder: Path) -> AsyncIterator[tuple[CasePage, Hands]]:
    async with opened(folder) as (app, hands):
        await hands.press("enter")
        await hands.pause()
        page = app.page
        assert isinstance(page, CasePage)
        yield page, hands


@in_loop
async def test_the_palette_holds_every_action(vault_folder: Path) -> None:
    async with opened(vault_folder) as (app, _):
        assert isinstance(app.page, CasesPage)
        items = palette(app.registry, app.page)._search("")
        assert {item.id for item in items} == {action.id for action in ACTIONS}


@in_loop
async def test_typing_reaches_the_vault_within_a_second_of_the_last_key(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):
        await hands.press("ctrl+end", *"river", "enter", *"two")
        began = time.monotonic()
        while page.note.typed:
            await hands.pause(0.02)
            assert time.monotonic() - began < 1.0
        stored = page.book.interviews.text(page.interview.id)
        assert stored == page.note.document.text
        assert stored.endswith("river\ntwo")


@in_loop
async def test_undo_redo_cut_and_paste_reach_the_vault_too(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):
        before = page.note.document.text
        await hands.press("ctrl+end", *"abc", "ctrl+z")
        assert page.note.document.text == before
        await hands.press("ctrl+y", "ctrl+a", "ctrl+x", "ctrl+v", "ctrl+v")
        assert page.save()
        assert page.note.document.text == (before + "abc") * 2
        assert page.book.interviews.text(page.interview.id) == page.note.document.text


@in_loop
async def test_a_turn_is_answered_by_the_other_speaker(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):
        await hands.press("ctrl+end", *"Q: Why?", "enter", *"Because.", "enter", "enter")
        assert page.note.document.text.endswith("Q: Why?\nA: Because.\n")


@in_loop
async def test_backspace_takes_a_whole_burmese_syllable(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):
        await hands.press("ctrl+end")
        page.note.insert("ကျွန်တော်")
        await hands.press("backspace")
        assert page.note.document.text.endswith("ကျွန်")
        await hands.press("backspace")
        assert page.note.document.text.endswith("left.\n")


@in_loop
async def test_coding_by_key_words_recent_and_undo(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):
        await hands.press("f2", "]", "]", "c", *"dmv", "enter", "]", "c", *"penalty", "enter", "]", "2")
        keys = [page.book.taxonomy.factor(coding.factor).key for coding in page.coder.codings]
        assert keys == ["dmv", "opp", "dmv"]
        text = page.note.document.text
        assert all(text[c.span.start : c.span.end].endswith(".") for c in page.coder.codings)
        await hands.press("u", "u")
        assert len(page.book.codings.of_interview(page.interview.id)) == 1
        await hands.press("ctrl+r", "ctrl+r", "u", "ctrl+r")
        assert [c.factor for c in page.coder.codings] == [
            page.book.taxonomy.resolve(key).id for key in ("dmv", "opp", "dmv")
        ]


@in_loop
async def test_five_key_presses_code_a_selected_passage_on_a_burmese_keyboard_too(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):
        await hands.press("f2", "]")
        await hands.press("ခ", "ိ", "ာ", "လ", "enter")
        assert [page.book.taxonomy.factor(c.factor).key for c in page.coder.codings] == ["dmv"]


@in_loop
async def test_burmese_keys_type_in_interview(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):
        await hands.press("ctrl+end", "ခ")
        assert page.note.document.text.endswith("ခ")


@in_loop
async def test_an_edit_in_a_coded_passage_marks_it_changed_and_others_move(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):
        page.coder.add(Span(3, 7), FactorId(page.book.taxonomy.resolve("dmv").id))
        page.coder.add(Span(8, 11), FactorId(page.book.taxonomy.resolve("dxi").id))
        page.show_codings()
        await hands.press("home", "right", "right", "right", "right", "z")
        assert page.save()
        first, second = page.coder.codings
        assert (first.span, first.changed) == (Span(3, 8), True)
        assert (second.span, second.changed) == (Span(9, 12), False)
        marks = page.note.marks.of(0, page.note.notes)
        assert [(mark.start, mark.end, mark.changed) for mark in marks] == [(3, 8, True), (9, 12, False)]


@in_loop
async def test_memo_and_removal(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):
        await hands.press("f2", "]", "c", *"dmv", "enter", "m", *"twice", "enter")
        assert page.coder.codings[0].memo == "twice"
        await hands.press("d")
        assert page.coder.codings == []
        await hands.press("u")
        assert page.coder.codings[0].memo == "twice"


@in_loop
async def test_the_checklist_follows_marks_and_codings(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):
        await hands.press("f2", "]", "c", *"dmv", "enter", "tab", "down", "2", "3", "1", "R", "y")
        states = page.book.checklist.states(CaseId("C1"))
        shown = list(states.values())
        assert shown[:4] == [State.RAISED, State.DENIED, State.NOT_RAISED, State.NOT_RAISED]
        assert page.book.checklist.is_complete(CaseId("C1"))
        title = page.query_one(FactorPane).query_one(".pane-title").render()
        assert "46 of 46 considered" in str(title)


@in_loop
async def test_writing_and_coding_share_one_place(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):
        await hands.press("down", "down", "down", "right")
        place = page.note.cursor_index
        await hands.press("f2")
        assert (page.note.cursor_index, page.note.read_only) == (place, True)
        await hands.press("z")
        assert "z" not in page.note.document.get_line(page.note.cursor_location[0])
        await hands.press("f2")
        assert (page.note.cursor_index, page.note.read_only) == (place, False)


@in_loop
async def test_search_finds_in_the_text_and_writes_nothing(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):
        await hands.press("ctrl+f", *CANARY, "enter")
        assert page.note.selected_text == CANARY


@in_loop
async def test_nothing_of_a_fault_but_its_place_is_told(vault_folder: Path) -> None:
    app = FieldnotesApp(vault_folder)

    def fail() -> None:
        held = CANARY
        raise ValueError(held)

    async def run() -> None:
        async with app.run_test() as pilot:
            app.unlocked(Session.open(vault_folder, PASSPHRASE))
            await pilot.pause()
            app.page.action_sort = fail
            await pilot.press("o")
            await pilot.pause()

    with pytest.raises(ValueError, match=CANARY):  # the test's own harness raises it again
        await run()
    assert app.ending.code == 4
    assert "ValueError" in app.ending.words
    assert CANARY not in app.ending.words
    assert app._exit_renderables == []


@in_loop
async def test_the_lock_comes_when_nobody_is_there(vault_folder: Path) -> None:
    async with opened(vault_folder, Settings(idle_lock_seconds=30)) as (app, hands):
        assert "LOCKS IN" in app.state_words()
        app.idle.listen(0)
        app._watch()
        await hands.pause()
        assert app.ending.way == "lock"


@pytest.mark.parametrize("theme", ["dark", "light"])
@in_loop
async def test_both_themes(vault_folder: Path, theme: str) -> None:
    async with opened(vault_folder, Settings(theme=theme)) as (app, hands):
        await hands.press("enter")
        await hands.pause()
        assert app.current_theme.dark == (theme == "dark")
        assert app.page.query_one(NoteText).rich_style.bgcolor is not None


@in_loop
async def test_codings_whose_words_were_edited_are_looked_at_again(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):
        factors = [page.book.taxonomy.resolve(key).id for key in ("dmv", "dxi", "opp")]
        for factor, span in zip(factors, (Span(3, 7), Span(8, 11), Span(12, 15)), strict=True):
            page.coder.add(span, factor)
        page.note.select_span(Span(8, 12))
        await hands.press("delete")  # "did " goes: dxi is lost
        page.note.move_cursor((0, 4))
        await hands.press("z", "f2", "r")
        assert [item.cells[:2] for item in page.app.screen.query_one(Listing)._items] == [
            ("dmv", "changed"),
            ("dxi", "deleted"),
        ]
        shown = str(page.app.screen.query_one("#before", Static).render())
        assert shown == "before:  When"
        assert "Wzhen" in str(page.app.screen.query_one("#after", Static).render())
        await hands.press("y", "y")  # the second one is lost: it cannot be kept as it is
        assert "deleted" in str(page.app.screen.query_one(".sheet-hint", Static).render())
        await hands.press("p")
        assert "Select its words" in str(page.app.screen.query_one(".sheet-hint", Static).render())
        await hands.press("escape")
        page.note.select_span(Span(13, 18))
        await hands.press("r", "p")
        assert page.app.screen is page
        placed = {coding.factor: (coding.span, coding.changed) for coding in page.coder.codings}
        assert placed[factors[0]] == (Span(3, 8), False)
        assert placed[factors[1]] == (Span(13, 18), False)
        await hands.press("r")
        assert page.app.screen is page, "nothing is left to look at"
        await hands.press("u", "u", "r")  # the place of the one, and that the other still fits
        assert [item.cells[:2] for item in page.app.screen.query_one(Listing)._items] == [
            ("dmv", "changed"),
            ("dxi", "deleted"),
        ]
        assert str(page.app.screen.query_one("#before", Static).render()) == "before:  When"


@in_loop
async def test_undoing_a_removal_after_an_edit_codes_the_same_words(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):
        await hands.press("f2", "]", "]", "c", *"dmv", "enter")
        [coding] = page.coder.codings
        words = page.note.document.text[coding.span.start : coding.span.end]
        await hands.press("d", "f2", "ctrl+home", *"before it all ", "f2", "u")
        [coding] = page.coder.codings
        assert page.note.document.text[coding.span.start : coding.span.end] == words


@in_loop
async def test_a_selected_sentence_leaves_out_who_speaks(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):
        await hands.press("f2", "]")
        assert page.note.selected_text == "When did you begin to think about it?"
        await hands.press("]")
        assert page.note.selected_text == f"In the spring, by the {CANARY}."
