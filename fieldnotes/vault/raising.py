"""Raising the cost of a guess on a machine that can bear more, at an unlocking with the passphrase."""

from fieldnotes.base.errors import DamagedError, FieldnotesError
from fieldnotes.vault import meta
from fieldnotes.vault.costing import MEASURED, higher_cost
from fieldnotes.vault.kdf import COSTS
from fieldnotes.vault.keyblock import parse
from fieldnotes.vault.keyfile import KeyFile
from fieldnotes.vault.keys import VaultKey
from fieldnotes.vault.rewriting import fresh_header, slots_in_use, with_passphrase
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.unlocking import PassphraseOpener


def raise_cost(
    key_file: KeyFile, key: VaultKey, connection: Connection, opener: PassphraseOpener
) -> tuple[str, ...]:
    """Seal the vault key under a higher cost, if the cost was chosen by measuring and this machine can bear it.

    Only the passphrase slot, the salt and the cost change. Written B first, then A: cut off in between, the passphrase
    opens either copy, and the next opening makes them equal.

    Returns:
        A sentence if it was raised, or could not be; else nothing. The vault is open in any case.
    """
    if meta.find(connection, "cost_choice") != MEASURED:
        return ()
    try:
        block = parse(key_file.copies()[0])
        if block is None or not block.is_authentic(key):
            raise DamagedError("The key file does not give back what was read.", "Lock and unlock the vault.")
        higher = higher_cost(block.header.kdf_id, opener.seconds)
        if higher is None:
            return ()
        header = fresh_header(block, higher)
        key_file.write(with_passphrase(block, header, slots_in_use(connection), key, opener.keys(header)))
    except FieldnotesError as error:
        return (f"The cost of guessing the passphrase could not be raised. {error}",)
    memory = COSTS[higher].memory_kib // 1024
    return (f"This machine can bear more, so each guess at the passphrase now costs {memory} MiB of memory.",)
