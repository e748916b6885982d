"""Looking for key material: pieces of a key file, in the blocks it stood in and in every file that remains."""

import os
from pathlib import Path
from types import TracebackType
from typing import Self

from fieldnotes.demo.results import WipeFigures
from fieldnotes.vault.files import VaultFiles
from fieldnotes.vault.wiping import wipe

PIECE = 32
"""Bytes of one piece: the size of a key. An accidental hit has a chance of about 2^-220."""


class KeySearch:
    """Remembers what a key file held and keeps it open, so that its blocks can be read after it was unlinked.

    A context manager. Only encrypted key material is remembered: slots, salts and authentication codes as they stood on
    the disk, which is what a thief would need beside the passphrase.
    """

    def __init__(self, key_file: Path) -> None:
        self._descriptor = os.open(key_file, os.O_RDONLY | os.O_CLOEXEC)
        raw = self._blocks()
        cut = (raw[at : at + PIECE] for at in range(0, len(raw) - PIECE + 1, PIECE))
        # Headers repeat and padding is constant; what could be anywhere is no evidence of a key.
        self.pieces = frozenset(piece for piece in cut if len(set(piece)) > PIECE // 2)

    def hits_in_blocks(self) -> int:
        """Pieces that still stand in the blocks of the key file, whether or not it has a name."""
        return self._count(self._blocks())

    def hits_under(self, folder: Path) -> int:
        """Pieces that stand in any file under a folder."""
        return sum(self._count(file.read_bytes()) for file in sorted(folder.rglob("*")) if file.is_file())

    def _blocks(self) -> bytes:
        return os.pread(self._descriptor, os.fstat(self._descriptor).st_size, 0)

    def _count(self, raw: bytes) -> int:
        return sum(piece in raw for piece in self.pieces)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)


def wipe_and_search(label: str, vault_folder: Path, everything: Path) -> WipeFigures:
    """Wipe a vault and look for what its key file held.

    Args:
        label: whose vault.
        vault_folder: the vault.
        everything: the folder whose remaining files are searched.

    Raises:
        WrongUseError: if there is no vault.
    """
    with KeySearch(VaultFiles(vault_folder).key) as search:
        before = search.hits_in_blocks()
        # Without telling the disk about freed blocks: that would be done to the whole file system, for a demo.
        verdict = wipe(vault_folder, trim_disk=False)
        after = search.hits_in_blocks() + search.hits_under(everything)
    return WipeFigures(
        label=label,
        pieces=len(search.pieces),
        hits_before=before,
        hits_after=after,
        files_left=sum(file.is_file() for file in vault_folder.rglob("*")),
        milliseconds=verdict.key_seconds * 1000,
        erased_logically=verdict.erased_logically,
        physical=verdict.physical,
    )
