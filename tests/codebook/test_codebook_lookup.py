"""Looking things up by key, id or label; what is unknown is told with what comes close; retired factors lead on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldnotes.base.errors import WrongUseError
from fieldnotes.codebook.errors import (
    RetiredFactorError,
    UnknownAttributeError,
    UnknownBandError,
    UnknownFactorError,
    UnknownGroupError,
)
from fieldnotes.codebook.loading import load_taxonomy

TAXONOMY = load_taxonomy()
DM = "factors/driver.morality.toml"
DMV = "driver.morality.civilian-violence"
DML = "driver.morality.lost-legitimacy"
DMP = "driver.morality.peoples-side"


@pytest.mark.parametrize("factor", TAXONOMY.factors, ids=lambda factor: factor.key)
def test_every_factor_is_found_by_key_and_id(factor):
    assert TAXONOMY.resolve(factor.key) is factor
    assert TAXONOMY.resolve(f" {factor.id.upper()} ") is factor
    assert TAXONOMY.resolve_active(factor.key) is factor
    assert TAXONOMY.factor(factor.id) is factor


@pytest.mark.parametrize(
    ("asked", "close"),
    [
        ("civilian-violense", DMV),
        ("driver.moralty.civilian-violence", DMV),
        ("forced labor", "driver.exploitation.forced-labour"),
        ("low pay", "driver.exploitation.pay"),
        ("patronge", "obstacle.hierarchy.patronage"),
        ("uax", "uncertain.resistance.welcome"),
    ],
)
def test_an_unknown_factor_is_told_with_what_comes_close(asked, close):
    with pytest.raises(UnknownFactorError) as caught:
        TAXONOMY.resolve(asked)
    assert caught.value.exit_code == 2
    assert close in caught.value.close
    assert close in str(caught.value)
    assert repr(asked) in str(caught.value)


def test_a_factor_that_resembles_nothing_gets_a_remedy_all_the_same():
    with pytest.raises(UnknownFactorError, match="taxonomy list"):
        TAXONOMY.resolve("qqqqqqqq")


@given(st.text(max_size=30))
def test_no_input_breaks_the_lookup(asked):
    known = {name for factor in TAXONOMY.factors for name in (factor.key, factor.id)}
    if asked.strip().casefold() in known:
        assert TAXONOMY.resolve(asked)
    else:
        with pytest.raises(UnknownFactorError) as caught:
            TAXONOMY.resolve(asked)
        assert len(caught.value.close) <= 3


def test_groups_are_found_by_id_and_key():
    assert TAXONOMY.group("driver.exit") is TAXONOMY.group("de")
    assert [factor.key for factor in TAXONOMY.factors_of("de")] == ["dec", "den", "deh", "deo"]
    with pytest.raises(UnknownGroupError, match=r"driver\.morality"):
        TAXONOMY.factors_of("driver.luck")


@pytest.mark.parametrize(
    ("attribute", "band", "wanted"),
    [
        ("rank", "other ranks", ("rank", "other-ranks")),
        ("Rank band", "Other Ranks", ("rank", "other-ranks")),
        ("age", "25-34", ("age", "25-34")),
        ("age band", "25–34", ("age", "25-34")),
        ("period", "feb-apr-2021", ("period", "feb-apr-2021")),
        ("period of leaving", "Feb–Apr 2021", ("period", "feb-apr-2021")),
        ("position", "in service and resisting", ("position", "in-service-and-resisting")),
    ],
)
def test_bands_are_found_by_id_and_label(attribute, band, wanted):
    assert TAXONOMY.resolve_band(attribute, band) == wanted


def test_unknown_attributes_and_bands_list_what_there_is():
    with pytest.raises(UnknownAttributeError, match="position, rank, branch"):
        TAXONOMY.resolve_band("religion", "other")
    with pytest.raises(UnknownBandError, match="25–34"):
        TAXONOMY.resolve_band("age", "27")
    with pytest.raises(WrongUseError):
        TAXONOMY.attribute("religion")


def retire(change, factor_id, successors):
    change(
        DM,
        f'id = "{factor_id}"',
        f'id = "{factor_id}"\nretired = {{ since = "1.0.0", replaced_by = {successors} }}',
    )


def without_references_to(folder, factor_id):
    """Turns every *use this one instead* that names the factor into *code nothing*."""
    for path in (folder / "factors").iterdir():
        path.write_text(path.read_text("utf-8").replace(f', instead = "{factor_id}"', ""), "utf-8")


def test_a_retired_factor_is_kept_is_not_coded_any_more_and_leads_to_its_successors(folder, change):
    without_references_to(folder, DMV)
    without_references_to(folder, DML)
    retire(change, DMV, f'["{DML}"]')
    retire(change, DML, f'["{DMP}", "driver.exit.cdm"]')
    taxonomy = load_taxonomy(folder)
    assert len(taxonomy.factors) == 46
    assert len(taxonomy.active_factors) == 44
    assert taxonomy.resolve("dmv").retired.since == "1.0.0"
    assert [factor.key for factor in taxonomy.factors_of("driver.morality")] == ["dmc", "dmp"]
    assert taxonomy.successors(DMV) == (DMP, "driver.exit.cdm")
    assert taxonomy.successors(DMP) == (DMP,)
    assert DMV not in taxonomy.close_matches("civilian-violense")
    with pytest.raises(RetiredFactorError, match=r"driver\.exit\.cdm"):
        taxonomy.resolve_active("dmv")
    assert taxonomy.sha256 != TAXONOMY.sha256


def test_a_retired_factor_may_have_no_successor(folder, change):
    without_references_to(folder, DMV)
    retire(change, DMV, "[]")
    taxonomy = load_taxonomy(folder)
    assert taxonomy.successors(DMV) == ()
    with pytest.raises(RetiredFactorError, match="Nothing replaces it"):
        taxonomy.resolve_active(DMV)
