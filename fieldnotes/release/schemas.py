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
from fieldnotes.sealing.fields import LEFT_OUT
from fieldnotes.sealing.invites import Invite
from fieldnotes.sealing.payload import ExportPayload
from fieldnotes.sealing.statements import Statement

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

MODELS: Final[Mapping[str, type[BaseModel]]] = {
    "export.schema.json": ExportPayload,
    "invite.schema.json": Invite,
    "enrolment.schema.json": Enrolment,
    "statement.schema.json": Statement,
}
"""The file in ``exports/`` for each model."""


def schema_bytes(model: type[BaseModel]) -> bytes:
    """The schema file of a model.

    Every field is required, those with a default too: a canonical document spells them all but those that it leaves out
    where they are absent. Sentences of the program
    (titles, descriptions) are left out, so that the hash of a schema changes with the form of what it describes and not
    with its wording; the meaning of each field stands in docs/format-export.md.
    """
    schema = {"$schema": _DIALECT, **_stable(model.model_json_schema())}
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


def _stable(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_stable(value) for value in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(schema.get("properties"), dict):
        properties = {name: _stable(value) for name, value in schema["properties"].items()}
        rest = {name: value for name, value in schema.items() if name != "properties"}
        spelt = sorted(name for name, value in properties.items() if not value.pop(LEFT_OUT, False))
        return _stable(rest) | {"properties": properties, "required": spelt}
    return {
        name: _stable(value)
        for name, value in schema.items()
        if name not in {"title", "description", "default"}
    }
