"""u and Ctrl+R in Coding and in the list of factors, over a lock, with real keys."""

from pathlib import Path

from terminal_harness import CANARY, PASSPHRASE, Terminal


def open_coding(terminal: Terminal) -> None:
    terminal.wait_for("fieldnotes is locked", "passphrase")
    terminal.type(PASSPHRASE + "\r")
    terminal.wait_for("2 cases")
    terminal.press("Home", "Enter")
    terminal.wait_for(CANARY)
    terminal.press("F2")
    terminal.wait_for("Nothing coded here", "of 46 considered")


def test_acts_are_undone_and_done_again_after_a_lock(vault_folder: Path) -> None:
    with Terminal.on_vault(vault_folder) as terminal:
        open_coding(terminal)
        terminal.press("]")
        terminal.type("cdmv\r")
        terminal.wait_for("Coded dmv", "1 of 46 considered")
        terminal.press("Tab")
        terminal.settle()
        terminal.press("Down", "2")
        terminal.wait_for("2 of 46 considered")
        terminal.press("Ctrl+L")
        open_coding(terminal)
        terminal.press("u")
        terminal.wait_for("Undone: mark of dml: denied", "1 of 46 considered")
        terminal.press("u")
        terminal.wait_for("Undone: coding with dmv in C1", "0 of 46 considered")
        terminal.press("u")
        terminal.wait_for("There is nothing to undo in C1.")
        terminal.press("Tab")
        terminal.settle()
        terminal.press("Ctrl+R")
        terminal.wait_for("Done again: coding with dmv in C1", "1 of 46 considered")
        terminal.press("Ctrl+R")
        terminal.wait_for("Done again: mark of", "2 of 46 considered")
        terminal.press("Ctrl+Q")
        assert terminal.wait_end() == 0


def test_a_factor_of_ones_own_is_undone_after_a_lock(vault_folder: Path) -> None:
    with Terminal.on_vault(vault_folder) as terminal:
        open_coding(terminal)
        terminal.press("]")
        terminal.type("L")
        terminal.wait_for("A factor of your own")
        terminal.type("river crossing\r")
        terminal.wait_for("l1")
        terminal.press("Enter")
        terminal.wait_for("Coded l1")
        terminal.press("Ctrl+L")
        terminal.wait_for("fieldnotes is locked", "passphrase")
        terminal.type(PASSPHRASE + "\r")
        terminal.wait_for("2 cases")
        terminal.press("Home", "Enter")
        terminal.wait_for(CANARY)
        terminal.press("F2")
        terminal.wait_for("0 of 46 considered", "1 l1")
        terminal.press("u")
        terminal.wait_for("Undone: coding with l1 in C1")
        terminal.press("u")
        terminal.wait_for("Undone: addition of l1 river crossing in C1", without="1 l1")
        terminal.press("u")
        terminal.wait_for("There is nothing to undo in C1.")
        terminal.press("Ctrl+R")
        terminal.wait_for("Done again: addition of l1 river crossing in C1")
        terminal.press("Ctrl+R")
        terminal.wait_for("Done again: coding with l1 in C1")
        terminal.press("Ctrl+Q")
        assert terminal.wait_end() == 0
