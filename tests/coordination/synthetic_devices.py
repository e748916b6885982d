"""Researchers without a casebook: cases drawn at random with a fixed seed, and real sealed exports made of them."""

import hashlib
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import combinations
from pathlib import Path

from making_vaults import create_vault

from fieldnotes.base.tables import Certificate, ProtectedTable
from fieldnotes.carriers.folder import FolderCarrier
from fieldnotes.codebook.implications import broken_implications
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.coordination.desk import CoordinatorDesk
from fieldnotes.disclosure.counts import FrequencyTable
from fieldnotes.disclosure.layout import tables_allowed
from fieldnotes.disclosure.protection import protect
from fieldnotes.release.layouts import layout_of
from fieldnotes.release.policies import shipped_policy
from fieldnotes.release.schemas import schema_sha256
from fieldnotes.release.sizes import archive_size
from fieldnotes.sealing.age_keys import recipient_fingerprints
from fieldnotes.sealing.canonical import canonical_json
from fieldnotes.sealing.device_keys import DeviceKey
from fieldnotes.sealing.enrolments import Enrolment, seal_enrolment
from fieldnotes.sealing.exports import object_name, seal_export
from fieldnotes.sealing.fingerprints import spoken
from fieldnotes.sealing.invites import Invite, invite_sha256, read_invite
from fieldnotes.sealing.payload import ExportPayload
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

TAXONOMY = load_taxonomy()
POLICY = shipped_policy()
LAYOUT = layout_of(TAXONOMY, POLICY)
SIZE = archive_size(LAYOUT, POLICY)


@dataclass(frozen=True)
class Case:
    factors: frozenset[str]
    levels: dict[str, str]


@cache
def cases(seed: int, count: int) -> tuple[Case, ...]:
    """``count`` cases; each factor has its own frequency, the same for everybody."""
    draw = random.Random(seed)
    return tuple(_case(draw) for _ in range(count))


def _case(draw: random.Random) -> Case:
    frequency = random.Random("frequencies")
    often = {
        factor: frequency.choice((0.05, 0.2, 0.5, 0.8))
        for members in LAYOUT.groups.values()
        for factor in members
    }
    raised = frozenset(factor for factor, share in often.items() if draw.random() < share)
    while True:
        bands = {attribute.id: draw.choice(attribute.bands).id for attribute in TAXONOMY.attributes}
        if not broken_implications(TAXONOMY.implications, bands):
            return Case(raised, {name: POLICY.coarsen(name, band) for name, band in bands.items()})


def truth(some: tuple[Case, ...], name: str) -> dict[tuple[str, ...], int]:
    """Counts of one table, counted here and nowhere else."""
    found: Counter[tuple[str, ...]] = Counter()
    for case in some:
        groups = [group for group, members in LAYOUT.groups.items() if case.factors & set(members)]
        if name == "group":
            keys = [(group,) for group in groups]
        elif name == "factor":
            keys = [(factor,) for factor in case.factors]
        elif name == "pair":
            keys = list(combinations(groups, 2))
        elif name.startswith("attribute."):
            keys = [(case.levels[name.removeprefix("attribute.")],)]
        else:
            keys = [(group, case.levels[name.removeprefix("group-by-")]) for group in groups]
        found.update(keys)
    return {key: found[key] for key in LAYOUT.keys(name)}


@cache
def protected(seed: int, count: int) -> tuple[tuple[ProtectedTable, ...], Certificate]:
    """The tables of one cohort, protected by the real thing; kept, because several tests send the same cohort."""
    names = tables_allowed(POLICY, LAYOUT, count)
    tables = [
        FrequencyTable(name, LAYOUT.dimensions(name), truth(cases(seed, count), name)) for name in names
    ]
    done = protect(
        tables, layout=LAYOUT, policy=POLICY, k=POLICY.export_k, cohort=count, taxonomy_sha256=TAXONOMY.sha256
    )
    return done.tables, done.certificate


@dataclass
class SyntheticDevice:
    """A researcher's device: its key and where its chain stands."""

    label: str
    invite_raw: bytes
    key: DeviceKey = field(default_factory=DeviceKey.generate)
    epoch: int = 1
    number: int = 0
    previous: str | None = None

    @property
    def invite(self) -> Invite:
        return read_invite(self.invite_raw)

    @property
    def spoken(self) -> str:
        return spoken(self.key.public)

    def enrolment(self, **changes: object) -> bytes:
        plain = Enrolment(
            project=self.invite.project,
            recipients=recipient_fingerprints(self.invite.recipients),
            device=self.key.public,
            label=self.label,
            invite_sha256=invite_sha256(self.invite_raw),
        )
        return seal_enrolment(plain.model_copy(update=changes), self.key, self.invite.recipients)

    def payload(self, seed: int, count: int, **changes: object) -> ExportPayload:
        """The next payload of the chain; nothing moves until :meth:`advance`."""
        tables, certificate = protected(seed, count)
        plain = ExportPayload(
            kind="suppressed",
            project=self.invite.project,
            recipients=recipient_fingerprints(self.invite.recipients),
            device=self.key.device_id,
            epoch=self.epoch,
            number=self.number + 1,
            previous=self.previous,
            policy_sha256=POLICY.sha256,
            taxonomy_sha256=TAXONOMY.sha256,
            schema_sha256=schema_sha256(),
            tables=tables,
            certificate=certificate,
        )
        return plain.model_copy(update=changes)

    def advance(self, payload: ExportPayload) -> None:
        self.number = payload.number
        self.previous = hashlib.sha256(canonical_json(payload)).hexdigest()

    def seal(self, payload: ExportPayload, size: int = SIZE) -> bytes:
        return seal_export(payload, self.key, self.invite.recipients, size)

    def name(self, sealed: bytes) -> str:
        return object_name(self.invite.path_secret_bytes, sealed)

    def put(self, store: FolderCarrier, payload: ExportPayload, size: int = SIZE) -> str:
        sealed = self.seal(payload, size)
        store.put(self.name(sealed), sealed)
        return self.name(sealed)

    def send(self, store: FolderCarrier, seed: int, count: int) -> ExportPayload:
        """Protect, seal and push the next export."""
        payload = self.payload(seed, count)
        self.put(store, payload)
        self.advance(payload)
        return payload

    def copy(self) -> "SyntheticDevice":
        """A copied vault: the same key, going its own way."""
        return replace(self)


@dataclass
class World:
    """A coordinator with a real vault, a folder between everybody, and devices."""

    desk: CoordinatorDesk
    store: FolderCarrier
    devices: list[SyntheticDevice]

    def join(self, label: str, *, confirm: bool = True) -> SyntheticDevice:
        device = SyntheticDevice(label, self.desk.invite())
        if confirm:
            self.desk.confirm(device.enrolment(), device.spoken)
            self.devices.append(device)
        return device


def new_world(folder, *, devices: int = 0) -> World:
    """A fresh world below a folder, with so many confirmed devices."""
    vault, _ = create_vault(
        folder / "coordinator",
        role=VaultRole.COORDINATOR,
        passphrase=Passphrase("a long enough phrase"),
        kdf_id=1,
    )
    (folder / "store").mkdir()
    desk = CoordinatorDesk.open(vault, TAXONOMY)
    desk.create_project(title="Synthetic project")
    world = World(desk, FolderCarrier(folder / "store"), [])
    for number in range(1, devices + 1):
        world.join(f"laptop-{number}")
    return world


class _UndoError(Exception):
    """Leaves a transaction so that all of it is undone."""


@contextmanager
def as_new(world: World, folder: Path) -> Iterator[World]:
    """The same vault for one more test, with an empty store; whatever the test does to the vault is undone afterwards.

    Making a vault takes an Argon2id run; this takes none.
    """
    (folder / "store").mkdir()
    vault = world.desk._projects._vault
    with suppress(_UndoError), vault.transaction():
        yield World(world.desk, FolderCarrier(folder / "store"), [device.copy() for device in world.devices])
        raise _UndoError


def close(world: World) -> None:
    world.desk._projects._vault.close()
