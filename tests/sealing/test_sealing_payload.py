"""A payload has one spelling, and its type leaves no room for text."""

import json
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import StringConstraints, TypeAdapter, ValidationError

from fieldnotes.base.errors import DamagedError
from fieldnotes.sealing.canonical import canonical_json
from fieldnotes.sealing.payload import MAX_PAYLOAD_BYTES, ExportPayload, parse_payload


def test_canonical_bytes_come_back_as_the_same_payload(payload):
    raw = canonical_json(payload)
    assert parse_payload(raw) == payload
    assert raw.endswith(b"}\n")
    assert raw.count(b"\n") == 1
    assert b" " not in raw
    document = json.loads(raw)
    assert list(document) == sorted(document)


def test_other_spellings_of_the_same_payload_are_refused(payload):
    document = json.loads(canonical_json(payload))
    spaced = json.dumps(document, sort_keys=True).encode() + b"\n"
    unsorted = json.dumps(dict(reversed(document.items())), separators=(",", ":")).encode() + b"\n"
    raw = canonical_json(payload)
    twice = raw.replace(b'"epoch":1', b'"epoch":1,"epoch":1')
    escaped = raw.replace(b'"fieldnotes-export"', b'"fieldnotes-\\u0065xport"')
    floating = raw.replace(b'"epoch":1', b'"epoch":1.0')
    truth = raw.replace(b'"version":1', b'"version":true')
    for other in (
        spaced,
        unsorted,
        raw[:-1],
        raw + b"\n",
        b"\xef\xbb\xbf" + raw,
        twice,
        escaped,
        floating,
        truth,
    ):
        assert other != raw
        with pytest.raises(DamagedError):
            parse_payload(other)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("format", "fieldnotes-invite"),
        ("version", 2),
        ("kind", "plain"),
        ("kind", "split"),
        ("kind", "void"),
        ("project", "my project"),
        ("recipients", []),
        ("recipients", ["f" * 64, "0" * 64]),
        ("recipients", ["0" * 64, "0" * 64]),
        ("recipients", ["0" * 64] * 17),
        ("device", "SHA256:short"),
        ("epoch", 0),
        ("epoch", 1_000_000),
        ("number", 2),
        ("number", "1"),
        ("previous", "0" * 64),
        ("policy_sha256", "0" * 64),
        ("taxonomy_sha256", "0" * 64),
        ("schema_sha256", "0" * 63),
        ("tables", []),
        ("certificate", None),
        ("note", "she told me that she left at night"),
    ],
)
def test_a_field_of_another_form_is_refused(payload, field, value):
    document = json.loads(canonical_json(payload))
    document[field] = value
    raw = json.dumps(document, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    with pytest.raises(DamagedError) as caught:
        parse_payload(raw)
    assert "she told me" not in str(caught.value)


def test_a_table_cannot_stand_twice(payload, payload_with):
    with pytest.raises(ValidationError):
        payload_with(tables=payload.tables * 2)


def test_void_takes_a_number_and_holds_nothing(payload_with):
    void = payload_with(kind="void", tables=(), certificate=None)
    assert parse_payload(canonical_json(void)) == void


def test_too_long_is_refused_before_parsing():
    with pytest.raises(DamagedError, match="too long"):
        parse_payload(b"[" * (MAX_PAYLOAD_BYTES + 1))


def _patterns(schema):
    """The patterns of every free string in a JSON schema."""
    if isinstance(schema, dict):
        if schema.get("type") == "string" and "const" not in schema and "enum" not in schema:
            yield schema["pattern"]
        schema = list(schema.values())
    if isinstance(schema, list):
        for part in schema:
            yield from _patterns(part)


TEXT_FIELDS = [
    TypeAdapter(Annotated[str, StringConstraints(pattern=pattern)])
    for pattern in sorted(set(_patterns(ExportPayload.model_json_schema())))
]


@given(st.text(max_size=200) | st.from_regex(r"[A-Za-z0-9]{1,8}[ \n\t][a-z]{1,8}"))
def test_no_sentence_fits_into_any_text_field(text):
    # Whatever stands in a string of a payload is a label, a digest or a fingerprint: no space, no line feed.
    assert len(TEXT_FIELDS) >= 4
    for field in TEXT_FIELDS:
        try:
            field.validate_python(text)
        except ValidationError:
            continue
        assert not any(character.isspace() for character in text)


@given(st.binary(max_size=400))
def test_junk_is_damage_never_a_crash(raw):
    with pytest.raises(DamagedError):
        parse_payload(raw)


def test_deep_nesting_is_damage_never_a_crash():
    with pytest.raises(DamagedError):
        parse_payload(b"[" * 100_000)
    with pytest.raises(DamagedError):
        parse_payload(b'{"tables":' * 50_000)
