"""Deciding how positions were counted: by the program that wrote them, and by what they then point at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from fieldnotes.base.span import Span
from fieldnotes.formats.refi.conventions import (
    NVIVO,
    STANDARD,
    Convention,
    Features,
    Positions,
    plausible,
    simplified,
)
from fieldnotes.formats.refi.elements import Selection
from fieldnotes.text.syllables import is_boundary

_LOOKED_AT: Final = 2_000
"""Selections that are looked at; more would not tell more."""

_SHORTEST_QUOTE: Final = 3
_LEAST_BETTER, _LEAST_SHARE = 3, 0.1
"""By how much more begins and ends of words another convention must hit before it is believed over the program's name."""

_LEFT_OFF: Final = ("…", "...")


@dataclass(frozen=True, slots=True)
class Source:
    """A text as it stands in the file, without its byte order mark, and the selections in it."""

    text: str
    mark: bool
    selections: Sequence[Selection]

    @property
    def features(self) -> Features:
        """What it has that conventions count differently."""
        return Features.of(self.text, mark=self.mark)


@dataclass(frozen=True, slots=True)
class Decision:
    """How positions were read.

    Attributes:
        convention: what was decided.
        because: the reason, a sentence.
        looked_at: selections that were looked at.
        quoted: of these, how many have a name that quotes their words, read this way.
        at_words: of their ends, how many stand at the end of a word, read this way.
        moved: selections whose positions differ from code points of the text as it stands.
    """

    convention: Convention
    because: str
    looked_at: int
    quoted: int
    at_words: int
    moved: int

    @property
    def sentence(self) -> str:
        """For people."""
        if not self.looked_at:
            return "There are no passages to place."
        moved = f"{self.moved} {'passage was' if self.moved == 1 else 'passages were'} moved"
        return (
            f"Positions are counted in {self.convention.sentence}: {self.because}; {moved} from where a count of"
            " characters would put them."
        )


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well a convention fits: names that quote, spans that are within the text, ends at the end of a word."""

    quoted: int
    valid: int
    at_words: int


def decide(origin: str, sources: Sequence[Source], *, ours: bool = False) -> Decision:
    """How the positions in a project were counted.

    Args:
        origin: the program that wrote it, as it calls itself.
        sources: every text with its selections.
        ours: whether this program wrote it, which keeps to the standard; then nothing is weighed.
    """
    features = Features(broad=False, lone_breaks=False, pairs=False, mark=False)
    for source in sources:
        features |= source.features
    nvivo = _is_nvivo_for_windows(origin)
    candidates = [STANDARD] if ours else plausible(features, [NVIVO] if nvivo else [])
    sample = _sample(sources)
    looked_at = sum(len(one.selections) for one in sample)
    fits = {candidate: _fit(candidate, sample) for candidate in candidates}
    expected = candidates[0]
    chosen, because = _choose(fits, expected, 2 * looked_at)
    if chosen == expected:
        because = "that is how NVivo for Windows counts" if nvivo else "that is how the standard counts"
        if not ours and chosen == simplified(STANDARD, features) == simplified(NVIVO, features):
            because = "every program counts these texts alike"
    fit = fits[chosen]
    return Decision(chosen, because, looked_at, fit.quoted, fit.at_words, _moved(chosen, sources))


def _is_nvivo_for_windows(origin: str) -> bool:
    name = origin.casefold()
    return "nvivo" in name and "mac" not in name


def _choose(fits: dict[Convention, _Fit], expected: Convention, ends: int) -> tuple[Convention, str]:
    usual = fits[expected]
    best = max(fits, key=lambda one: (fits[one].quoted, fits[one].valid, fits[one].at_words))
    if fits[best].quoted > usual.quoted:
        return best, f"{fits[best].quoted} names quote their words then, against {usual.quoted}"
    if fits[best].valid > usual.valid and fits[best].at_words >= usual.at_words:
        return best, "otherwise passages would end beyond their text"
    wordy = max(fits, key=lambda one: (fits[one].quoted, fits[one].at_words))
    better = fits[wordy].at_words - usual.at_words
    if fits[wordy].valid >= usual.valid and better >= max(_LEAST_BETTER, _LEAST_SHARE * ends):
        return wordy, f"{fits[wordy].at_words} of {ends} ends stand at words then, against {usual.at_words}"
    return expected, ""


def _sample(sources: Sequence[Source]) -> list[Source]:
    """Selections from all over, at most so many."""
    count = sum(len(source.selections) for source in sources)
    step = max(1, -(-count // _LOOKED_AT))
    return [
        Source(source.text, source.mark, source.selections[::step]) for source in sources if source.selections
    ]


def _fit(convention: Convention, sources: Sequence[Source]) -> _Fit:
    quoted = valid = at_words = 0
    for source, selection, span in _placed(convention, sources):
        if span is None:
            continue
        valid += 1
        at_words += _parts_words(source.text, span.start) + _parts_words(source.text, span.end)
        quoted += _quotes(selection.name, source.text[span.start : span.end])
    return _Fit(quoted, valid, at_words)


def _moved(convention: Convention, sources: Sequence[Source]) -> int:
    return sum(
        span is not None and (span.start, span.end) != (selection.start, selection.end)
        for _, selection, span in _placed(convention, sources)
    )


def _placed(
    convention: Convention, sources: Sequence[Source]
) -> Iterator[tuple[Source, Selection, Span | None]]:
    for source in sources:
        positions = Positions(source.text, convention, mark=source.mark)
        for selection in source.selections:
            yield source, selection, positions.span(selection.start, selection.end)


def _quotes(name: str, words: str) -> bool:
    """Whether a selection's name is its words, or as many of them as fitted."""
    said, stands = " ".join(name.split()), " ".join(words.split())
    for left_off in _LEFT_OFF:
        if said.endswith(left_off):
            begun = said.removesuffix(left_off).rstrip()
            return len(begun) >= _SHORTEST_QUOTE and stands.startswith(begun)
    return len(said) >= _SHORTEST_QUOTE and said == stands


def _parts_words(text: str, at: int) -> bool:
    """Whether no word, syllable or line break is cut at ``at``."""
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if before == "\r" and after == "\n":
        return False
    if "\u1000" <= before <= "\u109f" and "\u1000" <= after <= "\u109f":
        return is_boundary(text, at)
    return not (before.isalnum() and after.isalnum())
