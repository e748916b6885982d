"""What the campaign believes of its tools: where a kill strikes, what a fault does, and that a loss would be seen."""

import pytest
from faultcampaign import OPERATIONS
from faultrig import Ended, points_by_kind


def test_every_operation_is_in_the_campaign():
    assert {
        "editing",
        "passphrase",
        "backup",
        "restore",
        "migration",
        "wipe",
        "adoption",
        "receiving",
        "dismissal",
    } <= set(OPERATIONS)


def test_a_kill_strikes_before_the_call_and_after_the_one_before(rig, tmp_path):
    # The operation "probe" writes A, B and C with one call each.
    _, points = rig.points("probe", tmp_path)
    writes = [point for point in points if point.kind == "pwrite64"]
    assert points_by_kind(points) == {"pwrite64": 3, "fsync": 1, "write": 1}
    for number, left in enumerate([b"", b"A", b"AB"]):
        (tmp_path / "probe").unlink()
        ended = rig.killed_at(writes[number], "probe", tmp_path)
        assert ended == Ended((), -9, "")
        assert (tmp_path / "probe").read_bytes() == left


def test_what_is_acknowledged_comes_after_the_call_that_was_not_killed(rig, tmp_path):
    _, points = rig.points("probe", tmp_path)
    assert points[-1].acknowledges
    assert rig.killed_at(points[-1], "probe", tmp_path).acknowledged == ()
    assert rig.run("probe", tmp_path) == Ended(("written",), 0, "")


def test_a_point_that_is_never_reached_shows(rig, tmp_path):
    ended = rig.faulty("pwrite64:signal=SIGKILL:when=4", "probe", tmp_path)
    assert not ended.killed


def test_a_fault_reaches_the_operation_as_an_error_of_the_system(rig, tmp_path):
    ended = rig.faulty("pwrite64:error=ENOSPC:when=2+", "probe", tmp_path)
    assert "No space left on device" in ended.told
    assert (tmp_path / "probe").read_bytes() == b"A"


def test_a_short_write_stores_what_it_says(rig, tmp_path):
    if not rig.can_write_short:
        pytest.skip("there is no C compiler, so no writes can be cut short")
    # probe does not look how much was written, so half of a longer piece is missing afterwards.
    ended = rig.run("probe", tmp_path, settings={"FAULT_SHORT": "2", "PROBE": "A,BBBB,C"})
    assert ended == Ended(("written",), 0, "")
    assert (tmp_path / "probe").read_bytes() == b"ABBC"
    ended = rig.run(
        "probe", tmp_path, settings={"FAULT_SHORT": "2", "FAULT_THEN": "full", "PROBE": "A,BBBB,C"}
    )
    assert "No space left on device" in ended.told


@pytest.mark.parametrize("said", ["type before a coded word", "closed"])
def test_a_loss_would_be_seen(campaign, said):
    # An operation that claims more than it did: the check of editing has to find out.
    with campaign.scene("editing") as scene, pytest.raises(AssertionError, match="faultchecks"):
        campaign._check("editing", scene, Ended((said, "change a coded word"), -9, ""))
