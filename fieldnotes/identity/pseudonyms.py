"""Pseudonyms: their form, and the next free one for a kind of identifier."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from fieldnotes.base.errors import WrongUseError
from fieldnotes.text.identifiers.finding import Kind
from fieldnotes.text.visible import CONTROL

MOST_LETTERS: Final = 40

PERSON: Final = "P"
"""Begins the pseudonym of a person: P1, P2 …"""

_BEGINNINGS: Final[Mapping[Kind, str]] = {
    Kind.NAME: PERSON,
    Kind.PHONE: "Phone ",
    Kind.IDENTITY_CARD: "Card ",
    Kind.EMAIL: "Mail ",
    Kind.URL: "Link ",
    Kind.HANDLE: "Account ",
    Kind.COORDINATES: "Place ",
    Kind.UNIT: "Unit ",
    Kind.DATE: "Day ",
}

_FORM = re.compile(r"\w(?:[\w .'’-]*[\w.])?")


def beginning_for(kind: Kind | None) -> str:
    """How the pseudonym for something of that kind begins; a person's where the kind is not known."""
    return PERSON if kind is None else _BEGINNINGS[kind]


def next_free(taken: Iterable[str], beginning: str) -> str:
    """The pseudonym of that beginning with the lowest number above every one taken, such as ``P3`` or ``Place 1``."""
    numbers = [
        int(found[1])
        for name in taken
        if (found := re.fullmatch(rf"{re.escape(beginning)}([0-9]{{1,9}})", name, re.IGNORECASE)) is not None
    ]
    return f"{beginning}{max(numbers, default=0) + 1}"


def parse_pseudonym(typed: str) -> str:
    """The pseudonym in NFC, blanks made single.

    Raises:
        WrongUseError: if it is empty, longer than :data:`MOST_LETTERS`, or holds other signs than letters, figures, blanks,
            hyphens, points and apostrophes.
    """
    pseudonym = " ".join(unicodedata.normalize("NFC", typed).split())
    marks_apart = "".join("a" if unicodedata.category(char).startswith("M") else char for char in pseudonym)
    if len(pseudonym) > MOST_LETTERS or CONTROL.search(typed) or not _FORM.fullmatch(marks_apart):
        raise WrongUseError(
            "That is not a pseudonym.",
            f"Use up to {MOST_LETTERS} letters and figures, such as P1 or Place 2; it stands in the notes in place of the name.",
        )
    return pseudonym
