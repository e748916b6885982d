"""A span of text: code points, half open."""

from dataclasses import dataclass

from fieldnotes.base.errors import WrongUseError


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The characters ``start`` up to but not including ``end`` of a stored text, counted in code points.

    Raises:
        WrongUseError: if ``start`` is negative or not before ``end``.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if self.start < 0 or self.end <= self.start:
            raise WrongUseError(
                f"The span {self.start}:{self.end} does not run forward from a place in the text.",
                "Give START:END with 0 <= START < END, counted in characters.",
            )

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: "Span") -> bool:
        """Whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end

    def within(self, length: int) -> bool:
        """Whether the span lies inside a text of ``length`` code points."""
        return self.end <= length
