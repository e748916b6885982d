"""What must hold after a passphrase change was cut off or the disk failed under it."""

import shutil
from pathlib import Path

from faultchecks import before_the_cut, whole, works_again
from faultcopychecks import restores
from faultopeners import OPENERS
from faultsteps import BEFORE, NEXT_PASSPHRASE, PASSPHRASE, held, unlocked

from fieldnotes.base.errors import RefusedError
from fieldnotes.vault import backups
from fieldnotes.vault.files import VaultFiles
from fieldnotes.vault.keyblock import KeyBlock, parse
from fieldnotes.vault.keyfile import peek
from fieldnotes.vault.keys import VaultKey
from fieldnotes.vault.opening import open_files


def mended_back(scene: Path, acknowledged: tuple[str, ...], before: Path) -> None:
    """As :func:`changed`, and the passphrase from before holds still."""
    assert changed(scene, acknowledged, before) == PASSPHRASE


def mended_onward(scene: Path, acknowledged: tuple[str, ...], before: Path) -> None:
    """As :func:`changed`, and the new passphrase holds still."""
    assert changed(scene, acknowledged, before) == NEXT_PASSPHRASE


def changed(scene: Path, acknowledged: tuple[str, ...], before: Path) -> str:
    """One of the two passphrases opens, whichever is tried first, and the vault says which; the words always open.

    Returns:
        The one that opens.
    """
    acknowledged = before_the_cut(acknowledged)
    one, two = _blocks(scene)
    under_way = one.intact and two.intact and one != two
    opens = {typed: _tried(scene, typed) for typed in (PASSPHRASE, NEXT_PASSPHRASE)}
    assert list(opens.values()).count(None) == 1, f"old and new: {list(opens.values())}"
    holds = PASSPHRASE if opens[PASSPHRASE] is not None else NEXT_PASSPHRASE
    other = PASSPHRASE if holds == NEXT_PASSPHRASE else NEXT_PASSPHRASE
    if "changed" in acknowledged:
        assert holds == NEXT_PASSPHRASE
    if under_way:
        which = "the passphrase from before it holds" if holds == PASSPHRASE else "the new one holds"
        assert which in " ".join(opens[holds] or ())

    with whole(unlocked(scene)) as book:
        assert held(book) == BEFORE
    assert _tried(scene, other) is None
    one, two = _blocks(scene)
    assert one == two
    key_before = VaultKey((before / "key").read_bytes())
    assert one.is_authentic(key_before) == (holds == PASSPHRASE)
    _backups(scene, acknowledged)
    works_again(scene, BEFORE)
    return holds


def _tried(scene: Path, typed: str) -> tuple[str, ...] | None:
    """What a copy of the vault says when it is opened with a passphrase first of all; ``None`` if it refuses."""
    copy = scene.with_name("copy")
    shutil.copytree(scene / "vault", copy)
    try:
        vault = open_files(VaultFiles(copy), OPENERS[typed])
    except RefusedError:
        return None
    else:
        with whole(vault) as book:
            assert held(book) == BEFORE
        return vault.notices
    finally:
        shutil.rmtree(copy)


def _backups(scene: Path, acknowledged: tuple[str, ...]) -> None:
    """There is always a backup that restores; once told that the old ones are replaced, none is of the old key."""
    with unlocked(scene) as vault:
        known = backups.known(vault)
        usable = [one for one in known if one.reachable]
        assert usable
        if "replaced" in acknowledged:
            assert [one.name for one in known] == ["vault-0002"]
            assert vault.copier.opens(usable[0].folder, usable[0].name)
    for one in usable:
        assert restores(scene, one.key) == BEFORE


def _blocks(scene: Path) -> tuple[KeyBlock, ...]:
    blocks = tuple(map(parse, peek(scene / "vault" / "vault.key")))
    return tuple(block for block in blocks if block is not None)
