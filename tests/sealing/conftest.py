"""Keys and a small export, made once: Ed25519 and X25519 need no passphrase, so this is quick."""

from dataclasses import dataclass

import pytest

from fieldnotes.base.tables import Certificate, FeasibilityInterval, ProtectedCell, ProtectedTable
from fieldnotes.sealing.age_keys import AgeIdentity, recipient_fingerprints
from fieldnotes.sealing.device_keys import DeviceKey
from fieldnotes.sealing.payload import ExportPayload

SIZE = 8192
PROJECT = "00112233445566778899aabbccddeeff"


@dataclass(frozen=True)
class Cast:
    device: DeviceKey
    stranger: DeviceKey
    coordinator: AgeIdentity
    second: AgeIdentity
    outsider: AgeIdentity

    @property
    def recipients(self) -> tuple[str, ...]:
        return (self.coordinator.recipient, self.second.recipient)


@pytest.fixture(scope="session")
def cast():
    return Cast(
        DeviceKey.from_bytes(bytes(range(32))),
        DeviceKey.from_bytes(bytes(range(1, 33))),
        AgeIdentity.generate(),
        AgeIdentity.generate(),
        AgeIdentity.generate(),
    )


@pytest.fixture(scope="session")
def payload(cast):
    return _payload(cast)


def _payload(cast, **changes):
    table = ProtectedTable(
        name="group",
        dimensions=("group",),
        cells=(
            ProtectedCell(key=("driver.morality",), n=9),
            ProtectedCell(key=("driver.ideology",), n="S"),
        ),
    )
    certificate = Certificate(
        policy="standard",
        policy_sha256="a" * 64,
        taxonomy_sha256="b" * 64,
        k=5,
        cohort=15,
        intervals=(FeasibilityInterval(table="group", key=("driver.ideology",), lower=0, upper=15),),
    )
    fields = {
        "kind": "suppressed",
        "project": PROJECT,
        "recipients": recipient_fingerprints(cast.recipients),
        "device": cast.device.device_id,
        "epoch": 1,
        "number": 1,
        "previous": None,
        "policy_sha256": "a" * 64,
        "taxonomy_sha256": "b" * 64,
        "schema_sha256": "c" * 64,
        "tables": (table,),
        "certificate": certificate,
    }
    return ExportPayload.model_validate(fields | changes)


@pytest.fixture(scope="session")
def payload_with(cast):
    return lambda **changes: _payload(cast, **changes)
