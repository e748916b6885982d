"""Finding the data that ships with the program, from a checkout and from an installed wheel alike."""

from pathlib import Path

from fieldnotes.base.errors import DamagedError

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(name: str) -> Path:
    """The folder or file ``name`` of the shipped data, such as ``taxonomy`` or ``exports/policies``.

    Raises:
        DamagedError: if the installation lacks it.
    """
    for root in (_PACKAGE / "_shipped", _PACKAGE.parent):
        found = root / name
        if found.exists():
            return found
    raise DamagedError(f"This installation lacks its {name} data.", "Install fieldnotes again.")
