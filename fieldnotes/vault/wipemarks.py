"""The mark that a wipe leaves in place of a key block until it is finished."""

import hashlib
import secrets

from fieldnotes.vault.keyblock import BLOCK_BYTES, VAULT_ID_BYTES, parse
from fieldnotes.vault.resuming import MARK

_MARK_BYTES = len(MARK) + VAULT_ID_BYTES + hashlib.sha256().digest_size


def marked_block(vault_id: bytes) -> bytes:
    """A block of the mark, the vault id, a hash over both, and random bytes.

    The first three together are 56 bytes: within one disk sector, so a torn write leaves them whole or absent.
    """
    start = MARK + vault_id
    mark = start + hashlib.sha256(start).digest()
    return mark + secrets.token_bytes(BLOCK_BYTES - len(mark))


def marked_vault(raw: bytes) -> bytes | None:
    """The vault id in a marked block; ``None`` for anything else, damaged blocks above all."""
    start, digest = raw[: len(MARK) + VAULT_ID_BYTES], raw[len(MARK) + VAULT_ID_BYTES : _MARK_BYTES]
    if not start.startswith(MARK) or hashlib.sha256(start).digest() != digest:
        return None
    return start[len(MARK) :]


def is_marked(copies: tuple[bytes, ...]) -> bool:
    """Whether a wipe of this key file has begun: at least one block is marked, and no other names another vault."""
    marked = {vault_id for vault_id in map(marked_vault, copies) if vault_id is not None}
    unmarked = {block.header.vault_id for block in map(parse, copies) if block is not None and block.intact}
    return len(marked) == 1 and unmarked <= marked


def vault_id_in(copies: tuple[bytes, ...]) -> bytes:
    """The vault id a wipe should name: from a mark, else from a block, else random."""
    for copy in copies:
        vault_id = marked_vault(copy)
        block = parse(copy)
        if vault_id is not None:
            return vault_id
        if block is not None:
            return block.header.vault_id
    return secrets.token_bytes(VAULT_ID_BYTES)
