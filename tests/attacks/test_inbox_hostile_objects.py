"""The adversary owns the store, and perhaps one researcher's laptop: it wants a wrong number to be added up.

Each attack must be refused with one sentence and a remedy, leave what came in before as it was, and not keep a good
export out.
"""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "coordination"))

from synthetic_devices import POLICY, SIZE, SyntheticDevice, as_new, close, new_world, protected

from fieldnotes.coordination.chain import Trouble
from fieldnotes.coordination.records import Standing
from fieldnotes.sealing.age_keys import AgeIdentity, recipient_fingerprints
from fieldnotes.sealing.canonical import canonical_json
from fieldnotes.sealing.documents import seal_document
from fieldnotes.sealing.exports import object_name, open_export, seal_export
from fieldnotes.sealing.signatures import Namespace


@pytest.fixture(scope="module")
def standing_world(tmp_path_factory):
    made = new_world(tmp_path_factory.mktemp("world"), devices=2)
    yield made
    close(made)


@pytest.fixture
def world(standing_world, tmp_path):
    """One good export of the first device came in; the second device is the adversary's."""
    with as_new(standing_world, tmp_path) as made:
        made.devices[0].send(made.store, 0, 15)
        made.desk.pull(made.store)
        yield made


def refusal(world):
    """Pull; exactly one object is refused, the good one that came in before still counts, and a new good one comes in."""
    good = world.devices[0].send(world.store, 5, 16)
    report = world.desk.pull(world.store)
    assert [(one.device, one.number) for one in report.accepted] == [(good.device, good.number)]
    assert [one.standing for one in world.desk.exports()] == [Standing.COUNTS, Standing.COUNTS]
    (rejected,) = report.rejected
    assert rejected.reason.endswith(".")
    assert rejected.remedy.endswith(".")
    listed = [entry for entry in world.desk.inbox() if entry.state == "rejected"]
    assert [(entry.name, entry.reason) for entry in listed] == [(rejected.name, rejected.reason)]
    return rejected


def put(world, sealed):
    name = object_name(world.devices[0].invite.path_secret_bytes, sealed)
    world.store.put(name, sealed)
    return name


def test_sealed_to_someone_else(world):
    device, outsider = world.devices[1], AgeIdentity.generate()
    payload = device.payload(1, 15, recipients=recipient_fingerprints([outsider.recipient]))
    put(world, seal_export(payload, device.key, [outsider.recipient], SIZE))
    assert refusal(world).lasting


def test_received_by_someone_else_and_sealed_on_to_us(world):
    """Surreptitious forwarding: a good signature for other readers, in a seal for us."""
    device, outsider = world.devices[1], AgeIdentity.generate()
    payload = device.payload(1, 15, recipients=recipient_fingerprints([outsider.recipient]))
    put(
        world,
        seal_document(canonical_json(payload), device.key, Namespace.EXPORT, device.invite.recipients, SIZE),
    )
    assert "other readers" in refusal(world).reason


def test_signed_by_a_stranger(world):
    stranger = SyntheticDevice("stranger", world.desk.invite())
    stranger.put(world.store, stranger.payload(1, 15))
    assert "stranger" in refusal(world).reason


def test_signed_by_a_stranger_in_the_name_of_a_device_that_is_known(world):
    stranger = SyntheticDevice("stranger", world.desk.invite())
    payload = stranger.payload(1, 15, device=world.devices[1].key.device_id)
    put(
        world,
        seal_document(
            canonical_json(payload), stranger.key, Namespace.EXPORT, stranger.invite.recipients, SIZE
        ),
    )
    assert "another key" in refusal(world).reason


def test_signed_for_another_purpose(world):
    device = world.devices[1]
    payload = device.payload(1, 15)
    put(
        world,
        seal_document(
            canonical_json(payload), device.key, Namespace.ENROLMENT, device.invite.recipients, SIZE
        ),
    )
    assert "another purpose" in refusal(world).reason


def test_of_another_project(world):
    device = world.devices[1]
    device.put(world.store, device.payload(1, 15, project="0" * 32))
    assert "another project" in refusal(world).reason


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("policy_sha256", "another redaction policy"),
        ("taxonomy_sha256", "another version of the codebook"),
        ("schema_sha256", "another export schema"),
    ],
)
def test_made_under_other_terms(world, field, words):
    device = world.devices[1]
    payload = device.payload(1, 15, **{field: "0" * 64})
    if field != "schema_sha256":
        payload = payload.model_copy(
            update={"certificate": payload.certificate.model_copy(update={field: "0" * 64})}
        )
    device.put(world.store, payload)
    assert words in refusal(world).reason


def test_padded_to_a_length_of_its_own(world):
    device = world.devices[1]
    device.put(world.store, device.payload(1, 15), size=SIZE + 4096)
    assert "padded" in refusal(world).reason


@pytest.mark.parametrize("place", [0, 30, 200, 5_000, -1])
def test_a_changed_byte_under_the_old_name(world, place):
    device = world.devices[1]
    sealed = device.seal(device.payload(1, 15))
    changed = bytearray(sealed)
    changed[place] ^= 1
    world.store.put(device.name(sealed), bytes(changed))
    rejected = refusal(world)
    assert "not the one its name promises" in rejected.reason
    assert not rejected.lasting
    world.store.put(device.name(sealed), sealed)
    assert [one.device for one in world.desk.pull(world.store).accepted] == [device.key.device_id]


@pytest.mark.parametrize("place", [0, 30, 200, 5_000, -1])
def test_a_changed_byte_under_a_name_to_match(world, place):
    device = world.devices[1]
    changed = bytearray(device.seal(device.payload(1, 15)))
    changed[place] ^= 1
    put(world, bytes(changed))
    assert refusal(world).lasting


@pytest.mark.parametrize(
    "junk", [b"", b"<html>Please log in to the network</html>", b"age-encryption.org/v1\n", bytes(100_000)]
)
def test_junk(world, junk):
    put(world, junk)
    assert refusal(world).lasting


def _mutations():
    tables, certificate = protected(1, 15)
    cells = list(tables[0].cells)
    hidden = next(place for place, cell in enumerate(cells) if cell.n == "S")
    shown = next(place for place, cell in enumerate(cells) if cell.n != "S")
    group = tables[0]

    def with_cell(place, n):
        changed = [
            cell.model_copy(update={"n": n}) if one == place else cell for one, cell in enumerate(cells)
        ]
        return (group.model_copy(update={"cells": tuple(changed)}), *tables[1:])

    wider = certificate.intervals[0].model_copy(update={"upper": certificate.intervals[0].upper - 1})
    yield "a hidden cell shown", with_cell(hidden, 3), certificate
    yield "a shown cell hidden", with_cell(shown, "S"), certificate
    yield "a count changed", with_cell(shown, cells[shown].n + 1), certificate
    yield "a table dropped", tables[:1], certificate
    yield "a table by another name", (group.model_copy(update={"name": "groups"}), *tables[1:]), certificate
    yield "a cell dropped", (group.model_copy(update={"cells": group.cells[1:]}), *tables[1:]), certificate
    yield "a lower threshold", tables, certificate.model_copy(update={"k": 2})
    yield "a smaller cohort", tables, certificate.model_copy(update={"cohort": 14})
    yield "a larger cohort", tables, certificate.model_copy(update={"cohort": 19})
    yield (
        "an interval narrowed",
        tables,
        certificate.model_copy(update={"intervals": (wider, *certificate.intervals[1:])}),
    )
    yield (
        "an interval dropped",
        tables,
        certificate.model_copy(update={"intervals": certificate.intervals[1:]}),
    )
    yield "another policy's name", tables, certificate.model_copy(update={"policy": "loose"})


@pytest.mark.parametrize(
    ("what", "tables", "certificate"), list(_mutations()), ids=lambda one: one if isinstance(one, str) else ""
)
def test_a_certificate_that_does_not_follow_from_the_tables(world, what, tables, certificate):
    """The laptop itself lies: everything is signed, only the numbers do not hold."""
    device = world.devices[1]
    device.put(world.store, device.payload(1, 15, tables=tables, certificate=certificate))
    rejected = refusal(world)
    assert "certificate" in rejected.reason, what
    assert rejected.lasting


def test_a_release_smaller_than_the_policy_allows(world):
    device = world.devices[1]
    _, certificate = protected(1, 15)
    few = certificate.model_copy(update={"cohort": POLICY.export_cohort - 1})
    device.put(world.store, device.payload(1, 15, certificate=few))
    assert f"{POLICY.export_cohort - 1} cases" in refusal(world).reason


def test_replayed_under_its_own_name_again_and_again(world):
    (name,) = world.store.list_names(world.desk._projects.prefix())
    for _ in range(3):
        world.store.put(name, world.store.get(name))
        report = world.desk.pull(world.store)
        assert (report.accepted, report.rejected, report.repeated) == ((), (), ())
    assert len(world.desk.exports()) == 1


def test_replayed_in_a_new_seal_under_a_new_name(world):
    """Whoever could open an export can seal the same signed bytes again: another object, the same export."""
    (name,) = world.store.list_names(world.desk._projects.prefix())
    device = world.devices[0]
    opened = open_export(world.store.get(name), [world.desk._projects.identity()])
    again = put(world, seal_export(opened.payload, device.key, device.invite.recipients, SIZE))
    report = world.desk.pull(world.store)
    assert report.repeated == (again,)
    assert len(world.desk.exports()) == 1
    assert world.desk.pull(world.store).repeated == ()


def test_two_exports_of_one_number_both_wait_for_the_coordinator(world):
    """A copied vault: both sign number 2. Neither is added up, neither is lost, number 1 still counts."""
    device = world.devices[0]
    copy = device.copy()
    device.send(world.store, 1, 15)
    world.desk.pull(world.store)
    copy.send(world.store, 2, 16)
    report = world.desk.pull(world.store)
    assert [one.trouble for one in report.findings] == [Trouble.FORKED]
    assert [one.standing for one in world.desk.exports()] == [
        Standing.COUNTS,
        Standing.DISPUTED,
        Standing.DISPUTED,
    ]
    world.desk.revoke(device.key.device_id, 1)
    assert [one.standing for one in world.desk.exports()] == [
        Standing.COUNTS,
        Standing.REVOKED,
        Standing.REVOKED,
    ]
    assert world.desk.pull(world.store).findings == ()


def test_a_thief_backdates_after_the_revocation(world):
    """Exports carry no trusted time: a stolen key is stopped by number, and an earlier number is a fork."""
    device = world.devices[0]
    thief = device.copy()
    device.send(world.store, 1, 15)
    world.desk.pull(world.store)
    world.desk.revoke(device.key.device_id, 2)
    device.put(world.store, device.payload(3, 15))
    (rejected,) = world.desk.pull(world.store).rejected
    assert "revoked after export 2" in rejected.reason
    thief.send(world.store, 4, 15)
    world.desk.pull(world.store)
    assert [one.standing for one in world.desk.exports()] == [
        Standing.COUNTS,
        Standing.DISPUTED,
        Standing.DISPUTED,
    ]


def test_a_thief_starts_a_new_epoch_after_the_revocation(world):
    device = world.devices[0]
    world.desk.revoke(device.key.device_id, 1)
    device.put(world.store, device.payload(1, 15, epoch=2, number=1, previous=None))
    (rejected,) = world.desk.pull(world.store).rejected
    assert "revoked" in rejected.reason


def test_files_that_are_no_objects_are_not_even_looked_at(world, tmp_path):
    folder = tmp_path / "store" / world.desk._projects.prefix()
    for name in ("x.part", "~syncthing~a.tmp", "a" * 64 + ".sync-conflict-1", "README", "../escape"):
        target = folder / name
        target.write_bytes(b"junk")
    (folder / ("b" * 64)).symlink_to("/etc/hostname")
    report = world.desk.pull(world.store)
    assert (report.rejected, report.unfetched, report.known) == ((), (), 1)


def test_an_object_too_large_to_be_one_stops_nothing(world, tmp_path):
    folder = tmp_path / "store" / world.desk._projects.prefix()
    with (folder / ("a" * 64)).open("wb") as huge:
        huge.truncate(64 * 2**20)
    device = world.devices[1]
    device.send(world.store, 1, 15)
    report = world.desk.pull(world.store)
    assert [one.device for one in report.accepted] == [device.key.device_id]
    assert len(report.unfetched) == 1
    assert world.desk.pull(world.store).unfetched
