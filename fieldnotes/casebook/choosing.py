"""Which cases a list shows, and in which order: one grammar for both faces.

A filter is words with spaces between them; a case is shown if each fits. ``C1`` is part of a label, ``publish`` a purpose
consented to, ``dmv`` a factor raised, ``major`` a band; also ``complete``, ``released``, ``unsettled``, ``copy`` and ``due``. A colon says which is
meant (``consent:publish``, ``raised:dmv``, ``rank:major``), and a ``-`` before a word says that it must not fit.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.blinding import ACTING
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.passages import STANDS
from fieldnotes.casebook.records import CaseSummary
from fieldnotes.casebook.summaries import reading_order
from fieldnotes.codebook.models import Taxonomy, plain

Words = AbstractSet[str]

ORDERS: Final[Mapping[str, tuple[str, Callable[[CaseSummary], Any]]]] = {
    "label": ("label", lambda _: 0),
    "changed": ("last change, newest first", lambda case: tuple(-ord(letter) for letter in case.changed)),
    "checklist": ("checklist, least considered first", lambda case: case.considered),
    "released": ("released, not yet first", lambda case: (case.released is not None, case.released or 0)),
    "consent": ("consent, fewest purposes first", lambda case: len(case.consent)),
}
"""Each order by name: its words, and what is compared; cases that compare the same stay in reading order."""

_WHOLE: Final = frozenset(("is", "raised", "release"))
"""Where part of a word does not fit: "released" is part of "unreleased"."""

_RAISED: Final = (
    "SELECT DISTINCT i.case_id, c.factor FROM codings c JOIN passages p ON p.id = c.passage_id"  # noqa: S608 - constants
    " JOIN interviews i ON i.id = p.interview_id JOIN cases k ON k.id = i.case_id"
    f" LEFT JOIN second_codings s ON s.case_id = k.id WHERE c.coder = {ACTING} AND {STANDS}"
)


def in_order(cases: Sequence[CaseSummary], order: str) -> list[CaseSummary]:
    """Cases in one of :data:`ORDERS`.

    Raises:
        WrongUseError: if there is no such order.
    """
    if order not in ORDERS:
        raise WrongUseError("There is no such order.", f"Use one of: {', '.join(ORDERS)}.")
    return sorted(cases, key=lambda case: (ORDERS[order][1](case), reading_order(case.id)))


class CaseFilter:
    """Says which cases fit what was typed. It knows the cases as they were when it was made.

    Args:
        book: the casebook.
        cases: its cases, as :meth:`fieldnotes.casebook.cases.Cases.list` gives them.
    """

    def __init__(self, book: Casebook, cases: Sequence[CaseSummary]) -> None:
        self._words = {case.id: _of_summary(case) for case in cases}
        self._add_bands(book)
        self._add_factors(book)
        for kept in book.retention.list():
            if kept.due and kept.case in self._words:
                self._words[kept.case]["is"].add("due")

    def fitting(self, typed: str) -> frozenset[CaseId]:
        """The cases that fit; all of them where nothing was typed."""
        terms = [_term(word) for word in typed.casefold().split()]
        return frozenset(
            case
            for case, words in self._words.items()
            if all(_fits(words, kind, word) != negated for kind, word, negated in terms)
        )

    def _add_bands(self, book: Casebook) -> None:
        labels = _band_words(book.taxonomy)
        rows = book.vault.connection.execute(
            "SELECT case_id, attribute, band FROM case_attributes"
        ).fetchall()
        for row in rows:
            if row["case_id"] in self._words:
                found = labels.get((row["attribute"], row["band"]), frozenset({row["band"]}))
                self._words[row["case_id"]][row["attribute"]] |= found

    def _add_factors(self, book: Casebook) -> None:
        names = {
            factor.id: frozenset({factor.key, factor.id, book.taxonomy.group(factor.group).key})
            for factor in book.taxonomy.factors
        }
        names |= {factor.id: frozenset({factor.key, factor.id, "local"}) for factor in book.local.all()}
        for row in book.vault.connection.execute(_RAISED, (book.passages.turned(),)).fetchall():
            if row["case_id"] in self._words:
                self._words[row["case_id"]]["raised"] |= names.get(row["factor"], frozenset({row["factor"]}))


def _of_summary(case: CaseSummary) -> defaultdict[str, set[str]]:
    words: defaultdict[str, set[str]] = defaultdict(set)
    words["case"] = {case.id.casefold()}
    words["consent"] = {str(purpose) for purpose in case.consent}
    words["changed"] = {case.changed}
    words["is"] = {
        "complete" if case.complete else "incomplete",
        "unreleased" if case.released is None else "released",
    }
    if not case.settled:
        words["is"].add("unsettled")
    if case.copy:
        words["is"].add("copy")
    if case.released is not None:
        words["release"] = {str(case.released)}
    return words


def _band_words(taxonomy: Taxonomy) -> dict[tuple[str, str], frozenset[str]]:
    return {
        (attribute.id, level.id): frozenset({level.id, plain(level.label)})
        for attribute in taxonomy.attributes
        for level in attribute.bands
    }


def _term(word: str) -> tuple[str, str, bool]:
    """What a word asks: of which kind (empty for any), the word itself, and whether it must not fit."""
    negated = len(word) > 1 and word.startswith("-")
    kind, colon, rest = word.removeprefix("-").partition(":") if negated else word.partition(":")
    return (kind, rest, negated) if colon else ("", kind, negated)


def _fits(words: Mapping[str, Words], kind: str, word: str) -> bool:
    return any(
        word in found if name in _WHOLE else any(word in one for one in found)
        for name, found in words.items()
        if kind in ("", name)
    )
