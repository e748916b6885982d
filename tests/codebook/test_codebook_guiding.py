"""The guide's questions lead to every factor exactly once."""

from collections import Counter

from changed_taxonomies import retiring

from fieldnotes.base.ids import FactorId
from fieldnotes.codebook.guiding import SUBJECTS, boundaries, groups_about, retirement, subject_of
from fieldnotes.codebook.loading import load_taxonomy

TAXONOMY = load_taxonomy()


def test_every_active_factor_is_reached_by_one_way_only() -> None:
    reached = Counter(
        factor.id
        for subject in SUBJECTS
        for group in groups_about(TAXONOMY, subject)
        for factor in TAXONOMY.factors_of(group.id)
    )
    assert reached == Counter(factor.id for factor in TAXONOMY.active_factors)
    assert set(reached.values()) == {1}


def test_a_group_is_found_under_its_subject() -> None:
    assert {group.key: subject_of(TAXONOMY, group.id).name for group in TAXONOMY.groups} == {
        "dm": "leaving", "dx": "leaving", "di": "leaving", "de": "leaving", "ds": "leaving",
        "op": "staying", "oi": "staying", "sh": "staying", "se": "staying", "sn": "staying",
        "ua": "armed resistance", "cp": "what would have to change",
    }  # fmt: skip


def test_a_boundary_names_the_key_of_what_fits() -> None:
    cdm = TAXONOMY.factor(FactorId("driver.exit.cdm"))
    assert [sentence[-16:] for sentence in boundaries(cdm, TAXONOMY)] == [
        "Use dmp instead.",
        "Use dis instead.",
        "Use den instead.",
    ]


def test_a_retired_factor_says_what_to_use() -> None:
    cdm, networks, help_ = (FactorId(f"driver.exit.{name}") for name in ("cdm", "networks", "civilian-help"))
    new = retiring(TAXONOMY, "1.1.0", {cdm: (networks, help_), networks: ()})
    assert retirement(new.factor(cdm), new) == "Retired since version 1.1.0; use deh."
    assert retirement(new.factor(networks), new) == "Retired since version 1.1.0; nothing replaces it."
    assert retirement(new.factor(help_), new) == ""
