"""What an implied level holds beyond the level that implies it: whoever is still in service has no manner of leaving.

The adversary knows one release and what the codebook declares about levels, and subtracts one level from the other; within
a group, and among everybody.
"""

from fieldnotes.disclosure.adversary.targets import Learned, Place, Target
from fieldnotes.disclosure.layout import ATTRIBUTE_PREFIX, GROUP_BY_PREFIX


def beyond_an_implied_level(target: Target) -> list[Learned]:
    """Fewer than k people at the implied levels who are not at the implying ones."""
    shown = target.shown
    found = []
    for rule in target.layout.implications:
        if target.layout.holds_both_ways(rule):
            continue
        for prefix, within in [
            (ATTRIBUTE_PREFIX, ()),
            *((GROUP_BY_PREFIX, (group,)) for group in target.layout.groups),
        ]:
            wide: list[Place] = [
                (f"{prefix}{rule.implies_attribute}", (*within, level)) for level in rule.implies_levels
            ]
            narrow: list[Place] = [(f"{prefix}{rule.attribute}", (*within, level)) for level in rule.levels]
            if all(place in shown for place in (*wide, *narrow)):
                beyond = sum(shown[place] for place in wide) - sum(shown[place] for place in narrow)
                if beyond < target.k:
                    about = f"{wide} beyond {narrow}"
                    found.append(Learned("beyond an implied level", about, beyond, beyond))
    return found
