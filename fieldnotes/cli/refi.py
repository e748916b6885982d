"""``fieldnotes refi``: projects and codebooks of other programs for qualitative analysis, in and out."""

import sys
from pathlib import Path

import click

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import CaseId
from fieldnotes.cli.options import CASE, FILE, shared_options, verb
from fieldnotes.cli.session import Session, ask_passphrase
from fieldnotes.text.visible import visible


@click.group()
@shared_options
def refi() -> None:
    """Exchange projects with NVivo, ATLAS.ti, MAXQDA, QualCoder and others (REFI-QDA)."""


@verb(refi, "import")
@click.argument("file", type=FILE, metavar="FILE.qdpx|FILE.qdc")
@click.option("--preview", is_flag=True, help="Only show what would be made; store nothing.")
@click.option("--yes", is_flag=True, help="Do not ask on a terminal.")
def import_project(session: Session, *, file: Path, preview: bool, yes: bool) -> None:
    """Import a project, or a codebook. Shows what would be made first; on a terminal it asks before it stores."""
    from fieldnotes.formats.refi.importing import carry_out  # noqa: PLC0415 - loads the store's room
    from fieldnotes.formats.refi.packaged import load  # noqa: PLC0415 - as above
    from fieldnotes.formats.refi.planning import plan_import  # noqa: PLC0415 - as above
    from fieldnotes.formats.refi.telling import sentences, values  # noqa: PLC0415 - as above

    loaded = load(file)
    with session.open_book() as book:
        plan = plan_import(book, loaded)
        told = sentences(plan)
        if not (preview or yes or session.as_json) and sys.stdin.isatty():
            for line in told:
                click.echo(visible(line))
            told = []
            click.confirm("Store it?", abort=True, err=True)
        if not preview:
            carry_out(book, plan)
    after = (
        ["Nothing was stored."]
        if preview
        else ["Stored. The file is still where it was, not encrypted by fieldnotes."]
    )
    session.answer(values(plan, stored=not preview), [*told, *after])


@verb(refi, "write-out")
@click.argument("to", type=FILE, metavar="FILE.qdpx")
@click.option(
    "--case", "cases", type=CASE, multiple=True, help="Only this case; can be repeated. Otherwise all."
)
@click.option(
    "--recipient", "recipients", multiple=True, metavar="AGE1…", help="Who may open it; can be repeated."
)
@click.option("--in-the-clear", is_flag=True, help="Do not seal it. Whoever finds the file reads it.")
@click.option(
    "--again-fd", type=int, help="Read the passphrase, given again, from this descriptor: one line."
)
def write_out(
    session: Session,
    *,
    to: Path,
    cases: tuple[CaseId, ...],
    recipients: tuple[str, ...],
    in_the_clear: bool,
    again_fd: int | None,
) -> None:
    """Write cases with texts, codings and memos out of the vault, sealed to a recipient. Asks for the passphrase again.

    The diary goes with all cases, not with some of them.
    """
    from fieldnotes.formats.refi.writing_out import write_out_project  # noqa: PLC0415 - loads the store's room
    from fieldnotes.formats.writing_out import IN_THE_CLEAR, require_readers  # noqa: PLC0415 - as above

    if bool(recipients) == in_the_clear:
        raise WrongUseError(
            "Say who may open the file, or that it is not to be sealed.",
            "Give --recipient age1…, or --in-the-clear.",
        )
    if recipients:
        require_readers(recipients)
    with session.open_book() as book:
        again = ask_passphrase("Passphrase again", again_fd, "--again-fd")
        readers = IN_THE_CLEAR if in_the_clear else recipients
        made, size = write_out_project(book, to, readers, again, cases=cases or None, share=session.share())
    session.answer(
        {"to": to, "bytes": size, "sealed": not in_the_clear, "cases": made.cases, "interviews": made.interviews,
         "codings": made.codings, "memos": made.memos, "diary": made.entries, "lost": made.lost},
        [
            f"Written: {made.cases} cases, {made.interviews} interviews, {made.codings} codings, {made.memos} memos.",
            f"{made.entries} entries of the diary are in it too." if made.entries else "The diary is not in it.",
            f"{size} bytes, {'NOT sealed' if in_the_clear else 'sealed to its readers'}.",
            *([f"{made.lost} codings whose words were deleted are not in it."] if made.lost else []),
            "A wipe of the vault does not reach this file.",
        ],
    )  # fmt: skip
