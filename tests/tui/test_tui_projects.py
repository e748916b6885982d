"""Projects of other programs, and factors of the team's own, in a terminal of 80 by 24."""

import zipfile
from pathlib import Path

import pytest
from terminal_harness import PASSPHRASE, Terminal

pytest.importorskip("lxml", reason="the extra `documents` is not installed")

from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase

GUID = "00000000-0000-4000-8000-{:012d}"


def unlock(terminal: Terminal) -> None:
    terminal.wait_for("fieldnotes is locked")
    terminal.type(PASSPHRASE + "\r")
    terminal.wait_for("2 cases", "C1", "C2")


def project(to: Path) -> Path:
    codes = (
        f'<Code guid="{GUID.format(1)}" name="A code of others" isCodable="true"/>'
        f'<Code guid="{GUID.format(2)}" name="penalty for defection" isCodable="true"/>'
    )
    chosen = "".join(
        f'<PlainTextSelection guid="{GUID.format(10 + n)}" startPosition="{start}" endPosition="{end}">'
        f'<Coding guid="{GUID.format(20 + n)}"><CodeRef targetGUID="{GUID.format(n)}"/></Coding></PlainTextSelection>'
        for n, (start, end) in enumerate(((0, 4), (5, 12)), 1)
    )
    xml = (
        '<Project xmlns="urn:QDA-XML:project:1.0" name="p" origin="Another program 1.0">'
        f"<CodeBook><Codes>{codes}</Codes></CodeBook><Sources><TextSource guid='{GUID.format(3)}' name='one.txt'>"
        f"<PlainTextContent>They crossed the river.</PlainTextContent>{chosen}</TextSource></Sources></Project>"
    )
    with zipfile.ZipFile(to, "w") as made:
        made.writestr("project.qde", xml)
    return to


def casebook(folder: Path):
    vault = open_vault(folder, Passphrase(PASSPHRASE))
    return vault, Casebook.open(vault, load_taxonomy())


def test_a_project_is_shown_and_then_brought_in(vault_folder: Path, tmp_path: Path) -> None:
    file = project(tmp_path / "p.qdpx")
    with Terminal.on_vault(vault_folder) as terminal:
        unlock(terminal)
        terminal.press("i")
        terminal.wait_for("Bring in a project of another program")
        terminal.type(f"{tmp_path / 'absent.qdpx'}\r")
        terminal.wait_for("There is no such file")
        for answer, told in (
            ("Esc", "C2"),
            ("import\r", "Brought in: 1 case, 1 interview, 2 codings, 1 factor"),
        ):
            terminal.press("i")
            terminal.wait_for("Bring in a project of another program")
            terminal.type(f"{file}\r")
            terminal.wait_for("Another program 1.0", "1 case, 1 interview", "type import and press Enter")
            if answer == "Esc":
                terminal.press("Esc")
            else:
                terminal.type(answer)
            terminal.wait_for(told, without="Bring this project in")
        terminal.wait_for("P1")
        terminal.press("Ctrl+Q")
        terminal.wait_end()
    vault, book = casebook(vault_folder)
    with vault:
        (interview,) = book.interviews.of("P1")
        assert book.interviews.text(interview.id) == "They crossed the river."
        assert {coding.factor for coding in book.codings.of_case("P1")} == {
            "local.a-code-of-others", "obstacle.punishment.penalty"
        }  # fmt: skip


def test_every_case_is_written_out_after_the_passphrase_once_more(vault_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "study.qdpx"
    with Terminal.on_vault(vault_folder) as terminal:
        unlock(terminal)
        for passphrase, told in (
            ("a guess at the passphrase", "!"),
            (PASSPHRASE, "Written: 2 cases, 0 codings"),
        ):
            terminal.press("w")
            terminal.wait_for("Write all cases and the diary out as a project")
            terminal.type("\r")
            terminal.wait_for("without sealing it?")
            terminal.type("in the clear\r")
            terminal.wait_for("Into which file?")
            terminal.type(f"{out}\r")
            terminal.wait_for("The vault's passphrase, once more")
            assert not out.exists()
            terminal.type(f"{passphrase}\r")
            terminal.wait_for(told)
        terminal.wait_for("NOT sealed")
    assert zipfile.ZipFile(out).testzip() is None
    assert out.stat().st_mode & 0o777 == 0o600


def test_a_factor_of_ones_own_is_made_and_coded_with_in_coding(vault_folder: Path) -> None:
    with Terminal.on_vault(vault_folder) as terminal:
        unlock(terminal)
        terminal.press("Enter")
        terminal.wait_for("When did you begin")
        terminal.press("F2")
        terminal.wait_for("Factors")
        terminal.press("]")
        terminal.press("L")
        terminal.wait_for("A factor of your own", "never leaves with a release")
        terminal.type("River crossing\r")
        terminal.wait_for("code  l1", "l1 River crossing")
        terminal.press("Enter")
        terminal.wait_for("Coded l1.")
        terminal.press("]")
        terminal.press("1")  # the last factor used, as with any other
        terminal.wait_for("Coded l1.", "River crossing")
        terminal.press("m")
        terminal.wait_for("Memo on l1 River crossing")
        terminal.type("by boat\r")
        terminal.wait_for("memo: by boat")
        terminal.press("u")
        terminal.wait_for("Undone: memo on l1 in C1.")
        terminal.press("u")
        terminal.wait_for("Undone: coding with l1 in C1.")
    vault, book = casebook(vault_folder)
    with vault:
        assert [coding.factor for coding in book.codings.of_case("C1")] == ["local.river-crossing"]
