"""Looking for key material: pieces of a key file, in the blocks it stood in and in every file that remains."""

import os
from pathlib import Path
from types import TracebackType
from typing import Self

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
