"""Every attack that needs one release and nothing else: what a drill runs over an export."""

from collections.abc import Callable, Mapping
from typing import Final

from fieldnotes.disclosure.adversary.bonferroni import triples_from_pairs
from fieldnotes.disclosure.adversary.complements import all_or_none, complements
from fieldnotes.disclosure.adversary.elimination import exact_cells
from fieldnotes.disclosure.adversary.implied import beyond_an_implied_level
from fieldnotes.disclosure.adversary.inclusion import factor_against_group
from fieldnotes.disclosure.adversary.intersections import parts_of_a_pair
from fieldnotes.disclosure.adversary.sums import margins_minus_cells
from fieldnotes.disclosure.adversary.targets import Learned, Target
from fieldnotes.disclosure.adversary.threshold import read_off
from fieldnotes.disclosure.adversary.zeros import zeros_from_small

Attack = Callable[[Target], list[Learned]]

PROOFS: Final[Mapping[str, Attack]] = {
    "read off": read_off,
    "margins minus cells": margins_minus_cells,
    "complements": complements,
    "all or none": all_or_none,
    "factor against group": factor_against_group,
    "parts of a pair": parts_of_a_pair,
    "beyond an implied level": beyond_an_implied_level,
    "elimination": exact_cells,
    "pairs to triples": triples_from_pairs,
}
"""Attacks by name that hold for any counts of people, so also for what is left after subtracting some."""

ATTACKS: Final[Mapping[str, Attack]] = {**PROOFS, "zeros from small": zeros_from_small}
"""Every attack on one release; the last reasons about why cells are hidden, so it needs a whole release."""


def attack(target: Target) -> list[Learned]:
    """Everything that the attacks on one release learn."""
    return [learned for one in ATTACKS.values() for learned in one(target)]


def prove(target: Target) -> list[Learned]:
    """Everything that the attacks learn which do not reason about why cells are hidden."""
    return [learned for one in PROOFS.values() for learned in one(target)]
