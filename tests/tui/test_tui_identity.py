"""Who is who on screen: real keys in a terminal, what the memory holds after a lock, and what is pointed out while writing."""

import asyncio
import random
import shutil
from pathlib import Path

import pytest
from making_vaults import create_vault
from terminal_harness import PASSPHRASE, Terminal, memory_hits

from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import Purpose
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.identity.keeping import create_map, exists, open_map
from fieldnotes.text.identifiers.finding import Kind
from fieldnotes.text.identifiers.linting import find_identifiers
from fieldnotes.tui.app import FieldnotesApp
from fieldnotes.tui.editor.findings import LineFindings
from fieldnotes.tui.editor.note_text import NoteText
from fieldnotes.tui.screens.case import CasePage
from fieldnotes.tui.screens.release import ReleasePage
from fieldnotes.tui.session import Session
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

OWN = "nine copper kettles on the ferry"
NAME, AUNT = "Zarquonelle", "Quibblewick"
TEXT = f"""Q: Who was there?
A: {NAME} came on 3 May 2021 with the 77th LID.
A: Call 09 420 123 456, or {NAME}'s aunt {AUNT}.
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("named") / "vault"
    vault, _ = create_vault(folder, role=VaultRole.RESEARCHER, passphrase=Passphrase(PASSPHRASE), kdf_id=1)
    with vault:
        book = Casebook.open(vault, load_taxonomy())
        for label in ("C1", "C2"):
            book.cases.add(CaseId(label))
            for purpose in Purpose:
                book.consent.give(CaseId(label), purpose)
        first = book.interviews.add(CaseId("C1"), TEXT).id
        book.interviews.add(CaseId("C2"), f"{NAME} again.")
        start = TEXT.index(f"{NAME} came")
        book.codings.add(first, Span(start, start + len(NAME) + 5), "driver.morality.civilian-violence")
    return folder


@pytest.fixture(scope="module")
def model_with_map(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(shutil.copytree(model, tmp_path_factory.mktemp("mapped") / "vault"))
    identity, _ = create_map(folder, Passphrase(OWN), kdf_id=1, await_words=False)
    with identity:
        identity.add("P1", [AUNT])
    return folder


@pytest.fixture
def plain(model: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(model, tmp_path / "vault"))


@pytest.fixture
def mapped(model_with_map: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(model_with_map, tmp_path / "vault"))


def into_the_interview(terminal: Terminal) -> None:
    terminal.wait_for("fieldnotes is locked")
    terminal.type(PASSPHRASE + "\r")
    terminal.wait_for("2 cases")
    terminal.press("Enter")
    terminal.wait_for("Who was there?")


def to_identity(terminal: Terminal) -> None:
    terminal.press("F4")
    terminal.wait_for("Go to")
    terminal.type("identity\r")
    terminal.wait_for("fieldnotes › Identity")


def test_f8_replaces_a_name_in_the_whole_vault_and_nothing_of_it_is_left(mapped: Path) -> None:
    with Terminal.on_vault(mapped) as terminal:
        into_the_interview(terminal)
        terminal.press("Down", "Home", "Right", "Right", "Right", "Right", "F8")
        terminal.wait_for("Passphrase of the identity map")
        terminal.type("not this one\r")
        terminal.wait_for("does not open")
        terminal.press("F8")
        terminal.wait_for("Passphrase of the identity map")
        terminal.type(OWN + "\r")
        terminal.wait_for("Which pseudonym stands for these words?", "P2")
        assert OWN not in terminal.everything
        terminal.press("Enter")
        terminal.wait_for(
            "In this case: 2 places in 1 interview.", "In the whole vault: 3 places in 2 interviews."
        )
        terminal.press("v")
        terminal.wait_for("3 places in 2 interviews now say P2", "P2 came on 3 May", without=NAME)
        # What was typed is saved before, and writing goes on: F8 asks for no passphrase a second time.
        terminal.press("Ctrl+End")
        terminal.type("Q: And then?")
        terminal.press("Up", "End", "Left", "Left", "F8")
        terminal.wait_for("Which pseudonym", "knows them as P1")
        terminal.press("Enter")
        terminal.wait_for("Replace it by P1?")
        terminal.press("c")
        terminal.wait_for("now say P1", "aunt P1.", without=AUNT)
        process = terminal.application
        assert memory_hits(process, NAME) != 0, "the scan sees what the open map keeps, where it may look"
        terminal.press("Ctrl+L")
        terminal.wait_for("fieldnotes is locked")
        assert terminal.application == process
        for words in (NAME, AUNT, OWN):
            assert not memory_hits(process, words)
            assert words not in terminal.everything
        terminal.type(PASSPHRASE + "\r")
        terminal.wait_for("2 cases")
        to_identity(terminal)
        terminal.wait_for("locked. u unlocks it", without="P2")
    with open_vault(mapped, Passphrase(PASSPHRASE)) as vault:
        book = Casebook.open(vault, load_taxonomy())
        (one,) = book.interviews.of(CaseId("C1"))
        text = book.interviews.text(one.id)
        assert text == TEXT.replace(NAME, "P2").replace(AUNT, "P1") + "Q: And then?"
        (coding,) = book.codings.of_case(CaseId("C1"))
        assert (text[coding.span.start : coding.span.end], coding.changed) == ("P2 came", False)
        assert not book.interviews.search(NAME)
        assert vault.stale() == ()
    with open_map(mapped, Passphrase(OWN)) as identity:
        assert [(one.pseudonym, one.names) for one in identity.all()] == [("P1", (AUNT,)), ("P2", (NAME,))]


def test_esc_at_every_question_leaves_everything_as_it_is(mapped: Path) -> None:
    with Terminal.on_vault(mapped) as terminal:
        into_the_interview(terminal)
        terminal.press("Down", "Home", "Right", "Right", "Right", "Right")
        for answers in ([], [OWN], ["P7"]):
            terminal.press("F8")
            for answer in answers:
                terminal.wait_for("Passphrase of" if answer is OWN else "Which pseudonym")
                terminal.type(answer + "\r")
            terminal.settle()
            terminal.press("Esc")
            terminal.settle()
        terminal.wait_for(NAME, without="Replace it by")
        terminal.type("x")
        terminal.wait_for("saved", f"{NAME[0]}x"[:1])
    with open_map(mapped, Passphrase(OWN)) as identity:
        assert [one.pseudonym for one in identity.all()] == ["P1"]


def test_without_a_map_f8_says_how_to_make_one(plain: Path) -> None:
    with Terminal.on_vault(plain) as terminal:
        into_the_interview(terminal)
        terminal.press("Down", "Home", "Right", "Right", "Right", "Right", "F8")
        terminal.wait_for("There is no identity map", "F4, Identity makes one")
        terminal.press("Home", "Up", "End", "Down", "Down", "Down")
        terminal.press("F8")
        terminal.wait_for("No word stands here")


def make_a_map(terminal: Terminal, folder: Path) -> None:
    """From the empty Identity screen, with every slip of a finger on the way."""
    terminal.press("u")
    terminal.wait_for("Passphrase of the identity map")
    for _ in range(2):  # the vault's own passphrase is not taken
        terminal.type(PASSPHRASE + "\r")
        terminal.settle()
    terminal.wait_for("needs a passphrase of its own")
    assert not exists(folder)
    for wanted in ("Passphrase of the identity map", "The same passphrase again"):
        terminal.wait_for(wanted)
        terminal.type(OWN + "\r")
    terminal.wait_for("Recovery words of the identity map", "12 ", seconds=60)
    shown = [word for line in terminal.text.splitlines() for word in line.split()]
    words = [shown[shown.index(str(number)) + 1] for number in range(1, 13)]
    terminal.press("Enter")
    terminal.wait_for("Type the recovery words", without=words[11])
    terminal.type(" ".join(words[::-1]) + "\r")
    terminal.wait_for("An empty line shows")
    terminal.type(" ".join(words) + "\r")
    terminal.wait_for("Unlock it once")
    terminal.type("wrong\r")
    terminal.wait_for("does not open", seconds=60)
    terminal.type(OWN + "\r")
    terminal.wait_for("made and open", seconds=60)


def test_a_map_is_made_on_screen_used_and_wiped_alone(plain: Path) -> None:
    with Terminal.on_vault(plain) as terminal:
        into_the_interview(terminal)
        to_identity(terminal)
        terminal.wait_for("No identity map", "u makes one")
        make_a_map(terminal, plain)
        terminal.press("a")
        terminal.wait_for("Which pseudonym?", "P1")
        terminal.press("Enter")
        terminal.wait_for("What does P1 stand for?")
        terminal.type(NAME + "\r")
        terminal.wait_for("A note on P1?")
        terminal.type("the first one\r")
        terminal.wait_for("1 name", "has a note", without=NAME)
        terminal.press("Enter")
        terminal.wait_for("P1 stands for", NAME, "Note: the first one")
        terminal.press("Esc")
        terminal.wait_for("1 pseudonym", without=NAME)
        terminal.press("w")
        terminal.wait_for("Which words to point out?")
        terminal.type("the river station\r")
        terminal.wait_for("Words to point out, kept in the vault", "the river station")
        terminal.press("W")
        terminal.wait_for("Destroy the identity map alone?")
        terminal.type("no\r")
        terminal.wait_for("Nothing was done")
        terminal.type("wipe\r")
        terminal.wait_for("Logical erase verified", seconds=60)
        terminal.press("Esc")
        terminal.wait_for("No identity map", "the river station")
    assert not exists(plain)
    with open_vault(plain, Passphrase(PASSPHRASE)) as vault:
        assert len(Casebook.open(vault, load_taxonomy()).interviews.search(NAME)) == 3


def test_a_map_that_was_not_finished_is_not_kept(plain: Path) -> None:
    with Terminal.on_vault(plain) as terminal:
        into_the_interview(terminal)
        to_identity(terminal)
        terminal.press("u")
        for wanted in ("Passphrase of the identity map", "The same passphrase again"):
            terminal.wait_for(wanted)
            terminal.type(OWN + "\r")
        terminal.wait_for("Recovery words of the identity map", seconds=60)
        assert exists(plain)
        terminal.press("Ctrl+L")
        terminal.wait_for("fieldnotes is locked")
        assert not exists(plain)


def test_panic_reaches_the_backups_of_an_open_map_in_other_folders(mapped: Path, tmp_path: Path) -> None:
    medium = tmp_path / "medium"
    medium.mkdir()
    with Terminal.on_vault(mapped) as terminal:
        into_the_interview(terminal)
        to_identity(terminal)
        terminal.press("u")
        terminal.wait_for("Passphrase of the identity map")
        terminal.type(OWN + "\r")
        terminal.wait_for("1 pseudonym")
        terminal.press("b")
        terminal.wait_for("Back up the identity map into which folder?")
        terminal.type(f"{medium}\r")
        terminal.wait_for("Backed up and tried: identity-0001", seconds=60)
        assert {path.name for path in medium.iterdir()} == {"identity-0001.key", "identity-0001.db"}
        terminal.press("F12")
        terminal.wait_for("Destroy this vault")
        terminal.type("wipe\r")
        assert terminal.wait_end(60) == 0
    assert list(mapped.iterdir()) == []
    assert not list(medium.glob("*.key"))


def test_another_passphrase_on_screen(mapped: Path) -> None:
    new = "three grey herons wade below the weir"
    with Terminal.on_vault(mapped) as terminal:
        into_the_interview(terminal)
        to_identity(terminal)
        terminal.press("p")
        terminal.wait_for("The identity map is not open")
        terminal.press("u")
        terminal.wait_for("Passphrase of the identity map")
        terminal.type(OWN + "\r")
        terminal.wait_for("1 pseudonym")
        terminal.press("p")
        for wanted, typed in (("The passphrase in force", OWN), ("The new passphrase", new), ("again", new)):
            terminal.wait_for(wanted)
            terminal.type(typed + "\r")
        terminal.wait_for("The passphrase was changed", seconds=60)
        terminal.press("Esc")
        terminal.wait_for("1 pseudonym")
        terminal.press("u")
        terminal.wait_for("The identity map is locked")
    open_map(mapped, Passphrase(new)).close()
    open_vault(mapped, Passphrase(PASSPHRASE)).close()


# What is pointed out.


def test_findings_are_marked_told_and_dismissed(mapped: Path) -> None:
    with Terminal.on_vault(mapped, NO_COLOR="1") as terminal:
        into_the_interview(terminal)
        terminal.wait_for(f"!A: {NAME} came on 3 May", "!A: Call 09 420")
        assert "!Q: Who" not in terminal.text, "a mark where there is a finding, and nowhere else"
        row = next(line for line in range(24) if "3 May 2021" in terminal.screen.display[line])
        column = terminal.screen.display[row].index("3 May")
        assert terminal.screen.buffer[row][column].underscore, "underlined too"
        assert not terminal.screen.buffer[row][column - 2].underscore
        for said in ("An exact date; 3 in this text", "A military unit", "A telephone number"):
            terminal.press("F6")
            terminal.wait_for(said)
        terminal.press("Ctrl+D")
        terminal.wait_for("Dismissed in this text", " A: Call 09 420", without="!A: Call")
        terminal.press("Ctrl+End")
        terminal.type("A: 09 420 123 456 and x@example.org")
        terminal.wait_for("!A: 09 420 123 456 and x")
        terminal.press("F6")
        terminal.wait_for("; 3 in this text")
        to_identity(terminal)
        terminal.press("u")
        terminal.wait_for("Passphrase of the identity map")
        terminal.type(OWN + "\r")
        terminal.wait_for("1 pseudonym")
        terminal.press("F4")
        terminal.wait_for("Go to")
        terminal.type("cases\r")
        terminal.wait_for("2 cases")
        terminal.press("Enter")
        terminal.wait_for("!A: Call 09 420 123 456, or", AUNT)  # the aunt's name is known now
        terminal.press("Ctrl+L")
        terminal.wait_for("fieldnotes is locked")
        process = terminal.application
        assert not memory_hits(process, AUNT)


def columns(lines: list[str], names: list[str]) -> list[list[tuple[int, int, Kind]]]:
    """What the finders say line by line: the slow way, to compare with."""
    return [
        [(one.span.start, one.span.end, one.kind) for one in find_identifiers(line, names)] for line in lines
    ]


def test_looking_through_in_pieces_finds_what_looking_through_lines_does() -> None:
    dice = random.Random(5)
    pieces = [
        "Daw Khin",
        "09 420 123 456",
        "on 3 May 2021",
        "ရွာ",
        "77th LID",
        "x@example.org",
        "quiet",
        ".",
        "Daw",
    ]
    for _ in range(30):
        lines = [" ".join(dice.choices(pieces, k=dice.randrange(40))) for _ in range(dice.randrange(1, 60))]
        state = LineFindings()
        state.begin(len(lines))
        while not state.complete:
            state.look(lines, ["Daw Khin"], lambda *_: True, dice.randrange(len(lines)))
        expected = columns(lines, ["Daw Khin"])
        assert [[tuple(one) for one in state.of(row)] for row in range(len(lines))] == expected
        for _ in range(20):  # edits: what was looked through moves along, the rest is looked at again
            top, bottom = sorted((dice.randrange(len(lines)), 0) for _ in range(2))
            top = (top[0], dice.randrange(len(lines[top[0]]) + 1))
            bottom = (bottom[0], dice.randrange(len(lines[bottom[0]]) + 1))
            top, bottom = sorted((top, bottom))
            typed = dice.choice(["", "x", "\n", " 09 420 123 456 ", "Daw Khin\nDaw", "\n\n"])
            parts = typed.split("\n")
            end = (top[0] + len(parts) - 1, len(parts[-1]) + (top[1] if len(parts) == 1 else 0))
            joined = lines[top[0]][: top[1]] + typed + lines[bottom[0]][bottom[1] :]
            lines[top[0] : bottom[0] + 1] = joined.split("\n")
            state.edited(top, bottom, end)
            assert all(one.end <= len(lines[row]) for row, one in state.all())
        while not state.complete:
            state.look(lines, ["Daw Khin"], lambda *_: True)
        assert [[tuple(one) for one in state.of(row)] for row in range(len(lines))] == columns(
            lines, ["Daw Khin"]
        )


def test_a_long_text_is_looked_through_without_a_key_waiting(plain: Path) -> None:
    text = "\n".join(
        f"A: He said {number} times that they came, 09 420 123 456, and left again." for number in range(4000)
    )

    async def run() -> tuple[float, int, int]:
        app = FieldnotesApp(plain)
        async with app.run_test(size=(80, 24)) as pilot:
            session = Session.open(plain, PASSPHRASE)
            interview = session.book.interviews.add(CaseId("C2"), text)
            app.unlocked(session)
            await pilot.pause()
            app.push_screen(CasePage(CaseId("C2"), interview.id))
            await pilot.pause()
            note = app.screen.query_one(NoteText)
            for _ in range(2000):
                if note.findings.complete and note.findings.of(3999):
                    break
                await asyncio.sleep(0.01)
            assert isinstance(app.screen, CasePage)
            longest, found = app.screen._linter.longest, sum(1 for _ in note.findings.all())
            session.close()
            return longest, found, len(text)

    longest, found, length = asyncio.run(run())
    assert found == 4000
    assert length > 250_000
    print(f"longest slice {longest * 1000:.1f} ms")  # noqa: T201 - a figure to look at
    assert longest < 0.05, "no key waits longer than a frame of it, on a busy machine too"


def test_the_release_screen_tells_what_stands_in_the_interviews(plain: Path) -> None:
    async def run() -> str:
        app = FieldnotesApp(plain)
        async with app.run_test(size=(80, 24)) as pilot:
            session = Session.open(plain, PASSPHRASE)
            for case in ("C1", "C2"):
                session.book.checklist.mark_rest_not_raised(CaseId(case))
            app.unlocked(session)
            await pilot.pause()
            app.open_page(ReleasePage())
            for _ in range(300):
                await pilot.pause(0.05)
                if "findings" in (said := str(app.screen.query_one(".summary").render())):
                    break
            session.close()
            return said

    said = asyncio.run(run())
    assert "3 findings stand that could tell who or where somebody is (C1 3)" in said
    assert "No text leaves" in said


def test_nothing_on_a_case_asks_for_a_name() -> None:
    """Every question of screens and verbs about a case: none asks for one, but those of the identity map."""
    root = Path(__file__).resolve().parents[2] / "fieldnotes"
    asking = {
        "identity.py",
        "identity_making.py",
        "identities.py",
        "identity_keeping.py",
        "pseudonym.py",
        "pseudonyms.py",
    }
    for file in [*(root / "tui").rglob("*.py"), *(root / "cli").rglob("*.py")]:
        if file.name in asking:
            continue
        for line in file.read_text(encoding="utf-8").splitlines():
            asks = "Ask(" in line or "click.prompt(" in line or "placeholder=" in line
            assert not (
                asks and any(word in line.casefold() for word in ("person", "respondent", "who is"))
            ), (file, line)
