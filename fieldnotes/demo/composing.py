"""Putting an interview together from the library, knowing where every coded passage stands."""

import random
from collections.abc import Sequence

from fieldnotes.base.ids import FactorId
from fieldnotes.base.span import Span
from fieldnotes.demo.library import Language, MarkedPassage, WrittenInterview, connecting, passages

_STRENGTHS = (None, None, 1, 2, 2, 3)
_SAID_TWICE = 0.2


def compose(factors: Sequence[FactorId], language: Language, dice: random.Random) -> WrittenInterview:
    """An interview in ``Q:``/``A:`` form that holds an invented passage or two for each factor, in an order of its own.

    Args:
        factors: what it speaks of; each must have a passage in the language.
        language: of the whole interview.
        dice: where every choice comes from, so that a seed gives the same text again.
    """
    said = [(factor, quote) for factor in factors for quote in _quotes(factor, language, dice)]
    dice.shuffle(said)
    questions, talk = connecting().questions[language], connecting().talk[language]
    parts: list[str] = [f"Q: {questions[0]}\nA: {dice.choice(talk)}\n"]
    marked: list[MarkedPassage] = []
    at = len(parts[0])
    for factor, quote in said:
        before = f"\nQ: {dice.choice(questions[1:-1])}\nA: "
        after = f" {dice.choice(talk)}\n" if dice.random() < 1 / 3 else "\n"
        start = at + len(before)
        marked.append(
            MarkedPassage(Span(start, start + len(quote)), factor, strength=dice.choice(_STRENGTHS))
        )
        parts.append(before + quote + after)
        at += len(parts[-1])
    parts.append(f"\nQ: {questions[-1]}\nA: {dice.choice(talk)}\n")
    return WrittenInterview("", "".join(parts), tuple(marked))


def _quotes(factor: FactorId, language: Language, dice: random.Random) -> list[str]:
    """One passage, now and then two: people come back to what matters to them, and it still counts as one case."""
    known = passages()[factor][language]
    return dice.sample(known, min(len(known), 2 if dice.random() < _SAID_TWICE else 1))


def in_both_languages(factors: Sequence[FactorId], dice: random.Random) -> list[WrittenInterview]:
    """A Burmese interview with all that the library can say in Burmese, and English notes with the rest."""
    burmese = [factor for factor in factors if Language.BURMESE in passages()[factor]]
    english = [factor for factor in factors if factor not in burmese]
    return [
        compose(some, language, dice)
        for some, language in ((burmese, Language.BURMESE), (english, Language.ENGLISH))
        if some
    ]
