"""Forging certificates: each change that somebody could make to a release in the hope that nobody computes it again."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from fieldnotes.base.errors import FieldnotesError
from fieldnotes.base.tables import SUPPRESSED, Certificate, FeasibilityInterval, ProtectedCell, ProtectedTable
from fieldnotes.disclosure.auditing import audit
from fieldnotes.disclosure.layout import Layout

Forgery = tuple[str, tuple[ProtectedTable, ...], Certificate]
"""What was done, and the tables and certificate after it."""


def forgeries(tables: Sequence[ProtectedTable], certificate: Certificate) -> Iterator[Forgery]:
    """Every single change: to the certificate's claims, to one interval, to one cell, to the set of tables."""
    original = tuple(tables)
    claims: dict[str, dict[str, Any]] = {
        "lower k": {"k": certificate.k - 1},
        "raise k": {"k": certificate.k + 1},
        "one case more": {"cohort": certificate.cohort + 1},
        "one case fewer": {"cohort": certificate.cohort - 1},
        "other policy": {"policy_sha256": "f" * 64},
        "no intervals": {"intervals": ()},
    }
    for name, change in claims.items():
        yield name, original, certificate.model_copy(update=change)
    for at, interval in enumerate(certificate.intervals):
        yield "interval dropped", original, _with(certificate, at, None)
        if interval.lower > 0:
            yield (
                "interval lowered",
                original,
                _with(certificate, at, interval.model_copy(update={"lower": 0})),
            )
        wider = interval.model_copy(update={"upper": interval.upper + 1})
        yield "interval widened", original, _with(certificate, at, wider)
    for at in range(len(original)):
        yield "table dropped", original[:at] + original[at + 1 :], certificate
        yield "table twice", (*original, original[at]), certificate
        for place, cell in enumerate(original[at].cells):
            for name, count in _changes(cell, certificate.k):
                cells = (*original[at].cells[:place], ProtectedCell(key=cell.key, n=count))
                changed = original[at].model_copy(update={"cells": cells + original[at].cells[place + 1 :]})
                yield name, (*original[:at], changed, *original[at + 1 :]), certificate
    yield "tables reversed", original[::-1], certificate


def recertified(forgery: Forgery, layout: Layout) -> Forgery | None:
    """The same forgery by somebody who also computes the certificate's intervals anew; ``None`` if that cannot be done."""
    name, tables, certificate = forgery
    try:
        intervals = audit(tables, layout=layout, k=certificate.k, cohort=certificate.cohort).intervals
    except FieldnotesError:
        return None
    return f"{name}, certified anew", tables, certificate.model_copy(update={"intervals": intervals})


def _changes(cell: ProtectedCell, k: int) -> Iterator[tuple[str, int | Literal["S"]]]:
    if cell.n == SUPPRESSED:
        yield "hidden cell shown as a small count", k - 1
        yield "hidden cell shown as k", k
    else:
        yield "shown cell hidden", SUPPRESSED


def _with(certificate: Certificate, at: int, interval: FeasibilityInterval | None) -> Certificate:
    replaced = () if interval is None else (interval,)
    changed = certificate.intervals[:at] + replaced + certificate.intervals[at + 1 :]
    return certificate.model_copy(update={"intervals": changed})
