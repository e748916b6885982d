"""The files of exports/ are what the program makes, and mean what they say."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from fieldnotes.base.errors import DamagedError
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.release import shipping
from fieldnotes.release.describing import preview_lines, preview_record
from fieldnotes.release.layouts import layout_of
from fieldnotes.release.policies import shipped_policy
from fieldnotes.release.schemas import schema_sha256
from fieldnotes.release.sizes import _longest_payload, archive_size
from fieldnotes.release.verification import verify_payload, verify_sealed
from fieldnotes.sealing.canonical import canonical_json
from fieldnotes.sealing.container import smallest_size
from fieldnotes.sealing.payload import parse_payload

EXPORTS = Path(__file__).resolve().parents[2] / "exports"
REMEDY = "run: python -m fieldnotes.release.shipping exports"


@pytest.mark.parametrize("name", sorted(shipping.schema_files()))
def test_the_schemas_are_those_of_the_models(name):
    assert (EXPORTS / name).read_bytes() == shipping.schema_files()[name], REMEDY


def test_a_schema_requires_every_field_that_a_document_spells():
    document = json.loads(next(iter(shipping.sample_files().values())))
    schema = json.loads(shipping.schema_files()["export.schema.json"])
    assert set(schema["required"]) == set(document) == set(schema["properties"])
    certificate = schema["$defs"]["Certificate"]
    assert set(certificate["required"]) == set(document["certificate"])
    assert certificate["additionalProperties"] is schema["additionalProperties"] is False


def test_the_sample_is_made_again_byte_for_byte():
    for name, content in shipping.sample_files().items():
        assert (EXPORTS / name).read_bytes() == content, REMEDY


def test_the_sample_verifies_from_the_file_alone_and_shows_and_hides():
    for name in shipping.sample_files():
        raw = (EXPORTS / name).read_bytes()
        assert verify_payload(raw) == []
        marks = [cell.n for table in parse_payload(raw).tables for cell in table.cells]
        assert 0 < marks.count("S") < len(marks)


def test_writing_the_files_writes_exactly_these(tmp_path):
    assert shipping.main([str(tmp_path)]) == 0
    written = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.json")}
    assert written == set(shipping.schema_files()) | set(shipping.sample_files())
    for name in written:
        assert (tmp_path / name).read_bytes() == (EXPORTS / name).read_bytes(), REMEDY
    assert shipping.main([]) == 2


def test_an_export_names_the_hash_of_the_shipped_schema():
    assert schema_sha256() == hashlib.sha256((EXPORTS / "export.schema.json").read_bytes()).hexdigest()


def test_a_schema_does_not_change_with_the_wording_of_the_program():
    for raw in shipping.schema_files().values():
        assert b'"description": "' not in raw


def test_the_longest_payload_fits_and_nothing_shorter_was_reserved():
    policy = shipped_policy()
    layout = layout_of(load_taxonomy(), policy)
    longest = len(canonical_json(_longest_payload(layout, policy)))
    size = archive_size(layout, policy)
    assert size % 4096 == 0
    assert 0 <= size - smallest_size(longest, 512) < 4096


MUTATIONS = [
    (b'"k":5', b'"k":4'),
    (b'"cohort":20', b'"cohort":21'),
    (rb'"n":(\d+)', b'"n":1\\1'),
    (b'"lower":0', b'"lower":1'),
    (b'"policy":"standard"', b'"policy":"lenient"'),
]


@pytest.mark.parametrize(("old", "new"), MUTATIONS)
def test_a_changed_sample_does_not_verify(old, new):
    raw = (EXPORTS / "samples" / "suppressed-20-cases.json").read_bytes()
    changed = re.sub(old, new, raw, count=1)
    assert changed != raw
    assert verify_payload(changed)


def test_a_sample_with_a_table_left_out_or_a_mark_replaced_does_not_verify():
    raw = (EXPORTS / "samples" / "suppressed-20-cases.json").read_bytes()
    document = json.loads(raw)

    def spelled(changed):
        return json.dumps(changed, sort_keys=True, separators=(",", ":")).encode() + b"\n"

    assert spelled(document) == raw
    fewer = document | {"tables": document["tables"][1:]}
    assert verify_payload(spelled(fewer))
    cells = [cell for table in document["tables"] for cell in table["cells"]]
    hidden = next(cell for cell in cells if cell["n"] == "S")
    hidden["n"] = 3
    assert verify_payload(spelled(document))
    for other in (b"", b"{}", raw[:-2]):
        with pytest.raises(DamagedError):
            verify_payload(other)


def test_an_export_of_another_policy_or_codebook_is_told_as_such():
    raw = (EXPORTS / "samples" / "suppressed-20-cases.json").read_bytes()
    other = load_taxonomy().model_copy(update={"title": "Another"})
    assert other.sha256 != load_taxonomy().sha256 or "sha256" in vars(other)
    document = json.loads(raw)
    for name in ("policy_sha256", "taxonomy_sha256", "schema_sha256"):
        changed = json.loads(raw)
        changed[name] = "0" * 64
        if name in changed["certificate"]:
            changed["certificate"][name] = "0" * 64
        findings = verify_payload(json.dumps(changed, sort_keys=True, separators=(",", ":")).encode() + b"\n")
        assert any("another" in finding for finding in findings), document


def test_a_sealed_file_verifies_with_keys_and_says_when_the_signature_was_not_checked(desk, coordinator):
    desk.approve()
    sealed = desk._outbox.sealed(1)
    (finding,) = verify_sealed(sealed, [coordinator.identity])
    assert "signature was not checked" in finding


def test_the_preview_in_words_hides_what_is_hidden_and_says_why(desk):
    preview = desk.preview()
    lines = preview_lines(preview)
    record = preview_record(preview)
    assert json.loads(json.dumps(record)) == record
    hidden = [cell for table in record["tables"] for cell in table["cells"] if cell["n"] == "S"]
    assert hidden
    assert all({"lower", "upper", "why"} <= set(cell) for cell in hidden)
    assert sum("▒" in line for line in lines) == len(hidden)
    assert any(f"Redaction keeps {preview.share_kept:.0%}" in line for line in lines)
    assert 0 < preview.share_kept < 1
    assert record["ready"] is True


def test_the_reasons_never_stand_in_the_payload(desk):
    preview = desk.preview()
    assert preview.reasons
    for reason in set(preview.reasons.values()):
        assert f'"{reason}"'.encode() not in preview.payload_bytes
