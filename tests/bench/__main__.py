"""``make bench``: every speed as a ratio within one run, as medians; nothing here is a test."""

import sys

from rich.console import Console
from rich.table import Table

from tests.bench import (
    agreeing,
    analysing,
    disclosing,
    exchanging,
    keeping,
    ledgers,
    rekeying,
    sealing,
    searching,
    simulating,
    starting,
    storing,
    suggesting,
    tabling,
    wiping,
    writing,
)
from tests.bench.measuring import Figure

PARTS = (
    storing,
    searching,
    rekeying,
    disclosing,
    tabling,
    ledgers,
    sealing,
    starting,
    wiping,
    keeping,
    writing,
    exchanging,
    analysing,
    suggesting,
    agreeing,
)


def main() -> int:
    console = Console()
    wanted = set(sys.argv[1:])
    table = Table("what", "measured", "floor", "ratio", "wanted", title="fieldnotes, medians of one run")
    for part in PARTS:
        if wanted and part.__name__.rpartition(".")[2] not in wanted:
            continue
        for figure in part.figures():
            _add(table, figure)
    if table.row_count:
        console.print(table)
    for part in (ledgers, suggesting, simulating):
        if not wanted or part.__name__.rpartition(".")[2] in wanted:
            for more in part.tables():
                console.print(more)
    return 0


def _add(table: Table, figure: Figure) -> None:
    floor = f"{figure.floor * 1000:.2f} ms" if figure.floor else "-"
    ratio = f"{figure.measured / figure.floor:.2f}" if figure.floor else "-"
    table.add_row(figure.name, f"{figure.measured * 1000:.2f} ms", floor, ratio, figure.wanted)


if __name__ == "__main__":
    sys.exit(main())
