"""Vaults for tests: made, and tried once, as the program asks before the first case is stored."""

from fieldnotes.vault import creating
from fieldnotes.vault.opening import open_vault


def create_vault(folder, *, passphrase, share=None, **decisions):
    """``creating.create_vault``, then closed and opened again with the same secrets."""
    made, words = creating.create_vault(folder, passphrase=passphrase, share=share, **decisions)
    made.close()
    return open_vault(folder, passphrase, share), words
