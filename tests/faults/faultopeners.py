"""Openers that remember what they have stretched, so that hundreds of runs on one scene cost a few runs of Argon2id."""

from collections.abc import Mapping
from pathlib import Path

from faultsteps import NEXT_PASSPHRASE, PASSPHRASE

from fieldnotes.vault.keyblock import parse
from fieldnotes.vault.keyfile import peek
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.unlocking import PassphraseOpener

OPENERS: Mapping[str, PassphraseOpener] = {
    typed: PassphraseOpener(Passphrase(typed)) for typed in (PASSPHRASE, NEXT_PASSPHRASE)
}


def remember(scene: Path) -> None:
    """Stretch both passphrases for the salts of a scene's vault, for every process that is forked from now on."""
    for block in map(parse, peek(scene / "vault" / "vault.key")):
        for opener in OPENERS.values():
            if block is not None:
                opener.keys(block.header)
