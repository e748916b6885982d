"""Killed at the n-th call that changes the disk, for every n of the whole run of every operation."""

import pytest
from faultcampaign import OPERATIONS, share, some

CHUNKS = 8  # a campaign is spread over the workers


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_that_is_killed_loses_nothing(campaign, at_each, operation):
    points = campaign.points(operation)
    at_each(
        "kill",
        operation,
        some(points, 6 if OPERATIONS[operation].often else 2),
        len(points),
        lambda point: campaign.kill(operation, point),
    )


@pytest.mark.torture
@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_that_is_killed_anywhere_loses_nothing(campaign, at_each, operation, chunk):
    points = campaign.points(operation)
    at_each(
        "kill",
        operation,
        share(points, chunk, CHUNKS),
        len(points),
        lambda point: campaign.kill(operation, point),
    )
