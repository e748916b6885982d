"""A factor lies within its group: compare the two. The adversary knows one release and the codebook."""

from fieldnotes.disclosure.adversary.targets import Learned, Target
from fieldnotes.disclosure.layout import FACTOR, GROUP


def factor_against_group(target: Target) -> list[Learned]:
    """Few in the group beyond one factor, or few left for the one factor that is hidden."""
    shown = target.shown
    found = []
    for group, members in target.layout.groups.items():
        if (GROUP, (group,)) not in shown or FACTOR not in target.names:
            continue
        whole = shown[GROUP, (group,)]
        counts = {factor: shown[FACTOR, (factor,)] for factor in members if (FACTOR, (factor,)) in shown}
        for factor, count in counts.items():
            if len(members) > 1 and whole - count < target.k:
                found.append(
                    Learned("factor against group", f"{group} without {factor}", whole - count, whole - count)
                )
        missing = [factor for factor in members if factor not in counts]
        least = whole - sum(counts.values())
        if len(missing) == 1 and 0 < least < target.k:
            found.append(Learned("factor against group", missing[0], least, whole))
    return found
