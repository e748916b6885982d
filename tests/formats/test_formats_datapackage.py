import csv
import hashlib
import io
import json

from fieldnotes.base.tables import IntervalCell, IntervalTable
from fieldnotes.formats.csv_tables import interval_table_csv
from fieldnotes.formats.datapackage import INTERVALS, PackageFacts, TableFile, descriptor

FACTS = PackageFacts(
    name="fieldnotes-publication-1",
    title="Title",
    version=1,
    cases=103,
    researchers=6,
    threshold=10,
    policy_sha256="a" * 64,
    taxonomy_version="1.0.0",
    taxonomy_sha256="b" * 64,
    source="A report",
)
PAIR = IntervalTable(
    name="pair",
    dimensions=("group", "group"),
    cells=(
        IntervalCell(key=("a", "b"), lower=12, upper=15),
        IntervalCell(key=("a", "c"), lower=None, upper=None),
    ),
)
FILE = TableFile(PAIR, "tables/pair.csv", "Pairs", interval_table_csv(PAIR, lambda _, level: level))


def document():
    return json.loads(descriptor(FACTS, [FILE]))


def test_what_the_standard_requires_of_a_package_and_a_resource():
    package = document()
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    (resource,) = package["resources"]
    assert resource["name"] == "tables-pair"
    assert resource["type"] == "table"
    assert resource["path"] == "tables/pair.csv"
    assert not resource["path"].startswith(("/", ".."))
    assert "licenses" not in package, "the program does not choose the terms of use"
    assert package["sources"] == [{"title": "A report"}]
    assert INTERVALS in package["description"]


def test_hash_and_size_are_those_of_the_file():
    (resource,) = document()["resources"]
    assert resource["bytes"] == len(FILE.content)
    assert resource["hash"] == "sha256:" + hashlib.sha256(FILE.content).hexdigest()


def test_the_schema_names_exactly_the_columns_of_the_file_in_order():
    (resource,) = document()["resources"]
    header, *body = csv.reader(io.StringIO(FILE.content.decode(), newline=""))
    fields = resource["schema"]["fields"]
    assert [field["name"] for field in fields] == header
    assert set(resource["schema"]["primaryKey"]) <= set(header)
    assert len(set(header)) == len(header)
    for row in body:
        for field, text in zip(fields, row, strict=True):
            if field["type"] == "integer" and text not in resource["schema"]["missingValues"]:
                assert int(text) >= field["constraints"]["minimum"]
            if "enum" in field.get("constraints", {}):
                assert text in field["constraints"]["enum"]


def test_the_descriptor_holds_no_time_and_is_the_same_every_time():
    assert descriptor(FACTS, [FILE]) == descriptor(FACTS, [FILE])
    assert "created" not in document()
