"""How much of a file made elsewhere is read: far beyond any study by hand, and within the memory of a small machine."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

MOST: Final[Mapping[str, int]] = MappingProxyType(
    {
        "User": 1_000,
        "Code": 10_000,
        "Variable": 1_000,
        "Case": 10_000,
        "TextSource": 10_000,
        "Note": 50_000,
        "PlainTextSelection": 250_000,
        "Coding": 250_000,
        "VariableValue": 250_000,
    }
)
"""Elements of each kind."""

MOST_ELEMENTS: Final = 1_500_000
LONGEST_NAME: Final = 2_000
"""Characters of a name, a label or a path; what follows is not read."""

LARGEST_FILE: Final = 512 * 2**20
"""Bytes of a package. Pictures and recordings in it are not read, but they are part of it."""

LARGEST_PROJECT: Final = 64 * 2**20
"""Bytes of the unpacked XML."""

LARGEST_TEXTS: Final = 64 * 2**20
"""Bytes of all texts together, unpacked."""
