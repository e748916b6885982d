"""Any frequency table: auditing and protecting it, and the memory that takes."""

import random
import subprocess
import sys
from collections.abc import Collection, Iterator

from fieldnotes.disclosure.hierarchies import TOTAL
from fieldnotes.disclosure.linked_auditing import audit_frequency_tables
from fieldnotes.disclosure.linked_protection import protect_frequency_tables
from fieldnotes.disclosure.linked_tables import LinkedTable
from tests.bench.measuring import Figure, alone

K = 5
LARGE = 50
HIDDEN = 500
SIZES = ((5, 5), (8, 8), (12, 12), (20, 20), (LARGE, LARGE))
MEMORY_MB = 500


def figures() -> Iterator[Figure]:
    full = grid(LARGE, LARGE, small=0.19)
    protected = protect_frequency_tables([full], k=K).tables[0]
    hidden = sum(count is None for count in protected.cells.values())
    yield alone(
        f"audit a table of {LARGE} × {LARGE} with {hidden} cells hidden by protection",
        lambda: audit_frequency_tables([protected], k=K),
        rounds=3,
        wanted="≤ 5 s",
    )
    inside = [key for key in full.cells if TOTAL not in key]
    scattered = _hide(full, set(random.Random(2).sample(inside, HIDDEN)))
    yield alone(
        f"audit it with {HIDDEN} cells hidden at random",
        lambda: audit_frequency_tables([scattered], k=K),
        rounds=3,
        wanted="≤ 5 s",
    )
    for high, wide in SIZES:
        table = grid(high, wide)
        method = protect_frequency_tables([table], k=K).method
        yield alone(
            f"protect a table of {high} × {wide}: {method}",
            lambda table=table: protect_frequency_tables([table], k=K),
            rounds=1,
        )
    yield Figure(
        "memory of protecting and auditing the largest, MB (as ms)", _memory() / 1000, 0, f"≤ {MEMORY_MB}"
    )


def grid(high: int, wide: int, *, small: float = 0.12) -> LinkedTable:
    """A table with totals in which a share of the cells is below the threshold."""
    chance = random.Random(high * wide)
    cells = dict.fromkeys(
        ((row, col) for row in [*_names("r", high), TOTAL] for col in [*_names("c", wide), TOTAL]), 0
    )
    for row in _names("r", high):
        for col in _names("c", wide):
            count = chance.randrange(K) if chance.random() < small else chance.randint(K, 60)
            for key in ((row, col), (row, TOTAL), (TOTAL, col), (TOTAL, TOTAL)):
                cells[key] += count
    return LinkedTable(f"{high} by {wide}", ("row", "col"), cells)


def _names(letter: str, many: int) -> list[str]:
    return [f"{letter}{at}" for at in range(many)]


def _hide(table: LinkedTable, keys: Collection[tuple[str, ...]]) -> LinkedTable:
    return LinkedTable(
        table.name, table.dimensions, {key: None if key in keys else n for key, n in table.cells.items()}
    )


def _memory() -> float:
    """The most memory, in MB, of a process that protects the largest table and audits the outcome."""
    code = (
        "import resource; from tests.bench.tabling import *;"
        "made = protect_frequency_tables([grid(LARGE, LARGE, small=0.19)], k=K);"
        "audit_frequency_tables(made.tables, k=K);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    return float(done.stdout)
