"""``fieldnotes identity create | discard | passphrase | recover | restore | wipe``."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.cli.identity_group import identity
from fieldnotes.cli.identity_opening import IDENTITY_FD, identity_passphrase, opened_identity
from fieldnotes.cli.options import FILE, verb
from fieldnotes.cli.session import Session, ask_passphrase, ask_secret, tell_notices, write_secret_line
from fieldnotes.cli.typing_back import TRIES, choose_passphrase, tell_tries, words_are_kept

if TYPE_CHECKING:
    from fieldnotes.identity.people import IdentityMap
    from fieldnotes.vault.passphrases import Passphrase
    from fieldnotes.vault.recovery import RecoveryWords

_NEW_FD = "--new-passphrase-fd"
_ASKED = "Identity map's passphrase"


@verb(identity, "create")
@click.option(
    "--recovery-fd", type=int, help="Write the recovery words to this descriptor; needed without a terminal."
)
@click.option("--kdf", "kdf_id", type=click.Choice(["auto", "1", "2", "3"]), default="auto", show_default=True,
              help="Cost of a guess at the passphrase: 64 MiB, 256 MiB or 1 GiB of memory, or what suits this machine.")  # fmt: skip
@click.option("--generate", is_flag=True, help="Draw a passphrase of seven words, shown once and typed back.")
@identity_passphrase
def create(
    session: Session, *, recovery_fd: int | None, kdf_id: str, generate: bool, identity_fd: int | None
) -> None:
    """Make an identity map beside the vault, with a passphrase and recovery words of its own."""
    from fieldnotes.identity.keeping import create_map  # noqa: PLC0415 - loads the store
    from fieldnotes.vault.files import IDENTITY, VaultFiles  # noqa: PLC0415 - as above
    from fieldnotes.vault.newfolder import refuse_no_room  # noqa: PLC0415 - as above

    if recovery_fd is None and not sys.stdin.isatty():
        raise WrongUseError(
            "There is no terminal to show the recovery words on.",
            "Give a descriptor for them with --recovery-fd N.",
        )
    refuse_no_room(VaultFiles(session.folder, IDENTITY))
    passphrase = choose_passphrase(_ASKED, identity_fd, IDENTITY_FD, generate=generate, generate_fd=None)
    with ExitStack() as undo:
        made, words = create_map(session.folder, passphrase, kdf_id=None if kdf_id == "auto" else int(kdf_id))
        undo.callback(_remove, session.folder)
        with made:
            kept = _words_kept(made, words, recovery_fd)
        if not kept:
            raise _no_map("The recovery words were not typed back", "paper at hand")
        if not _unlocked_once(session, passphrase, asked=identity_fd is None):
            raise _no_map("The identity map was not unlocked with its passphrase", "a passphrase you know")
        undo.pop_all()
    session.answer(
        {"vault": session.folder, "identity": True},
        [
            f"Made an identity map in {session.folder}: identity.key and identity.db.",
            "Whoever opens both it and the vault knows who is who. It can be wiped alone: fieldnotes identity wipe.",
        ],
    )


@verb(identity, "discard")
@identity_passphrase
def discard(session: Session, *, identity_fd: int | None) -> None:
    """Remove an identity map whose making was cut off; one that was finished is left alone, and so is the vault."""
    from fieldnotes.vault.discarding import discard as remove  # noqa: PLC0415 - loads the store
    from fieldnotes.vault.files import IDENTITY, VaultFiles  # noqa: PLC0415 - as above
    from fieldnotes.vault.opening import require_presence  # noqa: PLC0415 - as above
    from fieldnotes.vault.unfinished import cut_off  # noqa: PLC0415 - as above

    require_presence(VaultFiles(session.folder, IDENTITY))
    typed = None if cut_off(session.folder, IDENTITY) else ask_passphrase(_ASKED, identity_fd, IDENTITY_FD)
    remove(session.folder, typed, stem=IDENTITY)
    session.answer({"discarded": True}, ["Removed the unfinished identity map; the vault is as it was."])


@verb(identity, "passphrase")
@click.option(_NEW_FD, "new_fd", type=int, help="Read the new passphrase from this descriptor: one line.")
@click.option("--generate", is_flag=True, help="Draw a passphrase of seven words, shown once and typed back.")
@identity_passphrase
def passphrase(session: Session, *, new_fd: int | None, generate: bool, identity_fd: int | None) -> None:
    """Choose another passphrase for the identity map; it is encrypted again under a new key."""
    from fieldnotes.identity.keeping import change_passphrase  # noqa: PLC0415 - loads the store

    with opened_identity(session, identity_fd) as opened:
        new = choose_passphrase("New passphrase", new_fd, _NEW_FD, generate=generate, generate_fd=None)
        report = change_passphrase(opened, new)
    session.answer(
        {"changed": True, "out_of_reach": [str(one.key) for one in report.out_of_reach]},
        [
            "The identity map opens with the new passphrase now, and with its recovery words.",
            *report.sentences(),
        ],
    )


@verb(identity, "recover")
@click.option("--recovery-fd", type=int, help="Read the recovery words from this descriptor: one line.")
@click.option(_NEW_FD, "new_fd", type=int, help="Read the new passphrase from this descriptor: one line.")
def recover(session: Session, *, recovery_fd: int | None, new_fd: int | None) -> None:
    """Open the identity map with its own recovery words and choose a new passphrase."""
    from fieldnotes.identity.keeping import recover_map  # noqa: PLC0415 - loads the store
    from fieldnotes.vault.recovery import RecoveryWords  # noqa: PLC0415 - as above

    words = RecoveryWords.parse(
        ask_secret("Recovery words of the identity map", recovery_fd, "--recovery-fd")
    )
    new = ask_passphrase("New passphrase", new_fd, _NEW_FD, new=True)
    with recover_map(session.folder, words, new) as opened:
        tell_notices(opened.vault)
    session.answer({"recovered": True}, ["The identity map opens with the new passphrase now."])


@verb(identity, "restore")
@click.argument("key", metavar="BACKUP.key", type=FILE)
@click.option(
    "--recovery-fd", type=int, help="Open it with its recovery words, from this descriptor: one line."
)
@identity_passphrase
def restore(session: Session, *, key: Path, recovery_fd: int | None, identity_fd: int | None) -> None:
    """Make a backup of an identity map into one again, beside the vault, where there is none."""
    from fieldnotes.identity.keeping import restore_map  # noqa: PLC0415 - loads the store
    from fieldnotes.vault.recovery import RecoveryWords  # noqa: PLC0415 - as above

    if recovery_fd is not None:
        words = RecoveryWords.parse(ask_secret("Recovery words", recovery_fd, "--recovery-fd"))
        restored = restore_map(key, session.folder, words=words)
    else:
        restored = restore_map(
            key, session.folder, passphrase=ask_passphrase(_ASKED, identity_fd, IDENTITY_FD)
        )
    with restored as made:
        count = len(made.all())
    session.answer(
        {"vault": session.folder, "restored_from": key, "pseudonyms": count},
        [
            f"Restored an identity map with {count} pseudonyms into {session.folder}.",
            "It opens with the passphrase that was in force when the backup was made, and with its recovery words.",
        ],
    )


@verb(identity, "wipe")
@click.option("--confirm", metavar="NAME", required=True, help="The name of the vault's folder, typed out.")
@click.option(
    "--with-backups", is_flag=True, help="Open it first, and destroy its backups in other folders too."
)
@identity_passphrase
def wipe(session: Session, *, confirm: str, with_backups: bool, identity_fd: int | None) -> int:
    """Destroy the identity map alone, keys first, with its backups in the vault's folder. There is no way back."""
    from fieldnotes.vault.backups import key_files_elsewhere, known  # noqa: PLC0415 - loads the store
    from fieldnotes.vault.files import IDENTITY  # noqa: PLC0415 - as above
    from fieldnotes.vault.wiping import wipe as destroy  # noqa: PLC0415 - as above

    folder = session.folder.resolve()
    if confirm != folder.name:
        raise RefusedError(
            "The name given does not match the vault's folder, so nothing was wiped.",
            f"Give --confirm {folder.name}.",
        )
    out_of_reach: list[str] = []
    if with_backups:
        with opened_identity(session, identity_fd) as opened:
            elsewhere = key_files_elsewhere(opened.vault)
            out_of_reach = [str(one.key) for one in known(opened.vault) if not one.reachable]
        verdict = destroy(folder, elsewhere=elsewhere, stem=IDENTITY)
    else:
        verdict = destroy(folder, stem=IDENTITY)
    session.answer(
        verdict.as_dict() | {"out_of_reach": out_of_reach},
        [*verdict.sentences(), *(f"Out of reach, destroy it: {key}." for key in out_of_reach)],
    )
    return 0 if verdict.erased_logically else 1


def _words_kept(made: "IdentityMap", words: "RecoveryWords", recovery_fd: int | None) -> bool:
    if recovery_fd is not None:
        write_secret_line(recovery_fd, "--recovery-fd", " ".join(words.words))
    elif not words_are_kept(words):
        return False
    made.vault.confirm_words(words)
    return True


def _unlocked_once(session: Session, typed: "Passphrase", *, asked: bool) -> bool:
    from fieldnotes.identity.keeping import open_map  # noqa: PLC0415 - loads the store
    from fieldnotes.vault.passphrases import Passphrase  # noqa: PLC0415 - as above

    for left in reversed(range(TRIES if asked else 1)):
        if asked:
            typed = Passphrase(ask_secret("Unlock it once: identity map's passphrase", None, IDENTITY_FD))
        try:
            open_map(session.folder, typed).close()
        except RefusedError as error:
            tell_tries(error, left)
        else:
            return True
    return False


def _remove(folder: Path) -> None:
    from fieldnotes.vault.files import IDENTITY  # noqa: PLC0415 - only where none is kept
    from fieldnotes.vault.wiping import wipe as destroy  # noqa: PLC0415 - as above

    destroy(folder, trim_disk=False, stem=IDENTITY)


def _no_map(problem: str, with_what: str) -> RefusedError:
    return RefusedError(f"{problem}, so no identity map was kept.", f"Make it again with {with_what}.")
