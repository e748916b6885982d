"""A researcher's vault with invented cases, a coordinator's keys and an invite; vaults at the lowest KDF cost."""

import random
import secrets
from dataclasses import dataclass
from pathlib import Path

import pytest
from making_vaults import create_vault

from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import Purpose
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.release.desk import ReleaseDesk
from fieldnotes.release.policies import shipped_policy_raw
from fieldnotes.sealing.age_keys import AgeIdentity
from fieldnotes.sealing.device_keys import DeviceKey
from fieldnotes.sealing.invites import Invite, write_invite
from fieldnotes.vault.backups import back_up
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.restoring import restore
from fieldnotes.vault.roles import VaultRole

TAXONOMY = load_taxonomy()
PASSPHRASE = "a passphrase for invented notes"  # noqa: S105 - of throw-away vaults
CANARY = "canary-Zq7"


@dataclass
class Coordinator:
    identity: AgeIdentity
    key: DeviceKey
    project: str

    def invite(self, **changes) -> bytes:
        fields = {
            "project": self.project,
            "recipients": (self.identity.recipient,),
            "signing_keys": (self.key.public,),
            "path_secret": "ab" * 32,
            "policy_name": "standard",
            "policy": shipped_policy_raw().decode(),
        }
        return write_invite(Invite.model_validate(fields | changes), self.key)


def _coordinator() -> Coordinator:
    return Coordinator(AgeIdentity.generate(), DeviceKey.generate(), secrets.token_hex(16))


@pytest.fixture(scope="session")
def new_coordinator():
    return _coordinator


@pytest.fixture
def coordinator():
    return _coordinator()


@pytest.fixture
def vault(tmp_path):
    made, _ = create_vault(
        tmp_path / "vault", role=VaultRole.RESEARCHER, passphrase=Passphrase(PASSPHRASE), kdf_id=1
    )
    with made:
        yield made


@pytest.fixture
def book(vault):
    return Casebook.open(vault, TAXONOMY)


@pytest.fixture(scope="session")
def add_cases():
    return _add_cases


def _add_cases(book, count, *, first=1, seed=5, raised=9, consent=tuple(Purpose), complete=True):
    draw = random.Random(seed)
    factors = [factor.id for factor in TAXONOMY.active_factors]
    with book.vault.transaction():
        for number in range(first, first + count):
            case = CaseId(f"C{number}")
            book.cases.add(case)
            for purpose in consent:
                book.consent.give(case, purpose)
            interview = book.interviews.add(case, f"{CANARY}-text he left at night. " * 3, f"{CANARY}-title")
            for factor in draw.sample(factors, raised):
                book.codings.add(interview.id, Span(0, 12), factor, memo=f"{CANARY}-memo")
            book.cases.set_attribute(case, "age", draw.choice(["under-25", "25-34", "35-44"]))
            if complete:
                book.checklist.mark_rest_not_raised(case)


@pytest.fixture
def desk(book, coordinator):
    """A desk with 17 cases that are ready and an accepted invite."""
    _add_cases(book, 17)
    made = ReleaseDesk.open(book)
    made.accept_invite(coordinator.invite())
    return made


@pytest.fixture
def store(tmp_path) -> Path:
    folder = tmp_path / "store"
    folder.mkdir()
    return folder


@pytest.fixture
def reopen(tmp_path):
    """Close a vault and open it again, as after a restart; the desk over it."""
    opened = []

    def again(vault) -> ReleaseDesk:
        vault.close()
        fresh = open_vault(tmp_path / "vault", Passphrase(PASSPHRASE))
        opened.append(fresh)
        return ReleaseDesk.open(Casebook.open(fresh, TAXONOMY))

    yield again
    for one in opened:
        one.close()


@dataclass
class Field:
    """A vault of 17 cases, closed, and two backups of it: before its export 1 was approved, and after."""

    coordinator: Coordinator
    before: Path
    after: Path
    device: str
    payload_sha256: str


@pytest.fixture(scope="session")
def field(tmp_path_factory) -> Field:
    folder = tmp_path_factory.mktemp("field")
    coordinator = Coordinator(AgeIdentity.generate(), DeviceKey.generate(), secrets.token_hex(16))
    made, _ = create_vault(
        folder / "vault", role=VaultRole.RESEARCHER, passphrase=Passphrase(PASSPHRASE), kdf_id=1
    )
    with made as vault:
        book = Casebook.open(vault, TAXONOMY)
        _add_cases(book, 17)
        desk = ReleaseDesk.open(book)
        desk.accept_invite(coordinator.invite())
        (folder / "stick").mkdir()
        before = back_up(vault, folder / "stick").key
        entry = desk.approve()
        after = back_up(vault, folder / "stick").key
        return Field(coordinator, before, after, desk._device.key().device_id, entry.payload_sha256)


@pytest.fixture
def restored(tmp_path):
    """Restore a backup into a new folder; the casebook over it."""
    opened = []

    def from_backup(key: Path) -> Casebook:
        vault = restore(key, tmp_path / f"restored-{len(opened)}", passphrase=Passphrase(PASSPHRASE))
        opened.append(vault)
        return Casebook.open(vault, TAXONOMY)

    yield from_backup
    for one in opened:
        one.close()
