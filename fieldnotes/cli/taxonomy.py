"""``fieldnotes taxonomy``: the codebook, to read and to check."""

import textwrap
from pathlib import Path

import click

from fieldnotes.cli import taxonomy_versions
from fieldnotes.cli.options import FILE, verb
from fieldnotes.cli.session import Session
from fieldnotes.cli.taxonomy_group import named_taxonomy, taxonomy

__all__ = ["taxonomy", "taxonomy_versions"]


OF = click.option("--of", "name", default="shipped", show_default=True, help=taxonomy_versions.NAME)


@verb(taxonomy, "list")
@OF
def list_factors(session: Session, *, name: str) -> None:
    """List groups and factors with their keys."""
    book = named_taxonomy(session, name)
    lines = [f"{book.title}, version {book.version}"]
    for group in book.groups:
        lines += ["", f"{group.key:4} {group.label}"]
        lines += [f"  {factor.key:4} {factor.label}" for factor in book.factors_of(group.id)]
    session.answer(
        {
            "version": book.version,
            "sha256": book.sha256,
            "factors": [
                {"id": factor.id, "key": factor.key, "label": factor.label, "group": factor.group}
                for factor in book.active_factors
            ],
        },
        lines,
    )


@verb(taxonomy, "show")
@click.argument("factor", metavar="KEY|ID")
@OF
def show(session: Session, *, factor: str, name: str) -> None:
    """Show a factor: definition, when to use it and when not, an example, questions."""
    from fieldnotes.codebook.guiding import retirement  # noqa: PLC0415 - keeps --help light

    book = named_taxonomy(session, name)
    found = book.resolve(factor)
    wrap = textwrap.TextWrapper(width=88, initial_indent="  ", subsequent_indent="  ")
    lines = [f"{found.label} [{found.key}]", found.id]
    lines += [retirement(found, book)] if found.retired else []
    lines += ["", *wrap.wrap(found.definition), "", "Use when"]
    for use in found.use_when:
        lines += wrap.wrap(use)
    lines += ["", "Do not use when"]
    for not_when in found.do_not_use_when:
        instead = f" Use {book.factor(not_when.instead).key} instead." if not_when.instead else ""
        lines += wrap.wrap(not_when.text + instead)
    lines += ["", "Example (invented)", *wrap.wrap(found.example), "", "Questions"]
    for prompt in found.prompts:
        lines += wrap.wrap(prompt)
    lines += ["", f"Grounded in: {found.source}"]
    session.answer(found.model_dump(mode="json"), lines)


@verb(taxonomy, "check")
@click.argument("folder", type=FILE)
def check(session: Session, *, folder: Path) -> int:
    """Check a taxonomy folder and name file, id and field of every fault."""
    from fieldnotes.codebook.checking import check_taxonomy  # noqa: PLC0415 - keeps --help light
    from fieldnotes.codebook.loading import load_taxonomy  # noqa: PLC0415 - as above

    faults = check_taxonomy(folder)
    sound = None if faults else load_taxonomy(folder)
    session.answer(
        {
            "holds": not faults,
            "sha256": sound.sha256 if sound else None,
            "faults": [
                {"file": fault.file, "id": fault.id, "field": fault.field, "problem": fault.problem}
                for fault in faults
            ],
        },
        [f"{fault.file}: {fault.id or '-'}: {fault.field or '-'}: {fault.problem}" for fault in faults]
        or (
            [
                f"No fault in {len(sound.groups)} groups, {len(sound.factors)} factors and {len(sound.attributes)} attributes."
            ]
            if sound
            else []
        ),
    )
    return 1 if faults else 0


@verb(taxonomy, "write-out")
@click.argument("to", type=FILE, metavar="FILE.qdc")
@OF
def write_out(session: Session, *, to: Path, name: str) -> None:
    """Write the codebook as a file that NVivo, ATLAS.ti, MAXQDA, QualCoder and others read (REFI-QDA)."""
    from fieldnotes.base.files import write_new  # noqa: PLC0415 - only this verb needs it
    from fieldnotes.formats.refi.codebook_writing import codebook_file  # noqa: PLC0415 - as above

    book = named_taxonomy(session, name)
    write_new(to, codebook_file(book))
    groups, factors = len(book.groups), len(book.active_factors)
    session.answer(
        {"to": to, "groups": groups, "factors": factors},
        [f"Written: {groups} groups and {factors} factors with their definitions, to {to}."],
    )
