import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from faultcampaign import Campaign
from faultrig import Point, Rig, compiled_shim, missing


@pytest.fixture(scope="session")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    why = missing()
    if why is not None:
        pytest.skip(why)
    with Rig(compiled_shim(tmp_path_factory.mktemp("shim"))) as made:
        yield made


@pytest.fixture(scope="session")
def campaign(rig: Rig) -> Iterator[Campaign]:
    """Every operation with its scene, its points counted once.

    In memory where there is such a place: a process that is killed leaves what the kernel was told, whatever the disk, and
    thousands of syncs need not be waited for. Cutting the power is ``test_faults_power_cut.py``.
    """
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it, with a name nobody can foresee
    with TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Campaign(rig, Path(folder))


@pytest.fixture
def at_each(record_property) -> Callable[..., None]:
    """Tries something at each of some points, goes on past a failure, and fails at the end if there was one.

    What was reached is recorded, and printed for all tests together when they have run.
    """

    def try_all(
        fault: str, operation: str, points: Sequence[Point], of: int, attempt: Callable[[Point], object]
    ) -> None:
        failures, reached = [], []
        for point in points:
            try:
                attempt(point)
                reached.append(point.kind)
            except Exception as error:  # noqa: BLE001 - every failure is told below, with its point
                failures.append(f"{operation}, {fault} at {point}: {error!s:.4000}")
        record_property("fault points", [fault, operation, reached, of])
        assert not failures, "\n".join([f"{len(failures)} of {len(points)} points failed", *failures])

    return try_all
