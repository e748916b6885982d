"""``fieldnotes interview pseudonymise | findings | words``: what could tell who somebody is, and replacing it."""

from typing import TYPE_CHECKING

import click

from fieldnotes.base.errors import AnswerIsNoError, RefusedError, WrongUseError
from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.cli.identity_opening import identity_passphrase, lines_asked, opened_identity
from fieldnotes.cli.options import CASE, SPAN, shared_options, verb
from fieldnotes.cli.session import Session

if TYPE_CHECKING:
    from fieldnotes.casebook.pseudonymising import Places, Replaced


@click.group()
def more_of_interview() -> None:
    """Verbs that become those of ``fieldnotes interview``."""


@verb(more_of_interview, "pseudonymise")
@click.option("--as", "pseudonym", metavar="P1", required=True, help="What stands for the words from now on.")
@click.option("--case", "case_id", type=CASE, help="In this case only; without it, in the whole vault.")
@click.option(
    "--known", is_flag=True, help="Replace all that the identity map says the pseudonym stands for."
)
@click.option(
    "--confirm", metavar="P1", help="The pseudonym, typed out. Without it nothing is replaced, only counted."
)
@identity_passphrase
def pseudonymise(
    session: Session,
    *,
    pseudonym: str,
    case_id: CaseId | None,
    known: bool,
    confirm: str | None,
    identity_fd: int | None,
) -> None:
    """Replace words for good by a pseudonym, wherever they stand in texts, titles and memos.

    The words are asked for, or read from standard input, one line; never given as an argument, which other programs can
    read. The identity map keeps what the pseudonym stands for. Nothing can be undone in interviews that held the words.
    """
    if confirm is not None and confirm != pseudonym:
        raise RefusedError(
            "The pseudonym given does not match, so nothing was replaced.", f"Give --confirm {pseudonym!r}."
        )
    words = "" if known else _one_line(lines_asked(session, "Words to replace", identity_fd))
    if confirm is None and not known:
        _count(session, words, pseudonym, case_id)
        return
    from fieldnotes.casebook.pseudonymising import find_places  # noqa: PLC0415 - loads the store's room
    from fieldnotes.identity import replacing  # noqa: PLC0415 - as above

    with session.open_book() as book, opened_identity(session, identity_fd) as identity:
        if confirm is None:
            found = [find_places(book, name, case_id) for name in identity.get(pseudonym).names]
            session.answer(
                [_places(one) for one in found], [_counted(one) for one in found] + [_nothing_yet(pseudonym)]
            )
            return
        done = (
            list(replacing.replace_known(book, identity, pseudonym, case_id))
            if known
            else [replacing.pseudonymise(book, identity, words, pseudonym, case_id)]
        )
    told = [_record(one) for one in done]
    session.answer(told if known else told[0], [line for one in done for line in _lines(one, pseudonym)])


def _one_line(lines: list[str]) -> str:
    if len(lines) != 1:
        raise WrongUseError("That is more than one line.", "Replace one name at a time.")
    return lines[0]


def _count(session: Session, words: str, pseudonym: str, case_id: CaseId | None) -> None:
    from fieldnotes.casebook.pseudonymising import find_places  # noqa: PLC0415 - loads the store's room

    with session.open_book() as book:
        found = find_places(book, words, case_id)
    if not found.found:
        raise AnswerIsNoError(
            "Those words stand nowhere there.", "Check their spelling, or leave --case out."
        )
    session.answer(_places(found) | {"replaced": False}, [_counted(found), _nothing_yet(pseudonym)])


def _nothing_yet(pseudonym: str) -> str:
    return f"Nothing was replaced. To replace it for good: --confirm {pseudonym!r}."


def _places(found: "Places") -> dict[str, object]:
    return {
        "texts": dict(found.texts),
        "interviews": found.interviews,
        "titles": found.titles,
        "memos": found.memos,
    }


def _counted(found: "Places") -> str:
    where = ", ".join(f"{case} {count}" for case, count in found.texts.items())
    return (
        f"{found.total} places in {found.interviews} interviews{f' ({where})' if where else ''},"
        f" {found.titles} titles, {found.memos} memos."
    )


def _record(done: "Replaced") -> dict[str, object]:
    return _places(done.places) | {
        "replaced": True,
        "histories": done.histories,
        "others": done.others,
        "left": list(done.left),
        "backups": list(done.backups),
    }


def _lines(done: "Replaced", pseudonym: str) -> list[str]:
    return [
        f"Replaced by {pseudonym}: {_counted(done.places)}",
        *([f"{done.others} guides, abbreviations and listed words were changed too."] if done.others else []),
        f"In {done.histories} interviews nothing before this can be undone.",
        *done.left,
        *done.backups,
    ]


@verb(more_of_interview, "findings")
@click.argument("case_id", metavar="CASE", type=CASE)
@click.option("--interview", "number", type=int, help="Which one, where a case has several.")
@click.option(
    "--dismiss", type=SPAN, metavar="START:END", help="Point out these words no more in this interview."
)
@click.option("--point-out-again", is_flag=True, help="Take back every dismissal in this interview.")
@click.option(
    "--with-names", is_flag=True, help="Point out what the identity map knows too; asks for its passphrase."
)
@identity_passphrase
def findings(
    session: Session,
    *,
    case_id: CaseId,
    number: int | None,
    dismiss: Span | None,
    point_out_again: bool,
    with_names: bool,
    identity_fd: int | None,
) -> None:
    """Point out what in a stored interview could tell who or where somebody is. Advice: it finds not everything."""
    from fieldnotes.cli.interviews import pick  # noqa: PLC0415 - that module takes its verbs from here

    names: tuple[str, ...] = ()
    if with_names:
        with opened_identity(session, identity_fd) as identity:
            names = identity.names()
    with session.open_book() as book:
        one = pick(book, case_id, number)
        if point_out_again:
            book.findings.point_out_again(one.id)
        found, text = book.findings.of(one.id, names), book.interviews.text(one.id)
        if dismiss is not None:
            wanted = [finding for finding in found if finding.span == dismiss]
            if not wanted:
                raise AnswerIsNoError("No finding stands exactly there.", "List them without --dismiss.")
            book.findings.dismiss(one.id, wanted[0].kind, text[dismiss.start : dismiss.end])
            found = book.findings.of(one.id, names)
    session.answer(
        [
            {"kind": finding.kind, "start": finding.span.start, "end": finding.span.end,
             "text": text[finding.span.start : finding.span.end]}
            for finding in found
        ],
        [
            *(
                f"{finding.span.start}:{finding.span.end} {finding.kind}: {text[finding.span.start : finding.span.end]}"
                for finding in found
            ),
            f"{len(found)} found. What is not found may still tell who somebody is.",
        ],
    )  # fmt: skip


@click.group()
@shared_options
def words() -> None:
    """Words to point out while writing, such as places. They lie in the vault: names of people belong into the identity map."""


more_of_interview.add_command(words)


@verb(words, "list")
def list_words(session: Session) -> None:
    """List them."""
    with session.open_book() as book:
        found = book.findings.words()
    session.answer(list(found), [*found] or ["No words to point out yet."])


@verb(words, "add")
def add_words(session: Session) -> None:
    """Point out words that are asked for, or read from standard input, one a line."""
    given = lines_asked(session, "Words to point out")
    with session.open_book() as book:
        for one in given:
            book.findings.add_words(one)
        count = len(book.findings.words())
    session.answer({"words": count}, [f"{count} words are pointed out now."])


@verb(words, "remove")
def remove_words(session: Session) -> None:
    """Forget words for good, asked for or read from standard input, one a line."""
    given = lines_asked(session, "Words to point out no more")
    with session.open_book() as book:
        for one in given:
            book.findings.remove_words(one)
        count = len(book.findings.words())
    session.answer({"words": count}, [f"{count} words are pointed out now."])


VERBS = tuple(more_of_interview.commands.values())
"""For ``fieldnotes interview``."""
