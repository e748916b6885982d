"""The disk is full, or fails, at the n-th call: a sentence, nothing acknowledged lost, and all well once it is over."""

import pytest
from faultcampaign import OFTEN, OPERATIONS, share, some

CHUNKS = 8
WRITING = ("pwrite64", "write", "ftruncate", "mkdir", "rename")
READING = ("pread64",)
FAULTS = {
    "full": ("error=ENOSPC", "+", WRITING),
    "failing once": ("error=EIO", "", (*WRITING, "fsync", "fdatasync", "unlink", "unlinkat")),
    "failing from then on": ("error=EIO", "+", (*WRITING, "fsync", "unlink")),
    "unreadable once": ("error=EIO", "", READING),
    "unreadable from then on": ("error=EIO", "+", READING),
}
THINNED = {"failing from then on": 4, "unreadable once": 2, "unreadable from then on": 4}
"""Every how many points `make torture` tries what other faults find too."""


def failing(campaign, operation, fault):
    error, onward, kinds = FAULTS[fault]
    among = campaign.points(operation, READING) if kinds == READING else campaign.points(operation)
    points = [point for point in among if point.kind in kinds and not point.acknowledges]
    return points, lambda point: campaign.fail(operation, f"{point.kind}:{error}:when={point.number}{onward}")


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("operation", OFTEN)
def test_a_disk_that_fails_is_told_and_loses_nothing(campaign, at_each, operation, fault):
    points, attempt = failing(campaign, operation, fault)
    at_each(fault, operation, some(points, 1), len(points), attempt)


@pytest.mark.torture
@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_disk_that_fails_anywhere_is_told_and_loses_nothing(campaign, at_each, operation, fault, chunk):
    points, attempt = failing(campaign, operation, fault)
    at_each(fault, operation, share(points, chunk, CHUNKS, THINNED.get(fault, 1)), len(points), attempt)


def test_a_backup_that_cannot_be_read_for_a_moment_is_not_taken_for_a_left_over(campaign, at_each):
    """It was once: the only backup was destroyed because its key file gave an error while others were looked for."""
    fault = "unreadable from then on"
    points, attempt = failing(campaign, "passphrase", fault)
    looked_at = [point for point in points if "/stick/vault-0001.key" in point.call]
    assert len(looked_at) >= 8
    at_each(fault, "passphrase", looked_at, len(points), attempt)
