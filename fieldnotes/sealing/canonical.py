"""One way to write a document as bytes, so that a signature and a hash mean the same to every reader."""

import json

from pydantic import BaseModel


def canonical_json(model: BaseModel) -> bytes:
    """The canonical bytes of a document: UTF-8 JSON, keys sorted, no spaces, one line feed at the end.

    Keys are ASCII and numbers are integers throughout, so sorting by code point agrees with RFC 8785 (JSON
    Canonicalization Scheme, section 3.2.3); unlike that scheme a line feed ends the document.
    """
    text = json.dumps(
        model.model_dump(mode="json"),
        ensure_ascii=False,
        allow_nan=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return text.encode("utf-8") + b"\n"
