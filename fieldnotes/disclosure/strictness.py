"""Comparing two policies: a vault takes a stricter one, never a looser one."""

from fieldnotes.disclosure.policy import Coarsening, Policy, figures

_SMALLER_IS_STRICTER = frozenset({"export.split_cohort"})


def looser_points(policy: Policy, than: Policy) -> tuple[str, ...]:
    """Where ``policy`` is looser than ``than``, as sentences; empty if nowhere.

    A number is looser if it is smaller (the largest split cohort: if it is larger); a table is looser if it is given
    at all where the other gives none; a coarsening is looser if it tells apart two bands that the other puts together.
    """
    points = []
    theirs = figures(than)
    for name, figure in figures(policy).items():
        if figure is None:
            continue
        other = theirs[name]
        if other is None:
            points.append(f"{name} is given, where the other policy never gives it.")
        elif name in _SMALLER_IS_STRICTER and figure.value > other.value:
            points.append(f"{name} is {figure.value}, more than {other.value}.")
        elif name not in _SMALLER_IS_STRICTER and figure.value < other.value:
            points.append(f"{name} is {figure.value}, less than {other.value}.")
    for attribute, coarsening in policy.coarsening.items():
        reference = than.coarsening.get(attribute)
        if reference is None:
            points.append(f"{attribute} is released, where the other policy never releases it.")
        elif not _coarser_or_equal(coarsening, reference):
            points.append(f"{attribute} has finer levels.")
    return tuple(points)


def stricter_than(policy: Policy, than: Policy) -> bool:
    """Whether ``policy`` is nowhere looser than ``than``; a policy counts as stricter than its equal."""
    return not looser_points(policy, than)


def same_levels(policy: Policy, other: Policy) -> bool:
    """Whether two policies put the same bands into the same levels, so that counts under both can be added up."""
    return _levels(policy) == _levels(other)


def _levels(policy: Policy) -> dict[str, tuple[tuple[str, frozenset[str]], ...]]:
    return {
        attribute: tuple((str(level.id), frozenset(map(str, level.bands))) for level in coarsening.levels)
        for attribute, coarsening in policy.coarsening.items()
    }


def _coarser_or_equal(coarsening: Coarsening, reference: Coarsening) -> bool:
    level_of = {band: level.id for level in coarsening.levels for band in level.bands}
    known = {band for level in reference.levels for band in level.bands}
    if set(level_of) != known:
        return False
    return all(len({level_of[band] for band in level.bands}) == 1 for level in reference.levels)
