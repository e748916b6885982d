"""Getting back in with the recovery words, and choosing another passphrase while at it."""

from pathlib import Path

from fieldnotes.vault.opening import open_with_words
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.recovery import RecoveryWords
from fieldnotes.vault.share import Share
from fieldnotes.vault.vault import Vault


def recover(folder: Path, words: RecoveryWords, passphrase: Passphrase, share: Share | None = None) -> Vault:
    """Open the vault in ``folder`` with its recovery words and let ``passphrase`` open it from now on.

    The words stay good. Errors as for :func:`fieldnotes.vault.opening.open_vault`; nothing was changed then.
    """
    vault = open_with_words(folder, words, share)
    try:
        vault.change_passphrase(passphrase, share=share)
    except BaseException:
        vault.close()
        raise
    return vault
