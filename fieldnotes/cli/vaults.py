"""``fieldnotes vault``: info and wipe; the other verbs register themselves from their modules."""

import click

from fieldnotes.base.errors import RefusedError
from fieldnotes.cli import backups, vault_making, vault_secrets
from fieldnotes.cli.options import verb
from fieldnotes.cli.session import Session
from fieldnotes.cli.vault_group import vault

__all__ = ["backups", "vault", "vault_making", "vault_secrets"]


@verb(vault, "info")
def info(session: Session) -> None:
    """What can be told of a vault without its passphrase."""
    from fieldnotes.vault.inspecting import vault_info  # noqa: PLC0415 - loads the store

    told = vault_info(session.folder).as_dict()
    session.answer(told, [f"{name.replace('_', ' ')}: {value}" for name, value in told.items()])


@verb(vault, "wipe")
@click.option("--confirm", metavar="NAME", required=True, help="The name of the vault's folder, typed out.")
@click.option(
    "--with-backups", is_flag=True, help="Open the vault first, and destroy its backups in other folders too."
)
def wipe(session: Session, *, confirm: str, with_backups: bool) -> int:
    """Destroy the vault's keys, then its files. There is no way back.

    Without a passphrase only what lies in the vault's folder is destroyed; where its other backups are is known inside.
    """
    from fieldnotes.vault.backups import key_files_elsewhere, known  # noqa: PLC0415 - loads the store
    from fieldnotes.vault.wiping import wipe as destroy  # noqa: PLC0415 - loads the store

    folder = session.folder.resolve()
    if confirm != folder.name:
        raise RefusedError(
            "The name given does not match the vault's folder, so nothing was wiped.",
            f"Give --confirm {folder.name}.",
        )
    out_of_reach: list[str] = []
    if with_backups:
        with session.open_vault() as opened:
            elsewhere = key_files_elsewhere(opened)
            out_of_reach = [str(one.key) for one in known(opened) if not one.reachable]
        verdict = destroy(folder, elsewhere=elsewhere)
    else:
        verdict = destroy(folder)
    session.answer(
        verdict.as_dict() | {"out_of_reach": out_of_reach},
        [*verdict.sentences(), *(f"Out of reach, destroy it: {key}." for key in out_of_reach)],
    )
    return 0 if verdict.erased_logically else 1
