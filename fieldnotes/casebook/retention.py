"""How long a case is kept: a month, the word *never*, or nothing decided. Nothing is ever deleted by itself.

A case may have a date of its own; otherwise the vault's default holds for it. A case is due once its month is over. What is
due is shown first, and deleted only when the user says so of exactly what was shown.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fieldnotes.base.errors import AnswerIsNoError, RefusedError, WrongUseError
from fieldnotes.base.ids import CaseId
from fieldnotes.base.months import months_after, parse_month, this_month
from fieldnotes.casebook.deleting import delete_case, deletion
from fieldnotes.casebook.passages import Passages
from fieldnotes.casebook.rows import case_row
from fieldnotes.casebook.summaries import reading_order
from fieldnotes.casebook.texts import Texts
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.vault import Vault
from fieldnotes.vault.watching import Watched

COMPONENT: Final = "retention"

NEVER: Final = "never"
"""The word for a case that is kept without an end. It is a word and not a number: 0 months would be the opposite."""

AS_THE_VAULT: Final = "default"
"""The word that takes a case's own date away."""

_TERM = "GLOB '2[01][0-9][0-9]-[01][0-9]'"

MIGRATIONS: Final = (
    Migration(
        1,
        "until when cases are kept",
        f"""
        CREATE TABLE case_retention (
            case_id TEXT PRIMARY KEY REFERENCES cases (id) ON DELETE CASCADE,
            until TEXT NOT NULL CHECK (until = '{NEVER}' OR until {_TERM})
        ) STRICT, WITHOUT ROWID;

        -- One row at most. months: so many after the last change of a case.
        CREATE TABLE retention_default (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            until TEXT CHECK (until = '{NEVER}' OR until {_TERM}),
            months INTEGER CHECK (months BETWEEN 1 AND 1200),
            CHECK ((until IS NULL) <> (months IS NULL))
        ) STRICT;
        """,
    ),
)

WATCHED: Final = (
    Watched("case_retention", scope="'case ' || {row}.case_id"),
    Watched("retention_default", scope="'retention'"),
)

_MONTHS = re.compile(r"([0-9]{1,6})(?: months?)?")
_ALL = (
    "SELECT c.id, c.changed, c.released, r.until,"
    " (SELECT count(*) FROM interviews i WHERE i.case_id = c.id) AS interviews"
    " FROM cases c LEFT JOIN case_retention r ON r.case_id = c.id"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """Until when a case is kept.

    Attributes:
        case: its label.
        until: the last month, ``YYYY-MM``; :data:`NEVER`; or ``None`` where nothing was decided.
        own: whether the case has a date of its own.
        due: whether that month is over.
        interviews: number of interviews that would go.
        released: number of the release that counted it, if any.
        changed: day of its last change.
    """

    case: CaseId
    until: str | None
    own: bool
    due: bool
    interviews: int
    released: int | None
    changed: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be deleted.

    Attributes:
        cases: in reading order.
        month: by which months were compared.
        seen: a short code for exactly this; empty if there is nothing.
    """

    cases: tuple[Kept, ...]
    month: str
    seen: str


class Retention:
    """The retention dates of one casebook."""

    def __init__(self, vault: Vault, texts: Texts, passages: Passages) -> None:
        self._vault = vault
        self._texts = texts
        self._passages = passages

    def set(self, cases: Sequence[CaseId], until: str) -> str:
        """Give cases a date of their own, or take it away; all of them or none. It does not count as a change of the case.

        Args:
            cases: at least one.
            until: ``YYYY-MM``, the last month in which they are kept; ``24 months`` from this one; ``never``; or
                ``default`` to follow the vault's default.

        Returns:
            What was written: a month, ``never`` or ``default``.

        Raises:
            AnswerIsNoError: if there is no such case.
            WrongUseError: if ``until`` is none of these; 0 is refused, since it could mean never or at once.
        """
        month, months = (AS_THE_VAULT, None) if _is(until, AS_THE_VAULT) else _term(until)
        settled = month or months_after(this_month(), months or 0)
        with self._vault.transaction() as connection:
            for case in cases:
                case_row(connection, case)
                connection.execute("DELETE FROM case_retention WHERE case_id = ?", (case,))
                if settled != AS_THE_VAULT:
                    connection.execute(
                        "INSERT INTO case_retention (case_id, until) VALUES (?, ?)", (case, settled)
                    )
        return settled

    def set_default(self, until: str | None) -> None:
        """Decide for every case without a date of its own.

        Args:
            until: ``YYYY-MM`` for all; ``24 months`` after a case's last change; ``never``; ``None`` for nothing decided.

        Raises:
            WrongUseError: if it is none of these.
        """
        month, months = (None, None) if until is None else _term(until)
        with self._vault.transaction() as connection:
            connection.execute("DELETE FROM retention_default")
            if until is not None:
                connection.execute(
                    "INSERT INTO retention_default (one, until, months) VALUES (1, ?, ?)", (month, months)
                )

    def default(self) -> str | None:
        """The vault's default in words: ``never``, ``2028-06``, ``24 months after the last change``, or ``None``."""
        month, months = self._default()
        if months is not None:
            return f"{months} month{'' if months == 1 else 's'} after the last change"
        return month

    def list(self, month: str | None = None) -> list[Kept]:
        """Every case in reading order, as of ``month`` (this one where ``None``)."""
        now = this_month() if month is None else parse_month(month)
        month_for_all, months = self._default()
        found = []
        for row in self._vault.connection.execute(_ALL).fetchall():
            until = row["until"] or month_for_all
            if until is None and months is not None:
                until = months_after(row["changed"][:7], months)
            due = until is not None and until != NEVER and until < now
            own = row["until"] is not None
            found.append(
                Kept(CaseId(row["id"]), until, own, due, row["interviews"], row["released"], row["changed"])
            )
        return sorted(found, key=lambda one: reading_order(one.case))

    def preview(self, month: str | None = None) -> Preview:
        """What is due as of ``month`` (this one where ``None``). Changes nothing.

        Raises:
            WrongUseError: if ``month`` is not a month.
        """
        now = this_month() if month is None else parse_month(month)
        due = tuple(one for one in self.list(now) if one.due)
        return Preview(due, now, _code(due))

    def delete_due(self, seen: str) -> tuple[CaseId, ...]:
        """Delete for good what is due now, if it is exactly what was shown.

        Args:
            seen: the code of the preview that the user saw.

        Returns:
            The labels of what was deleted.

        Raises:
            AnswerIsNoError: if nothing is due.
            RefusedError: if what is due is not what the preview with that code showed. Nothing was deleted then.
        """
        due = self.preview()
        if not due.cases:
            raise AnswerIsNoError("No case is past its retention date.", "Nothing was deleted.")
        if seen.strip().casefold() != due.seen:
            raise RefusedError(
                "What is due now is not what was shown, so nothing was deleted.",
                "Look at the preview again and confirm that one.",
            )
        self._texts.drop()
        self._passages.drop()
        with deletion(self._vault) as connection:
            for one in due.cases:
                delete_case(connection, one.case)
        return tuple(one.case for one in due.cases)

    def notice(self) -> str | None:
        """A sentence to show after unlocking where cases are due, otherwise ``None``."""
        number = len(self.preview().cases)
        if not number:
            return None
        are = "1 case is" if number == 1 else f"{number:,} cases are"
        return f"{are} past the retention date. Nothing goes until you say so: see Retention (case retention preview)."

    def _default(self) -> tuple[str | None, int | None]:
        row = self._vault.connection.execute("SELECT until, months FROM retention_default").fetchone()
        return (None, None) if row is None else (row["until"], row["months"])


def _term(raw: str) -> tuple[str | None, int | None]:
    """A month or *never*, or a number of months."""
    wanted = " ".join(raw.split()).casefold()
    if wanted == NEVER:
        return NEVER, None
    number = _MONTHS.fullmatch(wanted)
    if number is None:
        return parse_month(wanted), None
    if not int(number[1]):
        raise WrongUseError(
            "0 is not a retention date: it could mean never, or at once.",
            "Write the word never, or a month such as 2028-06.",
        )
    if "month" not in wanted:
        raise WrongUseError(
            "A number alone is not a retention date.",
            f"Write {number[1]} months, or a month such as 2028-06.",
        )
    months_after(this_month(), int(number[1]))
    return None, int(number[1])


def _is(raw: str, word: str) -> bool:
    return raw.strip().casefold() == word


def _code(cases: Sequence[Kept]) -> str:
    """Six hexadecimal characters that change when the list does; it guards against a slip, not against anybody."""
    if not cases:
        return ""
    shown = json.dumps([[one.case, one.until, one.interviews, one.changed] for one in cases])
    return hashlib.sha256(shown.encode()).hexdigest()[:6]
