"""The identity of this device: one signing key, wrapped by the vault, and the epoch its exports are numbered in."""

from collections.abc import Mapping
from typing import Any, Final

from fieldnotes.base.errors import DamagedError
from fieldnotes.sealing.device_keys import DeviceKey
from fieldnotes.vault.vault import Vault

_PURPOSE: Final = "release device key"


class Device:
    """The device of one vault; its key is made when first needed."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def ensure(self) -> DeviceKey:
        """The signing key; a new one if the vault has none yet."""
        found = self.key()
        if found is not None:
            return found
        return self._draw(epoch=1)

    def replace(self) -> DeviceKey:
        """Draw another key in place of the one there is, which nobody may use any more, and begin another epoch.

        The epoch is counted in the vault: no two exports of one vault ever have the same epoch and number.
        """
        return self._draw(epoch=self.epoch() + 1)

    def key(self) -> DeviceKey | None:
        """The signing key, or ``None`` if the vault has none yet.

        Raises:
            DamagedError: if the stored key cannot be unwrapped, or is not the one of the stored public key.
        """
        row = self._row()
        if row is None:
            return None
        key = DeviceKey.from_bytes(self._vault.unwrap(_PURPOSE, bytes(row["wrapped_seed"])))
        if key.public != row["public"]:
            raise DamagedError("The stored signing key is damaged.", "Restore the vault from a backup.")
        return key

    def public(self) -> str | None:
        """The public key (``ssh-ed25519 …``), or ``None`` if there is none yet."""
        row = self._row()
        return None if row is None else str(row["public"])

    def epoch(self) -> int:
        """Which numbering of exports this device is in, from 1."""
        row = self._row()
        return 1 if row is None else int(row["epoch"])

    def _draw(self, *, epoch: int) -> DeviceKey:
        key = DeviceKey.generate()
        with self._vault.transaction() as connection:
            connection.execute("DELETE FROM release_device")
            connection.execute(
                "INSERT INTO release_device (id, public, wrapped_seed, epoch) VALUES (1, ?, ?, ?)",
                (key.public, self._vault.wrap(_PURPOSE, key.to_bytes()), epoch),
            )
        return key

    def _row(self) -> Mapping[str, Any] | None:
        row: Mapping[str, Any] | None = self._vault.connection.execute(
            "SELECT public, wrapped_seed, epoch FROM release_device WHERE id = 1"
        ).fetchone()
        return row
