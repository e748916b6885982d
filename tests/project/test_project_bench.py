"""What measures is imported, so that it does not rot between the days on which somebody measures."""

from importlib import import_module
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[1] / "bench"


@pytest.mark.parametrize("name", sorted(path.stem for path in BENCH.glob("*.py")))
def test_every_part_of_the_bench_is_imported(name):
    assert import_module(f"tests.bench.{name}").__doc__
