"""``fieldnotes audit``: every security check with its evidence."""

from pathlib import Path

import click

from fieldnotes.cli.options import FILE, shared_options
from fieldnotes.cli.session import Session


@click.command()
@shared_options
@click.option("--scan", type=FILE, help="Search this file or folder too for words of the notes.")
@click.pass_context
def audit(context: click.Context, *, scan: Path | None) -> int:
    """Check encryption, files, process and outbox. Exit code 1 if a check does not hold."""
    from fieldnotes.assurance.checks import run_checks  # noqa: PLC0415 - loads the store

    session = context.ensure_object(Session)
    with session.open_vault() as vault:
        checks = run_checks(vault, scan)
    lines: list[str] = []
    for check in checks:
        lines.append(f"{check.verdict!s:14} {check.id}")
        lines.append(f"{'':14} {check.evidence}")
        if check.do:
            lines.append(f"{'':14} Do: {check.do}")
    failed = sum(check.verdict == "does not hold" for check in checks)
    unknown = sum(check.verdict == "cannot tell" for check in checks)
    lines.append(f"{len(checks) - failed - unknown} hold, {failed} do not hold, {unknown} cannot be told.")
    session.answer(
        {
            "checks": [
                {"id": check.id, "verdict": str(check.verdict), "evidence": check.evidence, "do": check.do}
                for check in checks
            ]
        },
        lines,
    )
    return 1 if failed else 0
