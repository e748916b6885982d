"""The frozen snapshot of a release: its counts before protection, as they were at approval. They never leave."""

import json
from collections.abc import Iterator, Sequence

from fieldnotes.base.tables import SUPPRESSED
from fieldnotes.disclosure.counts import FrequencyTable
from fieldnotes.sealing.payload import ExportPayload


def frozen_counts(tables: Sequence[FrequencyTable]) -> bytes:
    """The tables before protection, as the ledger keeps them."""
    document = [
        {
            "name": table.name,
            "dimensions": list(table.dimensions),
            "cells": [[list(key), n] for key, n in table.cells.items()],
        }
        for table in tables
    ]
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode("utf-8")


def frozen_faults(payload: ExportPayload, frozen: bytes) -> Iterator[str]:
    """Where an export shows something else than the snapshot that it was made from, as sentences."""
    counts = {(table["name"], tuple(key)): n for table in json.loads(frozen) for key, n in table["cells"]}
    for table in payload.tables:
        for cell in table.cells:
            place = f"{table.name} {' × '.join(cell.key)}"
            if (table.name, cell.key) not in counts:
                yield f"It holds {place}, which is not in the frozen snapshot."
            elif cell.n not in (SUPPRESSED, counts[table.name, cell.key]):
                yield f"It shows {place} as {cell.n}, and the frozen snapshot has another number."
