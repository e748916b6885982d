"""The guide, the definition in sight and the last factors: with real keys at 80 columns and 24 rows, and inside one process."""

from pathlib import Path

import pytest
from terminal_harness import CANARY, PASSPHRASE, Terminal
from test_tui_editor import case, in_loop
from textual.widgets import Input, OptionList, Static

from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.tui.dialogs.guide import GuideSheet
from fieldnotes.tui.widgets.code_line import CodeLine
from fieldnotes.tui.widgets.factor_pane import FactorPane
from fieldnotes.tui.widgets.recent_line import recent_line
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase

MOST_KEYS = 5
"""From a selection to a coding with a factor that is known."""


def unlock_and_code(terminal: Terminal) -> None:
    terminal.wait_for("fieldnotes is locked")
    terminal.type(PASSPHRASE)
    terminal.press("Enter")
    terminal.wait_for("2 cases")
    terminal.press("Enter")
    terminal.wait_for("C1", CANARY)
    terminal.press("F2")
    terminal.wait_for("Coding")


def test_a_known_factor_takes_five_keys_and_an_unknown_one_three_questions(vault_folder: Path) -> None:
    with Terminal.on_vault(vault_folder) as terminal:
        unlock_and_code(terminal)
        terminal.press("]", "]")
        terminal.settle()
        keys = ["c", "d", "m", "v", "Enter"]
        assert len(keys) <= MOST_KEYS
        terminal.press(*keys)
        screen = terminal.wait_for("Coded dmv", "1 of 46 considered")
        shown = " ".join(line[:32].strip() for line in screen.splitlines())
        definition = next(factor for factor in load_taxonomy().factors if factor.key == "dmv").definition
        assert definition in shown, "all of it, beside the text"

        terminal.press("]", "g")
        terminal.wait_for("1 of 3", "leaving", "staying")
        terminal.press("Enter")
        screen = terminal.wait_for("2 of 3", "morality", "organised support", "○ 0 of 3", "1 of 4")
        assert "○ 0 of 3" in next(line for line in screen.splitlines() if line.startswith("  internal"))
        assert "  1 of 4" in next(line for line in screen.splitlines() if line.startswith("  morality"))
        terminal.press("Down", "Enter")
        terminal.wait_for("3 of 3", "dxi", "dxl", "Use when", "Do not use when")
        screen = terminal.settle()
        sides = next(line for line in screen.splitlines() if "Do not use when" in line)
        assert sides.startswith(" Use when"), "side by side"
        assert "Use shp instead." in " ".join(line[32:].strip() for line in screen.splitlines())
        terminal.press("Esc")
        terminal.wait_for("2 of 3")
        terminal.type("dxp")
        terminal.wait_for("3 of 3", "imposed deductions")
        terminal.press("Enter")
        terminal.wait_for("code", "dxp low pay", without="3 of 3")
        assert "1 of 46" in terminal.text, "the guide never codes on its own"
        terminal.press("Enter")
        terminal.wait_for("Coded dxp")

        terminal.press("Ctrl+L")
        unlock_and_code(terminal)
        terminal.wait_for("1 dxp  2 dmv")
        terminal.press("]", "2")
        terminal.wait_for("Coded dmv", "dmv")
        terminal.press("Ctrl+Q")
        assert terminal.wait_end() == 0


@in_loop
async def test_escape_goes_back_a_question_and_then_out(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):
        await hands.press("f2", "]", "g", "enter", "down", "enter")
        sheet = page.app.screen
        assert isinstance(sheet, GuideSheet)
        answers = sheet.query_one(OptionList)

        def at() -> str | None:
            return answers.get_option_at_index(answers.highlighted or 0).id

        assert at() == "factor:driver.exploitation.inhumane-treatment"
        await hands.press("escape")
        assert at() == "driver.exploitation", "the cursor is where it came from"
        await hands.press("escape")
        assert at() == "leaving"
        await hands.press("escape")
        assert page.app.screen is page
        assert not page.query_one(CodeLine).display
        assert page.coder.codings == []


@in_loop
@pytest.mark.parametrize("before", [[], ["enter"], ["down", "enter", "down", "enter"]])
async def test_a_key_goes_to_its_factor_from_any_question(vault_folder: Path, before: list[str]) -> None:
    async with case(vault_folder) as (page, hands):
        await hands.press("f2", "]", "g", *before, *"sec")
        sheet = page.app.screen
        answers = sheet.query_one(OptionList)
        assert answers.option_count == 3, "beside it stand the others of its group"
        assert answers.get_option_at_index(answers.highlighted or 0).id == "factor:obstacle.economic.career"
        assert sheet.query_one(".sides").display
        await hands.press("enter", "enter")
        assert [coding.factor for coding in page.coder.codings] == ["obstacle.economic.career"]


@in_loop
async def test_words_find_factors_from_the_first_question_on(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):
        await hands.press("f2", "]", "g", *"promotion")
        answers = page.app.screen.query_one(OptionList)
        assert [option.id for option in answers.options][:2] == [
            "elsewhere",
            "factor:obstacle.economic.career",
        ]
        await hands.press("enter")
        assert page.query_one(CodeLine).query_one(Input).value == "sec"


@in_loop
async def test_the_teams_own_factors_are_among_the_candidates(vault_folder: Path) -> None:
    with open_vault(vault_folder, Passphrase(PASSPHRASE)) as vault:
        made = Casebook.open(vault, load_taxonomy()).local.add("river crossing", "The river decided it.")
    async with case(vault_folder) as (page, hands):
        await hands.press("f2", "]", "g", "down", "enter", "up", "enter")
        sheet = page.app.screen
        assert "3 of 3" in str(sheet.query_one(".sheet-title", Static).render())
        assert [option.id for option in sheet.query_one(OptionList).options] == [f"factor:{made.id}"]
        await hands.press("escape", "escape", *"l1", "escape")
        assert "1 of 3" in str(sheet.query_one(".sheet-title", Static).render()), "a key has no way behind it"
        await hands.press(*"l1", "enter", "enter")
        assert [coding.factor for coding in page.coder.codings] == [made.id]


@in_loop
async def test_the_definition_follows_the_cursor_in_the_text_and_in_the_list(vault_folder: Path) -> None:
    async with case(vault_folder) as (page, hands):

        def defined() -> str:
            return str(page.query_one(FactorPane).query_one(".definition Static", Static).render())[:3]

        await hands.press("f2", "]", "c", *"sec", "enter", "]", "c", *"oi")
        assert defined() == "oic", "while it is typed"
        await hands.press("c", "enter", "[", "left")
        assert defined() == "sec", "of the coding at the cursor"
        await hands.press("tab", "home", "down", "down")
        assert defined() == "dmc", "of the line in the list"


def test_the_last_factors_are_set_as_widely_as_they_fit() -> None:
    assert recent_line(["dmv", "l1"], 44) == "1 dmv  2 l1"
    nine = ["dmv", "dml", "dmc", "dmp", "dxi", "dxp", "dxl", "dis", "did"]
    assert recent_line(nine, 80).startswith("1 dmv  2 dml")
    narrow = recent_line(nine, 44)
    assert (narrow[:9], len(narrow)) == ("1dmv 2dml", 44), "what 80 columns leave of the text"
    assert "1 to 9" in recent_line([], 44)
