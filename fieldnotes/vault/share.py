"""The key file on removable media: a random share that enters every key-encryption key of one vault.

Layout in docs/format-vault.md, section *Key file on removable media*.
"""

import hashlib
import hmac
import os
import secrets
import struct
from pathlib import Path
from typing import NoReturn

from fieldnotes.base.errors import DamagedError, FieldnotesError, RefusedError, WrongUseError
from fieldnotes.vault.disk import create_private_file, failure, sync, sync_folder, write_at

SHARE_BYTES = 32
MAGIC = b"fn-share"
VERSION = 1

_BODY = struct.Struct(">8sH32s")
_FILE_BYTES = _BODY.size + hashlib.sha256().digest_size


class Share:
    """32 random bytes kept away from the machine. Shows nothing of itself when printed; cannot be pickled.

    Raises:
        ValueError: if it is not 32 bytes.
    """

    __slots__ = ("_material",)

    def __init__(self, material: bytes) -> None:
        if len(material) != SHARE_BYTES:
            raise ValueError("a share has 32 bytes")
        self._material = bytes(material)

    @classmethod
    def generate(cls) -> "Share":
        """A fresh share from the system's generator."""
        return cls(secrets.token_bytes(SHARE_BYTES))

    def material(self) -> bytes:
        """The 32 bytes that are appended to a stretched passphrase and to the words' entropy."""
        return self._material

    def digest(self, vault_id: bytes) -> bytes:
        """What a vault keeps inside to tell its own share from another: HMAC-SHA256 over the vault id."""
        return hmac.digest(self._material, b"fieldnotes vault 1 share" + vault_id, "sha256")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Share) and hmac.compare_digest(self._material, other._material)

    __hash__ = None  # type: ignore[assignment]  # nothing to look up by a secret

    def __repr__(self) -> str:
        return "Share(hidden)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a share is written to its key file only, by write_share")


def material_of(share: Share | None) -> bytes:
    """What a share adds to a secret: its 32 bytes, or nothing where a vault has none."""
    return b"" if share is None else share.material()


def write_share(path: Path, share: Share) -> None:
    """Write a key file that must not exist yet, mode 0600, synced and read back. It names no vault.

    Raises:
        RefusedError: if something of that name exists, or the medium is full or may not be written.
        DamagedError: if the medium fails or gives back something else. Nothing is left behind then.
    """
    body = _BODY.pack(MAGIC, VERSION, share.material())
    descriptor = create_private_file(path)
    try:
        try:
            write_at(descriptor, body + hashlib.sha256(body).digest(), 0)
            sync(descriptor)
            if hasattr(os, "posix_fadvise"):  # so that reading back asks the medium, not memory
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        except OSError as error:
            raise failure(error, f"The key file {path.name} cannot be written") from None
        finally:
            os.close(descriptor)
        sync_folder(path.parent)
        _require_read_back(path, share)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def read_share(path: Path) -> Share:
    """Read a key file from removable media.

    Raises:
        WrongUseError: if there is none there, or the file is not such a key file.
        DamagedError: if it is one and is damaged.
        RefusedError: if it may not be read, or a newer version wrote it.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(_FILE_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise WrongUseError(
            f"The key file {path.name} is not there.", "Put in the medium that holds it, and give its path."
        ) from None
    except OSError as error:
        raise _unreadable(error, path) from None
    if not raw.startswith(MAGIC) or len(raw) < _BODY.size:
        raise WrongUseError(
            f"The file {path.name} is not a key file of fieldnotes.",
            "Give the file that was written when the vault was made, or its second copy.",
        )
    _, version, material = _BODY.unpack_from(raw)
    body, digest = raw[: _BODY.size], raw[_BODY.size :]
    if not hmac.compare_digest(hashlib.sha256(body).digest(), digest):
        raise DamagedError(f"The key file {path.name} is damaged.", "Use its second copy.")
    if version != VERSION:
        raise RefusedError(
            f"The key file {path.name} was made by a newer version of fieldnotes.",
            "Open the vault with that version; nothing was changed.",
        )
    return Share(material)


def write_pair(first: Path, second: Path, *, vault: Path) -> Share:
    """Make a share and write it to two places, each read back: losing it would lose the vault.

    Args:
        first: the key file that is used from day to day.
        second: its copy, kept elsewhere.
        vault: the vault's folder, in which neither may lie.

    Raises:
        WrongUseError: if both are the same file, or one lies in the vault's folder, where it would protect nothing.
        RefusedError, DamagedError: as for :func:`write_share`; neither file is left behind then.
    """
    places = [path.resolve() for path in (first, second)]
    if places[0] == places[1]:
        raise WrongUseError(
            "The key file and its copy are one and the same file.", "Give two paths on two media."
        )
    if any(place.is_relative_to(vault.resolve()) for place in places):
        raise WrongUseError(
            "A key file inside the vault's folder protects nothing.", "Put it on a medium kept elsewhere."
        )
    share = Share.generate()
    write_share(first, share)
    try:
        write_share(second, share)
    except BaseException:
        first.unlink(missing_ok=True)
        raise
    return share


def _require_read_back(path: Path, share: Share) -> None:
    if read_share(path) != share:
        raise DamagedError(
            f"The medium gives back something else than was written to {path.name}.", "Use another medium."
        )


def _unreadable(error: OSError, path: Path) -> FieldnotesError:
    if isinstance(error, PermissionError):
        return RefusedError(f"The key file {path.name} may not be read.", "Give yourself access to it.")
    return DamagedError(
        f"The key file {path.name} cannot be read: {os.strerror(error.errno or 0)}.",
        "Use its second copy.",
    )
