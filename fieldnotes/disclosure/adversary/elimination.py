"""Solving equations: everything that sums alone determine, across all tables of a release at once.

The adversary knows one release and what levels imply about each other, and eliminates (Gauss). It wants a hidden cell
that is determined, or bounded by an equation without a minus sign, below k; so it finds what no single table shows: that
levels of two attributes count the same people, and that rows minus columns leave one cell.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from fieldnotes.disclosure.adversary.targets import Learned, Place, Target
from fieldnotes.disclosure.layout import ATTRIBUTE_PREFIX, GROUP_BY_PREFIX, LevelImplication

Cell = Hashable
"""Whatever names a hidden cell: a place in a release, or the levels it stands at."""


@dataclass(frozen=True, slots=True)
class Equation:
    """Hidden cells, each with its coefficient, and the number they come to."""

    terms: dict[Cell, Fraction]
    total: Fraction


def exact_cells(target: Target) -> list[Learned]:
    """Hidden cells that equations pin below k, or within k of everybody."""
    found = []
    for equation in eliminate(equations(target)):
        total = equation.total
        names = " + ".join(str(place) for place in equation.terms)
        if len(equation.terms) == 1 and (total < target.k or target.cohort - total < target.k):
            found.append(Learned("elimination", names, int(total), int(total)))
        elif len(equation.terms) > 1 and total < target.k and min(equation.terms.values()) >= 1:
            found.append(Learned("elimination", names, 0, int(total)))
    return found


def eliminate(given: Iterable[Equation]) -> list[Equation]:
    """The reduced form of a system: each equation has a cell that stands in no other. Contradictions are dropped."""
    solved: dict[Cell, Equation] = {}
    for equation in given:
        terms, total = dict(equation.terms), equation.total
        for cell in [one for one in terms if one in solved]:
            total -= _subtract(terms, solved[cell], terms[cell])
        if not terms:
            continue
        pivot, factor = next(iter(terms.items()))
        fresh = Equation({cell: one / factor for cell, one in terms.items()}, total / factor)
        for cell, other in list(solved.items()):
            if pivot in other.terms:
                changed = dict(other.terms)
                less = _subtract(changed, fresh, changed[pivot])
                solved[cell] = Equation(changed, other.total - less)
        solved[pivot] = fresh
    return list(solved.values())


def _subtract(terms: dict[Cell, Fraction], other: Equation, times: Fraction) -> Fraction:
    """Take ``times`` an equation from some terms, in place; what that takes from their total."""
    for cell, factor in other.terms.items():
        left = terms.get(cell, Fraction(0)) - times * factor
        if left:
            terms[cell] = left
        else:
            terms.pop(cell, None)
    return times * other.total


def equations(target: Target) -> Iterator[Equation]:
    """Every sum of which the adversary knows the value, in hidden cells only."""
    shown = target.shown
    for cells, total in target.sums:
        yield _in_hidden(shown, dict.fromkeys(cells, 1), total)
    for rule in target.layout.implications:
        if target.layout.holds_both_ways(rule):
            for coefficients in _same_people(target, rule):
                yield _in_hidden(shown, coefficients, 0)


def _same_people(target: Target, rule: LevelImplication) -> Iterator[dict[Place, int]]:
    """Levels of two attributes that hold the same people, at the margin and within each group."""
    sides = ((rule.attribute, rule.levels, 1), (rule.implies_attribute, rule.implies_levels, -1))
    if all(f"{ATTRIBUTE_PREFIX}{name}" in target.names for name, _, _ in sides):
        yield {
            (f"{ATTRIBUTE_PREFIX}{name}", (level,)): sign for name, levels, sign in sides for level in levels
        }
    if all(f"{GROUP_BY_PREFIX}{name}" in target.names for name, _, _ in sides):
        for group in target.layout.groups:
            yield {
                (f"{GROUP_BY_PREFIX}{name}", (group, level)): sign
                for name, levels, sign in sides
                for level in levels
            }


def _in_hidden(shown: dict[Place, int], coefficients: dict[Place, int], total: int) -> Equation:
    hidden: dict[Cell, Fraction] = {
        place: Fraction(one) for place, one in coefficients.items() if place not in shown
    }
    rest = total - sum(one * shown[place] for place, one in coefficients.items() if place in shown)
    return Equation(hidden, Fraction(rest))
