"""``fieldnotes code report``: counts over all codings, or the passages that a question finds."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fieldnotes.base.errors import WrongUseError
from fieldnotes.cli.analysing import CODER, CSV, answer, answer_crossing, material_of
from fieldnotes.cli.code_group import code
from fieldnotes.cli.options import FILE, verb
from fieldnotes.cli.session import Session, ask_passphrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fieldnotes.analysis.retrieval.asking import Wanted
    from fieldnotes.analysis.retrieval.finding import Found, Passage
    from fieldnotes.casebook.book import Casebook

_WANTED = (
    click.option("--factor", "factors", multiple=True, metavar="KEY",
                 help="Coded with this factor or group; repeated: with one of them."),
    click.option("--dimension", "dimension", help="Coded with a factor of this dimension."),
    click.option("--stance", "stance", help="drives, holds-back, uncertain or none."),
    click.option("--attribute", "attributes", multiple=True, metavar="NAME=BAND",
                 help="In cases with this band; can be repeated."),
    click.option("--case", "case", metavar="CASE", help="In this case."),
)  # fmt: skip


def _wanted_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_WANTED):
        command = option(command)
    return command


@verb(code, "report")
@click.argument("question", metavar="[QUESTION]", default="")
@_wanted_options
@click.option("--by", metavar="ATTRIBUTE", help="In place of passages: cases that raise each group, by band.")
@click.option("--words", is_flag=True, help="Show the words of each passage.")
@CODER
@CSV
@click.option(
    "--to", type=FILE, help="A new file for CSV with words, which is written for readers or in the clear."
)
@click.option(
    "--recipient", "recipients", multiple=True, metavar="AGE1…", help="Who may open it; can be repeated."
)
@click.option("--in-the-clear", is_flag=True, help="Do not seal it. Whoever finds the file reads it.")
@click.option(
    "--again-fd", type=int, help="Read the passphrase, given again, from this descriptor: one line."
)
def report(
    session: Session, *, question: str, by: str | None, words: bool, coder: str | None, as_csv: bool,
    to: Path | None, recipients: tuple[str, ...], in_the_clear: bool, again_fd: int | None, **asked: Any,
) -> int:  # fmt: skip
    """Cases and codings per factor, or the passages that QUESTION finds.

    QUESTION names factors and groups by their keys: dmv, dm; dimension:moral, stance:drives, position=defector; terms side by
    side are about one coding. Between parts: and, or, not, overlaps, near/2 (sentences), then, after, samecase, ( ). The word
    all finds every passage. The manual has the grammar.
    """
    wanted = _wanted(**asked)
    questioned = bool(question.strip() or wanted.factors or wanted.named)
    if words and as_csv:
        _refuse_without_target(to, recipients, in_the_clear=in_the_clear)
    elif to is not None or recipients or in_the_clear:
        raise WrongUseError("Only CSV with words is written to a file here.", "Give --csv --words with --to.")
    if by is not None:
        if questioned or words:
            raise WrongUseError("--by counts cases and takes no question.", "Leave out one of the two.")
        answer_crossing(session, by, coder, as_csv=as_csv)
        return 0
    if not questioned:
        if words:
            raise WrongUseError(
                "Words are shown of passages that a question finds.", "Ask for all, for example."
            )
        _counts(session, coder, as_csv=as_csv)
        return 0
    with session.open_book() as book:
        found = _ask(book, question, wanted, coder)
        if to is not None:
            _write_out(session, book, found, to, recipients, again_fd)
        else:
            _show(session, book, found, words=words, as_csv=as_csv)
    return 0 if found.passages else 1


def _wanted(
    *,
    factors: tuple[str, ...],
    dimension: str | None,
    stance: str | None,
    attributes: tuple[str, ...],
    case: str | None,
) -> "Wanted":
    from fieldnotes.analysis.retrieval.asking import Wanted  # noqa: PLC0415 - loads the store's room

    single = (("dimension", dimension), ("stance", stance), ("case", case))
    named = [(kind, value) for kind, value in single if value is not None]
    for given in attributes:
        name, sign, band = given.partition("=")
        if not sign:
            raise WrongUseError(
                "An attribute is given as NAME=BAND.", "For example --attribute position=defector."
            )
        named.append((name, band))
    return Wanted(factors, named)


def _refuse_without_target(to: Path | None, recipients: tuple[str, ...], *, in_the_clear: bool) -> None:
    if to is None:
        raise WrongUseError(
            "Words as CSV are written to a file of their own, after the passphrase once more.",
            "Give --to FILE with --recipient age1…, or with --in-the-clear; or leave out --words.",
        )
    if bool(recipients) == in_the_clear:
        raise WrongUseError(
            "Say who may open the file, or that it is not to be sealed.",
            "Give --recipient age1…, or --in-the-clear.",
        )


def _ask(book: "Casebook", question: str, wanted: "Wanted", coder: str | None) -> "Found":
    from fieldnotes.analysis.retrieval.asking import ask  # noqa: PLC0415 - loads the store's room

    return ask(book, material_of(book, coder), question, wanted)


def _counts(session: Session, coder: str | None, *, as_csv: bool) -> None:
    """Cases by the settled coder and codings by all; with a coder, both by that one."""
    from fieldnotes.analysis.counts import cases_per_factor, codings_per_factor  # noqa: PLC0415 - loads the store's room
    from fieldnotes.analysis.retrieval.asking import ask  # noqa: PLC0415 - as above
    from fieldnotes.formats.analysis_csv import counts_csv  # noqa: PLC0415 - as above

    with session.open_book() as book:
        if coder is None:
            cases, codings = dict(cases_per_factor(book)), dict(codings_per_factor(book))
        else:
            found = ask(book, material_of(book, coder), "all").factors
            cases = {one.id: found[one.id].cases if one.id in found else 0 for one in book.codable}
            codings = {one.id: found[one.id].codings if one.id in found else 0 for one in book.codable}
    answer(
        session,
        [{"factor": factor, "cases": count, "codings": codings[factor]} for factor, count in cases.items()],
        lambda: (f"cases {count:5}   codings {codings[one]:6}   {one}" for one, count in cases.items()),
        (lambda: counts_csv(cases, codings)) if as_csv else None,
    )


def _show(session: Session, book: "Casebook", found: "Found", *, words: bool, as_csv: bool) -> None:
    from fieldnotes.analysis.codes import factors_as_codes  # noqa: PLC0415 - loads the store's room
    from fieldnotes.formats.analysis_csv import passages_csv  # noqa: PLC0415 - as above
    from fieldnotes.formats.passages_out import words_of  # noqa: PLC0415 - as above

    keys = factors_as_codes(book).keys
    read = words_of(book) if words else None
    data = {
        "counts": {"passages": len(found.passages), "codings": found.codings, "interviews": found.interviews,
                   "cases": found.cases},
        "factors": [
            {"factor": factor, "codings": count.codings, "cases": count.cases}
            for factor, count in found.factors.items()
        ],
        "passages": [_values(one, keys) | ({"words": read(one)} if read else {}) for one in found.passages],
    }  # fmt: skip
    answer(
        session,
        data,
        lambda: _lines(found, keys, read),
        (lambda: passages_csv(found, keys)) if as_csv else None,
    )


def _values(one: "Passage", keys: "Mapping[str, str]") -> dict[str, Any]:
    return {
        "case": one.case,
        "interview": one.number,
        "start": one.start,
        "end": one.end,
        "factors": [keys.get(factor, factor) for factor in one.factors],
    }


def _lines(
    found: "Found", keys: "Mapping[str, str]", words: "Callable[[Passage], str] | None"
) -> Iterator[str]:
    for one in found.passages:
        factors = " ".join(keys.get(factor, factor) for factor in one.factors)
        yield f"{one.case} interview {one.number} {one.start}:{one.end} {factors}"
        if words is not None:
            yield f"    {' '.join(words(one).split())}"
    if not found.passages:
        yield "No passage is coded so."
        return
    yield (
        f"{_counted(len(found.passages), 'passage')}, {_counted(found.codings, 'coding')}, "
        f"{_counted(found.interviews, 'interview')}, {_counted(found.cases, 'case')}."
    )
    for factor, count in found.factors.items():
        yield f"cases {count.cases:5}   codings {count.codings:6}   {factor}"


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def _write_out(  # noqa: PLR0917 - each is what one of the options gives
    session: Session,
    book: "Casebook",
    found: "Found",
    to: Path,
    recipients: tuple[str, ...],
    again_fd: int | None,
) -> None:
    from fieldnotes.formats.passages_out import write_out_passages  # noqa: PLC0415 - only here
    from fieldnotes.formats.writing_out import IN_THE_CLEAR  # noqa: PLC0415 - as above

    again = ask_passphrase("Passphrase again", again_fd, "--again-fd")
    size = write_out_passages(book, found, to, recipients or IN_THE_CLEAR, again, share=session.share())
    sealed = "sealed to its readers" if recipients else "NOT sealed"
    session.answer(
        {"passages": len(found.passages), "to": to, "bytes": size, "sealed": bool(recipients)},
        [
            f"Written: {_counted(len(found.passages), 'passage')}, {size} bytes, {sealed}.",
            "A wipe of the vault does not reach this file.",
        ],
    )
