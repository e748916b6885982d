"""Versions of a taxonomy: what differs, what may follow what, and a folder that is written out and read back."""

import os
import sys
from itertools import pairwise
from pathlib import Path
from string import ascii_lowercase

import pytest
from changed_taxonomies import (
    SHIPPED,
    plus,
    rebuilt,
    retiring,
    sound,
    with_factor,
    with_version,
    without_factor,
    write_folder,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.base.errors import DamagedError, WrongUseError
from fieldnotes.base.ids import FactorId
from fieldnotes.codebook.checking import check_taxonomy
from fieldnotes.codebook.differences import Change, differences
from fieldnotes.codebook.entries import Retirement
from fieldnotes.codebook.keeping import content_of, taxonomy_from
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.codebook.models import Role, Taxonomy
from fieldnotes.codebook.reading import LARGEST_FILE, MOST_FACTORS
from fieldnotes.codebook.succession import refusals, successions

DMV, DML, DMP = (
    f"driver.morality.{name}" for name in ("civilian-violence", "lost-legitimacy", "peoples-side")
)
DXP = "driver.exploitation.pay"

WORDS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=8)


@st.composite
def edited(draw: st.DrawFn) -> Taxonomy:
    """The shipped taxonomy with some factors edited, retired or added, in any words."""
    taxonomy = SHIPPED
    factors = [factor.id for factor in SHIPPED.factors]
    for factor in draw(st.lists(st.sampled_from(factors), max_size=4, unique=True)):
        text = " ".join(draw(st.lists(WORDS, min_size=1, max_size=4)))
        match draw(st.sampled_from(("definition", "cues", "retired", "use_when"))):
            case "definition":
                taxonomy = with_factor(taxonomy, factor, definition=text)
            case "cues":
                taxonomy = with_factor(taxonomy, factor, cues={"en": (text.lower(), "a b")})
            case "use_when":
                taxonomy = with_factor(taxonomy, factor, use_when=(text,))
            case _:
                later = draw(st.lists(st.sampled_from(factors), max_size=3, unique=True))
                taxonomy = retiring(taxonomy, "1.1.0", {factor: tuple(one for one in later if one != factor)})
    return with_version(taxonomy, "1.1.0")


@settings(max_examples=30, deadline=None)
@given(edited(), edited())
def test_there_is_no_difference_exactly_where_the_hash_is_the_same(one: Taxonomy, other: Taxonomy) -> None:
    assert differences(one, one) == ()
    assert (differences(one, other) == ()) == (one.sha256 == other.sha256)
    assert len(differences(one, other)) == len(differences(other, one))


@settings(max_examples=30, deadline=None)
@given(edited())
def test_what_is_kept_and_what_is_written_out_is_read_back_as_it_was(taxonomy: Taxonomy) -> None:
    assert taxonomy_from(content_of(taxonomy), taxonomy.sha256) == taxonomy


def test_a_folder_written_out_is_read_back_with_the_same_hash_and_order(tmp_path: Path) -> None:
    quoted = with_factor(
        SHIPPED, DMV, definition='He said "no" \\ and left; ကျွန်တော် မလုပ်ဘူး', use_when=("a", "b")
    )
    taxonomy = sound(retiring(quoted, "1.2.0", {DXP: (DMV, DML), DMP: ()}))
    assert load_taxonomy(write_folder(taxonomy, tmp_path)) == taxonomy


def kinds(new: Taxonomy) -> list[tuple[str, str]]:
    return [(one.id, one.change) for one in differences(SHIPPED, new)]


def test_each_kind_of_difference_has_its_name() -> None:
    assert kinds(plus(SHIPPED, DMV, "orders", "dmo")) == [("driver.morality.orders", Change.ADDED)]
    assert kinds(without_factor(SHIPPED, DMV)) == [(DMV, Change.REMOVED)]
    assert kinds(with_factor(SHIPPED, DMV, label="killing")) == [(DMV, Change.RELABELLED)]
    assert kinds(with_factor(SHIPPED, DMV, definition="Killing.")) == [(DMV, Change.REDEFINED)]
    assert kinds(with_factor(SHIPPED, DMV, dimensions=("security",))) == [(DMV, Change.DIMENSIONS)]
    assert kinds(with_factor(SHIPPED, DMV, example="No.")) == [(DMV, Change.WORDS)]
    assert kinds(with_version(SHIPPED, "1.1.0")) == [("version", Change.WORDS)]
    retired = retiring(SHIPPED, "1.1.0", {DMV: (DML,), DXP: (DMV, DML)})
    assert kinds(retired)[1:] == [(DMV, Change.RETIRED), (DXP, Change.RETIRED)]
    assert kinds(retiring(SHIPPED, "1.1.0", {DXP: (DMV,)}))[1:] == [(DXP, Change.MOVED)], "to another group"
    assert [one.change for one in differences(retired, SHIPPED)][1:] == [Change.RESTORED] * 2


def test_cue_words_are_told_one_by_one() -> None:
    cues = SHIPPED.factor(FactorId(DMV)).cues["en"]
    [found] = differences(
        SHIPPED, with_factor(SHIPPED, DMV, cues={"en": (*cues[1:], "shooting", "burnt down")})
    )
    assert (found.change, found.before, found.after) == (
        Change.CUES,
        f"en: {cues[0]}",
        "en: shooting, burnt down",
    )


def test_retirements_are_followed_to_the_end_however_long_the_way() -> None:
    chain = [factor.id for factor in SHIPPED.factors[:10]]
    steps = {here: (there,) for here, there in pairwise(chain)}
    taxonomy = retiring(SHIPPED, "1.1.0", steps)
    assert [one.target for one in successions(taxonomy)] == [chain[-1]] * 9
    split = retiring(SHIPPED, "1.1.0", {DMV: (DML, DMP), DML: (DMP,), DXP: ()})
    found = {one.factor: (one.successors, one.target) for one in successions(split)}
    assert found == {DMV: ((DMP,), DMP), DML: ((DMP,), DMP), DXP: ((), None)}


def test_a_choice_decides_a_split_and_must_be_one_of_its_parts() -> None:
    split = retiring(SHIPPED, "1.1.0", {DMV: (DML, DMP)})
    assert [one.target for one in successions(split)] == [None]
    assert [one.target for one in successions(split, {FactorId(DMV): FactorId(DMP)})] == [DMP]
    for factor, chosen in ((DMV, DXP), (DXP, DMV)):
        with pytest.raises(WrongUseError):
            successions(split, {FactorId(factor): FactorId(chosen)})


def test_successors_end_even_where_mappings_go_round() -> None:
    """Such a folder is refused; a value made otherwise must not hang the program."""
    going_round = retiring(SHIPPED, "1.1.0", {DMV: (DML,), DML: (DMV, DMP)})
    assert going_round.successors(FactorId(DMV)) == (DMP,)


@pytest.mark.parametrize(
    ("new", "word"),
    [
        (with_factor(SHIPPED, DMV, label="killing"), "raise its version"),
        (with_version(SHIPPED, "0.9.0"), "earlier"),
        (with_version(without_factor(SHIPPED, DMV), "1.1.0"), f"removed instead of retired: {DMV}"),
        (with_version(with_factor(SHIPPED, DMV, role=Role.CONDITION), "1.1.0"), "role"),
    ],
)
def test_what_may_not_follow_is_refused_in_a_sentence(new: Taxonomy, word: str) -> None:
    [sentence] = refusals(SHIPPED, new)
    assert word in sentence


def test_what_may_follow() -> None:
    assert refusals(SHIPPED, SHIPPED) == ()
    assert refusals(SHIPPED, retiring(SHIPPED, "1.10.0", {DMV: (DML,)})) == ()
    assert refusals(with_version(SHIPPED, "1.9.0"), with_version(SHIPPED, "1.10.0")) == (), (
        "numbers, not words"
    )


def test_what_is_kept_is_refused_if_it_is_not_what_its_hash_says() -> None:
    content = content_of(SHIPPED)
    for text in (content[:-1], content.replace("soldier", "officer", 1), "{}", "null"):
        with pytest.raises(DamagedError):
            taxonomy_from(text, SHIPPED.sha256)
    assert rebuilt(SHIPPED).sha256 == SHIPPED.sha256


# Folders that somebody else made.


def test_a_folder_without_end_is_refused_and_read_no_further(folder: Path) -> None:
    head = (folder / "codebook.toml").read_text("utf-8")
    (folder / "codebook.toml").write_text(head + "# " + "x" * LARGEST_FILE, "utf-8")
    assert [(fault.file, fault.problem) for fault in check_taxonomy(folder)] == [
        ("codebook.toml", "is larger than 512 KiB")
    ]


def test_more_factors_than_anybody_codes_with_are_refused(folder: Path) -> None:
    model = (folder / "factors" / "driver.exit.toml").read_text("utf-8")
    entry = model[model.index("[[factor]]") : model.index("[[factor]]", model.index("[[factor]]") + 1)]
    for number in range(10):
        text = 'group = "driver.exit"\n' + entry * (MOST_FACTORS // 10)
        (folder / "factors" / f"more-{number}.toml").write_text(text, "utf-8")
    assert f"holds more than {MOST_FACTORS} factors" in [fault.problem for fault in check_taxonomy(folder)]


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    (folder / "attributes.toml").unlink()
    os.mkfifo(folder / "attributes.toml")
    assert [fault.problem for fault in check_taxonomy(folder)] == ["cannot be opened: it is not a file"]


@pytest.mark.parametrize("words", ["\\u001b]52;c;aGk=\\u0007", "\\u202edlrow", "a\\u0000b"])
def test_words_that_command_a_terminal_are_refused(folder: Path, words: str) -> None:
    file = folder / "factors" / "driver.exit.toml"
    text = file.read_text("utf-8")
    label = next(line for line in text.splitlines() if line.startswith("label"))
    file.write_text(text.replace(label, f'label = "{words}"', 1), "utf-8")
    [fault] = check_taxonomy(folder)
    assert (fault.id, fault.field) == ("driver.exit.cdm", "label")
    assert "control characters" in fault.problem


@pytest.mark.parametrize(
    "mappings", [{DMV: (DMV,)}, {DMV: (DML,), DML: (DMV,)}, {DMV: (DML,), DML: (DMP,), DMP: (DMV,)}]
)
def test_mappings_that_go_round_are_refused(tmp_path: Path, mappings: dict[str, tuple[str, ...]]) -> None:
    taxonomy = sound(retiring(SHIPPED, "1.1.0", mappings))
    faults = check_taxonomy(write_folder(taxonomy, tmp_path))
    assert [fault.id for fault in faults] == list(mappings)
    assert all("leads back to the retired factor itself" in fault.problem for fault in faults)


def test_a_long_way_of_retirements_is_followed_without_end_of_the_stack() -> None:
    chain = [DMV]
    letters = [f"{one}{two}" for one in ascii_lowercase for two in ascii_lowercase]
    added = []
    for number, key in enumerate(letters * 2):
        name = f"driver.morality.{'x' * (1 + number // len(letters))}{key}"
        added.append(SHIPPED.factor(FactorId(DMV)).model_copy(update={"id": name, "key": key}))
        chain.append(name)
    taxonomy = rebuilt(SHIPPED, factors=(*SHIPPED.factors, *added))
    factors = {factor.id: factor for factor in taxonomy.factors}
    for here, there in pairwise(chain):
        later = Retirement(since="1.1.0", replaced_by=(FactorId(there),))
        factors[FactorId(here)] = factors[FactorId(here)].model_copy(update={"retired": later})
    assert len(chain) > sys.getrecursionlimit()
    assert rebuilt(taxonomy, factors=tuple(factors.values())).successors(FactorId(DMV)) == (chain[-1],)
