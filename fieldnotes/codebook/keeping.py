"""A taxonomy as one text that is kept whole, apart from the folder it was read from."""

import json

from pydantic import ValidationError

from fieldnotes.base.errors import DamagedError
from fieldnotes.codebook.models import Taxonomy


def content_of(taxonomy: Taxonomy) -> str:
    """Everything a taxonomy says, in its own order, as JSON; what is absent is left out."""
    content = taxonomy.model_dump(mode="json", exclude_none=True)
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def taxonomy_from(content: str, sha256: str) -> Taxonomy:
    """The taxonomy that :func:`content_of` wrote.

    Args:
        content: the text.
        sha256: the content hash that it must have.

    Raises:
        DamagedError: if it cannot be read or has another hash.
    """
    try:
        taxonomy = Taxonomy.model_validate_json(content)
    except ValidationError:
        taxonomy = None
    if taxonomy is None or taxonomy.sha256 != sha256:
        raise DamagedError(
            "The codebook kept in this vault is damaged.",
            "Restore a backup, or run fieldnotes vault verify.",
        )
    return taxonomy
