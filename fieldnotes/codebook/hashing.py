"""The content hash of a taxonomy: of what it says, not of how its files look."""

import hashlib
import json
from typing import Any

from pydantic import BaseModel

HASH_FORMAT = "fieldnotes-taxonomy-1"
"""Stands inside what is hashed; it changes when the canonical form does."""


def canonical_form(taxonomy: BaseModel) -> bytes:
    """What is hashed: JSON in UTF-8 with sorted keys and no spaces.

    Absent fields are left out, so that a field added to the models later, optional and absent, changes no hash.

    Groups, factors, attributes and implications are sorted, so that moving them between or within files changes
    nothing. The order of bands is kept: it is the order of a scale.
    """
    content: dict[str, Any] = taxonomy.model_dump(mode="json", exclude_none=True)
    for part in ("groups", "factors", "attributes"):
        content[part] = sorted(content[part], key=lambda entry: str(entry["id"]))
    content["implications"] = sorted(content["implications"], key=_json)
    return _json({"format": HASH_FORMAT, **content}).encode()


def content_sha256(taxonomy: BaseModel) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal characters."""
    return hashlib.sha256(canonical_form(taxonomy)).hexdigest()


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
