"""Checks of what waits to leave: integers, suppression marks and labels from closed sets, and nothing else.

Read from the JSON that was signed, with rules of its own rather than the models that wrote it, so that a change there
does not change what is checked.
"""

import json
import re
from collections.abc import Iterator, Mapping

from fieldnotes.assurance.verdicts import Check, judge
from fieldnotes.codebook.models import Taxonomy

_HEX = re.compile(r"[0-9a-f]{32}(?:[0-9a-f]{32})?")
_DEVICE = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")
_TABLE = re.compile(r"group|factor|pair|(?:attribute\.|group-by-)[a-z]+")
_FIELDS = {
    "format", "version", "kind", "project", "recipients", "device", "epoch", "number", "previous", "policy_sha256",
    "taxonomy_sha256", "schema_sha256", "tables", "certificate", "name", "dimensions", "cells", "key", "n", "policy",
    "k", "cohort", "intervals", "table", "lower", "upper",
}  # fmt: skip
_FIXED = {"fieldnotes-export", "suppressed", "split", "void", "S"}


def outbox_holds_only_tables(payloads: Mapping[int, bytes], taxonomy: Taxonomy, levels: set[str]) -> Check:
    """Whether every released payload holds integers and known labels only.

    Args:
        payloads: the signed bytes by number.
        taxonomy: whose ids are the only names of rows.
        levels: the coarse levels that the policy knows.
    """
    known = _FIXED | levels | _names(taxonomy)
    strange = {
        number: found
        for number, raw in payloads.items()
        if (found := [path for path, value in _leaves(json.loads(raw)) if not _may_leave(value, known)])
    }
    leaves = sum(1 for raw in payloads.values() for _ in _leaves(json.loads(raw)))
    return judge(
        "outbox-holds-only-tables",
        holds=not strange,
        # The place is named and never the value, which would be the very thing that must not be shown.
        evidence=f"{len(payloads)} exports with {leaves} values read; "
        + (
            f"neither integer nor known label at {strange}."
            if strange
            else "all integers, hashes or known labels."
        ),
        do="Do not push: keep the machine offline and tell whoever maintains fieldnotes.",
    )


def _names(taxonomy: Taxonomy) -> set[str]:
    return (
        {str(factor.id) for factor in taxonomy.factors}
        | {str(group.id) for group in taxonomy.groups}
        | {str(attribute.id) for attribute in taxonomy.attributes}
    )


def _may_leave(value: object, known: set[str]) -> bool:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return True
    return isinstance(value, str) and (
        value in known or any(pattern.fullmatch(value) for pattern in (_HEX, _DEVICE, _TABLE))
    )


def _leaves(value: object, path: str = "$") -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in _FIELDS:
                yield from _leaves(inner, f"{path}.{name}")
            else:
                yield f"{path}, a field that no export has", {}
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{place}]")
    else:
        yield path, value
