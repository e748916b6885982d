"""Text of several lines for a verb: from standard input. Never an argument, which other programs can read, nor a temporary file."""

import sys

import click

from fieldnotes.base.errors import WrongUseError
from fieldnotes.cli.session import Session

_MOST_BYTES = 1_000_000


def typed_text(session: Session, what: str) -> str:
    """What is written to standard input, brought to the form that is stored; on a terminal it is asked for.

    Args:
        session: says where the passphrase comes from.
        what: is asked for, in a few words.

    Raises:
        WrongUseError: if standard input gives the passphrase, too much, or what is no UTF-8.
    """
    from fieldnotes.text.normalising import normalise  # noqa: PLC0415 - keeps --help light

    if session.passphrase_fd == 0:
        raise WrongUseError(
            "Standard input cannot give both the passphrase and the text.", "Use --passphrase-fd 3."
        )
    if sys.stdin.isatty():
        click.echo(
            f"Write {what}; Ctrl+D on a line of its own ends it, Ctrl+C leaves everything as it is.", err=True
        )
    raw = sys.stdin.buffer.read(_MOST_BYTES + 1)
    if len(raw) > _MOST_BYTES:
        raise WrongUseError("That is too long for a memo.", "Import it as a text of its own.")
    return normalise(raw).text
