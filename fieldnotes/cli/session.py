"""What one command was asked with: the vault, where its passphrase comes from, and the form of the answer."""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.base.settings import default_vault_folder
from fieldnotes.text.visible import visible

if TYPE_CHECKING:
    from fieldnotes.casebook.book import Casebook
    from fieldnotes.coordination.desk import CoordinatorDesk
    from fieldnotes.release.desk import ReleaseDesk
    from fieldnotes.release.remotes import Remotes
    from fieldnotes.vault.passphrases import Passphrase
    from fieldnotes.vault.share import Share
    from fieldnotes.vault.vault import Vault

_LONGEST_LINE = 4096


@dataclass
class Session:
    """The options every verb shares, wherever on the line they stood."""

    vault: Path | None = None
    passphrase_fd: int | None = None
    key_file: Path | None = None
    as_json: bool = False

    @property
    def folder(self) -> Path:
        """The vault's folder: ``--vault``, or the platform's default."""
        return self.vault if self.vault is not None else default_vault_folder()

    def passphrase(self, *, new: bool = False) -> "Passphrase":
        """The passphrase, from the descriptor given or from a prompt that does not echo.

        Raises:
            WrongUseError: if there is neither a descriptor nor a terminal.
        """
        return ask_passphrase("Passphrase", self.passphrase_fd, "--passphrase-fd", new=new)

    def share(self) -> "Share | None":
        """What the key file on removable media holds, where one was given.

        Raises:
            FieldnotesError: as for :func:`fieldnotes.vault.share.read_share`.
        """
        if self.key_file is None:
            return None
        from fieldnotes.vault.share import read_share  # noqa: PLC0415 - only where there is a key file

        return read_share(self.key_file)

    @contextmanager
    def open_vault(self) -> Iterator["Vault"]:
        """The opened vault, closed again whatever happens; what was found while opening is told on standard error."""
        from fieldnotes.vault.opening import open_vault  # noqa: PLC0415 - the store loads when asked for

        with open_vault(self.folder, self.passphrase(), self.share()) as vault:
            tell_notices(vault)
            yield vault

    @contextmanager
    def open_book(self) -> Iterator["Casebook"]:
        """The casebook of a researcher's vault; where cases are past their date, that is told on standard error."""
        from fieldnotes.casebook.book import Casebook  # noqa: PLC0415 - the store loads when asked for

        with self.open_vault() as vault:
            book = Casebook.open(vault)
            due = book.retention.notice()
            if due is not None:
                click.echo(due, err=True)
            yield book

    @contextmanager
    def open_release_desk(self) -> Iterator["ReleaseDesk"]:
        """The release desk of a researcher's vault."""
        from fieldnotes.release.desk import ReleaseDesk  # noqa: PLC0415 - loads the solver's room

        with self.open_book() as book:
            yield ReleaseDesk.open(book)

    @contextmanager
    def open_coordinator_desk(self) -> Iterator["CoordinatorDesk"]:
        """The desk of a coordinator's vault."""
        from fieldnotes.casebook.taxonomies import taxonomy_of  # noqa: PLC0415 - the store loads when asked for
        from fieldnotes.coordination.desk import CoordinatorDesk  # noqa: PLC0415 - as above

        with self.open_vault() as vault:
            yield CoordinatorDesk.open(vault, taxonomy_of(vault))

    @contextmanager
    def open_remotes(self) -> Iterator["Remotes"]:
        """The remotes of either kind of vault."""
        from fieldnotes.casebook.book import Casebook  # noqa: PLC0415 - the store loads when asked for
        from fieldnotes.casebook.taxonomies import taxonomy_of  # noqa: PLC0415 - as above
        from fieldnotes.coordination.desk import CoordinatorDesk  # noqa: PLC0415 - as above
        from fieldnotes.release.desk import ReleaseDesk  # noqa: PLC0415 - as above
        from fieldnotes.vault.roles import VaultRole  # noqa: PLC0415 - as above

        with self.open_vault() as vault:
            if vault.role is VaultRole.COORDINATOR:
                yield CoordinatorDesk.open(vault, taxonomy_of(vault)).remotes
            else:
                yield ReleaseDesk.open(Casebook.open(vault)).remotes

    def answer(self, data: object, lines: Sequence[str]) -> None:
        """Print the answer: ``data`` as one JSON document, or ``lines`` with control characters made visible."""
        if self.as_json:
            click.echo(json.dumps(data, ensure_ascii=False, indent=None, default=_plain))
        else:
            for line in lines:
                click.echo(visible(line))


def tell_notices(vault: "Vault") -> None:
    """Say on standard error what was found and mended while the vault was opened."""
    for notice in vault.notices:
        click.echo(visible(notice), err=True)


def ask_passphrase(prompt: str, descriptor: int | None, option: str, *, new: bool = False) -> "Passphrase":
    """A passphrase from a descriptor or a prompt; a new one is asked for twice.

    Raises:
        RefusedError: if a new one was typed that is too easily guessed.
        WrongUseError: as for :func:`ask_secret`.
    """
    from fieldnotes.vault.passphrases import Passphrase, advice  # noqa: PLC0415 - keeps --help light

    typed = ask_secret(prompt, descriptor, option, confirm=new)
    against = advice(typed) if new else None
    if against is not None:
        if descriptor is None:
            raise RefusedError(against, "Nothing was changed; run the command again with a longer one.")
        click.echo(against, err=True)
    return Passphrase(typed)


def ask_secret(prompt: str, descriptor: int | None, option: str, *, confirm: bool = False) -> str:
    """A line from a descriptor, or from a prompt that does not echo.

    Raises:
        WrongUseError: if there is neither, or the descriptor cannot be read.
    """
    if descriptor is not None:
        return read_secret_line(descriptor, option)
    if not sys.stdin.isatty():
        raise WrongUseError(
            f"There is no terminal to ask for the {prompt.lower()} on.",
            f"Give it on a descriptor with {option} N.",
        )
    return str(click.prompt(prompt, hide_input=True, confirmation_prompt=confirm, err=True))


def read_secret_line(descriptor: int, option: str) -> str:
    """The first line that a descriptor gives, without its newline.

    Raises:
        WrongUseError: if it cannot be read, is empty, or is not UTF-8.
    """
    try:
        with os.fdopen(os.dup(descriptor), "rb") as stream:
            line = stream.readline(_LONGEST_LINE)
        secret = line.rstrip(b"\r\n").decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUseError(
            f"The descriptor given with {option} cannot be read as one line of UTF-8.",
            f"Open it first: {option} 3 3<FILE.",
        ) from error
    if not secret:
        raise WrongUseError(f"The descriptor given with {option} gave nothing.", "Write one line to it.")
    return secret


def write_secret_line(descriptor: int, option: str, secret: str) -> None:
    """Write one line to a descriptor.

    Raises:
        WrongUseError: if it cannot be written.
    """
    try:
        with os.fdopen(os.dup(descriptor), "wb") as stream:
            stream.write(secret.encode("utf-8") + b"\n")
    except OSError as error:
        raise WrongUseError(
            f"The descriptor given with {option} cannot be written.", f"Open it first: {option} 4 4>FILE."
        ) from error


def _plain(value: Any) -> object:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(type(value).__name__)
