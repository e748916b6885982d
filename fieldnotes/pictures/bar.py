"""What a bar shows: a number, a range between two numbers, or nothing because it is hidden."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart; the unit of both ends is the case.

    Attributes:
        label: what is counted, as the reader should see it.
        lower: the smallest value the number can have, or ``None`` when the number is hidden.
        upper: the largest value it can have, or ``None`` when the number is hidden.

    Raises:
        ValueError: if only one end is given, an end is negative, or the ends are reversed.
    """

    label: str
    lower: int | None
    upper: int | None

    def __post_init__(self) -> None:
        if self.lower is None and self.upper is None:
            return
        if self.lower is None or self.upper is None:
            raise ValueError("A bar has both ends or none.")
        if not 0 <= self.lower <= self.upper:
            raise ValueError("The ends of a bar are counts, the smaller one first.")

    @property
    def hidden(self) -> bool:
        """Whether nothing may be shown."""
        return self.lower is None

    @property
    def words(self) -> str:
        """The value as a reader sees it: ``23``, ``12–40`` or ``hidden``."""
        if self.lower is None:
            return "hidden"
        if self.lower == self.upper:
            return str(self.lower)
        return f"{self.lower}–{self.upper}"


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars on one axis: some grow to the left of it, some to the right.

    Attributes:
        left: bars of what drives; none makes a chart with one side.
        right: bars of what holds back, or of anything that has one side only.
        scale: number of cases at the end of the axis, at least 1.
        left_title: words over the left side; may be empty.
        right_title: words over the right side; may be empty.

    Raises:
        ValueError: if ``scale`` is below 1 or a bar ends beyond it.
    """

    left: tuple[Bar, ...]
    right: tuple[Bar, ...]
    scale: int
    left_title: str = ""
    right_title: str = ""

    def __post_init__(self) -> None:
        if self.scale < 1:
            raise ValueError("An axis runs from 0 to at least 1 case.")
        if any(bar.upper is not None and bar.upper > self.scale for bar in self.bars):
            raise ValueError("A bar ends beyond the axis.")

    @property
    def bars(self) -> tuple[Bar, ...]:
        """Every bar, in the order of the rows."""
        return self.left + self.right
