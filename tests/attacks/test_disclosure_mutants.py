"""The attacks are put to a program with a fault planted in it, and to the program as it is.

Knows and wants: as each attack says. Every fault must be found by an attack, and the program as it is must give none of them
anything; what finds what is the table of planted faults in docs/disclosure-control.md, which is compared here.
"""

from pathlib import Path

import pytest
from disclosure_campaign import ATTACKS, Campaign
from mutants import MUTANTS, planted

PAGE = Path(__file__).resolve().parents[2] / "docs" / "disclosure-control.md"
HEAD = "| planted fault | found by |"

QUICK = {
    "zeros shown": ("all or none", ["groups and factors"]),
    "k - 1 for k": ("read off", ["groups and factors"]),
    "N - n forgotten": ("complements", ["groups and factors", "a cross table"]),
    "no complementary suppression": ("margins minus cells", ["levels, k = 4"]),
    "sum of levels (N) forgotten": ("margins minus cells", ["levels, k = 4"]),
    "one linked table forgotten (group × level)": ("every casebook", ["cross"]),
    "factor within group forgotten": ("factor against group", ["a group of three factors"]),
    "implications forgotten": ("elimination", ["linked cross tables"]),
    "intersection bounds forgotten": ("every casebook", ["cross"]),
    "group - factor unprotected": ("factor against group", ["groups and factors"]),
    "levels outside a group unprotected": ("parts of a pair", ["a cross table"]),
    "parts of pairs unprotected": ("parts of a pair", ["pairs"]),
    "beyond an implied level unprotected": ("beyond an implied level", ["an implied level"]),
    "linear relaxation for whole numbers": ("every table", []),
    "pattern forgotten": ("zeros from small", ["levels, k = 4"]),
    "ledger forgotten": ("release r+1 minus release r", []),
    "counted again after a withdrawal": ("withdrawal between releases", []),
    "largest contributor ignored": ("remove the largest contributor", []),
    "two exports taken for two contributors": ("remove the largest contributor", []),
    "certificate: intervals believed": ("forged certificates", []),
    "certificate: tables believed": ("forged certificates", []),
    "certificate: claims believed": ("forged certificates", []),
    "files not padded": ("file shape", []),
    "keys unsorted": ("file shape", []),
}
"""For the normal run, what finds each fault soonest: the attack, and the kind of release it is tried on where it needs one."""


def documented():
    """The table of planted faults: for each, the attacks that find it."""
    rows = PAGE.read_text("utf-8").split(HEAD)[1].split("\n\n")[0].splitlines()[2:]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    return {fault: set(found.split("; ")) for fault, found in cells}


def test_the_documentation_names_every_fault_and_an_attack_that_finds_it():
    table = documented()
    assert set(table) == set(MUTANTS) == set(QUICK)
    for fault, found in table.items():
        assert found, fault
        assert found <= set(ATTACKS), fault
        assert QUICK[fault][0] in found, fault


def test_every_attack_finds_some_fault():
    assert set().union(*documented().values()) == set(ATTACKS)


@pytest.mark.parametrize("fault", MUTANTS)
def test_each_planted_fault_is_found(fault):
    attack, kinds = QUICK[fault]
    with planted(fault):
        assert ATTACKS[attack](Campaign(kinds=tuple(kinds), seeds=24, real_seeds=1))


@pytest.mark.torture
@pytest.mark.parametrize("fault", MUTANTS)
def test_each_planted_fault_is_found_by_the_attacks_that_the_documentation_says(fault):
    with planted(fault):
        campaign = Campaign()
        assert {name for name, attack in ATTACKS.items() if attack(campaign)} == documented()[fault]


@pytest.mark.torture
def test_the_program_as_it_is_gives_no_attack_anything():
    campaign = Campaign(seeds=100, real_seeds=20)
    assert [name for name, attack in ATTACKS.items() if attack(campaign)] == []
