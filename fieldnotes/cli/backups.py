"""``fieldnotes vault backup | restore | verify``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldnotes.cli.identity_opening import identity_passphrase, opened_identity
from fieldnotes.cli.options import FILE, verb
from fieldnotes.cli.session import Session, ask_secret
from fieldnotes.cli.vault_group import vault

if TYPE_CHECKING:
    from fieldnotes.assurance.soundness import Secrets
    from fieldnotes.vault.backups import Backup
    from fieldnotes.vault.vault import Vault

_FAULTY, _DAMAGED = 1, 4


@verb(vault, "backup")
@click.argument("to", type=FILE, required=False)
@click.option("--keep", type=int, default=5, show_default=True, help="Backups of this vault to leave there.")
@click.option("--list", "listing", is_flag=True, help="Only tell which backups this vault knows.")
@click.option(
    "--forget", type=FILE, metavar="DIR", help="Stop remembering the backups in DIR: they are destroyed."
)
@click.option("--with-identity", is_flag=True, help="Back up the identity map too; asks for its passphrase.")
@identity_passphrase
def backup(
    session: Session,
    *,
    to: Path | None,
    keep: int,
    listing: bool,
    forget: Path | None,
    with_identity: bool,
    identity_fd: int | None,
) -> None:
    """Copy the encrypted vault to TO (default: backups/ in its folder), try the copy, and keep the last few.

    The identity map stays out of it unless asked for, and is then a backup of its own: identity-0001.
    """
    from fieldnotes.vault import backups  # noqa: PLC0415 - loads the store

    with session.open_vault() as opened:
        if listing:
            _list(session, opened)
        elif forget is not None:
            count = backups.forget(opened, forget)
            session.answer({"forgotten": count}, [f"{count} backups in {forget} are no longer remembered."])
        else:
            made = backups.back_up(opened, to, keep=keep)
            people = _of_identity(session, to, keep, identity_fd) if with_identity else None
            session.answer(
                {"backup": made.name, "folder": made.folder, "bytes": made.bytes}
                | ({"identity": people.name} if people is not None else {}),
                [
                    *(
                        [f"Made {people.key}, the identity map, which opens with its own passphrase."]
                        if people
                        else []
                    ),
                    f"Made {made.key} ({made.bytes // 1024} KiB), and restored it on trial: it counts.",
                    "It opens with today's passphrase, also after the passphrase is changed, and with the recovery words.",
                ],
            )


def _of_identity(session: Session, to: Path | None, keep: int, identity_fd: int | None) -> "Backup":
    from fieldnotes.vault import backups  # noqa: PLC0415 - loads the store

    with opened_identity(session, identity_fd) as identity:
        return backups.back_up(identity.vault, to, keep=keep)


def _list(session: Session, opened: "Vault") -> None:
    from fieldnotes.vault import backups  # noqa: PLC0415 - loads the store

    known = backups.known(opened)
    session.answer(
        [
            {"backup": one.name, "folder": one.folder, "made": one.made, "reachable": one.reachable}
            for one in known
        ],
        [f"{one.made}  {one.key}{'' if one.reachable else '  (out of reach)'}" for one in known]
        or ["This vault knows no backups. Make one with: fieldnotes vault backup"],
    )


@verb(vault, "restore")
@click.argument("key", metavar="BACKUP.key", type=FILE)
@click.option(
    "--to", type=FILE, required=True, help="The folder to restore into; must not exist or be empty."
)
@click.option(
    "--recovery-fd", type=int, help="Open it with the recovery words, from this descriptor: one line."
)
def restore(session: Session, *, key: Path, to: Path, recovery_fd: int | None) -> None:
    """Make a backup into a vault again, in a folder of its own."""
    from fieldnotes.assurance.soundness import open_rooms  # noqa: PLC0415 - loads the store
    from fieldnotes.vault.restoring import WHICH_SECRETS  # noqa: PLC0415 - loads the store
    from fieldnotes.vault.restoring import restore as restore_backup  # noqa: PLC0415 - as above

    secrets = _secrets(session, recovery_fd)
    with restore_backup(
        key, to, passphrase=secrets.passphrase, words=secrets.words, share=secrets.share
    ) as made:
        open_rooms(made)
        role = str(made.role)
    session.answer(
        {"vault": to, "restored_from": key, "role": role},
        [
            f"Restored {key} into {to} and checked it.",
            WHICH_SECRETS,
            "It knows no backups as its own yet: make one.",
            *(_RESEARCHERS_NEXT if role == "researcher" else ()),
        ],
    )


_RESEARCHERS_NEXT = (
    "Its cases are barred from release until the coordinator states what was received from this device.",
)


@verb(vault, "verify")
@click.option("--salvage-to", type=FILE, metavar="DIR", help="Save what can be read into a new vault in DIR.")
@click.option(
    "--recovery-fd", type=int, help="Open it with the recovery words, from this descriptor: one line."
)
def verify(session: Session, *, salvage_to: Path | None, recovery_fd: int | None) -> int:
    """Check every page, row, reference and setting. Exit code 1: something is wrong; 4: something is damaged."""
    from fieldnotes.assurance.soundness import salvage_folder, verify_folder  # noqa: PLC0415 - loads the store

    secrets = _secrets(session, recovery_fd)
    if salvage_to is None:
        found = verify_folder(session.folder, secrets)
        session.answer(found.as_dict(), found.sentences())
        return _DAMAGED if found.is_damaged else 0 if found.is_sound else _FAULTY
    saved = salvage_folder(session.folder, salvage_to, secrets)
    session.answer(
        {
            "vault": salvage_to,
            "saved": dict(saved.salvage.saved),
            "lost": saved.lost,
            "mended": saved.mended,
            "notes": saved.salvage.notes,
        },
        [*saved.sentences(), f"What was saved is a vault in {salvage_to}; it opens with the same secrets."],
    )
    return _FAULTY if saved.lost else 0


def _secrets(session: Session, recovery_fd: int | None) -> "Secrets":
    from fieldnotes.assurance.soundness import Secrets  # noqa: PLC0415 - loads the store
    from fieldnotes.vault.recovery import RecoveryWords  # noqa: PLC0415 - as above

    share = session.share()
    if recovery_fd is not None:
        words = RecoveryWords.parse(ask_secret("Recovery words", recovery_fd, "--recovery-fd"))
        return Secrets(words=words, share=share)
    return Secrets(passphrase=session.passphrase(), share=share)
