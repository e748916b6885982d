"""Secrets that are shown once, on a screen that leaves nothing behind, and typed back."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from fieldnotes.base.errors import FieldnotesError, RefusedError, WrongUseError
from fieldnotes.cli.session import ask_passphrase, write_secret_line
from fieldnotes.hardening.terminal import screen_apart

if TYPE_CHECKING:
    from fieldnotes.vault.passphrases import Passphrase
    from fieldnotes.vault.recovery import RecoveryWords

TRIES = 3


def choose_passphrase(
    prompt: str, descriptor: int | None, option: str, *, generate: bool, generate_fd: int | None
) -> "Passphrase":
    """A new passphrase: typed twice, from a descriptor, or generated words that are typed back or written to one.

    Raises:
        WrongUseError: if more than one way is asked for, or none can be taken.
        RefusedError: if what was typed is too easily guessed, or the words were not typed back.
    """
    if [descriptor is not None, generate, generate_fd is not None].count(True) > 1:
        raise WrongUseError(
            f"A new passphrase comes from {option}, from --generate or from --generate-fd.", "Give one."
        )
    if not (generate or generate_fd is not None):
        return ask_passphrase(prompt, descriptor, option, new=True)
    from fieldnotes.vault.passphrases import Passphrase  # noqa: PLC0415 - keeps --help light
    from fieldnotes.vault.strength import word_passphrase  # noqa: PLC0415 - as above

    words = word_passphrase()
    if generate_fd is not None:
        write_secret_line(generate_fd, "--generate-fd", words)
    elif not _shown_and_typed_back(
        "Your passphrase: seven words drawn by lot. Learn them, or write them down until you know them.", words,
        lambda typed: typed.lower().split() == words.split(),
    ):  # fmt: skip
        raise RefusedError("The passphrase was not typed back, so nothing was changed.", "Begin again.")
    return Passphrase(words)


def words_are_kept(words: "RecoveryWords") -> bool:
    """Whether the recovery words were typed back after having been shown once."""
    return _shown_and_typed_back(
        "Recovery words. They open the vault if the passphrase is lost; they are shown only once.",
        " ".join(words.words),
        lambda typed: _same(typed, words),
    )


def tell_tries(problem: object, left: int) -> None:
    """Tell what was wrong, and how often it can be tried again."""
    more = {0: "", 1: " 1 more try."}.get(left, f" {left} more tries.")
    click.echo(f"{problem}{more}", err=True)


def _shown_and_typed_back(heading: str, secret: str, right: Callable[[str], bool]) -> bool:
    with screen_apart():
        click.echo(f"{heading}\n", err=True)
        click.echo(f"    {secret}\n", err=True)
        for left in reversed(range(TRIES)):
            typed = click.prompt("Write them on paper, then type them back", hide_input=True, err=True)
            if right(typed):
                return True
            tell_tries("Those are not the words.", left)
    return False


def _same(typed: str, words: "RecoveryWords") -> bool:
    from fieldnotes.vault.recovery import RecoveryWords  # noqa: PLC0415 - keeps --help light

    try:
        return RecoveryWords.parse(typed) == words
    except FieldnotesError:
        return False
