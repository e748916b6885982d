"""The JSON schemas of what leaves and enters, made from the models. Knows no casebook: a coordinator uses it too."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from pydantic import BaseModel

from fieldnotes.base.errors import DamagedError
from fieldnotes.base.shipped import shipped
from fieldnotes.sealing.enrolments import Enrolment
from fieldnotes.sealing.invites import Invite
from fieldnotes.sealing.payload import ExportPayload

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

MODELS: Final[Mapping[str, type[BaseModel]]] = {
    "export.schema.json": ExportPayload,
    "invite.schema.json": Invite,
    "enrolment.schema.json": Enrolment,
}
"""The file in ``exports/`` for each model."""


def schema_bytes(model: type[BaseModel]) -> bytes:
    """The schema file of a model.

    Sentences of the program (titles, descriptions) are left out, so that the hash of a schema changes with the form
    of what it describes and not with its wording; the meaning of each field stands in docs/format-export.md.
    """
    schema = {"$schema": _DIALECT, **_without_words(model.model_json_schema())}
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False).encode("utf-8") + b"\n"


@cache
def schema_sha256() -> str:
    """Hash of the shipped ``exports/export.schema.json``, as every export names it.

    Of the file rather than of a schema generated now: another version of pydantic may order a schema differently.

    Raises:
        DamagedError: if the installation lacks the file.
    """
    try:
        raw = shipped("exports/export.schema.json").read_bytes()
    except OSError as error:
        raise DamagedError("The export schema cannot be read.", "Install fieldnotes again.") from error
    return hashlib.sha256(raw).hexdigest()


def _without_words(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {
            name: _without_words(value)
            for name, value in schema.items()
            if not (name in {"title", "description"} and isinstance(value, str))
        }
    if isinstance(schema, list):
        return [_without_words(value) for value in schema]
    return schema
