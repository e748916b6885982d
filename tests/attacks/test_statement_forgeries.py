"""Who wants cases of a backup released twice: forged, foreign, changed and replayed statements must lift nothing."""

import secrets
import subprocess
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making_vaults import create_vault
from pydantic import ValidationError

from fieldnotes.base.errors import DamagedError, FieldnotesError, RefusedError
from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.release.desk import ReleaseDesk
from fieldnotes.release.policies import shipped_policy_raw
from fieldnotes.release.restores import Verdict
from fieldnotes.sealing.age_keys import AgeIdentity
from fieldnotes.sealing.canonical import canonical_json
from fieldnotes.sealing.device_keys import DeviceKey
from fieldnotes.sealing.invites import Invite, write_invite
from fieldnotes.sealing.signatures import Namespace, sign
from fieldnotes.sealing.statements import (
    MAX_STATEMENT_BYTES,
    LastExport,
    Revoked,
    Statement,
    read_statement,
    write_statement,
)
from fieldnotes.vault.backups import back_up
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.restoring import restore
from fieldnotes.vault.roles import VaultRole

PHRASE = Passphrase("a long enough phrase")
TAXONOMY = load_taxonomy()


class UndoError(Exception):
    """Leaves a transaction so that the other tests find the bar."""


@dataclass
class Scene:
    """A coordinator's key, and a vault of one case restored twice from the same backup."""

    coordinator: DeviceKey = field(default_factory=DeviceKey.generate)
    project: str = field(default_factory=lambda: secrets.token_hex(16))
    desks: list[ReleaseDesk] = field(default_factory=list)
    books: list[Casebook] = field(default_factory=list)

    def invite(self) -> bytes:
        plain = Invite(
            project=self.project,
            recipients=(AgeIdentity.generate().recipient,),
            signing_keys=(self.coordinator.public,),
            path_secret="ab" * 32,
            policy_name="standard",
            policy=shipped_policy_raw().decode(),
        )
        return write_invite(plain, self.coordinator)

    def statement(self, which: int = 0, **changes) -> Statement:
        known = self.desks[which].restores()[-1]
        fields = {
            "project": self.project,
            "serial": 1,
            "device": known.device,
            "successor": known.successor,
            "revoked": Revoked(epoch=1, number=0),
            "last": None,
        }
        return Statement(**(fields | changes))

    def held(self, which: int = 0) -> bool:
        return self.books[which].restored.held() == {CaseId("C1")}


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scene")
    made = Scene()
    vault, _ = create_vault(folder / "vault", role=VaultRole.RESEARCHER, passphrase=PHRASE, kdf_id=1)
    (folder / "stick").mkdir()
    with vault:
        book = Casebook.open(vault, TAXONOMY)
        book.cases.add(CaseId("C1"))
        ReleaseDesk.open(book).accept_invite(made.invite())
        key = back_up(vault, folder / "stick").key
    opened = []
    for name in ("first", "second"):
        opened.append(restore(key, folder / name, passphrase=PHRASE))
        made.books.append(Casebook.open(opened[-1], TAXONOMY))
        made.desks.append(ReleaseDesk.open(made.books[-1]))
    yield made
    for one in opened:
        one.close()


def test_a_genuine_statement_lifts_so_what_follows_is_refused_for_its_own_fault(scene):
    vault = scene.books[0].vault
    raw = write_statement(scene.statement(), scene.coordinator)
    with suppress(UndoError), vault.transaction():
        assert scene.desks[0].accept_statement(raw).verdict is Verdict.LIFTED
        assert not scene.held()
        raise UndoError
    assert scene.held()


def test_signed_by_anyone_else_it_is_refused(scene):
    researcher = scene.desks[0]._device.key()
    for key in (DeviceKey.generate(), researcher):
        with pytest.raises(RefusedError, match="not signed by the coordinator"):
            scene.desks[0].accept_statement(write_statement(scene.statement(), key))
    assert scene.held()


@pytest.mark.parametrize("namespace", [one for one in Namespace if one is not Namespace.STATEMENT])
def test_signed_by_the_coordinator_for_another_purpose_it_is_refused(scene, namespace):
    line = canonical_json(scene.statement())
    with pytest.raises(RefusedError, match="not signed by the coordinator"):
        scene.desks[0].accept_statement(line + sign(line, scene.coordinator, namespace))
    with pytest.raises(FieldnotesError):
        scene.desks[0].accept_statement(scene.invite())
    assert scene.held()


def test_about_another_project_device_or_restore_it_is_refused(scene):
    stranger = DeviceKey.generate().device_id
    for changes, why in (
        ({"project": "0" * 32}, "another project"),
        ({"device": stranger}, "another device"),
        ({"device": None, "revoked": None}, "another device"),
        ({"successor": stranger}, "another restore"),
    ):
        raw = write_statement(scene.statement(**changes), scene.coordinator)
        with pytest.raises(RefusedError, match=why):
            scene.desks[0].accept_statement(raw)
    assert scene.held()


def test_a_statement_for_one_restore_of_a_backup_does_not_serve_another(scene):
    """The second restore holds the same cases, and the first may have released them since."""
    one, two = (desk.restores()[-1] for desk in scene.desks)
    assert one.device == two.device
    assert one.successor != two.successor
    raw = write_statement(scene.statement(0), scene.coordinator)
    with pytest.raises(RefusedError, match="another restore"):
        scene.desks[1].accept_statement(raw)
    assert scene.held(1)


def test_the_enrolled_key_of_a_restore_cannot_be_carried_over_by_copying_the_device_row(scene):
    """Each restore draws its key when first opened; the key of the backup is not kept and signs nothing any more."""
    rows = [
        bytes(book.vault.connection.execute("SELECT wrapped_seed FROM release_device").fetchone()[0])
        for book in scene.books
    ]
    assert rows[0] != rows[1]
    former = scene.desks[0].restores()[-1].device
    assert former not in {desk._device.key().device_id for desk in scene.desks}


@given(place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_no_single_bit_can_be_changed(scene, place, bit):
    raw = bytearray(write_statement(scene.statement(), scene.coordinator))
    raw[place % len(raw)] ^= 1 << bit
    with pytest.raises((RefusedError, DamagedError)):
        scene.desks[0].accept_statement(bytes(raw))
    assert scene.held()


@given(junk=st.binary(max_size=400))
def test_junk_is_refused_in_a_sentence(scene, junk):
    with pytest.raises((RefusedError, DamagedError)):
        scene.desks[0].accept_statement(junk)


def test_another_spelling_signed_by_the_coordinator_or_too_long_is_refused(scene):
    line = canonical_json(scene.statement())
    for other in (
        line.replace(b",", b", ", 1),
        line.replace(b'"version":1', b'"version":1.0'),
        line.replace(b'"serial":1', b'"serial":1,"serial":1'),
        line.replace(b'"serial":1', b'"more":0,"serial":1'),
        line.replace(b'"serial":1', b'"serial":0'),
        line.replace(b'"version":1', b'"version":2'),
    ):
        assert other != line
        with pytest.raises(DamagedError, match="not a statement of version 1"):
            scene.desks[0].accept_statement(other + sign(other, scene.coordinator, Namespace.STATEMENT))
    with pytest.raises(DamagedError):
        scene.desks[0].accept_statement(line + b"x" * MAX_STATEMENT_BYTES)
    assert scene.held()


def test_a_statement_that_leaves_exports_outstanding_cannot_be_made(scene):
    last = LastExport(epoch=1, number=2, payload_sha256="0" * 64)
    for changes in (
        {"revoked": Revoked(epoch=1, number=1)},
        {"revoked": Revoked(epoch=2, number=0)},
        {"revoked": Revoked(epoch=1, number=3), "last": last},
        {"revoked": Revoked(epoch=2, number=0), "last": last},
        {"revoked": None},
        {"device": None},
        {"device": None, "revoked": None, "last": last},
        {"successor": scene.desks[0].restores()[-1].device},
    ):
        with pytest.raises(ValidationError):
            scene.statement(**changes)


def test_before_an_invite_was_accepted_nothing_is_believed(tmp_path, scene):
    vault, _ = create_vault(tmp_path / "v", role=VaultRole.RESEARCHER, passphrase=PHRASE, kdf_id=1)
    with vault, pytest.raises(RefusedError, match="not accepted an invite"):
        ReleaseDesk.open(Casebook.open(vault, TAXONOMY)).accept_statement(
            write_statement(scene.statement(), scene.coordinator)
        )


def test_ssh_keygen_checks_a_statement(scene, tmp_path: Path):
    raw = write_statement(scene.statement(), scene.coordinator)
    line, _, signature = raw.partition(b"\n")
    (tmp_path / "sig").write_bytes(signature)
    (tmp_path / "signers").write_text(
        f'coordinator namespaces="fieldnotes-statement" {scene.coordinator.public}\n'
    )
    command = [
        "ssh-keygen", "-Y", "verify", "-f", str(tmp_path / "signers"), "-I", "coordinator",
        "-n", "fieldnotes-statement", "-s", str(tmp_path / "sig"),
    ]  # fmt: skip
    try:
        good = subprocess.run(command, input=line + b"\n", capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("ssh-keygen is not installed")
    assert good.returncode == 0, good.stderr
    changed = subprocess.run(command, input=line, capture_output=True, check=False)
    assert changed.returncode != 0
    assert read_statement(raw, [scene.coordinator.public]) == scene.statement()
