"""The registry of keys, and everything that is made of it."""

import re
from pathlib import Path

import pytest
from textual.widgets import OptionList, TextArea

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.settings import Settings
from fieldnotes.tui.app import FieldnotesApp
from fieldnotes.tui.keys.action import spoken
from fieldnotes.tui.keys.manual import key_table
from fieldnotes.tui.keys.myanmar import TO_LATIN, to_latin
from fieldnotes.tui.keys.places import Place, reach
from fieldnotes.tui.keys.registry import ACTIONS, Registry, conflicts
from fieldnotes.tui.screens.case import CasePage
from fieldnotes.tui.screens.cases import CasesPage

# Typed anew from the table of the design (INTERFACE.md, Screens): place, key, and a word of what it does.
DESIGN = [
    (Place.EVERYWHERE, "F1", "help"),
    (Place.EVERYWHERE, "?", "help"),
    (Place.EVERYWHERE, "Ctrl+P", "every action"),
    (Place.EVERYWHERE, "F4", "screen"),
    (Place.EVERYWHERE, "Tab", "pane"),
    (Place.EVERYWHERE, "Shift+Tab", "pane"),
    (Place.EVERYWHERE, "Esc", "leave"),
    (Place.EVERYWHERE, "Ctrl+L", "lock"),
    (Place.EVERYWHERE, "F9", "listening"),
    (Place.EVERYWHERE, "F12", "wipe"),
    (Place.EVERYWHERE, "Ctrl+Q", "quit"),
    *[(Place.LISTS, key, "move") for key in ("Up", "Down", "h", "j", "k", "l", "PgUp", "PgDn")],
    (Place.LISTS, "Home", "first"),
    (Place.LISTS, "End", "last"),
    (Place.LISTS, "/", "keep only"),
    (Place.LISTS, "n", "next"),
    (Place.LISTS, "N", "before"),
    (Place.LISTS, "a", "add"),
    (Place.LISTS, "Enter", "open"),
    (Place.LISTS, "d", "delete"),
    (Place.LISTS, "o", "sort"),
    (Place.CASE, "F2", "coding"),
    (Place.INTERVIEW, "Ctrl+Z", "undo"),
    (Place.INTERVIEW, "Ctrl+Y", "again"),
    (Place.TEXT, "Ctrl+F", "search"),
    (Place.TEXT, "F3", "next"),
    (Place.TEXT, "Shift+F3", "before"),
    (Place.TEXT, "Alt+Up", "turn"),
    (Place.TEXT, "Alt+Down", "turn"),
    (Place.INTERVIEW, "Enter", "A:"),
    (Place.INTERVIEW, "Ctrl+X", "register of our own"),
    (Place.TEXT, "Ctrl+C", "register of our own"),
    (Place.INTERVIEW, "Ctrl+V", "paste"),
    (Place.CODING, "]", "next sentence"),
    (Place.CODING, "[", "sentence before"),
    (Place.TEXT, "Shift+Left", "selection"),
    (Place.TEXT, "Shift+Right", "selection"),
    (Place.CODING, "v", "selection"),
    (Place.CODING, "c", "code"),
    *[(Place.CODING, str(number), "last") for number in range(1, 10)],
    (Place.CODING, ".", "last"),
    (Place.CODING, "m", "memo"),
    (Place.CODING, "u", "undo"),
    (Place.CODING, "Ctrl+R", "again"),
    (Place.CODING, "g", "three"),
    (Place.CODING, "s", "next candidate"),
    (Place.CODING, "y", "take"),
    (Place.CODING, "x", "dismiss"),
    (Place.CHECKLIST, "1", "raised"),
    (Place.CHECKLIST, "2", "no part"),
    (Place.CHECKLIST, "3", "not come up"),
    (Place.CHECKLIST, "4", "not considered"),
    (Place.CHECKLIST, "R", "not raised"),
]


@pytest.mark.parametrize(("place", "key", "word"), DESIGN)
def test_every_key_of_the_design_is_there_and_says_what_it_does(place: Place, key: str, word: str) -> None:
    found = [
        action
        for action in ACTIONS
        if action.place is place and key in [spoken(name) for name in action.keys]
    ]
    assert len(found) == 1
    assert word.casefold() in found[0].help.casefold()


def test_no_key_does_two_things_at_one_place() -> None:
    assert list(conflicts(ACTIONS)) == []


def test_a_conflict_would_be_found() -> None:
    twice = ACTIONS[0].with_keys(("ctrl+l",))
    assert {key for _, key, _, _ in conflicts((*ACTIONS[1:], twice))} == {"ctrl+l"}


def test_ids_are_unique_and_every_action_has_a_sentence() -> None:
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)
    assert all(action.help.endswith(".") and action.label for action in ACTIONS)


def test_letters_are_no_commands_where_they_type() -> None:
    for action in ACTIONS:
        if action.place in reach(Place.INTERVIEW) and action.id != "help-letter":
            assert all("+" in key or len(spoken(key)) > 1 for key in action.keys), action.id


def test_no_screenshot_and_no_suspend_anywhere() -> None:
    assert set() == FieldnotesApp.COMMANDS
    assert not FieldnotesApp.ENABLE_COMMAND_PALETTE
    for cls in (FieldnotesApp, CasePage, CasesPage):
        handlers = {
            binding.action for keys in cls._merged_bindings.key_to_bindings.values() for binding in keys
        }
        assert not any("screenshot" in handler or "suspend" in handler for handler in handlers)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_is_carried_out_by_something(action) -> None:
    owner, _, name = action.handler.partition("(")[0].rpartition(".")
    wanted = f"def action_{name}("
    package = Path(__file__).resolve().parents[2] / "fieldnotes" / "tui"
    ours = any(wanted in file.read_text(encoding="utf-8") for file in package.rglob("*.py"))
    if owner:
        assert ours or hasattr(FieldnotesApp, f"action_{name}")
    else:
        assert ours or hasattr(TextArea, f"action_{name}") or hasattr(OptionList, f"action_{name}")


def test_the_manual_has_a_line_for_every_action() -> None:
    table = key_table()
    for action in ACTIONS:
        assert f"| `{action.id}` |" in table
        assert action.help in table


def test_settings_give_other_keys_everywhere_at_once() -> None:
    registry = Registry({"lock": "f10"})
    assert next(action for action in registry.actions if action.id == "lock").shown == "F10"
    app = FieldnotesApp(Path("/nowhere"), Settings(keys={"lock": "f10"}))
    assert app._keymap == {"lock": "f10"}


@pytest.mark.parametrize("keys", [{"no-such-action": "f10"}, {"lock": "f9"}, {"mark-raised": "2"}])
def test_keys_that_cannot_be_are_refused_in_a_sentence(keys: dict[str, str]) -> None:
    with pytest.raises(WrongUseError):
        Registry(keys)


def test_the_search_finds_by_key_label_and_sentence() -> None:
    registry = Registry()
    for words, wanted in (("ctrl+l", "lock"), ("memo passage", ""), ("three questions", "guide")):
        found = [action.id for action in registry.search(words, Place.CODING)]
        assert wanted in found or not wanted


XKB = Path("/usr/share/X11/xkb/symbols/mm")
PLACES_OF_KEYS = [
    "TLDE",
    "`",
    "~",
    "AE01",
    "1",
    "!",
    "AE02",
    "2",
    "@",
    "AE03",
    "3",
    "#",
    "AE04",
    "4",
    "$",
    "AE05",
    "5",
    "%",
    "AE06",
    "6",
    "^",
    "AE07",
    "7",
    "&",
    "AE08",
    "8",
    "*",
    "AE09",
    "9",
    "(",
    "AE10",
    "0",
    ")",
    "AD01",
    "q",
    "Q",
    "AD02",
    "w",
    "W",
    "AD03",
    "e",
    "E",
    "AD04",
    "r",
    "R",
    "AD05",
    "t",
    "T",
    "AD06",
    "y",
    "Y",
    "AD07",
    "u",
    "U",
    "AD08",
    "i",
    "I",
    "AD09",
    "o",
    "O",
    "AD10",
    "p",
    "P",
    "AD11",
    "[",
    "{",
    "AD12",
    "]",
    "}",
    "AC01",
    "a",
    "A",
    "AC02",
    "s",
    "S",
    "AC03",
    "d",
    "D",
    "AC04",
    "f",
    "F",
    "AC05",
    "g",
    "G",
    "AC06",
    "h",
    "H",
    "AC07",
    "j",
    "J",
    "AC08",
    "k",
    "K",
    "AC09",
    "l",
    "L",
    "AC10",
    ";",
    ":",
    "AB01",
    "z",
    "Z",
    "AB02",
    "x",
    "X",
    "AB03",
    "c",
    "C",
    "AB04",
    "v",
    "V",
    "AB05",
    "b",
    "B",
    "AB06",
    "n",
    "N",
    "AB07",
    "m",
    "M",
    "AB08",
    ",",
    "<",
    "AB09",
    ".",
    ">",
    "BKSL",
    "\\",
    "|",
]


def test_the_burmese_layout_is_that_of_xkb() -> None:
    if not XKB.is_file():
        pytest.skip("xkeyboard-config is not installed here")
    basic = XKB.read_text(encoding="utf-8").split("\npartial ", 1)[0]
    latin = {PLACES_OF_KEYS[at]: PLACES_OF_KEYS[at + 1 : at + 3] for at in range(0, len(PLACES_OF_KEYS), 3)}
    wanted = {}
    for name, symbols in re.findall(r"key <(\w+)>\s*\{\s*\[([^\]]*)\]", basic):
        for level, symbol in enumerate(symbols.split(",")[:2]):
            point = re.fullmatch(r"\s*U([0-9A-F]{4})\s*", symbol)
            if point:
                wanted[chr(int(point[1], 16))] = latin[name][level]
    assert len(wanted) > 70
    assert wanted == TO_LATIN


def test_the_c_key_sends_kha() -> None:
    assert TO_LATIN["ခ"] == "c"
    assert to_latin("ိာလ") == "dmv"
    assert to_latin("dmv") == "dmv"
