"""The JSON schema of the files in ``taxonomy/``, made from the models: ``python -m fieldnotes.codebook.schema``."""

import json
import sys

from pydantic.json_schema import models_json_schema

from fieldnotes.codebook.files import AttributesFile, CodebookFile, FactorsFile

FILE = "taxonomy.schema.json"


def schema_text() -> str:
    """The schema as it stands in ``taxonomy/taxonomy.schema.json``: JSON Schema 2020-12, LF at the end.

    It says what a single file may hold. What must hold between files is checked by
    :func:`~fieldnotes.codebook.checking.check_taxonomy`.
    """
    references, definitions = models_json_schema(
        [(model, "validation") for model in (CodebookFile, AttributesFile, FactorsFile)],
        title="A file of a fieldnotes taxonomy, read as TOML",
    )
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **definitions,
        "anyOf": list(references.values()),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
