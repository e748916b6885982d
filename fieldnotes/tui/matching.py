"""Finding a factor by its key or by some of its words, as typed after ``c``."""

from collections.abc import Sequence

from fieldnotes.casebook.localfactors import Codable
from fieldnotes.tui.keys.myanmar import as_typed_in_latin


def matching_factors(factors: Sequence[Codable], typed: str) -> list[Codable]:
    """The factors that fit what was typed, best first; all of them for nothing typed.

    A key, or the start of one, comes first; then labels in which every word typed begins a word; then ids and labels
    in which every word occurs; then those that hold the letters typed in that order.
    """
    wanted = as_typed_in_latin(typed).strip().casefold()
    if not wanted:
        return list(factors)
    ranked = [(_rank(factor, wanted), factor) for factor in factors]
    fitting = [(rank, factor) for rank, factor in ranked if rank is not None]
    fitting.sort(key=lambda pair: pair[0])
    return [factor for _, factor in fitting]


def _rank(factor: Codable, wanted: str) -> int | None:
    words = wanted.split()
    label = factor.label.casefold()
    text = f"{label} {factor.id}"
    tests = (
        factor.key == wanted,
        factor.key.startswith(wanted),
        all(any(part.startswith(word) for part in _parts(text)) for word in words),
        all(word in text for word in words),
        len(wanted) > 2 and _holds_in_order(label, wanted.replace(" ", "")),
    )
    return next((rank for rank, fits in enumerate(tests) if fits), None)


def _parts(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in text).split()


def _holds_in_order(text: str, letters: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)
