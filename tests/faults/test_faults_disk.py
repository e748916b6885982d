"""The disk is full, or fails, at the n-th call: a sentence, nothing acknowledged lost, and all well once it is over."""

import pytest
from faultcampaign import OFTEN, OPERATIONS, share, some

CHUNKS = 8
FAULTS = {
    "full": ("error=ENOSPC", "+", ("pwrite64", "write", "ftruncate", "mkdir", "rename")),
    "failing once": (
        "error=EIO",
        "",
        ("pwrite64", "write", "fsync", "fdatasync", "ftruncate", "unlink", "unlinkat", "rename"),
    ),
    "failing from then on": ("error=EIO", "+", ("pwrite64", "write", "fsync", "ftruncate", "unlink")),
}


def failing(campaign, operation, fault):
    error, onward, kinds = FAULTS[fault]
    points = [point for point in campaign.points(operation) if point.kind in kinds and not point.acknowledges]
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
    every = 4 if fault == "failing from then on" else 1  # what it finds, failing once finds too
    at_each(fault, operation, share(points, chunk, CHUNKS, every), len(points), attempt)
