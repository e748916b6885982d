"""Freshness over the life of an open vault: what is watched, what opening finds, what closing leaves in the key file."""

from collections.abc import Callable, Sequence
from functools import cached_property

from fieldnotes.base.errors import FieldnotesError
from fieldnotes.vault.anchoring import Anchor, Anchors
from fieldnotes.vault.freshness import WHOLE, Freshness
from fieldnotes.vault.keyfile import KeyFile
from fieldnotes.vault.keys import VaultKey
from fieldnotes.vault.rowhashing import SUM_BYTES
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.transactions import Transactions
from fieldnotes.vault.watching import Watched

_OLDER = (
    "The database of this vault is older than its key file remembers: an older copy was put in its place, or its newest"
    " changes were lost. Compare the notes with a backup before you go on; `fieldnotes vault verify` says more."
)
_WAS_OLDER = (
    "The database of this vault was once found to be older than its key file remembered, and has been written in since."
    " Compare the notes with a backup; `fieldnotes vault verify` says more."
)


class Keeper:
    """Keeps what one open vault needs to notice that an older copy was put back.

    Args:
        connection: the database.
        key_file: open.
        vault_id: 16 bytes.
        derive: gives a key for a purpose, the same before and after a change of the vault key.
    """

    def __init__(
        self, connection: Connection, key_file: KeyFile, vault_id: bytes, derive: Callable[[str], bytes]
    ) -> None:
        self._key_file = key_file
        self._vault_id = vault_id
        self._derive = derive
        self._freshness = Freshness(connection, lambda: derive("freshness"))
        self.transactions = Transactions(connection, self._freshness)

    def attach(self) -> None:
        """Watch what this vault has been told to watch; as soon as its own schema is up to date."""
        self._freshness.attach()

    def watch(self, component: str, tables: Sequence[Watched]) -> None:
        """See :meth:`fieldnotes.vault.vault.Vault.watch`."""
        unmet = self._freshness.unmet(tables)
        if unmet:
            with self.transactions.run():
                self._freshness.take_up(component, unmet)

    def unwatch(self, component: str) -> None:
        """Stop watching a component's tables, inside a transaction, because their schema is about to change."""
        self._freshness.put_down(component)

    def stale(self) -> tuple[str, ...]:
        """See :meth:`fieldnotes.vault.vault.Vault.stale`."""
        with self.transactions.run():
            found = self._freshness.stale()
            if self._is_older(self._anchors.latest()):
                found.add(WHOLE)
        return tuple(sorted(found))

    def opened(self, key: VaultKey) -> tuple[str, ...]:
        """Hold the database against the anchor; a sentence if it is older. The anchor is brought up to date.

        Raises:
            DamagedError: if the key file cannot be read.
        """
        anchor = self._anchors.latest()
        found = self._is_older(anchor)
        if found and anchor is not None:
            # Kept inside the database too: one that is written in goes past the anchor in time.
            with self.transactions.run():
                self._freshness.doubt(anchor.changes)
        doubted = self._freshness.root().doubted
        self.anchor(key)
        return (_OLDER,) if found else (_WAS_OLDER,) if doubted else ()

    def anchor(self, key: VaultKey) -> None:
        """Leave in the key file how the database stands, if that is news to it.

        What cannot be written (a full disk, a medium that is read only) is no reason not to lock: an anchor that was left
        behind is what a power cut leaves too, and older copies from before it are still found.
        """
        try:
            root = self._freshness.root()
            now = Anchor(root.changes, root.total.to_bytes(SUM_BYTES, "big"))
            if not self._anchors.stands(now):
                self._anchors.write(now, key)
        except FieldnotesError:
            return

    @cached_property
    def _anchors(self) -> Anchors:
        return Anchors(self._key_file, self._derive("freshness anchor"), self._vault_id)

    def _is_older(self, anchor: Anchor | None) -> bool:
        root = self._freshness.root()
        if anchor is None or root.changes > anchor.changes:
            return False
        return Anchor(root.changes, root.total.to_bytes(SUM_BYTES, "big")) != anchor
