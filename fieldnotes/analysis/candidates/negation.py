"""Which words of a sentence are denied: a cue there may be told only to be ruled out.

After NegEx: Chapman, Bridewell, Hanbury, Cooper and Buchanan (2001), A simple algorithm for identifying negated findings and
diseases in discharge summaries, J. Biomed. Inform. 34(5). A word of denial reaches over the next five words unless the clause
turns before; a few also reach back. In Burmese the verb stands between မ and a final such as ဘူး, and what is denied before it.
"""

from collections.abc import Iterator, Sequence
from typing import Final

REACH: Final = 5
"""Words, as in NegEx."""

_BACK: Final = 3
_DENIALS: Final = frozenset(
    (
        "no",
        "not",
        "never",
        "nobody",
        "none",
        "nothing",
        "neither",
        "nor",
        "without",
        "cannot",
        "hardly",
        *(
            f"{verb}n't"
            for verb in (
                *(
                    "ai",
                    "are",
                    "ca",
                    "could",
                    "did",
                    "does",
                    "do",
                    "had",
                    "has",
                    "have",
                    "is",
                    "must",
                    "need",
                ),
                *("should", "was", "were", "wo", "would"),
            )
        ),
    )
)
_TURNS: Final = frozenset(
    ("but", "however", "except", "although", "though", "because", "yet", "until", "then")
)
_LINKS: Final = frozenset(("is", "was", "are", "were", "be", "been", "played", "play", "had", "did", "do"))
"""Before a word of denial these say that what stood before is denied: "the pay was never the reason"."""

_BURMESE_DENIAL: Final = "မ"
_BURMESE_FINALS: Final = frozenset(("ဘူး", "ဘူ", "နဲ့", "ပဲ", "ဘဲ"))
_ANY: Final = _DENIALS | {_BURMESE_DENIAL}
_BURMESE_VERB: Final = 6
"""Syllables from မ to the final at most."""


def denials(words: Sequence[str]) -> dict[int, int]:
    """For each denied word of a sentence, the word that denies it, both by their places.

    Args:
        words: of the sentence, in small letters; in Myanmar script its syllables.
    """
    found: dict[int, int] = {}
    if _ANY.isdisjoint(words):
        return found
    for place, word in enumerate(words):
        if word in _DENIALS:
            reached = [*_after(words, place), *_before(words, place)]
        elif word == _BURMESE_DENIAL:
            reached = [*_burmese(words, place)]
        else:
            continue
        for denied in reached:
            found.setdefault(denied, place)
    return found


def _after(words: Sequence[str], place: int) -> Iterator[int]:
    for at in range(place + 1, min(place + 1 + REACH, len(words))):
        if words[at] in _TURNS:
            return
        yield at


def _before(words: Sequence[str], place: int) -> range:
    if words[place].endswith("n't"):
        return range(max(0, place - _BACK), place)
    if place and words[place - 1] in _LINKS:
        return range(max(0, place - 1 - _BACK), place - 1)
    return range(0)


def _burmese(words: Sequence[str], place: int) -> Iterator[int]:
    """From what stands before မ to the final; nothing where there is none: မနက် is a morning."""
    for at in range(place + 1, min(place + 1 + _BURMESE_VERB, len(words))):
        if words[at] in _BURMESE_FINALS:
            yield from range(max(0, place - _BURMESE_VERB), place)
            yield from range(place + 1, at)
            return
