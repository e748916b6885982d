"""Making a vault where there is none."""

import secrets
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from fieldnotes.base.errors import DamagedError, WrongUseError
from fieldnotes.vault import meta
from fieldnotes.vault.connecting import connect, lay_down
from fieldnotes.vault.costing import CHOSEN, MEASURED, suitable_cost
from fieldnotes.vault.disk import sync_folder
from fieldnotes.vault.files import VAULT, VaultFiles
from fieldnotes.vault.kdf import COSTS, DEFAULT_COST, SALT_BYTES
from fieldnotes.vault.keyblock import BEING_MADE, SLOTS, VAULT_ID_BYTES, VERSION, Header, build, parse
from fieldnotes.vault.keyfile import KeyFile
from fieldnotes.vault.keys import VaultKey
from fieldnotes.vault.newfolder import make_folder, refuse_no_room
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.recovery import RecoveryWords
from fieldnotes.vault.rewriting import next_generation
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.share import Share, material_of
from fieldnotes.vault.slots import (
    passphrase_keys,
    recovery_key_pair,
    seal_for_passphrase,
    seal_for_recovery,
    unused,
)
from fieldnotes.vault.unfinished import cut_off, never_finished
from fieldnotes.vault.vault import Vault
from fieldnotes.vault.wrapping import Wrapper

__all__ = ["RecoveryWords", "Vault", "VaultRole", "create_vault"]


def create_vault(  # noqa: PLR0913 - each is a decision of whoever makes the vault, and none follows from another
    folder: Path,
    *,
    role: VaultRole,
    passphrase: Passphrase,
    kdf_id: int | None = DEFAULT_COST,
    share: Share | None = None,
    await_words: bool = False,
    stem: str = VAULT,
) -> tuple[Vault, RecoveryWords]:
    """Make a vault in ``folder``, which must not exist or be empty, and open it; or an identity map beside a vault.

    Args:
        folder: made with mode 0700, missing parents too.
        role: what the vault is for.
        passphrase: opens it from now on.
        kdf_id: cost of unlocking: 1 (64 MiB), 2 (256 MiB) or 3 (1 GiB), and kept then; ``None`` measures what suits this
            machine, and lets a later unlocking raise it.
        share: of a key file on removable media, without which nothing will open this vault; or ``None``.
        await_words: whether the vault counts as unfinished until :meth:`~fieldnotes.vault.vault.Vault.confirm_words`, as
            where a person has yet to write the words down. An unfinished vault is opened again with the words only, or
            removed; see :mod:`fieldnotes.vault.unfinished`.
        stem: ``identity`` for the identity map, which goes beside the vault that lies in ``folder`` already.

    Returns:
        The open vault, which takes no case before it was closed and opened again, and the recovery words: to be shown
        once and typed back.

    Raises:
        RefusedError: if anything lies in the folder already (for an identity map: another one), or memory is short.
            What was there stays as it was.
        WrongUseError: for an unknown cost, or a place where no folder can be made.
        DamagedError: if the disk fails.
    """
    if kdf_id is not None and kdf_id not in COSTS:
        raise WrongUseError(f"There is no cost {kdf_id}.", f"Choose one of {', '.join(map(str, COSTS))}.")
    files = VaultFiles(folder, stem)
    _refuse_taken(files)
    plan = _plan(passphrase, suitable_cost() if kdf_id is None else kdf_id, share)
    facts = {
        "role": role.encode(),
        "cost_choice": MEASURED if kdf_id is None else CHOSEN,
        "words_confirmed": b"no" if await_words else b"yes",
    }
    return _lay_out(files, plan, {**facts, **plan.facts}), plan.words


def _lay_out(files: VaultFiles, plan: "_Plan", facts: Mapping[str, bytes]) -> Vault:
    """Write what was planned, the key file first and once more at the end; whatever fails, nothing is left of it."""
    with ExitStack() as undo:
        made = make_folder(files.folder, undo)
        key_file = KeyFile.create(files.key, plan.block)
        undo.callback(files.key.unlink)
        undo.callback(key_file.close)
        undo.callback(_remove_database, files)
        lay_down(files, plan.key, plan.vault_id)
        connection = connect(files, plan.key, plan.vault_id)
        undo.callback(connection.close)
        vault = Vault(files, key_file, plan.key, plan.vault_id, connection)
        vault.tried = False
        _first_facts(vault, facts, plan.places)
        vault.check_freshness()
        for path in (files.folder, *(new.parent for new in made)):
            sync_folder(path)
        _finish(key_file, plan)
        undo.pop_all()
    return vault


def _refuse_taken(files: VaultFiles) -> None:
    if files.key.is_file() and cut_off(files.folder, files.stem):
        raise never_finished(files)
    refuse_no_room(files)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is decided before anything is written."""

    key: VaultKey = field(repr=False)
    words: RecoveryWords
    vault_id: bytes
    places: Mapping[str, int]
    facts: Mapping[str, bytes] = field(repr=False)
    block: bytes = field(repr=False)


def _plan(passphrase: Passphrase, kdf_id: int, share: Share | None) -> _Plan:
    header = Header(
        VERSION,
        kdf_id,
        secrets.token_bytes(SALT_BYTES),
        secrets.token_bytes(VAULT_ID_BYTES),
        generation=BEING_MADE,
    )
    key = VaultKey.generate()
    words = RecoveryWords.generate()
    recovery = recovery_key_pair(words.entropy(), header.vault_id, material_of(share)).public_key()
    two = secrets.SystemRandom().sample(range(SLOTS), 2)
    places = dict(zip(("passphrase", "recovery"), two, strict=True))
    slots = [unused() for _ in range(SLOTS)]
    keys = passphrase_keys(passphrase, header, material_of(share))
    slots[places["passphrase"]] = seal_for_passphrase(key, keys, header, places["passphrase"])
    slots[places["recovery"]] = seal_for_recovery(key, recovery, header.vault_id, places["recovery"])
    facts = {
        "vault_id": header.vault_id,
        "recovery_public_key": recovery.public_bytes_raw(),
        "wrap_root": Wrapper.create(key, header.vault_id)[1],
    }
    if share is not None:
        facts["share_digest"] = share.digest(header.vault_id)
    return _Plan(key, words, header.vault_id, places, facts, build(header, tuple(slots), (key,)))


def _first_facts(vault: Vault, facts: Mapping[str, bytes], places: Mapping[str, int]) -> None:
    with vault.transaction() as connection:
        for name, value in facts.items():
            meta.put(connection, name, value)
        connection.executemany(
            "INSERT INTO key_slot (place, kind) VALUES (?, ?)",
            [(place, kind) for kind, place in places.items()],
        )


def _finish(key_file: KeyFile, plan: _Plan) -> None:
    """Write the first generation that counts, now that everything else is there and synced."""
    block = parse(key_file.copies()[0])
    if block is None:
        raise DamagedError("The key file does not give back what was written.", "Use another disk.")
    key_file.write(next_generation(block, plan.places.values(), plan.key))


def _remove_database(files: VaultFiles) -> None:
    for path in (files.database, *files.journals):
        path.unlink(missing_ok=True)
