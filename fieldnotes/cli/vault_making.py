"""``fieldnotes vault create`` and ``discard``."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.cli.options import FILE, verb
from fieldnotes.cli.session import Session, ask_secret, write_secret_line
from fieldnotes.cli.typing_back import TRIES, choose_passphrase, tell_tries, words_are_kept
from fieldnotes.cli.vault_group import vault

if TYPE_CHECKING:
    from fieldnotes.vault.passphrases import Passphrase
    from fieldnotes.vault.recovery import RecoveryWords
    from fieldnotes.vault.share import Share
    from fieldnotes.vault.vault import Vault

_KEEP_KEY_FILES = (
    "Without the key file or its copy nobody opens this vault, with the passphrase or with the recovery words:"
    " keep the two media apart, and apart from this machine."
)


@verb(vault, "create")
@click.option(
    "--role", type=click.Choice(["researcher", "coordinator"]), required=True, help="What the vault is for."
)
@click.option(
    "--recovery-fd", type=int, help="Write the recovery words to this descriptor; needed without a terminal."
)
@click.option("--kdf", "kdf_id", type=click.Choice(["auto", "1", "2", "3"]), default="auto", show_default=True,
              help="Cost of a guess at the passphrase: 64 MiB, 256 MiB or 1 GiB of memory, or what suits this machine.")  # fmt: skip
@click.option("--key-file-copy", type=FILE, help="With --key-file, which is written now: its second copy.")
@click.option("--generate", is_flag=True, help="Draw a passphrase of seven words, shown once and typed back.")
@click.option("--generate-fd", type=int, help="Draw a passphrase of seven words and write it to this descriptor.")  # fmt: skip
def create(
    session: Session,
    *,
    role: str,
    recovery_fd: int | None,
    kdf_id: str,
    key_file_copy: Path | None,
    generate: bool,
    generate_fd: int | None,
) -> None:
    """Create an empty vault."""
    from fieldnotes.vault.creating import create_vault  # noqa: PLC0415 - loads the store
    from fieldnotes.vault.inspecting import vault_info  # noqa: PLC0415 - as above
    from fieldnotes.vault.roles import VaultRole  # noqa: PLC0415 - as above

    _require_means(session, recovery_fd, key_file_copy)
    passphrase = choose_passphrase(
        "Passphrase",
        session.passphrase_fd,
        "--passphrase-fd",
        generate=generate,
        generate_fd=generate_fd,
    )
    with ExitStack() as undo:
        share = _written(session, key_file_copy, undo)
        made, words = create_vault(
            session.folder,
            role=VaultRole(role),
            passphrase=passphrase,
            kdf_id=None if kdf_id == "auto" else int(kdf_id),
            share=share,
            await_words=True,
        )
        undo.callback(_remove, session.folder)
        with made:
            kept = _words_kept(made, words, share, recovery_fd)
        asked = session.passphrase_fd is None and generate_fd is None
        if not kept:
            raise _no_vault("The recovery words were not typed back", "paper at hand")
        if not _unlocked_once(session, passphrase, asked=asked):
            raise _no_vault("The vault was not unlocked with its passphrase", "a passphrase you know")
        undo.pop_all()
    cost = vault_info(session.folder).kdf_id
    session.answer(
        {
            "vault": session.folder,
            "role": role,
            "kdf": cost,
            "kdf_choice": "measured" if kdf_id == "auto" else "chosen",
            "key_file": session.key_file,
            "key_file_copy": key_file_copy,
        },
        [
            f"Created a {role}'s vault in {session.folder}.",
            *([_KEEP_KEY_FILES] if share is not None else []),
        ],
    )


@verb(vault, "discard")
def discard(session: Session) -> None:
    """Remove a vault whose making was cut off; one that was finished is left alone."""
    from fieldnotes.vault.discarding import discard as remove  # noqa: PLC0415 - loads the store
    from fieldnotes.vault.unfinished import cut_off  # noqa: PLC0415 - as above

    remove(session.folder, None if cut_off(session.folder) else session.passphrase(), session.share())
    session.answer(
        {"vault": session.folder, "discarded": True}, [f"Removed the unfinished vault in {session.folder}."]
    )


def _require_means(session: Session, recovery_fd: int | None, key_file_copy: Path | None) -> None:
    if recovery_fd is None and not sys.stdin.isatty():
        raise WrongUseError(
            "There is no terminal to show the recovery words on.",
            "Give a descriptor for them with --recovery-fd N.",
        )
    if (session.key_file is None) != (key_file_copy is None):
        raise WrongUseError(
            "A key file is written twice, because losing it loses the vault.",
            "Give both --key-file and --key-file-copy, or neither.",
        )


def _written(session: Session, copy: Path | None, undo: ExitStack) -> "Share | None":
    if session.key_file is None or copy is None:
        return None
    from fieldnotes.vault.share import write_pair  # noqa: PLC0415 - only where there is a key file

    share = write_pair(session.key_file, copy, vault=session.folder)
    for path in (session.key_file, copy):  # without a vault they open nothing
        undo.callback(path.unlink, missing_ok=True)
    return share


def _words_kept(
    made: "Vault", words: "RecoveryWords", share: "Share | None", recovery_fd: int | None
) -> bool:
    if recovery_fd is not None:
        write_secret_line(recovery_fd, "--recovery-fd", " ".join(words.words))
    elif not words_are_kept(words):
        return False
    made.confirm_words(words, share)
    return True


def _unlocked_once(session: Session, passphrase: "Passphrase", *, asked: bool) -> bool:
    """Lock-and-unlock trial: from what a person types, or from what a script gave, with the key file read back."""
    from fieldnotes.vault.opening import open_vault  # noqa: PLC0415 - loads the store
    from fieldnotes.vault.passphrases import Passphrase  # noqa: PLC0415 - as above

    for left in reversed(range(TRIES if asked else 1)):
        if asked:
            passphrase = Passphrase(ask_secret("Unlock it once: passphrase", None, "--passphrase-fd"))
        try:
            open_vault(session.folder, passphrase, session.share()).close()
        except RefusedError as error:
            tell_tries(error, left)
        else:
            return True
    return False


def _remove(folder: Path) -> None:
    from fieldnotes.vault.wiping import wipe  # noqa: PLC0415 - only where no vault is kept

    wipe(folder, trim_disk=False)


def _no_vault(problem: str, with_what: str) -> RefusedError:
    return RefusedError(f"{problem}, so no vault was kept.", f"Create it again with {with_what}.")
