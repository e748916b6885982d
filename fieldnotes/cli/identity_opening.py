"""The identity map on the command line: its own passphrase, and names that never come as arguments."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from fieldnotes.base.errors import WrongUseError
from fieldnotes.cli.session import Session, ask_passphrase, tell_notices

if TYPE_CHECKING:
    from fieldnotes.identity.people import IdentityMap

IDENTITY_FD = "--identity-passphrase-fd"


def identity_passphrase(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the option for the passphrase of the identity map."""
    return click.option(
        IDENTITY_FD,
        "identity_fd",
        type=int,
        help="Read the identity map's passphrase from this descriptor: one line.",
    )(command)


@contextmanager
def opened_identity(session: Session, descriptor: int | None) -> Iterator["IdentityMap"]:
    """The identity map beside the vault, closed again whatever happens."""
    from fieldnotes.identity.keeping import open_map  # noqa: PLC0415 - the store loads when asked for
    from fieldnotes.vault.files import IDENTITY, VaultFiles  # noqa: PLC0415 - as above
    from fieldnotes.vault.opening import require_presence  # noqa: PLC0415 - as above

    require_presence(VaultFiles(session.folder, IDENTITY))  # before anybody types a passphrase
    with open_map(
        session.folder, ask_passphrase("Identity map's passphrase", descriptor, IDENTITY_FD)
    ) as identity:
        tell_notices(identity.vault)
        yield identity


def lines_asked(session: Session, prompt: str, *descriptors: int | None) -> list[str]:
    """Lines from standard input, or one line from a prompt that does not echo: the terminal would keep it.

    Names are never arguments, which other programs can read.

    Raises:
        WrongUseError: if standard input has to give something else too, is not UTF-8, or holds nothing.
    """
    if sys.stdin.isatty():
        return [str(click.prompt(prompt, hide_input=True, err=True))]
    if 0 in (session.passphrase_fd, *descriptors):
        raise WrongUseError(
            "Standard input cannot give both a passphrase and names.", "Use descriptor 3 or higher."
        )
    try:
        lines = sys.stdin.buffer.read().decode("utf-8").splitlines()
    except UnicodeDecodeError:
        raise WrongUseError("Standard input is not UTF-8.", "Write one line of text to it.") from None
    found = [line.strip() for line in lines if line.strip()]
    if not found:
        raise WrongUseError("There is nothing on standard input.", "Write one name a line to it.")
    return found
