"""What must hold after a wipe was cut off or the disk failed under it."""

from pathlib import Path

from faultchecks import opened
from faultscenes import KEY_FILES
from faultsteps import BEFORE, held, unlocked

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.vault import wiping

_PIECE = 32


def wiped(scene: Path, acknowledged: tuple[str, ...], before: Path) -> None:
    """Either nothing was touched and the vault opens, or the next start finishes the wipe and nothing of it is left."""
    key_file = (before / "vault" / "vault.key").read_bytes()
    untouched = (scene / "links" / "vault.key").read_bytes() == key_file
    if untouched and not acknowledged:
        with opened(scene) as book:
            assert held(book) == BEFORE
        return
    if untouched:
        assert acknowledged == ("not erased",)
        assert wiping.wipe(scene / "vault", trim_disk=False).erased_logically
    assert _refused(scene)
    assert [path for path in (scene / "vault").rglob("*") if not path.is_dir()] == []
    pieces = {key_file[at : at + _PIECE] for at in range(0, 1156, _PIECE)}  # header, slots, authenticators
    links = sorted((scene / "links").iterdir())
    assert len(links) == len(KEY_FILES)
    for link in links:
        left = link.read_bytes()
        assert not [piece for piece in pieces if piece in left], f"key material is left in {link.name}"


def _refused(scene: Path) -> bool:
    try:
        unlocked(scene).close()
    except (RefusedError, WrongUseError) as refusal:
        return "wipe has been finished" in refusal.problem or "no vault" in refusal.problem
    return False
