"""The lock screen before the screens are loaded: drawn at once, by hand, while the rest starts behind it.

It looks as the lock screen will. Keys typed at it are not echoed and not lost: the terminal keeps them (see
:meth:`fieldnotes.hardening.terminal.Terminal.keep_keys`) until the lock screen reads them.
"""

import os

from fieldnotes.hardening.terminal import ENTER_ALTERNATE_SCREEN, write_all

CARD_WIDTH, CARD_HEIGHT = 64, 7
"""Cells and lines of ``.card`` in styles.tcss, with the lock screen's content."""


def draw(vault_name: str, descriptor: int) -> None:
    """Draw it.

    Args:
        vault_name: shown only if every character of it can be printed as it is.
        descriptor: of a terminal.

    Raises:
        OSError: if the terminal has gone.
    """
    columns, lines = os.get_terminal_size(descriptor)
    left = max(2, (columns - CARD_WIDTH) // 2 + 2)
    top = max(2, 2 + (lines - 2 - CARD_HEIGHT) // 2)
    shown = [
        (1, 2, "fieldnotes › locked"),
        (top, left, "fieldnotes is locked"),
        (top + 4, left + 1, "passphrase"),
    ]
    if vault_name.isprintable():
        shown.append((top + 2, left, f"Vault {vault_name}"))
    placed = "".join(f"\x1b[{line};{column}H{words[: columns - column]}" for line, column, words in shown)
    write_all(descriptor, ENTER_ALTERNATE_SCREEN + f"\x1b[?25l{placed}\x1b[{top + 4};{left + 1}H".encode())
