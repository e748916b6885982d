"""Whether a wipe was interrupted: looked at on every start, before anything of the store is loaded."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from fieldnotes.vault.files import IDENTITY, VAULT, VaultFiles

if TYPE_CHECKING:
    from fieldnotes.vault.verdicts import Verdict

MARK = b"fn-wiped"
"""How a marked block begins; the rest of it is in :mod:`fieldnotes.vault.wipemarks`."""

_PLACES = (0, 4096)


def finish_interrupted_wipe(folder: Path) -> "Verdict | None":
    """Finish a wipe that was interrupted, of the vault or of the identity map alone; ``None`` if none was.

    Loads what that takes only if a block looks marked.
    """
    return _finish(folder, VAULT) or _finish(folder, IDENTITY)


def _finish(folder: Path, stem: str) -> "Verdict | None":
    try:
        descriptor = os.open(
            VaultFiles(folder, stem).key, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        )
        try:
            beginnings = [os.pread(descriptor, len(MARK), place) for place in _PLACES]
        finally:
            os.close(descriptor)
    except OSError:
        return None  # missing or unreadable, which is not a wipe; opening the vault says what it is
    if MARK not in beginnings:
        return None
    from fieldnotes.vault.wiping import resume_if_marked  # noqa: PLC0415 - see above

    return resume_if_marked(folder, stem=stem)
