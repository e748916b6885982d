"""The descriptor of published tables: ``datapackage.json`` of the Frictionless Data Package standard, version 2.

Each resource also carries the ``profile`` of version 1, so that older readers find the table schema.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fieldnotes.base.tables import IntervalTable
from fieldnotes.formats.csv_tables import (
    HIDDEN,
    LOWER_COLUMN,
    NUMBER,
    RANGE,
    SHOWN_COLUMN,
    UPPER_COLUMN,
    dimension_columns,
)

_PROFILES = "https://datapackage.org/profiles/2.0"

INTERVALS = (
    "The unit of every count is the case: one account of one soldier. A case can raise many factors, so the counts of "
    "factors do not add up to the number of cases. A number is exact when lower equals upper. Where they differ the "
    "true number lies between them, both ends included; any value between them is possible and the middle is not an "
    "estimate. Where both are empty the number is hidden to protect the people interviewed: it may be nought, small or "
    "large, and must not be read as nought."
)
"""How to read the tables, for whoever meets the files without the page."""


@dataclass(frozen=True, slots=True)
class TableFile:
    """One published table as it lies in the folder.

    Attributes:
        table: what it holds.
        path: its place below the descriptor, with forward slashes.
        title: its name in words.
        content: the exact bytes of the file.
    """

    table: IntervalTable
    path: str
    title: str
    content: bytes

    @property
    def name(self) -> str:
        """Its name for programs: the path without ending, hyphens for slashes, lower case."""
        return self.path.removesuffix(".csv").replace("/", "-").lower()

    @property
    def sha256(self) -> str:
        """Hash of the file, 64 hexadecimal characters."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """What the descriptor says of all tables together.

    Attributes:
        name: lower-case letters, digits, hyphens; names the package for programs.
        title: names it for people.
        version: number of the publication, from 1.
        cases: number of cases behind the tables.
        researchers: number of researchers behind the tables.
        threshold: smallest number of people a published count stands for.
        policy_sha256: hash of the redaction policy.
        taxonomy_version: version of the codebook.
        taxonomy_sha256: its content hash.
        source: the work the codebook is grounded in.
    """

    name: str
    title: str
    version: int
    cases: int
    researchers: int
    threshold: int
    policy_sha256: str
    taxonomy_version: str
    taxonomy_sha256: str
    source: str


def descriptor(facts: PackageFacts, files: Sequence[TableFile]) -> bytes:
    """The descriptor as UTF-8 JSON, keys in reading order, one line feed at the end."""
    document = {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": facts.name,
        "title": facts.title,
        "version": f"{facts.version}.0.0",
        "description": f"Redacted totals over {facts.cases} cases from {facts.researchers} researchers. {INTERVALS}",
        "sources": [{"title": facts.source}],
        "resources": [_resource(file) for file in files],
        # Members outside the standard, under one name of our own as the standard allows.
        "fieldnotes": {
            "cases": facts.cases,
            "researchers": facts.researchers,
            "threshold": facts.threshold,
            "policy_sha256": facts.policy_sha256,
            "taxonomy_version": facts.taxonomy_version,
            "taxonomy_sha256": facts.taxonomy_sha256,
        },
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _resource(file: TableFile) -> dict[str, Any]:
    return {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": file.name,
        "title": file.title,
        "path": file.path,
        "type": "table",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(file.content),
        "hash": f"sha256:{file.sha256}",
        "dialect": {
            "delimiter": ",",
            "quoteChar": '"',
            "doubleQuote": True,
            "lineTerminator": "\r\n",
            "header": True,
        },
        "schema": _schema(file.table),
    }


def _schema(table: IntervalTable) -> dict[str, Any]:
    fields: list[dict[str, Any]] = []
    for dimension in dimension_columns(table):
        fields.append(
            {
                "name": dimension,
                "type": "string",
                "description": "Identifier of the level.",
                "constraints": {"required": True},
            }
        )
        fields.append({"name": f"{dimension}-label", "type": "string", "description": "The level in words."})
    count = {"type": "integer", "constraints": {"minimum": 0}}
    fields += [
        {
            "name": LOWER_COLUMN,
            **count,
            "description": "Smallest possible number of cases; empty where hidden.",
        },
        {
            "name": UPPER_COLUMN,
            **count,
            "description": "Largest possible number of cases; empty where hidden.",
        },
        {
            "name": SHOWN_COLUMN,
            "type": "string",
            "description": "number: both ends are equal; range: the number lies between them; hidden: neither is given.",
            "constraints": {"required": True, "enum": [NUMBER, RANGE, HIDDEN]},
        },
    ]
    return {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": fields,
        "primaryKey": dimension_columns(table),
        "missingValues": [""],
    }
