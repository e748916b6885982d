"""Faulty entries patched with stand-ins, so that one fault in an entry does not hide the others.

A patched entry serves the checks only: a faulty taxonomy is never loaded, and faults found in a stand-in are dropped.
"""

import copy
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from fieldnotes.codebook.entries import Entry

E = TypeVar("E", bound=Entry)

_ROUNDS = 4
"""Each round mends one level of nesting; entries have three."""

_WORDS = "(faulty)"
_FACTOR = "faulty.faulty.faulty"
_STAND_INS: dict[str, dict[str, Any]] = {
    "FactorEntry": {
        "id": _FACTOR,
        "key": "qqx",
        "dimensions": ["moral"],
        "use_when": [_WORDS],
        "do_not_use_when": [{"text": _WORDS}],
        "prompts": [_WORDS],
        "cues": {"en": [_WORDS]},
        "since": "0.0.0",
    },
    "Group": {"id": "faulty.faulty", "key": "qx", "role": "driver"},
    "Attribute": {"id": "faulty", "bands": [{}, {}]},
    "Implication": {
        "attribute": "faulty",
        "bands": ["faulty"],
        "implies_attribute": "faulty",
        "implies_bands": ["faulty"],
    },
    "CodebookHead": {"version": "9999.0.0", "dimensions": {}},
    "FactorsHead": {"group": "faulty.faulty"},
}
"""What stands in for a missing field; any other field is words."""


def patched(model: type[E], raw: object) -> E | None:
    """The entry with stand-ins for whatever is faulty; ``None`` if it is no entry at all or cannot be patched."""
    if not isinstance(raw, dict):
        return None
    patient = copy.deepcopy(raw)
    for _ in range(_ROUNDS):
        try:
            return model.model_validate(patient)
        except ValidationError as error:
            for found in error.errors(include_url=False):
                _patch(patient, found, _STAND_INS.get(model.__name__, {}))
    return None


def _patch(patient: dict[str, Any], found: ErrorDetails, stand_ins: dict[str, Any]) -> None:
    """Give what is missing a stand-in; take out what is faulty, so that the next round finds it missing."""
    *path, last = (part for part in found["loc"] if part != "[key]")
    parent: Any = patient
    for part in path:
        parent = parent[part]
    if isinstance(parent, list):
        # Taking an item out would move those after it, and their faults would be told in the wrong place.
        of_list = stand_ins.get(str(path[-1]), [_WORDS])
        parent[int(last)] = copy.deepcopy(of_list[0]) if of_list else _WORDS
    elif found["type"] == "missing":
        parent[last] = copy.deepcopy(stand_ins.get(str(last), _WORDS))
    else:
        parent.pop(last, None)
