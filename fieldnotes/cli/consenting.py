"""``fieldnotes case consent`` and ``case withdraw``: what a person agreed to, how, and what taking it back comes to."""

from typing import TYPE_CHECKING

import click

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import CaseId
from fieldnotes.cli.case_group import PURPOSES, case, mismatch
from fieldnotes.cli.options import CASE, verb
from fieldnotes.cli.session import Session

if TYPE_CHECKING:
    from fieldnotes.casebook.book import Casebook
    from fieldnotes.release.withdrawing import Reach

WAYS = (
    "spoken",
    "spoken-from-afar",
    "interpreter",
    "trusted-person",
    "written-elsewhere",
    "recorded-elsewhere",
)
POINTS = ("study", "voluntary", "withdrawing", "keeping", "counted", "sent-stays", "risk")
"""Spelt out here so that --help needs no vault; a test holds them against the casebook's."""


@verb(case, "consent")
@click.argument("case_id", metavar="CASE", type=CASE)
@click.option(
    "--purpose", "purposes", type=click.Choice(PURPOSES), multiple=True, help="Agreed to; may be repeated."
)
@click.option("--how", type=click.Choice((*WAYS, "not-said")), help="By what way it was given.")
@click.option(
    "--when", metavar="BAND", help="A half year (2026-h1), a year, or a period of the codebook; not-said."
)
@click.option("--explained", type=click.Choice((*POINTS, "all")), multiple=True, help="What was explained.")
@click.option("--not-explained", type=click.Choice(POINTS), multiple=True, help="What was not, after all.")
def consent(
    session: Session,
    *,
    case_id: CaseId,
    purposes: tuple[str, ...],
    how: str | None,
    when: str | None,
    explained: tuple[str, ...],
    not_explained: tuple[str, ...],
) -> None:
    """Record what the person agreed to, how, and what was explained; without options, show it.

    Never a name, a signature or a date: nothing of the kind can be stored.
    """
    from fieldnotes.casebook.consenting import Point, Way  # noqa: PLC0415 - loads the store's room
    from fieldnotes.casebook.records import Purpose  # noqa: PLC0415 - as above

    points = list(Point) if "all" in explained else [Point(one) for one in explained]
    with session.open_book() as book:
        with book.vault.transaction():
            for purpose in purposes:
                book.consent.give(case_id, Purpose(purpose))
            if how is not None:
                book.circumstances.set_way(case_id, None if how == "not-said" else Way(how))
            if when is not None:
                book.circumstances.set_band(case_id, None if when == "not-said" else when)
            book.circumstances.set_explained(case_id, points)
            book.circumstances.set_explained(case_id, [Point(one) for one in not_explained], explained=False)
        _tell(session, book, case_id)


@verb(case, "withdraw")
@click.argument("case_id", metavar="CASE", type=CASE)
@click.option("--purpose", type=click.Choice(PURPOSES), help="Only this purpose; without it, every one.")
@click.option(
    "--confirm", metavar="CASE", help="The case's label, typed out, where something is deleted by it."
)
@click.option("--preview", is_flag=True, help="Only say what it would reach and what it cannot.")
def withdraw(
    session: Session, *, case_id: CaseId, purpose: str | None, confirm: str | None, preview: bool
) -> None:
    """Record that the person withdrew consent, and tell what that reaches and what it cannot.

    Without consent to store the case is deleted for good, without consent to code its codings are.
    """
    from fieldnotes.casebook.records import Purpose  # noqa: PLC0415 - loads the store's room
    from fieldnotes.release.withdrawing import reach  # noqa: PLC0415 - as above

    if confirm not in (None, case_id):
        raise mismatch(case_id)
    if preview and confirm is not None:
        raise WrongUseError("A preview deletes nothing.", "Leave out --preview or --confirm.")
    chosen = Purpose(purpose) if purpose else None
    with session.open_book() as book:
        found = reach(book, case_id, chosen)
        if preview:
            session.answer(_data(found) | {"case": case_id}, told(found))
            return
        done = book.consent.withdraw(case_id, chosen, delete=confirm == case_id)
    session.answer(
        {
            "case": case_id,
            "case_deleted": done.case_deleted,
            "codings_removed": done.codings_removed,
            "already_released": done.already_released,
            "in_backups": found.in_backups,
            **_data(found),
        },
        ["Consent withdrawn.", *told(found)],
    )


def told(found: "Reach") -> list[str]:
    """What a withdrawal reaches and what it cannot, in lines."""
    beyond = (
        ["What this cannot reach:", *(f"  {sentence}" for sentence in found.beyond)] if found.beyond else []
    )
    return [*found.reaches, *beyond]


def _data(found: "Reach") -> dict[str, object]:
    return {"deletes": found.deletes, "reaches": list(found.reaches), "cannot_reach": list(found.beyond)}


def _tell(session: Session, book: "Casebook", case_id: CaseId) -> None:
    from fieldnotes.casebook.consenting import POINTS as WORDS  # noqa: PLC0415 - loads the store's room
    from fieldnotes.casebook.consenting import WAYS as WAY_WORDS  # noqa: PLC0415 - as above

    given, known = sorted(book.consent.of(case_id)), book.circumstances.of(case_id)
    session.answer(
        {
            "case": case_id,
            "consent": given,
            "how": known.way,
            "when": known.band,
            "explained": sorted(known.explained),
            "missing": list(book.circumstances.missing(case_id)),
        },
        [
            f"case       {case_id}",
            f"consent    {', '.join(given) or 'none recorded'}",
            f"given      {WAY_WORDS[known.way] if known.way else 'not on record'}",
            f"when       {book.circumstances.band_in_words(known.band) if known.band else 'not on record'}",
            *(
                f"{'explained' if point in known.explained else '-':10} {words}"
                for point, words in WORDS.items()
            ),
            *book.circumstances.missing(case_id),
        ],
    )
