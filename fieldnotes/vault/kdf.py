"""Stretching a passphrase: Argon2id at one of a few costs that are compiled in."""

from dataclasses import dataclass
from types import MappingProxyType

from argon2.exceptions import HashingError
from argon2.low_level import ARGON2_VERSION, Type, hash_secret_raw

from fieldnotes.base.errors import DamagedError, RefusedError

STRETCHED_BYTES = 32
SALT_BYTES = 32


@dataclass(frozen=True, slots=True)
class Cost:
    """One Argon2id cost (RFC 9106): memory in KiB, passes, lanes."""

    memory_kib: int
    passes: int
    lanes: int


COSTS = MappingProxyType(
    {
        1: Cost(
            memory_kib=64 * 1024, passes=3, lanes=4
        ),  # RFC 9106, section 4, second recommended option: the floor
        2: Cost(memory_kib=256 * 1024, passes=3, lanes=4),
        3: Cost(memory_kib=1024 * 1024, passes=3, lanes=4),
    }
)
"""The costs by id. A key file names an id, never the figures, so a hostile file cannot ask for terabytes."""

DEFAULT_COST = 2


def cost_of(kdf_id: int) -> Cost:
    """The cost that an id stands for.

    Raises:
        DamagedError: if this program knows no such id.
    """
    cost = COSTS.get(kdf_id)
    if cost is None:
        raise DamagedError(
            "The key file asks for a passphrase cost that this program does not know.",
            "Restore the key file from a backup, or use the version of fieldnotes that wrote it.",
        )
    return cost


def stretch(secret: bytes, salt: bytes, kdf_id: int) -> bytes:
    """Run Argon2id once: 32 bytes from a passphrase and the file-wide salt.

    Raises:
        DamagedError: if the id is unknown; nothing has been computed then.
        RefusedError: if the machine cannot give the memory that the cost asks for.
    """
    cost = cost_of(kdf_id)
    try:
        return hash_secret_raw(
            secret,
            salt,
            time_cost=cost.passes,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
            hash_len=STRETCHED_BYTES,
            type=Type.ID,
            version=ARGON2_VERSION,
        )
    except (HashingError, MemoryError):
        raise RefusedError(
            f"This machine could not give the {cost.memory_kib // 1024} MiB of memory that unlocking needs.",
            "Close other programs and try again.",
        ) from None
