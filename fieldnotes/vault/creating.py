"""Making a vault where there is none."""

import secrets
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from fieldnotes.base.errors import WrongUseError
from fieldnotes.vault import meta
from fieldnotes.vault.connecting import connect, lay_down
from fieldnotes.vault.disk import sync_folder
from fieldnotes.vault.files import VaultFiles
from fieldnotes.vault.kdf import COSTS, DEFAULT_COST, SALT_BYTES
from fieldnotes.vault.keyblock import SLOTS, VAULT_ID_BYTES, VERSION, Header, build
from fieldnotes.vault.keyfile import KeyFile
from fieldnotes.vault.keys import VaultKey
from fieldnotes.vault.newfolder import make_folder, refuse_occupied
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.recovery import RecoveryWords
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.share import Share, material_of
from fieldnotes.vault.slots import (
    passphrase_keys,
    recovery_key_pair,
    seal_for_passphrase,
    seal_for_recovery,
    unused,
)
from fieldnotes.vault.vault import Vault
from fieldnotes.vault.wrapping import Wrapper

__all__ = ["RecoveryWords", "Vault", "VaultRole", "create_vault"]


def create_vault(
    folder: Path,
    *,
    role: VaultRole,
    passphrase: Passphrase,
    kdf_id: int = DEFAULT_COST,
    share: Share | None = None,
) -> tuple[Vault, RecoveryWords]:
    """Make a vault in ``folder``, which must not exist or be empty, and open it.

    Args:
        folder: made with mode 0700, missing parents too.
        role: what the vault is for.
        passphrase: opens it from now on.
        kdf_id: cost of unlocking: 1 (64 MiB), 2 (256 MiB) or 3 (1 GiB).
        share: of a key file on removable media, without which nothing will open this vault; or ``None``.

    Returns:
        The open vault, and the recovery words: to be shown once and typed back before the first note.

    Raises:
        RefusedError: if anything lies in the folder already, or memory is short. What was there stays as it was.
        WrongUseError: for an unknown cost, or a place where no folder can be made.
    """
    if kdf_id not in COSTS:
        raise WrongUseError(f"There is no cost {kdf_id}.", f"Choose one of {', '.join(map(str, COSTS))}.")
    files = VaultFiles(folder)
    refuse_occupied(folder)
    header = Header(
        VERSION, kdf_id, secrets.token_bytes(SALT_BYTES), secrets.token_bytes(VAULT_ID_BYTES), generation=1
    )
    key = VaultKey.generate()
    words = RecoveryWords.generate()
    recovery = recovery_key_pair(words.entropy(), header.vault_id, material_of(share)).public_key()
    places = dict(
        zip(("passphrase", "recovery"), secrets.SystemRandom().sample(range(SLOTS), 2), strict=True)
    )
    slots = [unused() for _ in range(SLOTS)]
    slots[places["passphrase"]] = seal_for_passphrase(
        key, passphrase_keys(passphrase, header, material_of(share)), header, places["passphrase"]
    )
    slots[places["recovery"]] = seal_for_recovery(key, recovery, header.vault_id, places["recovery"])

    with ExitStack() as undo:
        made = make_folder(folder, undo)
        key_file = KeyFile.create(files.key, build(header, tuple(slots), (key,)))
        undo.callback(files.key.unlink)
        undo.callback(key_file.close)
        undo.callback(_remove_database, files)
        lay_down(files, key, header.vault_id)
        connection = connect(files, key, header.vault_id)
        undo.callback(connection.close)
        vault = Vault(files, key_file, key, header.vault_id, connection)
        _, sealed_root = Wrapper.create(key, header.vault_id)
        _first_facts(vault, role, recovery, sealed_root, places)
        if share is not None:
            meta.put(connection, "share_digest", share.digest(header.vault_id))
        vault.check_freshness()
        for path in (folder, *(new.parent for new in made)):
            sync_folder(path)
        undo.pop_all()
    return vault, words


def _first_facts(
    vault: Vault, role: VaultRole, recovery: X25519PublicKey, sealed_root: bytes, places: Mapping[str, int]
) -> None:
    with vault.transaction() as connection:
        meta.put(connection, "role", role.encode())
        meta.put(connection, "vault_id", vault.vault_id)
        meta.put(connection, "recovery_public_key", recovery.public_bytes_raw())
        meta.put(connection, "wrap_root", sealed_root)
        connection.executemany(
            "INSERT INTO key_slot (place, kind) VALUES (?, ?)",
            [(place, kind) for kind, place in places.items()],
        )


def _remove_database(files: VaultFiles) -> None:
    for path in (files.database, *files.journals):
        path.unlink(missing_ok=True)
