"""The n-th write stores half of what it was given: the rest is written, or the disk is full and a sentence says so."""

import pytest
from faultcampaign import OFTEN, OPERATIONS, share, some

CHUNKS = 4


def short(campaign, rig, operation, *, then_full):
    if not rig.can_write_short:
        pytest.skip("there is no C compiler, so no writes can be cut short")
    points = [
        point for point in campaign.points(operation) if point.kind == "pwrite64" and not point.acknowledges
    ]

    def attempt(point):
        ended = campaign.write_short(operation, point.number, then_full=then_full)
        if not then_full:
            assert ended.code == 0, ended
            assert ended.acknowledged[-1] == OPERATIONS[operation].finished

    return points, attempt


@pytest.mark.parametrize("operation", OFTEN)
def test_a_short_write_is_carried_on_with(campaign, rig, at_each, operation):
    points, attempt = short(campaign, rig, operation, then_full=False)
    at_each("short write", operation, some(points, 1), len(points), attempt)


@pytest.mark.parametrize("operation", OFTEN)
def test_a_short_write_on_a_full_disk_is_told(campaign, rig, at_each, operation):
    points, attempt = short(campaign, rig, operation, then_full=True)
    at_each("short, then full", operation, some(points, 1), len(points), attempt)


@pytest.mark.torture
@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("fault", ["short write", "short, then full"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_short_write_anywhere(  # noqa: PLR0917 - fixtures and parameters of pytest
    campaign, rig, at_each, operation, fault, chunk
):
    points, attempt = short(campaign, rig, operation, then_full=fault == "short, then full")
    at_each(fault, operation, share(points, chunk, CHUNKS, every=2), len(points), attempt)
