"""Why a passage is a candidate, in a line: its words, the weightiest first, and those that seem to be denied."""

from collections.abc import Iterable

from fieldnotes.analysis.candidates.ranking import Kind, Reason

_MOST_WORDS = 5


def explained(reasons: Iterable[Reason], most: int = _MOST_WORDS) -> str:
    """Such as ``fire, crowd (denied? not), because (stance)``.

    Args:
        reasons: of one candidate.
        most: how many different words are named at most.
    """
    return ", ".join(told(reasons)[:most])


def told(reasons: Iterable[Reason]) -> list[str]:
    """The words of all reasons, the weightiest first, each in the same way."""
    return [_told(reason) for reason in _weightiest(reasons)]


def _weightiest(reasons: Iterable[Reason]) -> list[Reason]:
    """Each word once, and no word that stands within a longer one."""
    ordered = sorted(reasons, key=lambda reason: (-reason.worth, -len(reason.span), reason.span))
    found: list[Reason] = []
    for reason in ordered:
        if not any(
            reason.span.overlaps(other.span) or reason.words.casefold() == other.words.casefold()
            for other in found
        ):
            found.append(reason)
    return found


def _told(reason: Reason) -> str:
    words = " ".join(reason.words.split())
    if reason.denied_by is not None:
        return f"{words} (denied? {reason.denied_by})"
    return f"{words} (stance)" if reason.kind is Kind.STANCE else words
