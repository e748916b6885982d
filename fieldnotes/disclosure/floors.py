"""What published margins alone put under an intersection (a + b - N): reported, and not counted as given away."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from fieldnotes.disclosure.attacker import Attacker, Place, is_inner
from fieldnotes.disclosure.exploring import Question
from fieldnotes.disclosure.quantities import Quantity
from fieldnotes.disclosure.ranges import Solver
from fieldnotes.disclosure.rules import Interval

if TYPE_CHECKING:
    from fieldnotes.disclosure.programs import Terms


class Floors:
    """The floor under each of some quantities, as margins are hidden or shown."""

    def __init__(self, attacker: Attacker, quantities: Sequence[Quantity]) -> None:
        self._quantities = quantities
        margins = [name for name in attacker.tables if not is_inner(name)]
        self._margins = Attacker(
            attacker.layout, margins, attacker.cohort
        )  # the same cells, the same indices
        self._solver = Solver(self._margins.program)
        self._domains: list[Interval] = []
        self._standing_on: dict[int, list[int]] = {}
        for at, quantity in enumerate(quantities):
            for index, _ in quantity.floor or ():
                self._standing_on.setdefault(index, []).append(at)
        self._lowest: dict[Terms, int] = {}

    def move(self, known: Mapping[Place, Interval]) -> set[int]:
        """Take in what is known now; the quantities, by their place, whose floor may have changed.

        Raises:
            ContradictionError: if no counts agree with the margins that are known.
        """
        self._domains = self._margins.domains(
            {place: interval for place, interval in known.items() if not is_inner(place[0])}
        )
        changed = {
            at for index in self._solver.move(self._domains) for at in self._standing_on.get(index, ())
        }
        for at in changed:
            self._lowest.pop(self._quantities[at].floor or (), None)
        return changed

    def under(self, asked: Sequence[int]) -> list[int]:
        """The floor under each of the quantities at these places; zero where it is no intersection."""
        floors = [self._quantities[at].floor for at in asked]
        missing = list(dict.fromkeys(one for one in floors if one is not None and one not in self._lowest))
        found = self._solver.ranges(self._domains, [Question(terms) for terms in missing])
        self._lowest |= {terms: one.interval.lower for terms, one in zip(missing, found, strict=True)}
        return [
            0 if floor is None else max(0, self._lowest[floor] + self._quantities[at].floor_constant)
            for at, floor in zip(asked, floors, strict=True)
        ]
