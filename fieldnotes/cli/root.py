"""The root of the command line. A verb's module loads when its name is typed, so that each start stays light."""

from importlib import import_module

import click

from fieldnotes import __version__
from fieldnotes.cli.options import shared_options
from fieldnotes.cli.session import Session

_MODULES = {
    "agreement": "comparing",
    "audit": "security",
    "case": "cases",
    "code": "coding",
    "config": "configuration",
    "demo": "demonstration",
    "diary": "diaries",
    "enrol": "enrolment",
    "identity": "identities",
    "inbox": "coordinating",
    "interview": "interviews",
    "invite": "enrolment",
    "memo": "memos",
    "merge": "coordinating",
    "outbox": "exchanging",
    "publish": "coordinating",
    "refi": "refi",
    "release": "releasing",
    "remote": "exchanging",
    "sync": "exchanging",
    "table": "tables",
    "taxonomy": "taxonomy",
    "vault": "vaults",
}


class _LazyGroup(click.Group):
    def list_commands(self, _ctx: click.Context) -> list[str]:
        return sorted(_MODULES)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _MODULES:
            return None
        module = import_module(f"fieldnotes.cli.{_MODULES[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command


@click.group(
    cls=_LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@shared_options
@click.version_option(__version__, prog_name="fieldnotes")
@click.pass_context
def root(context: click.Context) -> int | None:
    """Encrypted field notes, guided coding, redacted aggregates: offline, in a terminal.

    Without a verb the application opens.
    """
    session = context.ensure_object(Session)
    if context.invoked_subcommand is None:
        from fieldnotes.cli.opening import open_application  # noqa: PLC0415 - only when the application is opened

        return open_application(session.folder)
    return None
