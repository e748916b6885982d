"""Burmese, Shan and Mon in the editor: no key and no click lands inside a syllable. And pasting."""

import asyncio
from pathlib import Path

import pytest
from test_tui_editor import case, in_loop
from textual import events
from textual.geometry import Offset

from fieldnotes.text.syllables import is_boundary
from fieldnotes.tui.widgets.notice import Notice

# One line of each, as the unit tests split them by hand.
SENTENCES = {
    "Burmese": "အင်္ဂ|လန်|က|သင်္ဘော|နဲ့|ပြန်|လာ|တဲ့|ကျောင်း|သား|များ|၊",
    "Shan": "လိၵ်ႈ|တႆး| |ပႃး|သႃႇ|တႆး| |ၼႂ်း|မိူင်း|တႆး| |ၵႂႃႇ|ယဝ်ႉ|။",
    "Mon": "ညး|ပ္ဍဲ|ဍုၚ်|၊| |ကွး|ဘာ|ကၠုၚ်|။",
}


def write(page, text: str) -> None:
    note = page.note
    note._replace_via_keyboard(text, (0, 0), note.document.end)
    note.move_cursor((0, 0))


def at_a_boundary(note) -> bool:
    row, column = note.cursor_location
    return is_boundary(note.document.get_line(row), column)


@pytest.mark.parametrize("language", SENTENCES)
@in_loop
async def test_keys_go_syllable_by_syllable_and_erase_whole_ones(vault_folder: Path, language: str) -> None:
    syllables = SENTENCES[language].split("|")
    async with case(vault_folder) as (page, hands):
        note = page.note
        write(page, "".join(syllables))
        for before in range(1, len(syllables) + 1):
            await hands.press("right")
            assert note.cursor_location == (0, len("".join(syllables[:before])))
        await hands.press("shift+left", "shift+left")
        assert note.selected_text == "".join(syllables[-2:])
        await hands.press("right", "backspace")
        assert note.document.text == "".join(syllables[:-1])
        await hands.press("home", "right", "delete")
        assert note.document.text == syllables[0] + "".join(syllables[2:-1])
        await hands.press("ctrl+z", "ctrl+z")
        assert note.document.text == "".join(syllables)


@in_loop
async def test_up_down_pages_and_words_never_land_inside_a_syllable(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):
        lines = [text.replace("|", "") for text in SENTENCES.values()]
        write(page, "\n".join([*lines, "a short one in Latin letters", *lines, "ab"] * 12))
        for key in ("down", "right", "down", "down", "up", "pagedown", "right", "pageup", "ctrl+right", "down",
                    "ctrl+right", "up", "ctrl+left", "shift+down", "shift+up", "shift+pagedown", "end", "up"):  # fmt: skip
            for _ in range(5):
                await hands.press(key)
                assert at_a_boundary(page.note), (key, page.note.cursor_location)


@in_loop
async def test_the_mouse_lands_between_syllables_and_two_clicks_choose_one(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):
        note = page.note
        syllables = SENTENCES["Burmese"].split("|")
        write(page, "".join(syllables) + "\nQ: He ran to the river. She stayed.")
        await hands.pause()

        def click(x: int, y: int, chain: int = 1) -> events.Click:
            return events.Click(
                note, x, y, 0, 0, 1, False, False, False, screen_x=x, screen_y=y, style=None, chain=chain
            )  # fmt: skip

        for x in range(40):
            row, column = note.get_target_document_location(click(x, 0))
            assert is_boundary(note.document.get_line(row), column), x
        note.on_click(click(note.gutter_width + 1, 0, 2))
        assert note.selected_text == syllables[0]
        note.on_click(click(note.gutter_width + 4, 1, 2))
        assert note.selected_text == "He"
        note.on_click(click(note.gutter_width + 4, 1, 3))
        assert note.selected_text == "He ran to the river."


@in_loop
async def test_two_clicks_of_a_real_mouse_choose_a_word(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):
        note = page.note
        place = note.region.offset + Offset(note.gutter_width + 4, 0)
        assert await hands.pilot.double_click(offset=place)
        assert note.selected_text == "When"


@in_loop
async def test_ctrl_w_erases_a_word_or_a_syllable(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):
        write(page, "one two ကျွန်တော်တို့")
        await hands.press("end", "ctrl+w")
        assert page.note.document.text == "one two ကျွန်တော်"
        await hands.press("ctrl+w", "ctrl+w", "ctrl+w")
        assert page.note.document.text == "one "


@in_loop
async def test_what_is_pasted_is_brought_to_the_stored_form_and_told(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):
        write(page, "")
        await page.note._on_paste(events.Paste("one\r\ttwo\x1b[2J\r\n\x00three\u2028four \u202eback\ud800\r"))
        await hands.pause()
        assert page.note.document.text == "one\n\ttwo␛[2J\n␀three\nfour ␦back␦\n"
        told = str(page.query_one(Notice).render())
        assert "could command a terminal" in told
        assert "reading direction" in told
        assert "line feeds" not in told, "line ends are the terminal's own"
        assert page.save()
        assert page.book.interviews.text(page.interview.id) == page.note.document.text


@in_loop
async def test_the_register_of_our_own_is_not_trusted_either(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):
        write(page, "")
        page.app.copy_to_clipboard("from a field\x1b[31m")
        await hands.press("ctrl+v")
        assert page.note.document.text == "from a field␛[31m"
        assert page.save()


@in_loop
async def test_a_paste_never_makes_a_line_too_long_to_edit(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):
        write(page, "a" * 1_500 + "b" * 1_500)
        page.note.move_cursor((0, 1_500))
        page.note.paste("c" * 1_900)
        await hands.pause()
        assert page.note.document.lines == ["a" * 1_500, "c" * 1_900, "b" * 1_500]
        page.note.move_cursor((1, 0))
        page.note.paste("d" * 50)
        assert page.note.document.lines[1] == "d" * 50 + "c" * 1_900


@in_loop
async def test_marks_piled_as_no_writing_piles_them_are_refused_in_a_sentence(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):
        before = page.note.document.text
        page.note.paste("e" + "\u0301\u0323" * 500)
        await hands.pause()
        assert page.note.document.text == before
        assert "piles more marks" in str(page.query_one(Notice).render())


@in_loop
async def test_a_paste_of_a_million_characters_leaves_the_screen_answering(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):
        write(page, "")
        text = "ကျွန်တော်တို့ရွာမှာ မငတ်ချင်ရင် တပ်ထဲဝင်ရတယ်လို့ ပြောကြတယ်။\n" * 16_000
        page.note.paste(text)
        waited = 0
        while page.note.pasting:
            await hands.strike("z")  # answered at once, and not typed into the text
            await asyncio.sleep(0.01)
            waited += 1
            assert waited < 20_000
        assert waited > 3, "the loop ran while the paste was made ready"
        assert page.note.document.text == text
        assert page.save()
        assert page.book.interviews.text(page.interview.id) == text
