"""A passphrase change with all that belongs to it: the vault first, then the backups that it knows."""

from fieldnotes.vault.backups import BackupReport, replace_all
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.share import Share
from fieldnotes.vault.vault import Vault


def change_passphrase(vault: Vault, new: Passphrase, *, share: Share | None = None) -> BackupReport:
    """Let another passphrase open ``vault``, and make new backups in place of those within reach.

    A backup opens with the secrets of its day, so an older one would let the old passphrase in for ever.

    Returns:
        What became of the backups. By then the new passphrase holds, whatever became of them.

    Raises:
        FieldnotesError: as for :meth:`fieldnotes.vault.vault.Vault.change_passphrase`.
    """
    vault.change_passphrase(new, share=share)
    return replace_all(vault)
