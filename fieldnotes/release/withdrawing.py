"""What withdrawing a consent reaches, and what it cannot reach, in words: to be read before it is done.

Deleting is the casebook's work and making exports void the push's; this says what both will come to.
"""

from dataclasses import dataclass
from typing import Final

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.depending import case_holdings, holdings_in_words
from fieldnotes.casebook.inbackups import still_in_backups
from fieldnotes.casebook.records import Purpose
from fieldnotes.release.devices import Device
from fieldnotes.release.ledger import Ledger
from fieldnotes.release.outbox import Outbox

_COUNTED: Final = frozenset((Purpose.CODE, Purpose.AGGREGATE, Purpose.PUBLISH))
"""Without any of these a case is not counted."""

NEVER_REACHED: Final = (
    "Files it was imported from, transcripts written out, and notes on paper: destroy them yourself.",
)

_STAYS: Final = "That count stays: a corrected one would show who was taken out."
_UNKNOWN: Final = "It is held back here; the lost machine may have sent it already."


@dataclass(frozen=True, slots=True)
class Reach:
    """What a withdrawal comes to.

    Attributes:
        deletes: whether something is deleted for good by it, so that the case's label is asked for.
        reaches: what it does, a sentence each.
        beyond: what it cannot do, a sentence each.
        in_backups: those of ``beyond`` that name a backup.
    """

    deletes: bool
    reaches: tuple[str, ...]
    beyond: tuple[str, ...]
    in_backups: tuple[str, ...] = ()


def reach(book: Casebook, case: CaseId, purpose: Purpose | None) -> Reach:
    """What withdrawing consent to ``purpose``, or to everything where it is ``None``, will come to. Changes nothing.

    Deleting a case comes to the same as withdrawing everything. Backups within reach are opened and looked into.

    Raises:
        AnswerIsNoError: if there is no such case.
        DamagedError: if the ledger of releases is damaged.
    """
    known = book.cases.get(case)
    whole = purpose in (None, Purpose.STORE)
    holdings = case_holdings(book, case)
    if whole or purpose is Purpose.CODE:
        first = holdings_in_words(holdings, only_coding=not whole)
    else:
        first = "Nothing is deleted here."
    reaches, beyond = [first], []
    if whole or purpose in _COUNTED:
        reaches.append("No release will count this case any more.")
        if known.released is not None:
            counted, cannot = _release(book, known.released)
            reaches += counted
            beyond += cannot
    beyond += _copies(book, case)
    deletes = whole or (purpose is Purpose.CODE and book.consent.has_coding_work(case))
    backups = still_in_backups(book.vault, case) if deletes else ()
    if deletes:
        if holdings.spoken_of:
            beyond.append(f"{case} is spoken of in {', '.join(holdings.spoken_of)}: read them.")
        beyond += [*backups, *NEVER_REACHED]
    return Reach(deletes, tuple(reaches), tuple(beyond), backups)


def _copies(book: Casebook, case: CaseId) -> list[str]:
    """What is to be said of copies in other vaults."""
    received = book.copies.received(case)
    if received is not None:
        return [f"This is a copy for coder {received.coder}: the case itself is in the vault it came from."]
    return [
        f"A copy for coder {copy.coder} was sealed to {copy.recipient[:12]}…: nothing here reaches it. Whoever holds it"
        " must delete it there."
        for copy in book.copies.sent(case)
    ]


def _release(book: Casebook, number: int) -> tuple[list[str], list[str]]:
    """What can be done about a release that counted a case, and what cannot."""
    from fieldnotes.release.desk import ReleaseDesk  # noqa: PLC0415 - loads the solver; only for a case that was counted

    ReleaseDesk.open(book)  # notices a restore, which changes what can be said
    entries = {entry.number: entry for entry in Ledger(book.vault).entries()}
    if number not in entries:
        return [], [
            f"Release {number} counted this case, and its ledger entry is not here: take the count as sent."
        ]
    outbox = Outbox(book.vault)
    if outbox.attempted(number):
        return [], [f"Release {number} counted this case and its sending was begun. {_STAYS}"]
    if entries[number].epoch != Device(book.vault).epoch():
        return [], [f"Release {number} counted this case before the vault was restored. {_UNKNOWN}"]
    return [
        f"Release {number} has not left: the next push sends a void export, without any count, in its place."
    ], []
