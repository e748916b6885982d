import json
import re
from pathlib import Path

import pytest

from fieldnotes.base.errors import DamagedError, RefusedError, WrongUseError
from fieldnotes.base.shipped import shipped
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.disclosure.policy import FLOOR, figures, parse_policy, policy_schema
from fieldnotes.disclosure.strictness import looser_points, stricter_than

RAW = (shipped("exports/policies") / "standard.toml").read_text("utf-8")


def with_number(name: str, value: int) -> str:
    """The standard policy with one number changed."""
    section, key = name.split(".")
    head, tail = RAW.split(f"[{section}]", 1)
    return (
        head
        + f"[{section}]"
        + re.sub(rf"(?m)^{key} = {{ value = \d+", f"{key} = {{ value = {value}", tail, count=1)
    )


def test_the_standard_policy_has_the_numbers_of_the_design(policy):
    assert (policy.export_k, policy.export_cohort, policy.split_cohort) == (5, 15, 20)
    assert (policy.publish_k, policy.publish_cases, policy.publish_researchers) == (10, 60, 5)
    numbers = {name: figure.value for name, figure in figures(policy).items() if name.startswith("tables.")}
    assert numbers == {
        "tables.group": 15,
        "tables.factor": 15,
        "tables.attribute": 20,
        "tables.group_by_attribute": 40,
        "tables.pair": 100,
    }


def test_every_number_has_a_sentence(policy):
    for name, figure in figures(policy).items():
        assert figure.why.endswith("."), name
        assert len(figure.why.split()) > 8, name


def test_every_band_of_the_taxonomy_falls_into_one_of_at_most_four_levels(policy):
    for attribute in load_taxonomy().attributes:
        levels = {policy.coarsen(attribute.id, band.id) for band in attribute.bands}
        assert levels == set(policy.levels(attribute.id))
        assert 2 <= len(levels) <= 4


@pytest.mark.parametrize("name", sorted(FLOOR))
def test_a_number_below_the_floor_is_refused(name):
    assert parse_policy(with_number(name, FLOOR[name]).encode())
    with pytest.raises(RefusedError, match=re.escape(name)):
        parse_policy(with_number(name, FLOOR[name] - 1).encode())


def test_a_larger_split_cohort_than_twenty_is_refused():
    with pytest.raises(RefusedError, match="21"):
        parse_policy(with_number("export.split_cohort", 21).encode())


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff\xfe",
        b"not toml at all [",
        b"format = 'fieldnotes-policy'",
        RAW.replace("fieldnotes-policy", "other-policy").encode(),
        RAW.replace("[tables]", "[tables]\nthree_way = { value = 500, why = 'no' }").encode(),
        RAW.replace(
            '{ id = "deserter", bands = ["deserter"] }', '{ id = "deserter", bands = ["defector"] }'
        ).encode(),
        RAW.replace(
            '{ id = "deserter", bands = ["deserter"] },',
            '{ id = "deserter", bands = ["deserter"] }, { id = "fifth", bands = ["x"] },',
        ).encode(),
        RAW.replace("value = 5,", "value = '5',").encode(),
    ],
    ids=[
        "not UTF-8",
        "not TOML",
        "nearly empty",
        "other format",
        "three-way",
        "band twice",
        "five levels",
        "text",
    ],
)
def test_what_is_not_a_policy_is_refused_in_a_sentence(raw):
    with pytest.raises(DamagedError) as caught:
        parse_policy(raw)
    assert caught.value.problem.endswith(".")


def test_unknown_attributes_and_bands_are_named(policy):
    with pytest.raises(WrongUseError, match="shoe-size"):
        policy.coarsen("shoe-size", "42")
    with pytest.raises(WrongUseError, match="admiral"):
        policy.coarsen("rank", "admiral")


def test_the_hash_is_of_the_bytes(policy):
    other = parse_policy((RAW + "\n").encode())
    assert other.sha256 != policy.sha256
    assert stricter_than(other, policy)


@pytest.mark.parametrize("name", sorted(FLOOR))
def test_a_higher_number_is_stricter_and_never_the_reverse(name, policy):
    higher = parse_policy(with_number(name, FLOOR[name] + (1 if name != "tables.attribute" else 5)).encode())
    assert stricter_than(higher, policy)
    assert [name in point for point in looser_points(policy, higher)] == [True]


def test_a_smaller_split_cohort_is_stricter(policy):
    smaller = parse_policy(with_number("export.split_cohort", 18).encode())
    assert stricter_than(smaller, policy)
    assert not stricter_than(policy, smaller)


def test_fewer_tables_and_coarser_levels_are_stricter(policy):
    without_pairs = parse_policy(re.sub(r"(?m)^pair = .*$", "", RAW).encode())
    assert stricter_than(without_pairs, policy)
    assert not stricter_than(policy, without_pairs)
    fine = '  { id = "alone", bands = ["alone"] },\n  { id = "with-family", bands = ["with-family"] },\n'
    assert fine in RAW
    coarser = parse_policy(
        RAW.replace(fine, '  { id = "alone", bands = ["alone", "with-family"] },\n').encode()
    )
    assert stricter_than(coarser, policy)
    assert looser_points(policy, coarser) == ("manner has finer levels.",)


def test_the_schema_beside_the_policies_is_that_of_the_models():
    written = json.loads((Path(shipped("exports")) / "policy.schema.json").read_text("utf-8"))
    assert written == policy_schema()
