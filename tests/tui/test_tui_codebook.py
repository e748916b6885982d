"""The Codebook screen in the real program: read, searched, compared, another version adopted, decided and gone back from."""

from pathlib import Path

from changed_taxonomies import SHIPPED, retiring, sound, write_folder
from terminal_harness import PASSPHRASE, Terminal
from test_tui_field_care import go_to, leave, unlock

from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase

DM = "driver.morality"
DMV, DML, DMP = (f"{DM}.{name}" for name in ("civilian-violence", "lost-legitimacy", "peoples-side"))


def factors(folder: Path) -> list[str]:
    with open_vault(folder, Passphrase(PASSPHRASE)) as vault:
        return [coding.factor for coding in Casebook.open(vault).codings.of_case(CaseId("C1"))]


def test_another_version_is_shown_first_then_used_decided_and_gone_back_from(
    vault_folder: Path, tmp_path: Path
) -> None:
    with open_vault(vault_folder, Passphrase(PASSPHRASE)) as vault:
        book = Casebook.open(vault)
        [interview] = book.interviews.of(CaseId("C1"))
        for place, key in enumerate(("dmv", "dmp")):
            book.codings.add(interview.id, Span(place, place + 2), book.resolve(key).id)
    new = sound(retiring(SHIPPED, "1.1.0", {DMV: (DML,), DMP: (DML, "driver.exit.networks")}))
    write_folder(new, tmp_path / "ours")
    with Terminal.on_vault(vault_folder) as terminal:
        unlock(terminal)
        go_to(terminal, "codebook", "the one that ships")
        terminal.wait_for(f"version 1.0.0 ({SHIPPED.sha256[:12]})", "46 factors", "Conscience as a reason")
        terminal.press("Down")
        terminal.wait_for("Harm done by the military to people")
        terminal.press("/")
        terminal.type("roll call")
        terminal.wait_for("oic     restricted movement", without="dmv ")  # by its cue words
        terminal.press("Esc")
        terminal.wait_for("oii     cut off")

        terminal.press("m")
        terminal.wait_for("Use another version")
        terminal.type(f"{tmp_path / 'ours'}\r")
        terminal.wait_for("Use this version?", "1 coding in 1 case.", "be decided by hand", "taken back")
        terminal.press("Esc")
        terminal.wait_for("the one that ships", without="Use this version?")
        terminal.press("m")
        terminal.wait_for("Use another version")
        terminal.type(f"{tmp_path / 'ours'}\r")
        terminal.wait_for("Use this version?")
        terminal.type("use it\r")
        terminal.wait_for("goes by version 1.1.0", "kept here", "retired → dml", "t 1 to decide")
        terminal.press("v")
        terminal.wait_for("From the one that ships", f"{DMV}: retired")
        terminal.press("Esc")
        terminal.wait_for("44 factors", without="From the one that ships")
        terminal.press("Home", "Down", "Down", "Down", "Down", "t")
        terminal.wait_for("Where do the codings under it go?", "den")
        terminal.type("den\r")
        terminal.wait_for("Move them there?", "→ den")
        terminal.type("move them\r")
        terminal.wait_for("goes by version 1.1.0", "v 9 differences", without="to decide")
        terminal.press("b")
        terminal.wait_for("Go back to this version?", "2 codings")
        leave(terminal)
    assert factors(vault_folder) == [DML, "driver.exit.networks"]
