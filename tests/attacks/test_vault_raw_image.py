"""What is left on the disk itself: images of ext4, xfs and btrfs, searched after a wipe. Needs root and loop mounts."""

import mmap
import os
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import pytest

from fieldnotes.identity.keeping import create_map, open_map
from fieldnotes.vault.backups import back_up
from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.erasing import destroy_key_blocks
from fieldnotes.vault.files import IDENTITY
from fieldnotes.vault.keys import database_key
from fieldnotes.vault.media import medium_of, physical_erase
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.wiping import wipe

pytestmark = pytest.mark.root

CANARY = b"Daw-Khin-canary"
NAME = b"Zarquonelle-canary"
TYPED, NEW = "river stone lamp ferry", "nine copper kettles on the ferry"
OF_NAMES = "three grey herons wade below the weir"
PIECE = 32
SLOT_BYTES = 128
SLOTS_AT = 68


@dataclass(frozen=True)
class Kind:
    """A file system as it is made and mounted, and whether overwriting in place reaches the old blocks there."""

    filesystem: str
    mebibytes: int
    make: tuple[str, ...]
    options: str
    in_place: bool


EXT4 = Kind("ext4", 24, ("mkfs.ext4", "-q", "-F"), "data=ordered", in_place=True)
KINDS = {
    "ext4": EXT4,
    "xfs": Kind("xfs", 300, ("mkfs.xfs", "-q", "-f"), "rw", in_place=True),
    "ext4-journal": Kind("ext4", 24, ("mkfs.ext4", "-q", "-F"), "data=journal", in_place=False),
    "btrfs": Kind("btrfs", 128, ("mkfs.btrfs", "-q", "-f"), "rw", in_place=False),
}


class Mounted:
    """An image with its file system mounted at ``point``; a context manager."""

    def __init__(self, kind: Kind, folder: Path) -> None:
        self.kind = kind
        self.image, self.point = folder / "image", folder / "point"

    def __enter__(self) -> Self:
        self.point.mkdir()
        with self.image.open("wb") as file:
            file.truncate(self.kind.mebibytes * 2**20)
        subprocess.run([*self.kind.make, self.image], check=True, capture_output=True)
        command = ["mount", "-o", f"loop,{self.kind.options}", self.image, self.point]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"{self.kind.filesystem} cannot be loop-mounted here: {done.stderr.strip()}")
        return self

    def __exit__(self, *_: object) -> None:
        subprocess.run(["umount", self.point], check=False, capture_output=True)

    def written_out(self) -> None:
        """Bring everything of the mounted file system to its image."""
        subprocess.run(["sync", "-f", self.point], check=True)

    def hits(self, needles: set[bytes]) -> int:
        """How often the needles stand in the image, whose many empty pages are passed over."""
        with self.image.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as held:
            raw = b"".join(part for part in pages(held) if part.strip(b"\0"))
        return sum(raw.count(needle) for needle in needles)


def pages(held: mmap.mmap, size: int = 64 * 1024):
    return (held[at : at + size] for at in range(0, len(held), size))


@pytest.fixture(params=KINDS)
def mounted(request: pytest.FixtureRequest, tmp_path: Path):
    yield from mount(KINDS[request.param], tmp_path)


@pytest.fixture
def ext4(tmp_path: Path):
    yield from mount(EXT4, tmp_path)


def mount(kind: Kind, tmp_path: Path):
    if os.geteuid() != 0:
        pytest.skip("not root, so no image can be mounted")
    if not all(shutil.which(tool) for tool in (kind.make[0], "mount", "umount")):
        pytest.skip(f"{kind.make[0]}, mount or umount is not installed")
    with Mounted(kind, tmp_path) as found:
        yield found


def wrapped(*key_files: Path) -> set[bytes]:
    """Two pieces of each of the eight slots, of both copies: what wraps the vault key."""
    pieces = set()
    for path in key_files:
        raw = path.read_bytes()
        for slot in range(8):
            for copy in (0, 4096):
                at = copy + SLOTS_AT + slot * SLOT_BYTES
                pieces |= {raw[at + 32 : at + 32 + PIECE], raw[at + 80 : at + 80 + PIECE]}
    return pieces


def secrets_of(vault, words, typed: str) -> set[bytes]:
    """What must never reach a disk: vault key, database key, wrap root, words, passphrase; bytes and digits."""
    raw = {
        vault._key.reveal(),
        bytes.fromhex(database_key(vault._key, vault.vault_id)[2:66]),
        bytes(vault._wrapping()._root),
        words.entropy(),
    }
    return raw | {one.hex().encode() for one in raw} | {" ".join(words.words).encode(), typed.encode()}


def make(folder: Path) -> set[bytes]:
    """A vault with notes in it, and an identity map beside it; everything secret of both."""
    vault, words = create_vault(folder, role=VaultRole.RESEARCHER, passphrase=Passphrase(TYPED), kdf_id=1)
    with vault:
        vault.connection.execute("CREATE TABLE note (words TEXT) STRICT")
        vault.connection.executemany("INSERT INTO note VALUES (?)", [(CANARY.decode(),)] * 500)
        secrets = {CANARY} | secrets_of(vault, words, TYPED)
    identity, own_words = create_map(folder, Passphrase(OF_NAMES), kdf_id=1, await_words=False)
    with identity:
        for number in range(500):
            identity.add(f"P{number + 1}", [f"{NAME.decode()} {number}"])
        secrets |= {NAME} | secrets_of(identity.vault, own_words, OF_NAMES)
    return secrets


def used(folder: Path) -> "tuple[set[bytes], set[bytes]]":
    """Back it up, change the passphrase: secrets of the new day, and the slots as they were before."""
    before = wrapped(folder / "vault.key")
    with open_vault(folder, Passphrase(TYPED)) as vault:
        back_up(vault)
        vault.change_passphrase(Passphrase(NEW))
    with open_vault(folder, Passphrase(NEW)) as vault:
        fresh = {
            vault._key.reveal(),
            bytes.fromhex(database_key(vault._key, vault.vault_id)[2:66]),
            NEW.encode(),
        }
    return fresh, before


def test_after_a_wipe_nothing_is_left_where_the_verdict_would_say_so(mounted):
    folder = mounted.point / "field"
    clear = make(folder)
    fresh, before = used(folder)
    clear |= fresh
    keys = [folder / "vault.key", folder / "identity.key", *(folder / "backups").glob("*.key")]
    assert len(keys) == 3
    slots = wrapped(*keys)
    mounted.written_out()
    assert mounted.hits(slots) >= 2 * len(slots), "the search sees copies A and B of each"
    assert mounted.hits(clear) == 0

    medium = medium_of(folder)
    verdict = wipe(folder)
    subprocess.run(["umount", mounted.point], check=True)
    assert verdict.erased_logically, verdict.failures
    assert verdict.physical == "not assured", "what lies beneath a loop device cannot be told"
    on_a_turning_disk = replace(medium, device="sda", rotational=True, vendor="ATA")
    assert physical_erase(on_a_turning_disk)[0] is mounted.kind.in_place
    left = mounted.hits(slots | before)
    if mounted.kind.in_place:
        assert left == 0, "assured on a turning disk, and true"
    else:
        assert left > 0, "not assured, and rightly"
    assert mounted.hits(clear) == 0


def test_the_identity_map_is_wiped_alone_and_the_vault_opens_all_the_same(mounted):
    folder = mounted.point / "field"
    clear = make(folder)
    with open_map(folder, Passphrase(OF_NAMES)) as identity:
        back_up(identity.vault)
    with open_vault(folder, Passphrase(TYPED)) as vault:
        back_up(vault)
    names = sorted(path.name for path in (folder / "backups").glob("*.key"))
    assert [name.partition("-")[0] for name in names] == ["identity", "vault"]
    of_identity = wrapped(folder / "identity.key", folder / "backups" / names[0])
    of_vault = wrapped(folder / "vault.key")
    mounted.written_out()
    assert mounted.hits(of_identity) >= 2 * len(wrapped(folder / "identity.key"))

    verdict = wipe(folder, stem=IDENTITY)
    with open_vault(folder, Passphrase(TYPED)) as vault:
        assert vault.connection.execute("SELECT count(*) FROM note").fetchone()[0] == 500
    left = {path.name for path in (*folder.iterdir(), *(folder / "backups").iterdir())}
    subprocess.run(["umount", mounted.point], check=True)
    assert verdict.erased_logically, verdict.failures
    assert verdict.physical == "not assured", "what lies beneath a loop device cannot be told"
    assert not [name for name in left if name.startswith("identity")]
    assert mounted.hits(of_vault) >= 2 * len(of_vault), "the vault's own slots stand"
    if mounted.kind.in_place:
        assert mounted.hits(of_identity) == 0
    else:
        assert mounted.hits(of_identity) > 0, "not assured, and rightly"
    assert mounted.hits(clear) == 0


def test_after_a_passphrase_change_the_old_slots_are_gone_from_the_disk(ext4):
    folder = ext4.point / "field"
    make(folder)
    with open_vault(folder, Passphrase(TYPED)) as vault:
        before = wrapped(folder / "vault.key")
        ext4.written_out()
        assert ext4.hits(before) >= 2 * len(before)
        vault.change_passphrase(Passphrase(NEW))
    subprocess.run(["umount", ext4.point], check=True)
    assert ext4.hits(before) == 0


def test_one_backup_destroyed_leaves_its_vault_and_nothing_of_its_own_slots(ext4):
    folder = ext4.point / "field"
    make(folder)
    with open_vault(folder, Passphrase(TYPED)) as vault:
        key = back_up(vault).key
    slots = wrapped(key) & wrapped(folder / "vault.key")
    assert len(slots) >= 4, "passphrase and recovery slot of both"
    ext4.written_out()
    assert ext4.hits(slots) >= 4 * len(slots)
    destroy_key_blocks(key)
    key.unlink()
    subprocess.run(["umount", ext4.point], check=True)
    assert ext4.hits(slots) == 2 * len(slots), "those of the vault itself"


def test_deleting_alone_would_have_left_every_piece(ext4):
    # The control: what the overwriting in place is for.
    folder = ext4.point / "field"
    make(folder)
    slots = wrapped(folder / "vault.key")
    ext4.written_out()
    for path in folder.iterdir():
        path.unlink()
    subprocess.run(["umount", ext4.point], check=True)
    assert ext4.hits(slots) >= 2 * len(slots)
