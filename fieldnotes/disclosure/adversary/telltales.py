"""What a file says besides its numbers: length, order of keys, spelling, anything like a time.

The adversary holds the bytes of exports. It wants whatever is not fixed by policy, codebook and counts: that can carry a
message, or say when, where and by whom a file was made.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from fieldnotes.disclosure.layout import Layout

_DIGEST = re.compile(r"[0-9a-f]{32}|[0-9a-f]{64}|SHA256:[A-Za-z0-9+/]{43}")
_LABEL = re.compile(r"[A-Za-z][A-Za-z0-9.-]*")
_TIME = re.compile(r"\d{4}-\d\d|\d\d:\d\d|\b(19|20)\d\d\b|\b1[5-9]\d{8}\b")


def in_payload(raw: bytes, *, cohort: int, layout: Layout) -> list[str]:
    """What a payload says that it should not, as sentences.

    Args:
        raw: its bytes.
        layout: whose labels may stand in it; a level may well look like a time.
        cohort: number of cases N; no honest number in it is larger, but for version and serial numbers below 1,000.
    """
    document = json.loads(raw)
    levels = {level for levels in layout.attributes.values() for level in levels}
    told = []
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
    if raw.rstrip(b"\n") != canonical:
        told.append("keys, spaces or spelling are not the one canonical way")
    for path, value in _leaves(document):
        where = ".".join(path)
        if isinstance(value, (float, bool)):
            told.append(f"{where} is neither a whole number nor a label")
        elif isinstance(value, int) and not 0 <= value <= max(cohort, 999):
            told.append(f"{where} is a number that counts no cases")
        elif isinstance(value, str) and value not in levels and not _DIGEST.fullmatch(value):
            if _TIME.search(value):
                told.append(f"{where} looks like a time")
            elif not _LABEL.fullmatch(value):
                told.append(f"{where} is no label and no digest")
    return told


def in_shape(payloads: Sequence[bytes]) -> list[str]:
    """In what payloads of one policy, one codebook and cohorts that give the same tables differ besides their values."""
    shapes = {json.dumps(_shape(json.loads(raw))) for raw in payloads}
    return ["the order or the set of keys differs between files"] if len(shapes) > 1 else []


def in_lengths(sealed: Sequence[bytes]) -> list[str]:
    """Whether the lengths of sealed exports of one policy tell them apart."""
    lengths = {len(one) for one in sealed}
    return [f"files have {len(lengths)} lengths"] if len(lengths) > 1 else []


def _shape(value: Any) -> Any:
    """Keys in their order, labels of cells, and the types of the rest; intervals are as many as hidden cells."""
    if isinstance(value, dict):
        return [
            [name, inner if name in {"key", "name", "dimensions"} else _shape(inner)]
            for name, inner in value.items()
            if name != "intervals"
        ]
    if isinstance(value, list):
        return [_shape(inner) for inner in value]
    return "value"


def _leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, (*path, name))
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, path)
    elif value is not None:
        yield path, value
