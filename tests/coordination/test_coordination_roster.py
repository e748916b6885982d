import subprocess

import pytest
from synthetic_devices import TAXONOMY, SyntheticDevice, close, new_world

from fieldnotes.base.errors import AnswerIsNoError, DamagedError, RefusedError, WrongUseError
from fieldnotes.coordination.desk import CoordinatorDesk
from fieldnotes.sealing.device_keys import DeviceKey
from fieldnotes.sealing.invites import read_invite
from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

PHRASE = Passphrase("a long enough phrase")


def test_a_researcher_s_vault_is_refused(tmp_path):
    vault, _ = create_vault(tmp_path / "v", role=VaultRole.RESEARCHER, passphrase=PHRASE, kdf_id=1)
    with vault, pytest.raises(RefusedError, match="researcher"):
        CoordinatorDesk.open(vault, TAXONOMY)


def test_a_vault_holds_one_project_and_keeps_its_keys_when_closed(tmp_path):
    world = new_world(tmp_path)
    with pytest.raises(RefusedError, match="has a project already"):
        world.desk.create_project()
    invite = world.desk.invite()
    close(world)
    with open_vault(tmp_path / "coordinator", PHRASE) as vault:
        assert CoordinatorDesk.open(vault, TAXONOMY).invite() == invite


def test_no_key_of_the_project_lies_bare_in_the_database(tmp_path):
    world = new_world(tmp_path)
    desk = world.desk
    store = desk._projects
    secrets = [store.identity().secret.encode(), store.signing_key().to_bytes(), store.path_secret()]
    row = store._vault.connection.execute("SELECT identity, signing_key, path_secret FROM project").fetchone()
    for secret, kept in zip(secrets, row, strict=True):
        assert secret not in bytes(kept)
    close(world)


@pytest.mark.parametrize("title", ["x" * 61, "two\nlines", "bell\x07"])
def test_a_title_that_an_invite_cannot_carry_is_refused(tmp_path, title):
    vault, _ = create_vault(tmp_path / "v", role=VaultRole.COORDINATOR, passphrase=PHRASE, kdf_id=1)
    with vault, pytest.raises(WrongUseError, match="title"):
        CoordinatorDesk.open(vault, TAXONOMY).create_project(title=title)


def test_before_the_project_every_service_says_so(tmp_path):
    vault, _ = create_vault(tmp_path / "v", role=VaultRole.COORDINATOR, passphrase=PHRASE, kdf_id=1)
    with vault:
        desk = CoordinatorDesk.open(vault, TAXONOMY)
        assert desk.project() is None
        for ask in (desk.invite, desk.pull, desk.merge, lambda: desk.read_enrolment(b"")):
            with pytest.raises(WrongUseError, match="no project yet"):
                ask()


def test_the_invite_carries_policy_keys_and_roster(world):
    invite = read_invite(world.desk.invite())
    project = world.desk.project()
    assert invite.policy_raw == project.policy_raw
    assert invite.recipients == (project.recipient,)
    assert invite.title == "Synthetic project"
    assert set(invite.roster) == {device.key.device_id for device in world.devices}
    assert world.desk.invite() == world.desk.invite()


def test_an_enrolment_is_read_without_being_confirmed(world):
    device = SyntheticDevice("laptop-3", world.desk.invite())
    told = world.desk.read_enrolment(device.enrolment())
    assert (told.device, told.label, told.spoken, told.known) == (
        device.key.device_id,
        "laptop-3",
        device.spoken,
        False,
    )
    assert len(world.desk.devices()) == 2
    world.desk.confirm(device.enrolment(), device.spoken.lower().replace("-", " "))
    assert world.desk.read_enrolment(device.enrolment()).known


def test_another_fingerprint_heard_confirms_nothing(world):
    device, other = (
        SyntheticDevice("laptop-3", world.desk.invite()),
        SyntheticDevice("x", world.desk.invite()),
    )
    with pytest.raises(RefusedError, match="not the one of this enrolment"):
        world.desk.confirm(device.enrolment(), other.spoken)
    with pytest.raises(WrongUseError):
        world.desk.confirm(
            device.enrolment(), device.spoken[:-1] + ("A" if device.spoken[-1] != "A" else "B")
        )
    assert len(world.desk.devices()) == 2


def test_confirming_twice_changes_nothing(world):
    device = world.devices[0]
    before = world.desk.devices()
    world.desk.confirm(device.enrolment(), device.spoken)
    assert world.desk.devices() == before


def test_an_enrolment_for_an_invite_of_someone_else_is_refused(world, tmp_path):
    (tmp_path / "other").mkdir()
    elsewhere = new_world(tmp_path / "other")
    stranger = SyntheticDevice("laptop-9", elsewhere.desk.invite())
    with pytest.raises((RefusedError, DamagedError)):
        world.desk.confirm(stranger.enrolment(), stranger.spoken)
    mine = SyntheticDevice("laptop-9", world.desk.invite())
    with pytest.raises(RefusedError, match="did not make"):
        world.desk.confirm(mine.enrolment(invite_sha256="0" * 64), mine.spoken)
    with pytest.raises(RefusedError, match="another project"):
        world.desk.confirm(mine.enrolment(project="0" * 32), mine.spoken)
    close(elsewhere)
    assert len(world.desk.devices()) == 2


def test_two_devices_of_one_researcher_are_one_person(world):
    second = SyntheticDevice("laptop-3", world.desk.invite())
    world.desk.confirm(second.enrolment(), second.spoken, same_person_as=world.devices[0].key.device_id)
    persons = {entry.label: entry.person for entry in world.desk.devices()}
    assert persons["laptop-3"] == persons["laptop-1"] != persons["laptop-2"]


def test_a_revocation_moves_only_to_an_earlier_place_and_lasts(world):
    device = world.devices[0]
    key = device.key.device_id
    world.desk.revoke(key, 3)
    world.desk.revoke(key, 1)
    for last, epoch in ((2, 1), (0, 2)):
        with pytest.raises(RefusedError, match="earlier place"):
            world.desk.revoke(key, last, epoch=epoch)
    with pytest.raises(RefusedError, match="revoked"):
        world.desk.confirm(device.enrolment(), device.spoken)
    entry = world.desk.devices()[0]
    assert (entry.state, entry.revoked_after) == ("revoked", (1, 1))
    assert key not in read_invite(world.desk.invite()).roster


@pytest.mark.parametrize(("last", "epoch"), [(-1, 1), (0, 0)])
def test_a_revocation_out_of_range_is_refused(world, last, epoch):
    with pytest.raises(WrongUseError):
        world.desk.revoke(world.devices[0].key.device_id, last, epoch=epoch)


def test_a_device_nobody_confirmed_cannot_be_revoked(world):
    with pytest.raises(WrongUseError, match="not on the roster"):
        world.desk.revoke(DeviceKey.generate().device_id, 1)


def test_allowed_signers_is_what_ssh_keygen_reads(world, tmp_path):
    world.desk.revoke(world.devices[1].key.device_id, 0)
    signers = tmp_path / "allowed_signers"
    signers.write_text(world.desk.allowed_signers())
    device = world.devices[0]
    assert device.key.public in signers.read_text()
    assert world.devices[1].key.public not in signers.read_text()
    try:
        told = subprocess.run(
            ["ssh-keygen", "-l", "-f", "-"],
            input=device.key.public,
            capture_output=True,
            text=True,
            check=True,
        )
    except FileNotFoundError:
        pytest.skip("ssh-keygen is not installed")
    assert device.key.device_id in told.stdout


def test_an_empty_roster_is_said(tmp_path):
    world = new_world(tmp_path)
    with pytest.raises(AnswerIsNoError, match="No device"):
        world.desk.allowed_signers()
    close(world)
