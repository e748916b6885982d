"""Making one key file useless for good: both blocks overwritten where they lie."""

from pathlib import Path

from fieldnotes.vault.keyfile import COPIES, peek
from fieldnotes.vault.overwriting import overwrite
from fieldnotes.vault.wipemarks import marked_block, vault_id_in


def destroy_key_blocks(path: Path) -> float:
    """Overwrite both key blocks of ``path`` in place with random bytes and a mark, on the device, and read them back.

    The name stays; the caller unlinks it. Symbolic links are not followed, and no lock is waited for.

    Returns:
        When the blocks were gone from the device, on the clock of ``time.perf_counter``.

    Raises:
        FileNotFoundError: if there is no such file.
        OSError: if it cannot be opened, written or synced, or gives back something else than was written.
    """
    try:
        copies = peek(path)
    except FileNotFoundError:
        raise
    except OSError:  # what can no longer be read can often still be overwritten
        copies = ()
    vault_id = vault_id_in(copies)
    return overwrite(path, b"".join(marked_block(vault_id) for _ in range(COPIES)))
