"""The real program at three sizes, dark, light and without colour: codings in margin and text, overlaps, changes, Burmese."""

import shutil
from pathlib import Path

import pytest
from terminal_harness import CANARY, PASSPHRASE, Terminal
from test_tui_journey import open_interview

from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.text.edits import Edit
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase

WORDS = {
    "dmv": "In the spring, by the",
    "opp": "by the heron-quarry-lantern",  # overlaps the first
    "dxi": "He would not do it",
    "dip": "သူတို့ ကူညီတယ်",
}
ESCAPES = "\x1b[77;7r\x1b]777;evil\x07\x9b31337m\x1bP7evil\x1b\\gun\u202egun\u2066gun\x07"
MARKERS = (
    b"\x1b[77;7r",
    b"\x1b]777",
    b"\xc2\x9b",
    b"\x9b31337",
    b"\x1bP7",
    "\u202e".encode(),
    "\u2066".encode(),
    b"evil\x07",
    b"gun\x07",
)


@pytest.fixture(scope="module")
def coded_model(model_vault: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interview of the other tests, coded: two that overlap, one whose words were edited, one in Burmese."""
    folder = tmp_path_factory.mktemp("coded") / "vault"
    shutil.copytree(model_vault, folder)
    with open_vault(folder, Passphrase(PASSPHRASE)) as vault:
        book = Casebook.open(vault, load_taxonomy())
        [interview] = book.interviews.of(CaseId("C1"))
        text = book.interviews.text(interview.id)
        for key, words in WORDS.items():
            start = text.index(words)
            book.codings.add(interview.id, Span(start, start + len(words)), book.taxonomy.resolve(key).id)
        at = text.index("would not")
        book.journal.record(interview.id, [Edit(at, "would not", "refused to")])
        book.journal.fold(interview.id)
    return folder


@pytest.fixture
def coded_folder(coded_model: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    shutil.copytree(coded_model, folder)
    return folder


def settings(folder: Path, theme: str) -> None:
    place = folder.parent / "fieldnotes"
    place.mkdir()
    (place / "settings.toml").write_text(f'theme = "{theme}"\n', encoding="utf-8")


def cells_of(terminal: Terminal, words: str):
    """The cells of a row in which ``words`` stand, in Latin letters."""
    for y, line in enumerate(terminal.screen.display):
        x = line.find(words)
        if x >= 0:
            return [terminal.screen.buffer[y][at] for at in range(x, x + len(words))]
    raise AssertionError(f"{words!r} is not on the screen\n{terminal.text}")


@pytest.mark.parametrize("look", ["dark", "light", "NO_COLOR"])
@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40), (200, 60)])
def test_codings_are_readable_at_every_size_with_and_without_colour(
    coded_folder: Path, columns: int, rows: int, look: str
) -> None:
    settings(coded_folder, "light" if look == "light" else "dark")
    environment = {"NO_COLOR": "1"} if look == "NO_COLOR" else {}
    with Terminal.on_vault(coded_folder, columns=columns, rows=rows, **environment) as terminal:
        open_interview(terminal)
        for coding in (False, True):
            if coding:
                terminal.press("F2")
                terminal.wait_for("Coding", "of 46 considered")
            terminal.wait_for(CANARY, "dmv", "opp", "dxi*", "dip", "Who knew?")
            shown = terminal.settle()
            assert all(len(line.rstrip()) <= columns for line in shown.splitlines())
            once, twice = cells_of(terminal, "In the spring"), cells_of(terminal, "by the")
            assert all(cell.underscore and not cell.bold for cell in once)
            assert all(cell.underscore and cell.bold for cell in twice), "where two meet, bold as well"
            plain = cells_of(terminal, "Who knew?")
            assert not any(cell.underscore for cell in plain)
            margins = [line[:40] for line in terminal.screen.display if "dip" in line[:60]]
            assert margins, "the margin beside the Burmese words names their factor"
        terminal.press("r")
        sheet = terminal.wait_for(
            "1 coding to look at again", "before:  He would not do it", "now:     He refused to do it"
        )
        assert "dxi" in sheet
        terminal.press("y")
        terminal.wait_for("Coding", without="to look at again")
        terminal.settle()
        assert "dxi*" not in terminal.text
        hues = {
            cell.bg for row in terminal.screen.buffer.values() for cell in row.values() if cell.data.strip()
        }
        light = {hue for hue in hues if len(hue) == 6 and int(hue[:2], 16) > 128}
        if look == "NO_COLOR":
            assert all(hue == "default" or hue[0:2] == hue[2:4] == hue[4:6] for hue in hues), hues
        else:
            assert bool(light) is (look == "light")


def test_no_escape_sequence_of_a_text_reaches_the_terminal(vault_folder: Path) -> None:
    """Neither from a text that was brought in, nor from one put into the vault by other means, nor from a paste."""
    with open_vault(vault_folder, Passphrase(PASSPHRASE)) as vault:
        book = Casebook.open(vault, load_taxonomy())
        [interview] = book.interviews.of(CaseId("C1"))
        smuggled = f"A: by the {CANARY} {ESCAPES} end\n" * 3
        vault.connection.execute(
            "UPDATE snapshots SET text = ? WHERE interview_id = ?", (smuggled, interview.id)
        )
        vault.connection.execute(
            "UPDATE interviews SET length = ? WHERE id = ?", (len(smuggled), interview.id)
        )
    with Terminal.on_vault(vault_folder) as terminal:
        open_interview(terminal)
        terminal.wait_for("␛[77;7r␛]777;evil␇␦31337m␛P7evil␛\\gun␦gun␦gun␇ end")
        assert terminal.settle().count("gun␦gun␦gun␇ end") == 3
        terminal.press("Ctrl+End")
        terminal.type("\x1b[200~pasted \x07bell \u009b5m \u202eback over\x1b[201~")
        terminal.wait_for("pasted ␇bell ␦5m ␦back over", "could command a terminal")
        # A terminal that lets these through in a paste is one to be wary of; Textual takes each ESC for a key.
        terminal.type("\x1b[200~" + ESCAPES + "the end of it\x1b[201~")
        terminal.wait_for("end of it")
        terminal.press("F2", "]", "[")
        terminal.settle()
        for marker in MARKERS:
            assert marker not in terminal.raw, marker
        terminal.press("Ctrl+L")
        terminal.wait_for("fieldnotes is locked")
        assert not any(marker in terminal.raw for marker in MARKERS)
