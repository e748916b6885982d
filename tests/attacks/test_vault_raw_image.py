"""What is left on the disk itself: the image of an ext4 file system, searched after a wipe."""

import os
import shutil
import subprocess

import pytest

from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.keys import database_key
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.wiping import wipe

CANARY = b"Daw-Khin-canary"
PIECE = 32
STEP = 64  # two pieces of every slot, and some of everything after them


@pytest.fixture
def mounted(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("not root, so no image can be mounted")
    if not all(shutil.which(tool) for tool in ("mkfs.ext4", "mount", "umount")):
        pytest.skip("mkfs.ext4, mount or umount is not installed")
    image, point = tmp_path / "image", tmp_path / "point"
    point.mkdir()
    with image.open("wb") as file:
        file.truncate(16 * 2**20)
    subprocess.run(["mkfs.ext4", "-q", "-F", image], check=True, capture_output=True)
    done = subprocess.run(["mount", "-o", "loop", image, point], check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"loop mounts are not possible here: {done.stderr.strip()}")
    try:
        yield image, point
    finally:
        subprocess.run(["umount", point], check=False, capture_output=True)


def hits(image, needles):
    raw = image.read_bytes()
    return sum(raw.count(needle) for needle in needles)


def written_out(point):
    """Bring everything of the mounted file system to its image."""
    subprocess.run(["sync", "-f", point], check=True)


def key_pieces(key_file):
    raw = key_file.read_bytes()
    return {raw[at : at + PIECE] for at in range(68, 4096 - PIECE, STEP)}


def test_no_key_material_is_left_after_a_wipe_and_no_note_ever_was(mounted):
    image, point = mounted
    vault, words = create_vault(
        point / "field", role=VaultRole.RESEARCHER, passphrase=Passphrase("river stone lamp"), kdf_id=1
    )
    with vault:
        vault.connection.execute("CREATE TABLE note (words TEXT) STRICT")
        vault.connection.executemany("INSERT INTO note VALUES (?)", [(CANARY.decode(),)] * 500)
        clear = {
            CANARY,
            vault._key.reveal(),
            bytes.fromhex(database_key(vault._key, vault.vault_id)[2:66]),
            words.entropy(),
            " ".join(words.words).encode(),
            b"river stone lamp",
        }
    backup = point / "field" / "backups" / "0001"
    backup.mkdir(parents=True)
    shutil.copy(point / "field" / "vault.key", backup)
    wrapped = key_pieces(point / "field" / "vault.key")
    assert len(wrapped) > 60
    written_out(point)
    assert hits(image, wrapped) >= 4 * len(wrapped)  # copies A and B, and the backup's: the search sees them
    assert hits(image, clear) == 0

    verdict = wipe(point / "field")
    subprocess.run(["umount", point], check=True)
    assert verdict.erased_logically
    assert verdict.physical == "not assured"  # what lies beneath a loop device cannot be told
    assert hits(image, wrapped) == 0
    assert hits(image, clear) == 0


def test_deleting_alone_would_have_left_every_piece(mounted):
    # The control: what the in-place overwriting is for.
    image, point = mounted
    vault, _ = create_vault(point / "field", role=VaultRole.RESEARCHER, passphrase=Passphrase("p"), kdf_id=1)
    vault.close()
    wrapped = key_pieces(point / "field" / "vault.key")
    written_out(point)
    for path in (point / "field").iterdir():
        path.unlink()
    subprocess.run(["umount", point], check=True)
    assert hits(image, wrapped) >= 2 * len(wrapped)
