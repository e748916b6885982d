"""The archive inside the seal: a ustar file (POSIX.1-2017, pax, "ustar Interchange Format") of exactly three members.

``payload.json``, its signature ``payload.json.sig``, and ``pad``, zero bytes that bring the archive to an agreed length.
Every header byte is fixed: no names, no times, owner 0, mode 0600. Reading means writing it again and comparing, so
there is one archive for given contents and length, and no reader can be shown what another does not see.
"""

import tarfile
from typing import Final

from fieldnotes.base.errors import DamagedError, RefusedError

BLOCK: Final = 512
_NAMES: Final = ("payload.json", "payload.json.sig", "pad")
_END: Final = bytes(2 * BLOCK)


def smallest_size(payload: int, signature: int) -> int:
    """The shortest archive, in bytes, that holds a payload and a signature of the given lengths."""
    return len(_NAMES) * BLOCK + _padded(payload) + _padded(signature) + len(_END)


def pack(payload: bytes, signature: bytes, size: int) -> bytes:
    """Write the archive at exactly ``size`` bytes.

    Raises:
        RefusedError: if the contents do not fit, or ``size`` is not a multiple of 512.
    """
    room = size - smallest_size(len(payload), len(signature))
    if room < 0 or size % BLOCK:
        raise RefusedError(
            "This export is longer than the one length that all exports of its policy have.",
            "Nothing was sealed; report this as a fault of the program.",
        )
    members = zip(_NAMES, (payload, signature, bytes(room)), strict=True)
    return b"".join(_header(name, len(content)) + _filled(content) for name, content in members) + _END


def unpack(archive: bytes) -> tuple[bytes, bytes]:
    """Read payload and signature from an archive.

    Raises:
        DamagedError: if a single byte differs from what :func:`pack` would have written.
    """
    payload = _member(archive, 0)
    second = BLOCK + _padded(len(payload))
    signature = _member(archive, second)
    try:
        again = pack(payload, signature, len(archive))
    except RefusedError as error:
        raise _not_an_export() from error
    if again != archive:
        raise _not_an_export()
    return payload, signature


def _member(archive: bytes, start: int) -> bytes:
    content = start + BLOCK
    try:
        size = tarfile.TarInfo.frombuf(archive[start:content], "ascii", "strict").size
    except (tarfile.HeaderError, UnicodeDecodeError) as error:
        raise _not_an_export() from error
    return archive[content : content + max(size, 0)]


def _padded(length: int) -> int:
    return -(-length // BLOCK) * BLOCK


def _filled(content: bytes) -> bytes:
    return content + bytes(_padded(len(content)) - len(content))


def _header(name: str, size: int) -> bytes:
    """One member's header: a regular file, mode 0600, owner 0, time 0, no names of people."""
    member = tarfile.TarInfo(name)
    member.size = size
    member.mode = 0o600
    return member.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict")


def _not_an_export() -> DamagedError:
    return DamagedError(
        "What was sealed is not an archive of exactly payload, signature and padding.",
        "Ask the sender to send it again, from the program itself.",
    )
