"""How often each factor is coded, remembered for as long as nothing but codings is added and removed.

Counting reads every coding; an editor asks after each one. So what was counted last is kept, follows a coding that is added
or removed, and is counted anew after anything else was written, here or by another program.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from fieldnotes.base.ids import CaseId, CoderLabel, FactorId
from fieldnotes.casebook.passages import STANDS, Passages
from fieldnotes.vault.vault import Vault

_By = tuple[CaseId, CoderLabel]

Note = Callable[[str, str, str, int], None]
"""Takes a case, a coder, a factor and by how much its codings grew."""


@dataclass(slots=True)
class _Counted:
    """Codings that stand, by case and coder, then by factor, and what was written when they were counted."""

    stamp: tuple[int, int]
    transaction: int
    codings: defaultdict[_By, Counter[FactorId]]


class Tally:
    """Codings whose words are still there, counted."""

    def __init__(self, vault: Vault, passages: Passages) -> None:
        self._vault = vault
        self._passages = passages
        self._kept: _Counted | None = None

    def per_factor(self) -> Mapping[FactorId, int]:
        """Codings per factor in the whole casebook, by all coders who may be seen; a factor without any is absent."""
        found: Counter[FactorId] = Counter()
        rows = self._vault.connection.execute(
            "SELECT case_id, working FROM second_codings WHERE working IS NOT NULL"
        )
        working = {row["case_id"]: row["working"] for row in rows.fetchall()}
        for (case, coder), factors in self._counted().codings.items():
            if working.get(case, coder) == coder:
                found.update(factors)
        return Counter({factor: count for factor, count in found.items() if count})

    def coded(self, case: CaseId, coder: CoderLabel) -> frozenset[FactorId]:
        """The factors with at least one coding by that coder in a case."""
        factors = self._counted().codings.get((case, coder), Counter())
        return frozenset(factor for factor, count in factors.items() if count)

    @contextmanager
    def following(self) -> Iterator[Note]:
        """Around writing that adds or removes codings, each of which is noted (1 or -1), and changes no other count.

        A coding whose words were deleted counts nowhere and is not noted.
        """
        kept = self._valid()
        self._kept = None
        growth: Counter[tuple[_By, FactorId]] = Counter()

        def note(case: str, coder: str, factor: str, by: int) -> None:
            growth[(CaseId(case), CoderLabel(coder)), FactorId(factor)] += by

        yield note
        if kept is not None:
            for (whose, of_factor), more in growth.items():
                kept.codings[whose][of_factor] += more
            kept.stamp, kept.transaction = self._stamp(), self._vault.transaction_number
            self._kept = kept

    def _counted(self) -> _Counted:
        kept = self._valid()
        if kept is None:
            kept = self._kept = _Counted(self._stamp(), self._vault.transaction_number, self._count())
        return kept

    def _valid(self) -> _Counted | None:
        """What is remembered, unless something was written since, or the transaction it was counted in may have failed."""
        kept = self._kept
        if kept is None or kept.transaction not in (0, self._vault.transaction_number):
            return None
        return kept if kept.stamp == self._stamp() else None

    def _stamp(self) -> tuple[int, int]:
        connection = self._vault.connection
        return connection.total_changes, int(connection.execute("PRAGMA data_version").fetchone()[0])

    def _count(self) -> defaultdict[_By, Counter[FactorId]]:
        rows = self._vault.connection.execute(
            "SELECT i.case_id, c.coder, c.factor, count(*) AS n FROM codings c JOIN passages p ON p.id = c.passage_id"  # noqa: S608 - a constant
            f" JOIN interviews i ON i.id = p.interview_id WHERE {STANDS} GROUP BY i.case_id, c.coder, c.factor",
            (self._passages.turned(),),
        )
        found: defaultdict[_By, Counter[FactorId]] = defaultdict(Counter)
        for row in rows.fetchall():
            found[CaseId(row["case_id"]), CoderLabel(row["coder"])][FactorId(row["factor"])] = int(row["n"])
        return found
