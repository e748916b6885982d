"""Options that every verb takes, before it or after it."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import CaseId
from fieldnotes.base.labels import parse_case_id
from fieldnotes.base.span import Span
from fieldnotes.cli.session import Session

Command = Callable[..., Any]


def _store(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def callback(context: click.Context, _parameter: click.Parameter, value: Any) -> None:
        if value not in (None, False):
            setattr(context.ensure_object(Session), name, value)

    return callback


class CaseIdType(click.ParamType[CaseId]):
    """A case label."""

    name = "case"

    def convert(self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None) -> CaseId:
        """Read it, or raise WrongUseError."""
        return parse_case_id(str(value))


class FileType(click.ParamType[Path]):
    """A path, whether or not something is there."""

    name = "file"

    def convert(self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None) -> Path:
        """Make it a path; looking at what is there is left to whoever opens it."""
        return Path(value)


class SpanType(click.ParamType[Span]):
    """START:END in code points, half open."""

    name = "start:end"

    def convert(self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None) -> Span:
        """Read it, or raise WrongUseError."""
        if isinstance(value, Span):
            return value
        start, colon, end = str(value).partition(":")
        if not (colon and start.isascii() and start.isdigit() and end.isascii() and end.isdigit()):
            raise WrongUseError(
                "A span has the form START:END.", "Give two numbers of characters, such as 120:188."
            )
        return Span(int(start), int(end))


CASE = CaseIdType()
FILE = FileType()
SPAN = SpanType()

_SHARED = (
    click.option("--vault", type=FILE, expose_value=False, callback=_store("vault"),
                 help="The vault's folder (default: the platform's data folder)."),
    click.option("--passphrase-fd", type=int, expose_value=False, callback=_store("passphrase_fd"),
                 help="Read the passphrase from this descriptor: one line."),
    click.option("--key-file", type=FILE, expose_value=False, callback=_store("key_file"),
                 help="The vault's key file on removable media, where it was made with one."),
    click.option("--json", is_flag=True, expose_value=False, callback=_store("as_json"), help="Answer in JSON."),
)  # fmt: skip


def shared_options(command: Command) -> Command:
    """Give a verb or a group the options that all share."""
    for option in reversed(_SHARED):
        command = option(command)
    return command


def verb(group: click.Group, name: str) -> Callable[[Command], click.Command]:
    """Make a function a verb of ``group``: it takes the session first, and the shared options anywhere."""

    def decorate(function: Command) -> click.Command:
        @wraps(function)
        @click.pass_context
        def call(context: click.Context, /, **options: Any) -> Any:
            return function(context.ensure_object(Session), **options)

        return group.command(name)(shared_options(call))

    return decorate
