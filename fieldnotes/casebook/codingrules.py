"""What makes a coding possible: its stance, its strength, the words it stands on, and that it is not there yet."""

from fieldnotes.base.errors import AnswerIsNoError, WrongUseError
from fieldnotes.base.span import Span
from fieldnotes.casebook.localfactors import Codable, LocalFactor
from fieldnotes.casebook.moving import Place
from fieldnotes.codebook.models import Role, Stance
from fieldnotes.vault.sqlcipher import Connection


def stance_of(factor: Codable, stance: Stance | None) -> Stance | None:
    """The stance a coding with a factor has: the given one, or the factor's own.

    Raises:
        WrongUseError: if a condition is given a stance.
    """
    if isinstance(factor, LocalFactor):
        return None if stance is None else Stance(stance)
    if factor.role is Role.CONDITION:
        if stance is not None:
            raise WrongUseError(
                "A condition has no stance: it says what would have to happen.", "Code it without a stance."
            )
        return None
    return factor.default_stance if stance is None else Stance(stance)


def refuse_strength(strength: int | None) -> None:
    """Refuse a strength that is none.

    Raises:
        WrongUseError: if it is not 1 to 3 or ``None``.
    """
    if strength not in (None, 1, 2, 3):
        raise WrongUseError(
            "That is not a strength.", "Use 1 for mentioned, 2 for a reason, 3 for decisive, or leave it out."
        )


def refuse_lost(place: Place) -> None:
    """Refuse a coding whose words were deleted.

    Raises:
        AnswerIsNoError: if they were.
    """
    if not place.length:
        raise AnswerIsNoError(
            "The words of this coding were deleted from the interview.",
            "Place it on other words, or remove it.",
        )


def refuse_beyond(span: Span, length: int) -> None:
    """Refuse a span that ends beyond the text.

    Args:
        span: in code points.
        length: of the text, in code points.

    Raises:
        WrongUseError: if it does.
    """
    if not span.within(length):
        raise WrongUseError(
            f"The span {span.start}:{span.end} ends beyond the text, which has {length} characters.",
            "Count characters (code points) of the stored text from 0.",
        )


def refuse_second(connection: Connection, passage: int, factor: str, coder: str) -> None:
    """Refuse a second coding of the same words with the same factor by the same coder.

    Raises:
        WrongUseError: if there is one already.
    """
    if connection.execute(
        "SELECT 1 FROM codings WHERE passage_id = ? AND factor = ? AND coder = ?", (passage, factor, coder)
    ).fetchone():
        raise second_of(factor, coder)


def second_of(factor: str, coder: str) -> WrongUseError:
    """The failure of a second coding of the same words with the same factor."""
    return WrongUseError(
        f"These words carry {factor} by coder {coder} already.",
        "Change that coding, or choose other words.",
    )
