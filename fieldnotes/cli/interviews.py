"""``fieldnotes interview``: bring text in, show it, search it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldnotes.base.errors import AnswerIsNoError, RefusedError, WrongUseError
from fieldnotes.base.ids import CaseId
from fieldnotes.cli.aids import abbreviation
from fieldnotes.cli.aids import guide as guide_group
from fieldnotes.cli.options import CASE, FILE, shared_options, verb
from fieldnotes.cli.pseudonyms import VERBS
from fieldnotes.cli.session import Session, ask_passphrase
from fieldnotes.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fieldnotes.casebook.book import Casebook
    from fieldnotes.casebook.records import Interview
    from fieldnotes.casebook.recovering import Recovered
    from fieldnotes.text.normalising import Change


@click.group()
@shared_options
def interview() -> None:
    """Interviews: text that stays in the vault."""


interview.add_command(guide_group)
interview.add_command(abbreviation)
for _verb in VERBS:
    interview.add_command(_verb)


@verb(interview, "import")
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE…")
@click.option("--case", "case_id", type=CASE, required=True, help="The case the interviews belong to.")
def import_files(session: Session, *, files: tuple[Path, ...], case_id: CaseId) -> None:
    """Import UTF-8 text, Markdown, .docx or .odt. What was changed is told; the file itself is left as it is."""
    from fieldnotes.formats.importing import import_file  # noqa: PLC0415 - loads the store's room

    told: list[dict[str, object]] = []
    lines: list[str] = []
    with session.open_book() as book:
        with book.vault.transaction():
            for file in files:
                made, read = import_file(book, case_id, file)
                told.append(
                    {
                        "case": made.case,
                        "interview": made.number,
                        "length": made.length,
                        "changes": _changes(read.normalised.changes),
                        "left_out": list(read.left_out),
                    }
                )
                lines.append(f"{made.case} interview {made.number}: {made.length} characters stored.")
                lines.extend(_sentences(read.normalised.changes))
                lines.extend(f"  {sentence}" for sentence in read.left_out)
        allowed = book.consent.of(case_id)
    if "store" not in allowed:
        click.echo(
            f"No consent to store is recorded for {case_id} yet: fieldnotes case consent {case_id} --purpose store",
            err=True,
        )
    session.answer(
        told, [*lines, "The file that was imported is still where it was, not encrypted by fieldnotes."]
    )


@verb(interview, "check")
@click.argument("file", type=FILE)
@click.option("--region", metavar="XX", default="MM", show_default=True,
              help="Country of telephone numbers without a country code.")  # fmt: skip
def check(session: Session, *, file: Path, region: str) -> None:
    """Point out what in a file could tell who or where somebody is. Advice: nothing is stored, changed or sent.

    Offsets are code points of the text as an import would store it.
    """
    from fieldnotes.formats.importing import read_file  # noqa: PLC0415 - loads the store's room
    from fieldnotes.text.identifiers.linting import find_identifiers  # noqa: PLC0415 - only this verb needs it

    text = read_file(file).text
    found = find_identifiers(text, region=region.upper())
    told = [
        {"kind": one.kind, "start": one.span.start, "end": one.span.end,
         "text": text[one.span.start : one.span.end]}
        for one in found
    ]  # fmt: skip
    lines = [
        f"{text.count(chr(10), 0, one.span.start) + 1}: {one.kind}: {text[one.span.start : one.span.end]}"
        for one in found
    ]
    lines.append(
        f"{len(found)} found. What is not found may still tell who somebody is: read it with their eyes."
    )
    session.answer(told, lines)


def _changes(changes: "Sequence[Change]") -> list[dict[str, object]]:
    return [
        {"kind": change.kind, "count": change.count, "first_line": change.first_line, "lines": change.lines}
        for change in changes
    ]


def _sentences(changes: "Sequence[Change]") -> list[str]:
    return [f"  {change.sentence} ({_places(change.lines)})" for change in changes]


def _places(lines: tuple[int, ...]) -> str:
    """Line numbers in words, the first eight of them."""
    named = ", ".join(map(str, lines[:8]))
    more = f" and {len(lines) - 8} more" if len(lines) > 8 else ""
    return f"line{'s' if len(lines) > 1 else ''} {named}{more}"


@verb(interview, "new")
@click.option("--case", "case_id", type=CASE, required=True, help="The case the interview belongs to.")
@click.option(
    "--guide", metavar="NAME", help="Begin with the questions of a guide; see interview guide list."
)
def new(session: Session, *, case_id: CaseId, guide: str | None) -> None:
    """Start an interview from standard input or from a guide; with neither, an empty one."""
    from fieldnotes.casebook.importing import import_bytes  # noqa: PLC0415 - loads the store's room
    from fieldnotes.text.normalising import MAX_IMPORT_BYTES  # noqa: PLC0415 - as above

    if session.passphrase_fd == 0:
        raise WrongUseError(
            "Standard input cannot give both the passphrase and the text.", "Use --passphrase-fd 3."
        )
    raw = b"" if sys.stdin.isatty() else sys.stdin.buffer.read(MAX_IMPORT_BYTES + 1)
    if raw and guide is not None:
        raise WrongUseError(
            "An interview begins with a text or with a guide.",
            "Leave out --guide, or give nothing on standard input.",
        )
    changes: tuple[Change, ...] = ()
    with session.open_book() as book:
        if raw:
            made, normalised = import_bytes(book, case_id, raw)
            changes = normalised.changes
        else:
            made = book.interviews.add(case_id, "" if guide is None else book.guides.get(guide).skeleton)
    session.answer(
        {"case": made.case, "interview": made.number, "length": made.length, "changes": _changes(changes)},
        [f"{made.case} interview {made.number}: {made.length} characters stored.", *_sentences(changes)],
    )


@verb(interview, "show")
@click.argument("case_id", metavar="CASE", type=CASE)
@click.option("--interview", "number", type=int, help="Which one, where a case has several.")
@click.option("--raw", is_flag=True, help="The stored text and nothing else.")
def show(session: Session, *, case_id: CaseId, number: int | None, raw: bool) -> None:
    """Show an interview."""
    with session.open_book() as book:
        one = pick(book, case_id, number)
        text = book.interviews.text(one.id)
    if raw and not session.as_json:
        shown = visible(text) if sys.stdout.isatty() else text
        sys.stdout.buffer.write(shown.encode("utf-8"))
        sys.stdout.buffer.flush()
        return
    session.answer(
        {"case": one.case, "interview": one.number, "length": one.length, "text": text},
        [f"{one.case} interview {one.number}, {one.length} characters", "", *text.split("\n")],
    )


@verb(interview, "write-out")
@click.argument("case_id", metavar="CASE", type=CASE)
@click.option("--interview", "number", type=int, help="Which one, where a case has several.")
@click.option("--to", type=FILE, required=True, help="A new file.")
@click.option(
    "--recipient", "recipients", multiple=True, metavar="AGE1…", help="Who may open it; can be repeated."
)
@click.option("--in-the-clear", is_flag=True, help="Do not seal it. Whoever finds the file reads it.")
@click.option("--as", "form", type=click.Choice(["text", "docx", "odt"]), default="text", show_default=True)
@click.option(
    "--again-fd", type=int, help="Read the passphrase, given again, from this descriptor: one line."
)
def write_out(
    session: Session,
    *,
    case_id: CaseId,
    number: int | None,
    to: Path,
    recipients: tuple[str, ...],
    in_the_clear: bool,
    form: str,
    again_fd: int | None,
) -> None:
    """Write an interview's text out of the vault, sealed to a recipient. Asks for the passphrase once more."""
    from fieldnotes.formats.document_writing import TextFormat  # noqa: PLC0415 - only this verb needs it
    from fieldnotes.formats.writing_out import IN_THE_CLEAR  # noqa: PLC0415 - as above
    from fieldnotes.formats.writing_out import write_out as write  # noqa: PLC0415 - as above

    if bool(recipients) == in_the_clear:
        raise WrongUseError(
            "Say who may open the file, or that it is not to be sealed.",
            "Give --recipient age1…, or --in-the-clear.",
        )
    with session.open_book() as book:
        one = pick(book, case_id, number)
        again = ask_passphrase("Passphrase again", again_fd, "--again-fd")
        readers = IN_THE_CLEAR if in_the_clear else recipients
        size = write(book, one.id, to, readers, again, share=session.share(), form=TextFormat(form))
    session.answer(
        {"case": one.case, "interview": one.number, "to": to, "bytes": size, "sealed": not in_the_clear},
        [
            f"Written: {size} bytes, {'NOT sealed' if in_the_clear else 'sealed to its readers'}.",
            "A wipe of the vault does not reach this file.",
        ],
    )


@verb(interview, "search")
@click.argument("text")
@click.option("--case", "case", metavar="CASE", help="Only in this case.")
@click.option("--factor", help="Only within passages coded with this factor.")
@click.option(
    "--attribute",
    "attributes",
    multiple=True,
    metavar="NAME=BAND",
    help="Only in cases with this band; can be repeated.",
)
@click.option("--excerpts", is_flag=True, help="Show the words around each place.")
def search(
    session: Session,
    *,
    text: str,
    case: str | None,
    factor: str | None,
    attributes: tuple[str, ...],
    excerpts: bool,
) -> int:
    """Find every place where TEXT stands, in any script. Nothing about a search is stored."""
    from fieldnotes.casebook.queries import where  # noqa: PLC0415 - loads the store's room

    with session.open_book() as book:
        places = where(
            book.taxonomy, case=case, factor=factor, attributes=map(_band, attributes), resolve=book.resolve
        )
        found: list[dict[str, object]] = []
        for hit in book.interviews.find(text, places):
            found.append(
                {"case": hit.case, "interview": hit.number, "start": hit.span.start, "end": hit.span.end}
            )
            if excerpts:
                found[-1]["excerpt"] = book.interviews.excerpt(hit)
            if not session.as_json:
                click.echo(visible(" ".join(_place(found[-1]))))
    if session.as_json or not found:
        session.answer(found, ["Not found."])
    return 0 if found else 1


def _band(given: str) -> tuple[str, str]:
    name, sign, band = given.partition("=")
    if not sign:
        raise WrongUseError(
            "An attribute is given as NAME=BAND.", "For example --attribute position=defector."
        )
    return name, band


def _place(found: dict[str, object]) -> list[str]:
    line = [f"{found['case']} interview {found['interview']} {found['start']}:{found['end']}"]
    return [*line, str(found["excerpt"])] if "excerpt" in found else line


@verb(interview, "recovered")
@click.option("--keep", is_flag=True, help="Keep all of it, and do not ask again.")
@click.option(
    "--take-back", "take_back", metavar="CASE/NUMBER", help="Take back what was typed in one interview."
)
def recovered(session: Session, *, keep: bool, take_back: str | None) -> None:
    """Show what a session that was cut off had typed; keep it, or take it back."""
    if keep and take_back is not None:
        raise WrongUseError("Either keep it or take it back.", "Give --keep or --take-back, not both.")
    with session.open_book() as book:
        waiting = book.recovery.recovered()
        if keep:
            book.recovery.keep()
        elif take_back is not None:
            wanted = [one for one in waiting if f"{one.case}/{one.number}" == take_back]
            if not wanted:
                raise AnswerIsNoError(
                    "Nothing of a session that was cut off awaits a decision there.",
                    "List what does: fieldnotes interview recovered.",
                )
            book.recovery.take_back(wanted[0].interview)
            waiting = wanted
    done = "Kept" if keep else "Taken back; undo brings it back" if take_back is not None else ""
    session.answer(
        [
            {
                "case": one.case,
                "interview": one.number,
                "edits": one.edits,
                "before": one.before,
                "after": one.after,
            }
            for one in waiting
        ],
        [line for one in waiting for line in _told(one, done)]
        or ["Nothing awaits a decision: the last session ended properly, or what it left was decided."],
    )


def _told(one: "Recovered", done: str) -> list[str]:
    where = f"{one.case} interview {one.number}"
    if done:
        return [f"{where}: {done}."]
    before, after = " ".join(one.before.split()), " ".join(one.after.split())
    return [f"{where}, edits of the last session: {one.edits}", f"  before: {before}", f"  now:    {after}"]


@verb(interview, "delete")
@click.argument("case_id", metavar="CASE", type=CASE)
@click.option("--interview", "number", type=int, required=True, help="Which one.")
@click.option("--confirm", metavar="CASE", required=True, help="The case's label, typed out.")
def delete(session: Session, *, case_id: CaseId, number: int, confirm: str) -> None:
    """Delete an interview for good, with its codings."""
    if confirm != case_id:
        raise RefusedError(
            "The label given does not match the case, so nothing was deleted.", f"Give --confirm {case_id}."
        )
    with session.open_book() as book:
        book.interviews.delete(pick(book, case_id, number).id)
    session.answer(
        {"deleted": {"case": case_id, "interview": number}},
        [f"Deleted {case_id} interview {number} for good."],
    )


def pick(book: "Casebook", case_id: CaseId, number: int | None) -> "Interview":
    """The case's only interview, or the one numbered ``number``.

    Raises:
        AnswerIsNoError: if there is none.
        WrongUseError: if there are several and none was chosen.
    """
    book.cases.get(case_id)
    found = book.interviews.of(case_id)
    chosen = [one for one in found if number in (None, one.number)]
    if not chosen:
        raise AnswerIsNoError(
            f"{case_id} has no such interview.",
            f"Import one: fieldnotes interview import FILE --case {case_id}.",
        )
    if len(chosen) > 1:
        raise WrongUseError(f"{case_id} has {len(chosen)} interviews.", "Say which with --interview N.")
    return chosen[0]
