"""Names that stay the same from one file to the next: UUIDs made from our own ids (RFC 9562, version 5)."""

import re
from functools import cache
from hashlib import sha1
from typing import Final
from uuid import UUID

CODEBOOK_NAMESPACE: Final = UUID("5b0c1c0e-6d2f-4f0a-9c6f-0f1f6c8d7e21")
"""Of everything that the codebook names: groups, factors, attributes. The same in every vault and every version."""

_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_LONGEST = 100


@cache
def codebook_guid(kind: str, name: str) -> str:
    """The UUID of a group, factor, attribute or variable of ours, lower case."""
    return _version_5(CODEBOOK_NAMESPACE.bytes, f"{kind}:{name}")


class ProjectGuids:
    """UUIDs of what is in one vault: two vaults have a case C1 each, and they are not the same case.

    Args:
        project: the vault's own UUID for exchange, drawn at random.
    """

    def __init__(self, project: UUID) -> None:
        self._project = project.bytes

    def of(self, kind: str, name: str | int) -> str:
        """The UUID of a case, interview, passage, coding, memo, coder or local factor, lower case."""
        return _version_5(self._project, f"{kind}:{name}")


def plain_guid(raw: str) -> str:
    """A GUID as it is compared: lower case, without braces; files write it either way, in either case."""
    return raw.strip().removeprefix("{").removesuffix("}").casefold()[:_LONGEST]


def is_guid(plain: str) -> bool:
    """Whether it has a GUID's form, after :func:`plain_guid`."""
    return _GUID.fullmatch(plain) is not None


def _version_5(namespace: bytes, name: str) -> str:
    """As ``uuid.uuid5`` (RFC 9562, section 5.5), in a fifth of the time: a large project has hundreds of thousands."""
    raw = bytearray(sha1(namespace + name.encode("utf-8"), usedforsecurity=False).digest()[:16])
    raw[6] = raw[6] & 0x0F | 0x50
    raw[8] = raw[8] & 0x3F | 0x80
    digits = raw.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
