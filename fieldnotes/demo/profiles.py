"""Profiles: who the invented cases are about, and what such a person tends to speak of."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from fieldnotes.base.ids import FactorId
from fieldnotes.demo.library import read_profiles


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of speaker.

    Attributes:
        name: what it is, for a reader of the data.
        weight: how often it is drawn, against the others.
        bands: for every attribute its bands, each with a weight.
        groups: the chance, 0 to 1, that such a case speaks of a group of factors.
    """

    name: str
    weight: int
    bands: Mapping[str, Mapping[str, int]]
    groups: Mapping[str, float]


@cache
def profiles() -> tuple[Profile, ...]:
    """All profiles, in the order of the data."""
    raw = read_profiles()
    return tuple(
        Profile(entry["name"], entry["weight"], entry["bands"], raw["groups"] | entry.get("groups", {}))
        for entry in raw["profile"]
    )


def draw_profile(dice: random.Random) -> Profile:
    """A profile, by weight."""
    everyone = profiles()
    return dice.choices(everyone, weights=[profile.weight for profile in everyone])[0]


def draw_bands(profile: Profile, dice: random.Random) -> dict[str, str]:
    """One band for every attribute."""
    return {
        attribute: dice.choices(list(bands), weights=list(bands.values()))[0]
        for attribute, bands in profile.bands.items()
    }


def draw_factors(profile: Profile, dice: random.Random) -> list[FactorId]:
    """The factors that a case speaks of, at least one of each group it speaks of, in the order of the data."""
    within: Mapping[str, float] = read_profiles()["factors"]
    drawn: list[FactorId] = []
    for group, chance in profile.groups.items():
        spoken_of = dice.random() < chance
        members = {factor: p for factor, p in within.items() if factor.rpartition(".")[0] == group}
        hits = [factor for factor, p in members.items() if dice.random() < p]
        if spoken_of:
            drawn += [
                FactorId(factor) for factor in hits or [max(members, key=lambda factor: members[factor])]
            ]
    return drawn
