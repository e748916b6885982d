"""Analyses as CSV: places and counts, for a spreadsheet or R. Words of passages only where they are handed in."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from fieldnotes.analysis.cooccurrence import CoOccurrence
from fieldnotes.analysis.crossing import Crossing
from fieldnotes.analysis.retrieval.finding import Found, Passage
from fieldnotes.analysis.saturation import Saturation
from fieldnotes.formats.csv_cells import cell_of_words
from fieldnotes.formats.csv_tables import rows_as_csv

Code = TypeVar("Code", bound=str)

Words = Callable[[Passage], str]
"""The words of a passage."""


def passages_csv(found: Found, keys: Mapping[str, str], words: Words | None = None) -> bytes:
    """One row a passage: case, interview, first code point, code point after the last, the keys of its factors.

    Args:
        found: the passages.
        keys: of factors; one that has none stands as its id.
        words: gives the words of a passage, for a last column; without it there is none.
    """
    rows = [["case", "interview", "start", "end", "factors", *(["words"] if words else [])]]
    for one in found.passages:
        factors = " ".join(keys.get(factor, factor) for factor in one.factors)
        place = [one.case, str(one.number), str(one.start), str(one.end), factors]
        rows.append([*place, *([cell_of_words(words(one))] if words else [])])
    return rows_as_csv("passages", rows)


def counts_csv(cases: Mapping[Code, int], codings: Mapping[Code, int]) -> bytes:
    """One row a factor or group: cases that raise it, and codings."""
    rows = [["factor", "cases", "codings"]]
    rows += [[factor, str(count), str(codings.get(factor, 0))] for factor, count in cases.items()]
    return rows_as_csv("report", rows)


def pairs_csv(found: CoOccurrence) -> bytes:
    """One row a pair that stands together; ``c`` is empty where it cannot be computed."""
    rows = [["first", "second", "n_first", "n_second", "together", "c"]]
    for one in found.pairs:
        numbers = (one.n_first, one.n_second, one.together)
        rows.append([one.first, one.second, *map(str, numbers), _share(one.coefficient)])
    return rows_as_csv("cooccurrence", rows)


def saturation_csv(found: Saturation) -> bytes:
    """One row a case, in the order in which they came."""
    rows = [["case", "new", "cumulative", "run_new", "new_information"]]
    for one in found.steps:
        run = "" if one.run_new is None else str(one.run_new)
        rows.append([one.case, str(one.new), str(one.cumulative), run, _share(one.new_information)])
    return rows_as_csv("saturation", rows)


def crossing_csv(found: Crossing) -> bytes:
    """One row a cell: the code, the band, cases that raise the code, cases of that band."""
    rows = [["code", found.attribute, "raising", "cases"]]
    rows += [
        [code, band, str(found.raising.get((code, band), 0)), str(found.cases.get(band, 0))]
        for code in found.groups
        for band in found.bands
    ]
    return rows_as_csv("crossing", rows)


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
