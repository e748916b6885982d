"""The JSON schema beside the data is the one that the models make."""

import json
import subprocess
import sys

import pytest
from pydantic import ValidationError

from fieldnotes.base.shipped import shipped
from fieldnotes.codebook.entries import FactorEntry
from fieldnotes.codebook.schema import FILE, schema_text

SCHEMA = json.loads(schema_text())


def test_the_shipped_schema_is_the_generated_one():
    assert (shipped("taxonomy") / FILE).read_text("utf-8") == schema_text(), (
        "make it again: python -m fieldnotes.codebook.schema > taxonomy/taxonomy.schema.json"
    )


def test_the_command_that_the_message_names_prints_it():
    run = subprocess.run(
        [sys.executable, "-m", "fieldnotes.codebook.schema"], capture_output=True, check=True
    )
    assert run.stdout.decode("utf-8") == schema_text()


def test_it_speaks_of_the_three_kinds_of_file():
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    kinds = {reference["$ref"].rpartition("/")[2] for reference in SCHEMA["anyOf"]}
    assert kinds == {"CodebookFile", "AttributesFile", "FactorsFile"}


def test_a_factor_in_the_schema_requires_what_the_model_requires_and_allows_nothing_else():
    factor = SCHEMA["$defs"]["FactorEntry"]
    assert factor["additionalProperties"] is False
    assert set(factor["properties"]) - set(factor["required"]) == {"default_stance", "retired"}
    with pytest.raises(ValidationError) as caught:
        FactorEntry.model_validate({})
    assert {found["loc"][0] for found in caught.value.errors()} == set(factor["required"])
