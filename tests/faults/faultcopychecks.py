"""What must hold after a backup, a restore or a migration was cut off or the disk failed under it."""

import hashlib
import shutil
from pathlib import Path

from faultchecks import opened, whole
from faultsteps import BEFORE, STEPS, Held, held, words_of

from fieldnotes.base.errors import FieldnotesError
from fieldnotes.vault import backups, restoring
from fieldnotes.vault.opening import open_with_words


def backed_up(scene: Path, acknowledged: tuple[str, ...], _before: Path) -> None:
    """What counts as a backup restores whole, at least as many as were acknowledged; the next backup works."""
    edited = STEPS[0].name in acknowledged
    with opened(scene) as book:
        assert held(book) in ([STEPS[0].after] if edited else [BEFORE, STEPS[0].after])
        found = held(book)
        known = backups.known(book.vault)
    counted = sorted(path.stem for path in (scene / "stick").glob("*.key") if ".part" not in path.name)
    usable = [one.name for one in known if one.reachable]
    assert set(usable) <= set(counted), "a backup that is reachable is there"
    made = {name for name in acknowledged if name.startswith("vault-")}
    assert made <= set(usable), "what was acknowledged is there"
    assert usable, "there is a backup at every moment"
    for name in usable:
        expected = {"vault-0001": BEFORE, "vault-0002": BEFORE, "vault-0003": STEPS[0].after}[name]
        assert restores(scene, scene / "stick" / f"{name}.key") == expected

    with opened(scene) as book:
        new = backups.back_up(book.vault, scene / "stick", keep=1)
        assert [one.name for one in backups.known(book.vault) if one.reachable] == [new.name]
    left = {path.name for path in (scene / "stick").iterdir() if not _is_nobodys(path)}
    assert left == {f"{new.name}.db", f"{new.name}.key"}
    assert restores(scene, new.key) == found


def _is_nobodys(path: Path) -> bool:
    # Killed between making the first file and writing to it: no byte is in it, so whose it was cannot be told.
    return ".part" in path.name and path.stat().st_size == 0


def restored(scene: Path, acknowledged: tuple[str, ...], before: Path) -> None:
    """The backup and the vault are as they were; the new folder holds a vault that works, or can be cleared away."""
    assert _digests(scene / "stick") == _digests(before / "stick")
    assert _digests(scene / "vault") == _digests(before / "vault")
    folder = scene / "restored"
    try:
        vault = open_with_words(folder, words_of(scene))
    except FieldnotesError:
        vault = None
    if vault is None:
        assert not acknowledged
        _restored_again(scene, folder)
        return
    with whole(vault) as book:
        assert held(book) == BEFORE
        assert vault.restored is not None
        assert backups.known(vault) == []
    beside = {path.name for path in folder.iterdir()} - {"vault.key", "vault.db"}
    assert beside <= {"restoring.db-shm", "restoring.db-wal"}  # an empty log that the disk did not let go


def restores(scene: Path, key: Path) -> Held:
    """What the casebook in a backup holds, found out by restoring it."""
    folder = scene.with_name("tried")
    try:
        with whole(restoring.restore(key, folder, words=words_of(scene))) as book:
            return held(book)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _restored_again(scene: Path, folder: Path) -> None:
    key = scene / "stick" / "vault-0001.key"
    try:
        vault = restoring.restore(key, folder, words=words_of(scene))
    except FieldnotesError:
        shutil.rmtree(folder)
        vault = restoring.restore(key, folder, words=words_of(scene))
    with whole(vault) as book:
        assert held(book) == BEFORE


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
