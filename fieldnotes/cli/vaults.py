"""``fieldnotes vault``: create, info, wipe."""

import sys
from typing import TYPE_CHECKING

import click

from fieldnotes.base.errors import FieldnotesError, RefusedError, WrongUseError
from fieldnotes.cli.options import shared_options, verb
from fieldnotes.cli.session import Session, ask_passphrase, ask_secret, write_secret_line
from fieldnotes.hardening.terminal import screen_apart

if TYPE_CHECKING:
    from fieldnotes.vault.recovery import RecoveryWords


@click.group()
@shared_options
def vault() -> None:
    """Create, look at and destroy vaults."""


@verb(vault, "create")
@click.option(
    "--role", type=click.Choice(["researcher", "coordinator"]), required=True, help="What the vault is for."
)
@click.option(
    "--recovery-fd", type=int, help="Write the recovery words to this descriptor; needed without a terminal."
)
@click.option("--kdf", "kdf_id", type=click.Choice(["1", "2", "3"]), default="2", show_default=True,
              help="Cost of a guess at the passphrase: 64 MiB, 256 MiB or 1 GiB of memory.")  # fmt: skip
def create(session: Session, *, role: str, recovery_fd: int | None, kdf_id: str) -> None:
    """Create an empty vault."""
    from fieldnotes.vault.creating import create_vault  # noqa: PLC0415 - loads the store
    from fieldnotes.vault.roles import VaultRole  # noqa: PLC0415 - as above

    if recovery_fd is None and not sys.stdin.isatty():
        raise WrongUseError(
            "There is no terminal to show the recovery words on.",
            "Give a descriptor for them with --recovery-fd N.",
        )
    passphrase = session.passphrase(new=True)
    made, words = create_vault(
        session.folder, role=VaultRole(role), passphrase=passphrase, kdf_id=int(kdf_id)
    )
    made.close()
    if recovery_fd is not None:
        write_secret_line(recovery_fd, "--recovery-fd", " ".join(words.words))
    else:
        _show_and_ask_back(session, words)
    session.answer(
        {"vault": session.folder, "role": role, "kdf": int(kdf_id)},
        [f"Created a {role}'s vault in {session.folder}."],
    )


def _show_and_ask_back(session: Session, words: "RecoveryWords") -> None:
    from fieldnotes.vault.wiping import wipe as destroy  # noqa: PLC0415 - only where words were not typed back

    with screen_apart():
        typed_back = _typed_back(words)
    if not typed_back:
        destroy(session.folder)
        raise RefusedError(
            "The recovery words were not typed back, so no vault was kept.",
            "Create it again with paper at hand.",
        )


def _typed_back(words: "RecoveryWords") -> bool:
    click.echo(
        "Recovery words. They open the vault if the passphrase is lost; they are shown only once.\n", err=True
    )
    click.echo("    " + " ".join(words.words) + "\n", err=True)
    for left in (2, 1, 0):
        typed = click.prompt("Write them on paper, then type them back", hide_input=True, err=True)
        if _same(typed, words):
            return True
        click.echo(
            f"Those are not the words. {left} more tries." if left else "Those are not the words.", err=True
        )
    return False


def _same(typed: str, words: "RecoveryWords") -> bool:
    from fieldnotes.vault.recovery import RecoveryWords  # noqa: PLC0415 - keeps --help light

    try:
        return RecoveryWords.parse(typed) == words
    except FieldnotesError:
        return False


@verb(vault, "recover")
@click.option("--recovery-fd", type=int, help="Read the recovery words from this descriptor: one line.")
@click.option("--new-passphrase-fd", type=int, help="Read the new passphrase from this descriptor: one line.")
def recover(session: Session, *, recovery_fd: int | None, new_passphrase_fd: int | None) -> None:
    """Open a vault with its recovery words and choose a new passphrase."""
    from fieldnotes.vault.recovering import recover as open_again  # noqa: PLC0415 - loads the store
    from fieldnotes.vault.recovery import RecoveryWords  # noqa: PLC0415 - as above

    words = RecoveryWords.parse(ask_secret("Recovery words", recovery_fd, "--recovery-fd"))
    passphrase = ask_passphrase("New passphrase", new_passphrase_fd, "--new-passphrase-fd", new=True)
    open_again(session.folder, words, passphrase).close()
    session.answer(
        {"vault": session.folder, "recovered": True},
        [
            "The vault opens with the new passphrase now, and with the recovery words as before.",
            "A copy of vault.key made earlier still opens with the old passphrase; destroy such copies.",
        ],
    )


@verb(vault, "info")
def info(session: Session) -> None:
    """What can be told of a vault without its passphrase."""
    from fieldnotes.vault.inspecting import vault_info  # noqa: PLC0415 - loads the store

    told = vault_info(session.folder).as_dict()
    session.answer(told, [f"{name.replace('_', ' ')}: {value}" for name, value in told.items()])


@verb(vault, "wipe")
@click.option("--confirm", metavar="NAME", required=True, help="The name of the vault's folder, typed out.")
def wipe(session: Session, *, confirm: str) -> int:
    """Destroy the vault's keys, then its files. There is no way back."""
    from fieldnotes.vault.wiping import wipe as destroy  # noqa: PLC0415 - loads the store

    folder = session.folder.resolve()
    if confirm != folder.name:
        raise RefusedError(
            "The name given does not match the vault's folder, so nothing was wiped.",
            f"Give --confirm {folder.name}.",
        )
    verdict = destroy(folder)
    session.answer(verdict.as_dict(), verdict.sentences())
    return 0 if verdict.erased_logically else 1
