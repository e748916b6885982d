"""What an operation finds before it begins: a folder with a small vault and all that goes with it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from faultsteps import PASSPHRASE, prepare, unlocked

from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.vault.backups import back_up
from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

RELEASED = Path(__file__).parents[1] / "vault" / "released"
KEY_FILES = ("vault.key", "identity.key", "backups/vault-0001.key")


def make_scene(scene: Path) -> None:
    """A vault with a few notes in ``scene/vault``, its recovery words in ``scene/words``."""
    scene.mkdir()
    vault, words = create_vault(
        scene / "vault", role=VaultRole.RESEARCHER, passphrase=Passphrase(PASSPHRASE), kdf_id=1
    )
    vault.close()
    (scene / "words").write_text(" ".join(words.words))
    with unlocked(scene) as vault:
        prepare(Casebook.open(vault, load_taxonomy()))


def make_scene_with_backup(scene: Path) -> None:
    """The same, and a backup ``vault-0001`` of it in ``scene/stick``, which the vault knows."""
    make_scene(scene)
    (scene / "stick").mkdir()
    with unlocked(scene) as vault:
        back_up(vault, scene / "stick")
        (scene / "key").write_bytes(vault._key.reveal())  # of the vault as it was, for the check of a change


def make_scene_cut_off_early(scene: Path) -> None:
    """The same, left by a passphrase change that was killed when the new key was written down and not yet in use."""
    _cut_off(scene, "fsync", scene / "vault" / "vault.key")


def make_scene_cut_off_late(scene: Path) -> None:
    """The same, killed when the new key was in use and part of the database still in the log only."""
    _cut_off(scene, "ftruncate", scene / "vault" / "vault.db")


def _cut_off(scene: Path, call: str, on: Path) -> None:
    make_scene_with_backup(scene)
    program = Path(__file__).with_name("faultoperations.py")
    done = subprocess.run(
        [
            *("strace", "-f", "-qq", "-o", os.devnull, "-P", on, "-e", f"trace={call}"),
            *("-e", f"inject={call}:signal=SIGKILL:when=1"),
            *(sys.executable, "-B", program, "passphrase", scene),
        ],
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (-9, b"")


def make_scene_of_earlier_version(scene: Path) -> None:
    """A vault as 0.1.0 wrote it."""
    shutil.copytree(RELEASED / "0.1.0" / "researcher", scene / "vault")
    (scene / "vault").chmod(0o700)
    for path in (scene / "vault").iterdir():
        path.chmod(0o600)


def make_scene_to_wipe(scene: Path) -> None:
    """The same vault, and a second one and a backup beside it."""
    make_scene(scene)
    folder = scene / "vault"
    (folder / "backups").mkdir(mode=0o700)
    for stem in ("identity", "backups/vault-0001"):
        for ending in ("key", "db"):
            shutil.copyfile(folder / f"vault.{ending}", folder / f"{stem}.{ending}")


def link_key_files(scene: Path) -> None:
    """Second names for every key file, under which its blocks can still be read when a wipe has removed the first."""
    (scene / "links").mkdir()
    for name in KEY_FILES:
        os.link(scene / "vault" / name, scene / "links" / name.replace("/", "-"))
