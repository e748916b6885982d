"""From a remote as the user wrote it to the carrier that reaches it."""

from pathlib import Path
from typing import Final

from fieldnotes.base.errors import WrongUseError
from fieldnotes.carriers.folder import FolderCarrier
from fieldnotes.carriers.protocol import Carrier

KINDS: Final = ("folder",)
"""The kinds of remote that this version reaches."""


def canonical_url(kind: str, url: str) -> str:
    """The address of a remote as it is kept: for a folder, its absolute path. The folder need not be there now.

    Raises:
        WrongUseError: if the kind is unknown or the address empty.
    """
    _require_kind(kind)
    if not url.strip():
        raise WrongUseError("The remote has no address.", "Give the path of a folder.")
    return str(Path(url).expanduser().absolute())


def carrier_for(kind: str, url: str) -> Carrier:
    """The carrier for a remote; connects only when it is used.

    Raises:
        WrongUseError: if the kind is unknown.
    """
    _require_kind(kind)
    return FolderCarrier(Path(url))


def _require_kind(kind: str) -> None:
    if kind not in KINDS:
        raise WrongUseError(
            f"There is no remote of the kind {kind[:20]!r}.", f"This version knows: {', '.join(KINDS)}."
        )
