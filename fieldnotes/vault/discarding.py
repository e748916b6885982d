"""Removing a vault that was never finished."""

from pathlib import Path

from fieldnotes.base.errors import AnswerIsNoError, RefusedError, WrongUseError
from fieldnotes.vault.files import VAULT, VaultFiles
from fieldnotes.vault.opening import open_files
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.share import Share
from fieldnotes.vault.unfinished import cut_off
from fieldnotes.vault.unlocking import PassphraseOpener
from fieldnotes.vault.wiping import wipe


def discard(
    folder: Path, passphrase: Passphrase | None = None, share: Share | None = None, *, stem: str = VAULT
) -> None:
    """Remove a vault that was never finished, and nothing else.

    Args:
        folder: remains, empty but for files that are not ours.
        passphrase: needed where only the recovery words were never typed back, which stands inside.
        share: of the key file on removable media, where the vault has one.
        stem: ``identity`` for the identity map beside the vault, which stays.

    Raises:
        WrongUseError: if there is no vault, or the passphrase is needed.
        RefusedError: if the vault was finished, or the passphrase is wrong.
        AnswerIsNoError: if some of it could not be removed.
    """
    if not cut_off(folder, stem):
        _require_unconfirmed(VaultFiles(folder, stem), passphrase, share)
    verdict = wipe(folder, trim_disk=False, stem=stem)
    if not verdict.erased_logically:
        raise AnswerIsNoError("Some of it could not be removed.", " ".join(verdict.failures))


def _require_unconfirmed(files: VaultFiles, passphrase: Passphrase | None, share: Share | None) -> None:
    if passphrase is None:
        raise WrongUseError(
            f"Whether this {files.noun} was finished stands inside it.",
            "Give its passphrase as well; nothing was removed.",
        )
    with open_files(files, PassphraseOpener(passphrase, share), unfinished=True) as vault:
        if vault.words_confirmed:
            raise RefusedError(
                f"This {files.noun} was finished, so it was not removed.",
                f"To destroy it, use `fieldnotes {files.verb} wipe`.",
            )
