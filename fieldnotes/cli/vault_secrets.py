"""``fieldnotes vault passphrase`` and ``recover``."""

from typing import TYPE_CHECKING

import click

from fieldnotes.cli.options import verb
from fieldnotes.cli.session import Session, ask_passphrase, ask_secret, tell_notices
from fieldnotes.cli.typing_back import choose_passphrase
from fieldnotes.cli.vault_group import vault

if TYPE_CHECKING:
    from fieldnotes.vault.backups import BackupReport

_NEW_FD = "--new-passphrase-fd"


@verb(vault, "passphrase")
@click.option(_NEW_FD, "new_fd", type=int, help="Read the new passphrase from this descriptor: one line.")
@click.option("--generate", is_flag=True, help="Draw a passphrase of seven words, shown once and typed back.")
@click.option("--generate-fd", type=int, help="Draw a passphrase of seven words and write it to this descriptor.")  # fmt: skip
def passphrase(session: Session, *, new_fd: int | None, generate: bool, generate_fd: int | None) -> None:
    """Choose another passphrase; the vault is encrypted again under a new key."""
    from fieldnotes.vault.changing import change_passphrase  # noqa: PLC0415 - loads the store

    with session.open_vault() as opened:
        new = choose_passphrase("New passphrase", new_fd, _NEW_FD, generate=generate, generate_fd=generate_fd)
        report = change_passphrase(opened, new, share=session.share())
    session.answer(
        {"vault": session.folder, "changed": True, "backups": _as_dict(report)},
        [
            "The vault opens with the new passphrase now, and with the recovery words as before.",
            *report.sentences(),
        ],
    )


@verb(vault, "recover")
@click.option("--recovery-fd", type=int, help="Read the recovery words from this descriptor: one line.")
@click.option(_NEW_FD, "new_fd", type=int, help="Read the new passphrase from this descriptor: one line.")
def recover(session: Session, *, recovery_fd: int | None, new_fd: int | None) -> None:
    """Open a vault with its recovery words and choose a new passphrase."""
    from fieldnotes.vault.recovering import recover as open_again  # noqa: PLC0415 - loads the store
    from fieldnotes.vault.recovery import RecoveryWords  # noqa: PLC0415 - as above

    words = RecoveryWords.parse(ask_secret("Recovery words", recovery_fd, "--recovery-fd"))
    new = ask_passphrase("New passphrase", new_fd, _NEW_FD, new=True)
    with open_again(session.folder, words, new, session.share()) as opened:
        tell_notices(opened)
    session.answer(
        {"vault": session.folder, "recovered": True},
        ["The vault opens with the new passphrase now, and with the recovery words as before."],
    )


def _as_dict(report: "BackupReport") -> dict[str, object]:
    return {
        "replaced": [str(one.folder / one.name) for one in report.replaced],
        "out_of_reach": [str(one.folder / one.name) for one in report.out_of_reach],
        "failures": list(report.failures),
    }
