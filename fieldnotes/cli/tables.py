"""``fieldnotes table``: disclosure control for any frequency table. No vault is needed."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.files import read_received, write_new
from fieldnotes.cli.options import FILE, shared_options, verb
from fieldnotes.cli.session import Session

if TYPE_CHECKING:
    from fieldnotes.disclosure.hierarchies import Hierarchy
    from fieldnotes.disclosure.linked_auditing import LinkedAudit
    from fieldnotes.disclosure.linked_protection import LinkedProtection
    from fieldnotes.disclosure.linked_tables import LinkedTable

FILES = click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE…")
THRESHOLD = click.option("--k", type=click.IntRange(2, 1000), default=5, show_default=True,
                         help="No count may be provably between 1 and k-1.")  # fmt: skip
HIERARCHY = click.option("--hierarchy", "hierarchies", multiple=True, metavar="DIMENSION=FILE",
                         help="Levels within levels of a dimension: CSV with the columns code,parent.")  # fmt: skip


@click.group()
@shared_options
def table() -> None:
    """Protect and audit any frequency table: CSV, one row a cell, `Total` for margins, `S` for hidden cells."""


@verb(table, "audit")
@FILES
@THRESHOLD
@HIERARCHY
def audit(session: Session, *, files: tuple[Path, ...], k: int, hierarchies: tuple[str, ...]) -> int:
    """Compute what an attacker can prove about every hidden cell, all files taken as linked tables."""
    from fieldnotes.disclosure.linked_auditing import audit_frequency_tables  # noqa: PLC0415 - loads the solver

    nested = _nested(hierarchies)
    found = audit_frequency_tables(_read(files, nested), k=k, hierarchies=nested)
    session.answer(_record(found), _lines(found))
    return 0 if found.holds else 1


@verb(table, "protect")
@FILES
@THRESHOLD
@HIERARCHY
@click.option("--out", type=FILE, required=True, help="A folder for the protected tables, one file each.")
def protect(
    session: Session, *, files: tuple[Path, ...], k: int, hierarchies: tuple[str, ...], out: Path
) -> None:
    """Hide what has to be hidden: small counts and zeros first, then as few more as the audit asks for."""
    from fieldnotes.disclosure.linked_protection import protect_frequency_tables  # noqa: PLC0415 - loads the solver
    from fieldnotes.formats.csv_tables import frequency_table_csv  # noqa: PLC0415 - as above

    nested = _nested(hierarchies)
    made = protect_frequency_tables(_read(files, nested), k=k, hierarchies=nested)
    written = {
        f"{one.name}.csv": frequency_table_csv(one.name, one.dimensions, one.cells) for one in made.tables
    }
    for name in written:
        if Path(name).name != name or "\\" in name:
            raise WrongUseError("A table's name holds a path.", "Rename it in the column table.")
    _require_folder(out)
    for name, raw in written.items():
        write_new(out / name, raw)
    hidden = {one.name: sum(count is None for count in one.cells.values()) for one in made.tables}
    session.answer(
        {
            "out": out,
            "tables": [
                {"table": one.name, "cells": len(one.cells), "hidden": hidden[one.name]}
                for one in made.tables
            ],
            "chosen": {"method": made.method, "complementary": made.complementary, "at_least": made.least},
            "audit": _record(made.audit),
        },
        [f"{one.name}: {hidden[one.name]} of {len(one.cells)} cells hidden" for one in made.tables]
        + [_how(made), f"The audit holds at k = {k}. Written to {out}."],
    )


def _read(files: Iterable[Path], nested: Sequence["Hierarchy"]) -> list["LinkedTable"]:
    from fieldnotes.disclosure.linked_tables import LinkedTable  # noqa: PLC0415 - loads the solver
    from fieldnotes.formats.table_reading import read_tables  # noqa: PLC0415 - keeps --help light

    dimensions = [one.dimension for one in nested]
    found = [one for file in files for one in read_tables(read_received(file), file.name, dimensions)]
    names = [one.name for one in found]
    twice = next((one for one in found if names.count(one.name) > 1), None)
    if twice is not None:
        raise WrongUseError(
            f"Two of the tables have the name {twice.name}, one of them in {twice.source}.",
            "Rename a file, or its column table.",
        )
    return [LinkedTable(one.name, one.dimensions, one.cells, one.source, one.rows) for one in found]


def _nested(hierarchies: Iterable[str]) -> list["Hierarchy"]:
    from fieldnotes.disclosure.hierarchies import Hierarchy  # noqa: PLC0415 - keeps --help light
    from fieldnotes.formats.hierarchy_reading import read_hierarchy  # noqa: PLC0415 - as above

    found = []
    for words in hierarchies:
        dimension, equals, name = words.partition("=")
        if not (dimension and equals and name):
            raise WrongUseError(
                f"{words} does not say which dimension has which hierarchy.",
                "Write --hierarchy DIMENSION=FILE.",
            )
        found.append(Hierarchy(dimension, read_hierarchy(read_received(Path(name)), Path(name).name)))
    return found


def _how(made: "LinkedProtection") -> str:
    """How good the choice of the cells hidden for others is known to be."""
    many = f"{made.complementary} hidden so that others stay hidden"
    return {
        "optimal": f"{many}: proved the fewest, and with the fewest people.",
        "fewest cells": f"{many}: proved the fewest; perhaps not those with the fewest people.",
        "greedy": f"{many}: found step by step; at least {made.least} are needed.",
    }[made.method]


def _require_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongUseError(
            f"The folder {out} cannot be made.", "Choose another place with --out."
        ) from error


def _record(found: "LinkedAudit") -> dict[str, object]:
    return {
        "holds": found.holds,
        "unhidden": found.unhidden,
        "cells": [
            {
                "table": one.table,
                "cell": dict(one.cell),
                "lower": one.lower,
                "upper": one.upper,
                "holds": one.holds,
            }
            for one in found.cells
        ],
    }


def _lines(found: "LinkedAudit") -> list[str]:
    lines = [
        f"{'holds' if one.holds else 'OPEN '}  {one.table}  {', '.join(f'{name}={level}' for name, level in one.cell.items())}"
        f"  {one.lower} to {'any number' if one.upper is None else one.upper}"
        for one in found.cells
    ]
    narrow = sum(not one.holds for one in found.cells)
    lines.append(f"{len(found.cells)} hidden cells, {narrow} that an attacker can narrow too far.")
    if found.unhidden:
        lines.append(f"{found.unhidden} cells are shown that `table protect` would hide for themselves.")
    return lines
