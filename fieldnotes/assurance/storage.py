"""Checks of the live encryption settings and of the cost of guessing the passphrase."""

from collections.abc import Callable, Mapping
from pathlib import Path

from fieldnotes.assurance.verdicts import Check, judge
from fieldnotes.vault.inspecting import vault_info
from fieldnotes.vault.vault import Vault

_FLOOR_MIB = 64
"""RFC 9106, section 4: the second recommended option of Argon2id, for machines with little memory."""

# Stated here again and not taken from the vault's own list, so that a change there does not change what is checked.
_WANTED: Mapping[str, tuple[str, Callable[[str], bool]]] = {
    "cipher_version": (
        "SQLCipher 4 or newer",
        lambda found: found[:1].isdigit() and int(found.split(".")[0]) >= 4,
    ),
    "cipher_status": ("pages are encrypted", lambda found: found == "1"),
    "cipher_use_hmac": ("pages are authenticated", lambda found: found == "1"),
    "cipher_memory_security": ("freed memory is overwritten", lambda found: found == "1"),
    "cipher_log_level": ("the cipher logs nothing", lambda found: found == "NONE"),
    "temp_store": ("temporary tables stay in memory", lambda found: found == "2"),
    "secure_delete": ("deleted rows are overwritten", lambda found: found == "1"),
    "journal_mode": ("write-ahead log", lambda found: found == "wal"),
    "synchronous": ("every commit reaches the disk", lambda found: found == "2"),
    "foreign_keys": ("references are enforced", lambda found: found == "1"),
}


def live_cipher_settings(vault: Vault) -> Check:
    """Whether the open database itself answers that every protection is on."""
    found = vault.cipher_settings()
    wrong = [
        f"{name} is {found.get(name, 'not told')}"
        for name, (_, good) in _WANTED.items()
        if not good(found.get(name, ""))
    ]
    return judge(
        "cipher-settings",
        holds=not wrong,
        evidence="; ".join(wrong) + "."
        if wrong
        else f"SQLCipher {found['cipher_version']} answers: "
        + ", ".join(meaning for meaning, _ in _WANTED.values())
        + ".",
        do="Do not write notes with this installation; install fieldnotes again.",
    )


def passphrase_cost(folder: Path) -> Check:
    """Whether one guess at the passphrase costs at least the memory RFC 9106 asks for."""
    told = vault_info(folder)
    return judge(
        "passphrase-cost",
        holds=None if told.memory_mib is None else told.memory_mib >= _FLOOR_MIB,
        evidence=f"Argon2id cost {told.kdf_id}: {told.memory_mib} MiB for each guess; the floor is {_FLOOR_MIB} MiB.",
        do="Create a new vault with a higher cost and move the cases there.",
    )


def key_file_copies(folder: Path) -> Check:
    """Whether both copies of the key file are whole."""
    told = vault_info(folder)
    whole = sum(told.copies_intact)
    return judge(
        "key-file-copies",
        holds=whole == len(told.copies_intact),
        evidence=f"{whole} of {len(told.copies_intact)} copies have a fitting checksum, generation {told.generation}.",
        do="Unlock the vault once; it mends the damaged copy and says so.",
    )


def page_integrity(vault: Vault) -> Check:
    """Whether every page of the database still carries its authentication code."""
    faults = vault.page_faults()
    return judge(
        "page-authentication",
        holds=not faults,
        evidence=f"{len(faults)} pages fail their authentication code or references.",
        do="Copy the whole folder elsewhere before anything else, then restore a backup into another folder.",
    )
