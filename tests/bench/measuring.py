"""Measuring: medians of alternating runs, so that a slow moment of the machine meets both sides."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One speed: seconds measured, seconds of the floor it is held against (0 where there is none)."""

    name: str
    measured: float
    floor: float
    wanted: str


def timed(action: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def against(
    name: str, action: Callable[[], object], floor: Callable[[], object], rounds: int, wanted: str
) -> Figure:
    """Medians of both, run in turn."""
    pairs = [(timed(action), timed(floor)) for _ in range(rounds)]
    return Figure(
        name,
        statistics.median(pair[0] for pair in pairs),
        statistics.median(pair[1] for pair in pairs),
        wanted,
    )


def alone(name: str, action: Callable[[], object], rounds: int, wanted: str = "") -> Figure:
    """The median of one action without a floor."""
    return Figure(name, statistics.median(timed(action) for _ in range(rounds)), 0.0, wanted)
