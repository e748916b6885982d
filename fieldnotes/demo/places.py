"""Where the demo puts things: one folder, readable by its owner only, thrown away afterwards."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from fieldnotes.base.errors import WrongUseError

_OWNER_ONLY = 0o700


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one demo.

    Attributes:
        root: holds everything else, mode 0700.
    """

    root: Path

    @property
    def coordinator(self) -> Path:
        """The coordinator's vault."""
        return self.root / "coordinator"

    @property
    def exchange(self) -> Path:
        """What people hand to each other: the invite, the enrolments."""
        return self.root / "exchange"

    @property
    def store(self) -> Path:
        """The folder that plays the dumb store: a USB stick, a synchronised folder."""
        return self.root / "store"

    @property
    def published(self) -> Path:
        """The published tables; made by publishing."""
        return self.root / "published"

    def researcher(self, label: str) -> Path:
        """A researcher's vault."""
        return self.root / f"researcher-{label}"


def make_places(folder: Path | None) -> Places:
    """Make the demo's folder.

    Args:
        folder: where; it must not exist or be empty. ``None``: a fresh one in the platform's temporary folder.

    Raises:
        WrongUseError: if something lies there already, or no folder can be made.
    """
    try:
        if folder is None:
            root = Path(tempfile.mkdtemp(prefix="fieldnotes-demo-"))
        else:
            root = folder.absolute()
            root.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
            if any(root.iterdir()):
                raise WrongUseError(
                    "There is already something in that folder, and it is left as it is.",
                    "Give an empty or a new folder with --dir.",
                )
        root.chmod(_OWNER_ONLY)
        places = Places(root)
        places.exchange.mkdir(mode=_OWNER_ONLY)
        places.store.mkdir(mode=_OWNER_ONLY)
    except OSError as error:
        raise WrongUseError("The demo's folder cannot be made.", "Give another one with --dir.") from error
    return places


def bytes_under(folder: Path) -> int:
    """Bytes of all files under a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
