"""A preview in words and as a record. Both are for the researcher's own machine: they say why cells are hidden."""

from collections.abc import Iterator
from textwrap import wrap
from typing import Any

from fieldnotes.base.tables import SUPPRESSED, ProtectedTable
from fieldnotes.disclosure.layout import CellKey
from fieldnotes.release.previews import Preview
from fieldnotes.release.restores import Restore

_HIDDEN = "▒▒▒"
_COLUMNS = 79


def preview_lines(preview: Preview) -> list[str]:
    """The preview for a terminal, 80 columns where labels allow; every hidden cell is drawn hidden."""
    lines = [
        f"Cohort: {preview.cohort.size} cases (policy {preview.policy.name}, threshold {preview.policy.export_k})"
    ]
    lines += [f"  not counted, {reason}: {count}" for reason, count in preview.cohort.why_not.items()]
    for table in preview.tables:
        lines += _table_lines(preview, table)
    lines += withheld_lines(preview)
    if preview.tables:
        lines += [
            "",
            f"Redaction keeps {preview.share_kept:.0%} of all counts.",
            f"{len(preview.payload_bytes)} bytes would be signed; every export of this policy leaves at one length.",
            "Beside a hidden cell stands what a reader can still work out about it, and why it is hidden.",
            "The reasons are shown on this machine only.",
        ]
    if preview.reported:
        lines.append("What the shown numbers prove about combinations that stand in no table:")
        lines += [f"  {one.quantity}: {one.lower} to {one.upper} cases" for one in preview.reported]
    lines += preview.notes
    lines += [f"Cannot be approved: {obstacle}" for obstacle in preview.obstacles]
    return lines


def preview_record(preview: Preview) -> dict[str, Any]:
    """The preview as a JSON document."""
    return {
        "kind": preview.kind,
        "ready": preview.ready,
        "obstacles": list(preview.obstacles),
        "policy": preview.policy.name,
        "k": preview.policy.export_k,
        "cohort": preview.cohort.size,
        "not_counted": {str(reason): count for reason, count in preview.cohort.why_not.items()},
        "notes": list(preview.notes),
        "restores": [_restore_record(restore) for restore in preview.restores],
        "share_kept": round(preview.share_kept, 4),
        "proven_beside": [
            {"quantity": one.quantity, "lower": one.lower, "upper": one.upper} for one in preview.reported
        ],
        "payload_bytes": len(preview.payload_bytes),
        "tables": [
            {
                "name": table.name,
                "dimensions": list(table.dimensions),
                "share_kept": round(preview.kept_of(table.name).share, 4),
                "cells": [_cell_record(preview, table.name, cell.key, cell.n) for cell in table.cells],
            }
            for table in preview.tables
        ],
        "withheld": [{"name": name, "from_cases": least} for name, least in preview.withheld],
    }


def withheld_lines(preview: Preview) -> list[str]:
    """Which tables of the whitelist are not given, and why, in sentences."""
    by_least: dict[int | None, list[str]] = {}
    for name, least in preview.withheld:
        by_least.setdefault(least, []).append(name)
    if not by_least:
        return []
    size = preview.cohort.size
    lines = [
        "",
        f"Not given to a cohort of {size}, whatever it says; next to nothing of them could be shown:",
    ]
    for least, names in by_least.items():
        when = "in no export of this kind" if least is None else f"from {least} cases on"
        lines += wrap(f"{when}: {', '.join(names)}", _COLUMNS, initial_indent="  ", subsequent_indent="    ")
    return lines


def _restore_record(restore: Restore) -> dict[str, Any]:
    return {
        "old_device": restore.device,
        "last_known": restore.place,
        "new_device": restore.successor,
        "verdict": str(restore.verdict),
    }


def _table_lines(preview: Preview, table: ProtectedTable) -> Iterator[str]:
    kept = preview.kept_of(table.name)
    yield ""
    yield f"{table.name}: {kept.shown} of {kept.cells} cells shown, {kept.share:.0%} of its counts kept"
    width = max(len(" × ".join(cell.key)) for cell in table.cells)
    for cell in table.cells:
        label = f"  {' × '.join(cell.key):{width}}  "
        if cell.n == SUPPRESSED:
            interval = preview.intervals[table.name, cell.key]
            reason = preview.reasons[table.name, cell.key]
            yield f"{label}{_HIDDEN}  {interval.lower} to {interval.upper} ({reason})"
        else:
            yield f"{label}{cell.n:3}"


def _cell_record(preview: Preview, table: str, key: CellKey, n: int | str) -> dict[str, Any]:
    record: dict[str, Any] = {"key": list(key), "n": n}
    if n == SUPPRESSED:
        interval = preview.intervals[table, key]
        record |= {"lower": interval.lower, "upper": interval.upper, "why": str(preview.reasons[table, key])}
    return record
