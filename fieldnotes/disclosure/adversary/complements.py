"""Everybody else: the people outside a shown cell. The adversary knows one release and looks at N minus each number."""

from fieldnotes.disclosure.adversary.targets import Learned, Target


def complements(target: Target) -> list[Learned]:
    """Shown cells outside of which there are fewer than k people: as telling as fewer than k inside."""
    return [
        Learned("complements", str(place), target.cohort - count, target.cohort - count)
        for place, count in target.shown.items()
        if target.cohort - count < target.k
    ]


def all_or_none(target: Target) -> list[Learned]:
    """Shown cells that hold everybody or nobody: they tell something about every single person (group disclosure)."""
    return [
        Learned("all or none", str(place), count, count)
        for place, count in target.shown.items()
        if count in {0, target.cohort}
    ]
