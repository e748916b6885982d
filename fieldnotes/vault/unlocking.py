"""From a key file and a secret to the vault key: every copy, every slot."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from fieldnotes.base.errors import DamagedError, FieldnotesError, RefusedError
from fieldnotes.vault.keyblock import VERSION, Header, KeyBlock
from fieldnotes.vault.keys import VaultKey
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.recovery import RecoveryWords
from fieldnotes.vault.share import Share, material_of
from fieldnotes.vault.slots import (
    PassphraseKeys,
    open_with_passphrase,
    open_with_recovery,
    passphrase_keys,
    recovery_key_pair,
)


class Opener(Protocol):
    """A secret that may open slots."""

    def wrong(self) -> RefusedError:
        """What to say when the key file is whole and the secret opens nothing in it.

        Made anew each time: an error keeps the frames it went through, and those hold secrets.
        """

    def open_slots(self, block: KeyBlock) -> list[VaultKey]:
        """The vault keys that the secret opens; every slot is tried, whatever came before it."""


class PassphraseOpener:
    """Opens passphrase slots. One Argon2id run serves all copies that share cost and salt.

    Attributes:
        seconds: how long the last run took.
    """

    def __init__(self, passphrase: Passphrase, share: Share | None = None) -> None:
        self._passphrase = passphrase
        self._share = share
        self.seconds = 0.0
        self._runs: dict[tuple[int, bytes, bytes, bytes], PassphraseKeys] = {}

    def wrong(self) -> RefusedError:
        """See :class:`Opener`."""
        if self._share is not None:
            return RefusedError(
                "The passphrase together with that key file does not open this vault.",
                "Check the keyboard layout, and that the key file belongs to this vault.",
            )
        return RefusedError(
            "The passphrase does not open this vault.",
            "Check the keyboard layout and type it again, or use the recovery words; if the vault was made with a"
            " key file on removable media, give that too.",
        )

    def keys(self, header: Header) -> PassphraseKeys:
        """The keys for files headed like this."""
        return self._stretched(self._passphrase, header)

    def open_slots(self, block: KeyBlock) -> list[VaultKey]:
        """See :class:`Opener`.

        Raises:
            DamagedError: if the cost id is unknown.
            RefusedError: if memory is short.
        """
        before = self._passphrase.as_before()
        found = self._tried(block, self._passphrase)
        return found if found or before is None else self._tried(block, before)

    def _tried(self, block: KeyBlock, passphrase: Passphrase) -> list[VaultKey]:
        keys = self._stretched(passphrase, block.header)
        tried = [
            open_with_passphrase(slot, keys, block.header, index) for index, slot in enumerate(block.slots)
        ]
        return [key for key in tried if key is not None]

    def _stretched(self, passphrase: Passphrase, header: Header) -> PassphraseKeys:
        run = (header.kdf_id, header.salt, header.vault_id, passphrase.encoded())
        if run not in self._runs:
            started = time.perf_counter()
            self._runs[run] = passphrase_keys(passphrase, header, material_of(self._share))
            self.seconds = time.perf_counter() - started
        return self._runs[run]


class RecoveryOpener:
    """Opens recovery slots. Needs neither salt nor cost, so raising the cost leaves recovery slots as they are."""

    def __init__(self, words: RecoveryWords, share: Share | None = None) -> None:
        self._words = words
        self._share = share

    def wrong(self) -> RefusedError:
        """See :class:`Opener`."""
        if self._share is not None:
            return RefusedError(
                "The recovery words together with that key file do not open this vault.",
                "Check that the paper and the key file belong to this vault, and try again.",
            )
        return RefusedError(
            "The recovery words do not open this vault.",
            "Check that the paper belongs to this vault and try again; if the vault was made with a key file on"
            " removable media, give that too.",
        )

    def open_slots(self, block: KeyBlock) -> list[VaultKey]:
        """See :class:`Opener`."""
        vault_id = block.header.vault_id
        pair = recovery_key_pair(self._words.entropy(), vault_id, material_of(self._share))
        tried = [open_with_recovery(slot, pair, vault_id, index) for index, slot in enumerate(block.slots)]
        return [key for key in tried if key is not None]


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A vault key, and the copy it came from (0 is A, 1 is B)."""

    key: VaultKey = field(repr=False)
    block: KeyBlock
    place: int


def unlock(blocks: Sequence[KeyBlock | None], opener: Opener) -> Iterator[Unlocked]:
    """Every vault key that the secret opens and that authenticates its copy: whole copies first, then the newest.

    The caller stops at the first one that opens the database. Running out without one is an error here only if no
    key was found at all.

    Args:
        blocks: copy A and copy B, ``None`` where unreadable.
        opener: the secret.

    Raises:
        RefusedError: wrong secret, or a key file from a newer version.
        DamagedError: both copies damaged.
    """
    readable = [(place, block) for place, block in enumerate(blocks) if block is not None]
    readable.sort(key=lambda at: (at[1].intact, at[1].header.generation), reverse=True)
    _refuse_newer([block for _, block in readable])
    found = False
    altered = False
    failure: FieldnotesError | None = None
    for place, block in readable:
        if block.header.version != VERSION:
            continue
        try:
            keys = opener.open_slots(block)
        except FieldnotesError as error:  # this copy's cost is unknown, or asks for more memory than there is
            failure = error
            continue
        for key in keys:
            if block.is_authentic(key):
                found = True
                yield Unlocked(key, block, place)
            elif block.intact:  # else it is damaged, or was written in part
                altered = True
    if not found:
        raise failure or _why_nothing_opened([block for _, block in readable], opener, altered=altered)


def _refuse_newer(blocks: Sequence[KeyBlock]) -> None:
    if any(block.intact and block.header.version > VERSION for block in blocks):
        raise RefusedError(
            "This vault was made by a newer version of fieldnotes.",
            "Open it with that version; nothing was changed.",
        )


def _why_nothing_opened(blocks: Sequence[KeyBlock], opener: Opener, *, altered: bool) -> FieldnotesError:
    if altered:
        return DamagedError(
            "The key file has been altered: the secret fits, but the file is not as this vault wrote it.",
            "Restore a backup into another folder, and find out who could write to this one.",
        )
    if any(block.intact for block in blocks):
        return opener.wrong()
    return DamagedError(
        "Both copies in the key file are damaged, so whether the secret was right cannot be told.",
        "Leave the folder as it is and restore a backup into another folder.",
    )
