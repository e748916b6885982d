"""The content hash is of what a taxonomy says: files may be laid out anyhow, a changed word shows."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.base.shipped import shipped
from fieldnotes.codebook.hashing import canonical_form
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.codebook.models import Taxonomy

SHIPPED = load_taxonomy()
DM = "factors/driver.morality.toml"


def toml(value):
    """A value in TOML's inline notation, as differently laid out from the shipped files as can be."""
    if isinstance(value, dict):
        return (
            "{"
            + ",".join(f"{json.dumps(key)}={toml(each)}" for key, each in value.items() if each is not None)
            + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def test_it_is_sha256_in_hexadecimal_and_the_same_every_time():
    assert re.fullmatch(r"[0-9a-f]{64}", SHIPPED.sha256)
    assert load_taxonomy().sha256 == SHIPPED.sha256


def test_the_canonical_form_is_json_with_sorted_keys_and_its_format_named():
    form = canonical_form(SHIPPED)
    content = json.loads(form)
    assert content["format"] == "fieldnotes-taxonomy-1"
    assert len(content["factors"]) == 46
    compact = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert form.decode("utf-8") == compact


@pytest.mark.parametrize(
    ("pattern", "by"),
    [
        (r"\n\n", "\n\n\n\n# a remark\n"),
        (r" = ", "   =\t"),
        (r"\n", "\r\n"),
        (r"(?<=\w) (?=\w+\.\n\"\"\")", "\n   "),
        (r"^", "\ufeff"),
    ],
    ids=["remarks", "spaces", "line ends", "broken lines", "byte order mark"],
)
def test_formatting_keeps_the_hash(pattern, by, folder):
    before = (folder / DM).read_text("utf-8")
    after = re.sub(pattern, by, before)
    assert after != before
    (folder / DM).write_bytes(after.encode())
    assert load_taxonomy(folder).sha256 == SHIPPED.sha256


def test_one_file_written_anew_in_another_notation_and_order_keeps_the_hash(folder):
    fields = {
        "id",
        "key",
        "label",
        "dimensions",
        "default_stance",
        "definition",
        "use_when",
        "do_not_use_when",
    }
    fields |= {"example", "prompts", "cues", "source", "retired"}
    for number, factor in enumerate(reversed(SHIPPED.factors_of("driver.morality"))):
        entry = factor.model_dump(mode="json", include=fields)
        text = f'group="driver.morality"\nfactor=[{toml(entry)}]\n'
        (folder / "factors" / f"part-{number}.toml").write_text(text, "utf-8")
    (folder / DM).unlink()
    taxonomy = load_taxonomy(folder)
    assert taxonomy.factors != SHIPPED.factors
    assert taxonomy.sha256 == SHIPPED.sha256


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_order_does_not_change_the_hash(data):
    shuffled = SHIPPED.model_copy(
        update={
            part: tuple(data.draw(st.permutations(getattr(SHIPPED, part))))
            for part in ("groups", "factors", "attributes", "implications")
        }
    )
    # model_copy carries the cached hash over; a fresh model must compute its own.
    assert Taxonomy.model_validate(shuffled.model_dump()).sha256 == SHIPPED.sha256


@given(
    st.integers(0, 45),
    st.sampled_from(["label", "definition", "example", "source"]),
    st.text("abcxyz", min_size=1),
)
@settings(max_examples=25, deadline=None)
def test_any_changed_word_changes_the_hash(place, field, words):
    content = SHIPPED.model_dump()
    content["factors"][place][field] += f" {words}"
    assert Taxonomy.model_validate(content).sha256 != SHIPPED.sha256


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (DM, 'definition = """\n', 'definition = """\nNearly: '),
        (DM, 'dimensions = ["moral"]', 'dimensions = ["moral", "security"]'),
        (DM, '"civilians", ', ""),
        ("codebook.toml", 'version = "1.0.0"', 'version = "1.0.1"'),
        ("attributes.toml", 'label = "navy"', 'label = "sea forces"'),
        ("attributes.toml", '"other", "not-said"]\n', '"not-said"]\n'),
    ],
    ids=["a definition", "a dimension", "a cue", "the version", "a band", "an implication"],
)  # fmt: skip
def test_each_part_counts(file, old, new, folder, change):
    change(file, old, new)
    assert load_taxonomy(folder).sha256 != SHIPPED.sha256


def test_the_order_of_bands_counts_since_it_is_a_scale():
    content = SHIPPED.model_dump()
    content["attributes"][1]["bands"] = content["attributes"][1]["bands"][::-1]
    assert Taxonomy.model_validate(content).sha256 != SHIPPED.sha256


def test_the_shipped_folder_is_the_one_that_is_loaded():
    assert load_taxonomy(shipped("taxonomy")) == SHIPPED
