"""Getting back in with the recovery words, and choosing another passphrase while at it."""

from pathlib import Path

from fieldnotes.vault.changing import change_passphrase
from fieldnotes.vault.files import VAULT
from fieldnotes.vault.opening import open_with_words
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.recovery import RecoveryWords
from fieldnotes.vault.share import Share
from fieldnotes.vault.vault import Vault


def recover(
    folder: Path,
    words: RecoveryWords,
    passphrase: Passphrase,
    share: Share | None = None,
    *,
    stem: str = VAULT,
) -> Vault:
    """Open the vault in ``folder`` with its recovery words and let ``passphrase`` open it from now on.

    A passphrase change like any other: the vault key is drawn anew, the words stay good, and the vault's notices tell what
    became of its backups. Errors as for :func:`fieldnotes.vault.opening.open_vault` and
    :meth:`fieldnotes.vault.vault.Vault.change_passphrase`.
    """
    vault = open_with_words(folder, words, share, stem=stem)
    try:
        report = change_passphrase(vault, passphrase, share=share)
    except BaseException:
        vault.close()
        raise
    vault.notices += report.sentences()
    return vault
