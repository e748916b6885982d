"""Looking for words of the notes in every file that was written: they may stand nowhere in the clear."""

from collections.abc import Iterable
from pathlib import Path

from fieldnotes.demo.results import SearchFigures
from fieldnotes.demo.study import PlannedResearcher

_FRAGMENT = 24
_ENCODINGS = ("utf-8", "utf-16-le")


def search_for_words(folder: Path, study: Iterable[PlannedResearcher]) -> SearchFigures:
    """Search every file under a folder, databases too, for fragments of every coded passage and memo of the study.

    SQLCipher's pages are searched with the rest: encrypted, they must look like noise.
    """
    researchers = tuple(study)
    fragments = _fragments(researchers)
    files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
    everything = "\n".join(_written(researchers)).encode("utf-8")
    return SearchFigures(
        files=len(files),
        searched_bytes=sum(file.stat().st_size for file in files),
        fragments=len(fragments),
        hits=sum(count_fragments(file.read_bytes(), fragments) > 0 for file in files),
        control_hits=count_fragments(everything, fragments),
    )


def count_fragments(raw: bytes, fragments: Iterable[str]) -> int:
    """How many of the fragments stand in ``raw``, in UTF-8 or UTF-16."""
    return sum(any(fragment.encode(encoding) in raw for encoding in _ENCODINGS) for fragment in fragments)


def _fragments(study: tuple[PlannedResearcher, ...]) -> frozenset[str]:
    coded = {
        interview.text[passage.span.start : passage.span.end][:_FRAGMENT]
        for researcher in study
        for case in researcher.cases
        for interview in case.interviews
        for passage in interview.passages
    }
    memos = {memo[:_FRAGMENT] for memo in _memos(study)}
    return frozenset(fragment for fragment in coded | memos if len(fragment) == _FRAGMENT)


def _written(study: tuple[PlannedResearcher, ...]) -> list[str]:
    texts = [
        interview.text for researcher in study for case in researcher.cases for interview in case.interviews
    ]
    return [*texts, *_memos(study)]


def _memos(study: tuple[PlannedResearcher, ...]) -> set[str]:
    return {
        passage.memo
        for researcher in study
        for case in researcher.cases
        for interview in case.interviews
        for passage in interview.passages
        if passage.memo
    }
