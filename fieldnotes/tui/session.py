"""What is open while the application is unlocked, and the opening of it. Loaded at the first passphrase, not before."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.taxonomies import taxonomy_of
from fieldnotes.tui.files import typed_path
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.recovering import recover
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.share import Share, read_share

if TYPE_CHECKING:
    from fieldnotes.codebook.models import Taxonomy
    from fieldnotes.coordination.desk import CoordinatorDesk
    from fieldnotes.identity.people import IdentityMap
    from fieldnotes.release.desk import ReleaseDesk
    from fieldnotes.vault.recovery import RecoveryWords
    from fieldnotes.vault.vault import Vault


def share_at(typed: str) -> Share | None:
    """The share in the key file whose path was typed; ``None`` for an empty line.

    Raises:
        FieldnotesError: if it cannot be read, or is no key file.
    """
    return read_share(typed_path(typed)) if typed.strip() else None


class Session:
    """An open vault and what its role works with.

    Args:
        vault: the open vault; :meth:`close` closes it.
    """

    def __init__(self, vault: "Vault") -> None:
        self.vault = vault

    @classmethod
    def open(cls, folder: Path, passphrase: str, share_path: str = "") -> "Session":
        """Unlock the vault in ``folder``. Takes as long as the key derivation; may run on any thread.

        Args:
            folder: the vault's.
            passphrase: as typed.
            share_path: of the key file on removable media; empty for a vault without one.

        Raises:
            FieldnotesError: a sentence that tells a wrong passphrase from a damaged vault.
        """
        return cls(open_vault(folder, Passphrase(passphrase), share_at(share_path)))

    @classmethod
    def recover(
        cls, folder: Path, words: "RecoveryWords", passphrase: str, share_path: str = ""
    ) -> "Session":
        """Unlock with the recovery words and let ``passphrase`` open the vault from now on; otherwise as :meth:`open`.

        Raises:
            FieldnotesError: a sentence that tells other words from a damaged vault; nothing was changed then.
        """
        return cls(recover(folder, words, Passphrase(passphrase), share_at(share_path)))

    @property
    def is_coordinator(self) -> bool:
        """Whether this vault is a coordinator's."""
        return self.vault.role is VaultRole.COORDINATOR

    @cached_property
    def taxonomy(self) -> "Taxonomy":
        """The codebook that the vault goes by."""
        return taxonomy_of(self.vault)

    def codebook_changed(self) -> None:
        """Another version was adopted: what goes by the one before is opened anew when it is asked for."""
        for name in ("taxonomy", "book", "release", "coordination"):
            self.__dict__.pop(name, None)

    @cached_property
    def book(self) -> Casebook:
        """The casebook of a researcher's vault."""
        return Casebook.open(self.vault, self.taxonomy)

    @property
    def notices(self) -> tuple[str, ...]:
        """What is to be told after unlocking: what the vault found, and cases that are past their retention date."""
        due = None if self.is_coordinator else self.book.retention.notice()
        return self.vault.notices if due is None else (*self.vault.notices, due)

    @cached_property
    def release(self) -> "ReleaseDesk":
        """The release desk of a researcher's vault; loads the solver's room when first asked for."""
        from fieldnotes.release.desk import ReleaseDesk  # noqa: PLC0415 - heavy; only Release and Sync need it

        return ReleaseDesk.open(self.book)

    @cached_property
    def coordination(self) -> "CoordinatorDesk":
        """The desk of a coordinator's vault."""
        from fieldnotes.coordination.desk import CoordinatorDesk  # noqa: PLC0415 - heavy; only coordinators need it

        return CoordinatorDesk.open(self.vault, self.taxonomy)

    question = ""
    """What was asked of the coded passages last; gone with the process at a lock."""

    identity: "IdentityMap | None" = None
    """Who is who, once it was unlocked in this session."""

    def unlock_identity(self, passphrase: str) -> "IdentityMap":
        """Unlock the identity map beside the vault; takes a key derivation, may run on any thread.

        Raises:
            FieldnotesError: as for :func:`fieldnotes.identity.keeping.open_map`.
        """
        from fieldnotes.identity.keeping import open_map  # noqa: PLC0415 - most sessions need no names

        if self.identity is None:
            self.identity = open_map(self.vault.folder, Passphrase(passphrase))
        return self.identity

    def lock_identity(self) -> None:
        """Close the identity map again, if it is open."""
        if self.identity is not None:
            self.identity.close()
            self.identity = None

    @property
    def names(self) -> tuple[str, ...]:
        """What is to be pointed out in texts: words kept in the vault, and names while the identity map is open."""
        return (*self.book.findings.words(), *(() if self.identity is None else self.identity.names()))

    def close(self) -> None:
        """Close the identity map and the vault. What Python still holds goes with the process."""
        try:
            self.lock_identity()
        finally:
            self.vault.close()
