"""Joining a project: whose invite is accepted, and what the enrolment says."""

import pytest
from making_vaults import create_vault

from fieldnotes.base.errors import DamagedError, RefusedError, WrongUseError
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.release.desk import ReleaseDesk
from fieldnotes.release.invitations import describe_invite
from fieldnotes.release.layouts import layout_of
from fieldnotes.release.policies import shipped_policies, shipped_policy, shipped_policy_raw
from fieldnotes.release.sizes import archive_size
from fieldnotes.sealing.device_keys import DeviceKey
from fieldnotes.sealing.enrolments import open_enrolment
from fieldnotes.sealing.fingerprints import spoken
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

POLICY = shipped_policy_raw().decode()


@pytest.fixture
def empty_desk(book):
    return ReleaseDesk.open(book)


def stricter(text, figure, value):
    return text.replace(f"{figure} = {{ value = ", f"{figure} = {{ value = {value} + ", 1)


def with_value(name, value):
    """The shipped policy with another number for the first figure of that name."""
    lines = POLICY.splitlines(keepends=True)
    place = next(place for place, line in enumerate(lines) if line.startswith(f"{name} = {{ value = "))
    head, _, tail = lines[place].partition("value = ")
    lines[place] = f"{head}value = {value}{tail[tail.index(',') :]}"
    return "".join(lines)


def test_an_accepted_invite_gives_a_key_and_an_enrolment_for_the_coordinator(empty_desk, coordinator):
    raw = coordinator.invite(title="Study")
    membership = empty_desk.accept_invite(raw)
    assert (membership.project, membership.title) == (coordinator.project, "Study")
    assert membership.invite_fingerprint == spoken(raw)
    enrolment = open_enrolment(empty_desk.enrolment_request(label="tablet-2"), [coordinator.identity])
    assert spoken(enrolment.device) == empty_desk.spoken_fingerprint()
    assert enrolment.label == "tablet-2"
    assert enrolment.project == coordinator.project
    assert enrolment.invite_sha256 == membership.invite_sha256
    unnamed = open_enrolment(empty_desk.enrolment_request(), [coordinator.identity])
    assert unnamed.label == f"device-{empty_desk.spoken_fingerprint()[:7].lower()}"


def test_a_label_that_may_be_a_name_is_refused_and_not_repeated(empty_desk, coordinator):
    empty_desk.accept_invite(coordinator.invite())
    with pytest.raises(WrongUseError) as caught:
        empty_desk.enrolment_request(label="Daw Mya Mya")
    assert "Mya" not in str(caught.value)


def test_accepting_again_keeps_the_key(empty_desk, coordinator):
    empty_desk.accept_invite(coordinator.invite())
    before = empty_desk.spoken_fingerprint()
    empty_desk.accept_invite(coordinator.invite())
    newer = coordinator.invite(roster=("SHA256:" + "A" * 43,))
    assert empty_desk.accept_invite(newer).invite.roster
    assert empty_desk.spoken_fingerprint() == before


def test_the_signing_key_is_not_in_the_database_in_the_clear(empty_desk, coordinator, book):
    empty_desk.accept_invite(coordinator.invite())
    seed = empty_desk._device.key().to_bytes()
    (row,) = book.vault.connection.execute("SELECT * FROM release_device").fetchall()
    assert all(seed not in bytes(value) for value in row if isinstance(value, bytes))
    assert seed.hex() not in str(tuple(row))


def test_a_swapped_key_is_damage(empty_desk, coordinator, book):
    empty_desk.accept_invite(coordinator.invite())
    other = DeviceKey.generate().public
    book.vault.connection.execute("UPDATE release_device SET public = ?", (other,))
    with pytest.raises(DamagedError):
        empty_desk.enrolment_request()


def test_a_stricter_policy_is_accepted_a_looser_one_never(empty_desk, coordinator):
    tight = with_value("cohort", 18)
    assert empty_desk.accept_invite(coordinator.invite(policy=tight)).policy.export_cohort == 18
    with pytest.raises(RefusedError, match="looser"):
        empty_desk.accept_invite(coordinator.invite())
    assert empty_desk.membership().policy.export_cohort == 18


def test_a_vault_adopts_a_stricter_policy_by_itself_and_never_goes_back(empty_desk, coordinator):
    assert empty_desk.policy().name == "standard"
    with pytest.raises(WrongUseError, match="Choose one of: standard, strict"):
        empty_desk.adopt_policy("lenient")
    assert empty_desk.adopt_policy("strict").export_k == 10
    with pytest.raises(
        RefusedError, match=r"looser than strict, which this vault goes by: export\.k is 5, less than 10"
    ):
        empty_desk.adopt_policy("standard")
    joined = empty_desk.accept_invite(coordinator.invite())
    assert (joined.policy.name, joined.project_policy.name) == ("strict", "standard")
    assert empty_desk.policy().name == empty_desk.preview().policy.name == "strict"
    assert empty_desk.adopt_policy("strict").name == "strict"


def test_the_length_of_an_export_does_not_tell_which_policy_a_vault_adopted():
    sizes = {archive_size(layout_of(load_taxonomy(), one), one) for one in shipped_policies()}
    assert len(shipped_policies()) == 2
    assert len(sizes) == 1


def test_of_the_vaults_policy_and_the_projects_the_stricter_one_holds(empty_desk, coordinator):
    empty_desk.accept_invite(coordinator.invite())
    empty_desk.adopt_policy("strict")
    raw = shipped_policy_raw("strict").decode()
    tighter = raw.replace("cohort = { value = 30", "cohort = { value = 35").replace(
        'name = "strict"', 'name = "tighter"'
    )
    neither = POLICY.replace("split_cohort = { value = 20", "split_cohort = { value = 15").replace(
        'name = "standard"', 'name = "neither"'
    )
    with pytest.raises(RefusedError, match="looser"):
        empty_desk.accept_invite(coordinator.invite(policy_name="neither", policy=neither))
    assert empty_desk.policy().name == "strict"
    empty_desk.accept_invite(coordinator.invite(policy_name="tighter", policy=tighter))
    assert empty_desk.policy().name == "tighter"


def test_a_policy_with_other_levels_is_not_adopted_by_a_vault_alone(empty_desk, coordinator):
    coarser = POLICY.replace(
        """  { id = "35-and-over", bands = ["35-44", "45-and-over"] },
  { id = "not-said", bands = ["not-said"] },
""",
        """  { id = "35-and-over", bands = ["35-44", "45-and-over", "not-said"] },
""",
    ).replace('name = "standard"', 'name = "coarser"')
    empty_desk.accept_invite(coordinator.invite(policy_name="coarser", policy=coarser))
    with pytest.raises(RefusedError, match="finer levels"):
        empty_desk.adopt_policy("strict")
    assert empty_desk.policy().name == "coarser"


@pytest.mark.parametrize(("figure", "value"), [("k", 4), ("cohort", 14), ("pair", 99), ("k", 1)])
def test_a_policy_below_the_floor_is_refused_whoever_signed_it(empty_desk, coordinator, figure, value):
    with pytest.raises(RefusedError):
        empty_desk.accept_invite(coordinator.invite(policy=with_value(figure, value)))
    assert empty_desk.membership() is None


def test_a_policy_with_finer_levels_than_the_shipped_one_is_refused(empty_desk, coordinator):
    finer = POLICY.replace(
        '{ id = "35-and-over", bands = ["35-44", "45-and-over"] }',
        '{ id = "35-and-over", bands = ["35-44"] }',
    )
    finer = finer.replace(
        '{ id = "not-said", bands = ["not-said"] }',
        '{ id = "not-said", bands = ["not-said", "45-and-over"] }',
    )
    assert finer != POLICY
    with pytest.raises(RefusedError, match="age"):
        empty_desk.accept_invite(coordinator.invite(policy=finer))


def test_an_invite_that_names_another_policy_than_it_holds_is_damage(empty_desk, coordinator):
    with pytest.raises(DamagedError):
        empty_desk.accept_invite(coordinator.invite(policy_name="gentle"))


def test_another_project_or_another_coordinator_is_refused(empty_desk, coordinator):
    empty_desk.accept_invite(coordinator.invite())
    with pytest.raises(RefusedError, match="another project"):
        empty_desk.accept_invite(coordinator.invite(project="0" * 32))
    coordinator.key = DeviceKey.generate()
    with pytest.raises(RefusedError, match="another coordinator"):
        empty_desk.accept_invite(coordinator.invite())


def test_a_changed_invite_changes_nothing(empty_desk, coordinator):
    raw = bytearray(coordinator.invite())
    raw[len(raw) // 2] ^= 1
    with pytest.raises(DamagedError):
        empty_desk.accept_invite(bytes(raw))
    assert empty_desk.membership() is None
    with pytest.raises(RefusedError):
        empty_desk.spoken_fingerprint()


def test_a_coordinators_vault_has_no_release_desk(tmp_path):
    vault, _ = create_vault(
        tmp_path / "c", role=VaultRole.COORDINATOR, passphrase=Passphrase("some words here"), kdf_id=1
    )
    with vault, pytest.raises(RefusedError, match="coordinator"):
        ReleaseDesk.open(Casebook.open(vault, load_taxonomy()))


def test_an_invite_in_words_tells_everything_but_its_secret(coordinator):
    raw = coordinator.invite(title="Study")
    told = describe_invite(raw)
    assert told["fingerprint"] == spoken(raw)
    assert told["title"] == "Study"
    assert told["threshold"] == shipped_policy().export_k
    assert told["looser_than_shipped"] == "no"
    assert "ab" * 32 not in str(told)


def test_the_secret_of_the_paths_is_not_shown_by_a_membership(empty_desk, coordinator):
    membership = empty_desk.accept_invite(coordinator.invite())
    assert "ab" * 16 not in repr(membership)
