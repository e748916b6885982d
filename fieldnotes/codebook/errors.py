"""What can go wrong with a codebook, in sentences a researcher can act on. Never repeats note text: only ids and keys."""

from collections.abc import Sequence

from fieldnotes.base.errors import DamagedError, WrongUseError


def _listing(words: Sequence[str]) -> str:
    return ", ".join(words)


class UnknownFactorError(WrongUseError):
    """A factor was asked for by something that is neither a key nor an id.

    Args:
        asked: what was typed.
        close: ids of factors that look like it, best first; may be empty.
    """

    def __init__(self, asked: str, close: Sequence[str]) -> None:
        remedy = (
            f"Did you mean {_listing(close)}?"
            if close
            else "List the factors with `fieldnotes taxonomy list` and give a key or an id."
        )
        super().__init__(f"No factor has the key or id {asked!r}.", remedy)
        self.close = tuple(close)


class RetiredFactorError(WrongUseError):
    """A retired factor was asked for where only an active one will do.

    Args:
        factor: its id.
        successors: ids of the active factors that replace it; may be empty.
    """

    def __init__(self, factor: str, successors: Sequence[str]) -> None:
        remedy = (
            f"Use {_listing(successors)} instead." if successors else "Nothing replaces it; choose another."
        )
        super().__init__(f"The factor {factor} is retired and is no longer coded.", remedy)


class UnknownGroupError(WrongUseError):
    """A group was asked for that the taxonomy does not have."""

    def __init__(self, asked: str, known: Sequence[str]) -> None:
        super().__init__(
            f"No group of factors has the key or id {asked!r}.", f"The groups are {_listing(known)}."
        )


class UnknownAttributeError(WrongUseError):
    """An attribute was asked for that the taxonomy does not have."""

    def __init__(self, asked: str, known: Sequence[str]) -> None:
        super().__init__(f"No attribute is called {asked!r}.", f"The attributes are {_listing(known)}.")


class UnknownBandError(WrongUseError):
    """An attribute has no such band; nothing finer than its bands may be stored."""

    def __init__(self, attribute: str, asked: str, known: Sequence[str]) -> None:
        super().__init__(
            f"The attribute {attribute} has no band {asked!r}.", f"Its bands are {_listing(known)}."
        )


class FaultyTaxonomyError(DamagedError):
    """A taxonomy folder does not pass its checks and is not used at all.

    Args:
        first: the first fault, as a sentence.
        count: how many faults there are altogether, at least 1.
    """

    def __init__(self, first: str, count: int) -> None:
        faults = "1 fault" if count == 1 else f"{count} faults"
        super().__init__(
            f"The taxonomy has {faults}, the first being: {first}.",
            "See them all with `fieldnotes taxonomy check FOLDER`, mend them and try again.",
        )
        self.count = count
