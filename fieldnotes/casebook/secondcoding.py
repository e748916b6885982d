"""Coding a case a second time, without seeing the first coding, and choosing the coding that counts.

A coder is a label, never a name. The first coder's checklist marks stay where they always were; those of every other coder
stand in a table of their own, so that nobody's marks answer for another's.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.base.ids import CaseId, CoderLabel
from fieldnotes.base.labels import parse_coder
from fieldnotes.casebook.actchanges import ActKind, Change, SettledState, What
from fieldnotes.casebook.actforgetting import forget_settling
from fieldnotes.casebook.acts import ActLog
from fieldnotes.casebook.blinding import working_coder
from fieldnotes.casebook.checklist import Checklist
from fieldnotes.casebook.copies import refuse_copies
from fieldnotes.casebook.records import State
from fieldnotes.casebook.rows import case_row, touch
from fieldnotes.casebook.settlements import put_settled, settled_state
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault
from fieldnotes.vault.watching import Watched

COMPONENT: Final = "secondcoding"

MIGRATIONS: Final = (
    Migration(
        1,
        "second codings, checklist marks of other coders than the first",
        """
        -- first: whose checklist marks stand in checklist_marks. working: who codes now, to whom all others are hidden.
        CREATE TABLE second_codings (
            case_id TEXT PRIMARY KEY REFERENCES cases (id) ON DELETE CASCADE,
            first TEXT NOT NULL CHECK (first GLOB '[A-Z]'),
            working TEXT CHECK (working GLOB '[A-Z]' AND working <> first),
            settled INTEGER NOT NULL DEFAULT 0 CHECK (settled = 0 OR (settled = 1 AND working IS NULL))
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE second_marks (
            case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
            coder TEXT NOT NULL CHECK (coder GLOB '[A-Z]'),
            factor TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('denied', 'not-raised')),
            PRIMARY KEY (case_id, coder, factor)
        ) STRICT, WITHOUT ROWID;
        """,
    ),
)

WATCHED: Final = (
    Watched("second_codings", scope="'case ' || {row}.case_id"),
    Watched("second_marks", scope="'case ' || {row}.case_id"),
)

PROCEDURAL: Final = "Both codings lie in one vault: what hides the first one is a rule, not a lock. Where it must be a lock, send a copy."
"""What is said wherever blinding on one machine begins or shows."""


class Standing(StrEnum):
    """How far the coding of a case has come, for whoever wants to compare or release it."""

    ONE_CODER = "one coder"
    WORKING = "a second coder works"
    UNSETTLED = "not settled"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class CaseCoding:
    """Who coded a case.

    Attributes:
        case: the case.
        coders: everyone with codings, marks or a second coding of this case, in order; while one works, that one alone.
        working: who codes now, to whom all others are hidden; or ``None``.
        settled_coder: whose codings count, or counted until the second coding began.
        standing: how far it is.
    """

    case: CaseId
    coders: tuple[CoderLabel, ...]
    working: CoderLabel | None
    settled_coder: CoderLabel
    standing: Standing


class SecondCodings:
    """The second codings of every case."""

    def __init__(self, vault: Vault, checklist: Checklist, log: ActLog) -> None:
        self._vault = vault
        self._log = log
        self._checklist = checklist

    def of(self, case: CaseId) -> CaseCoding:
        """Who coded a case, as far as it may be seen now.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        connection = self._vault.connection
        settled = CoderLabel(case_row(connection, case)["settled_coder"])
        row = connection.execute(
            "SELECT working, settled FROM second_codings WHERE case_id = ?", (case,)
        ).fetchone()
        working = None if row is None or row["working"] is None else CoderLabel(row["working"])
        if row is None:
            standing = Standing.ONE_CODER
        elif working is not None:
            standing = Standing.WORKING
        else:
            standing = Standing.SETTLED if row["settled"] else Standing.UNSETTLED
        coders = (working,) if working is not None else coders_of(connection, case)
        return CaseCoding(case, coders, working, settled, standing)

    def begin(self, case: CaseId, coder: CoderLabel) -> CaseCoding:
        """Let ``coder`` code a case that another has coded: from now on only this coder's work on it is seen.

        It ends by itself when the coder has considered every factor. A coder who ended unfinished may go on. Until it is
        settled which coding counts, the case is not complete.

        Raises:
            AnswerIsNoError: if there is no such case.
            WrongUseError: if ``coder`` is no label, is the first coder, or has completed the case already.
            RefusedError: if another second coder is at work on the case, or it is a copy for one coder.
        """
        coder = parse_coder(coder)
        with self._vault.transaction() as connection:
            settled = case_row(connection, case)["settled_coder"]
            refuse_copies(connection, [case], "is coded by that coder alone", "Let others code the original.")
            row = connection.execute(
                "SELECT first, working FROM second_codings WHERE case_id = ?", (case,)
            ).fetchone()
            first = settled if row is None else row["first"]
            if coder == first:
                raise WrongUseError(
                    f"Coder {coder} is the first coder of case {case}.",
                    "Give the second coder another letter, such as --coder B.",
                )
            if row is not None and row["working"] not in (None, coder):
                raise RefusedError(
                    f"Coder {row['working']} is coding case {case}.",
                    f"Let {row['working']} complete it, or end it unfinished: fieldnotes case recode {case} --stop.",
                )
            connection.execute(
                "INSERT INTO second_codings (case_id, first) VALUES (?, ?) ON CONFLICT DO NOTHING",
                (case, first),
            )
            if self._checklist.is_considered(case, coder):
                raise WrongUseError(
                    f"Coder {coder} has completed case {case} already.",
                    "Give another letter for a third coder.",
                )
            connection.execute(
                "UPDATE second_codings SET working = ?, settled = 0 WHERE case_id = ?", (coder, case)
            )
            forget_settling(connection, case)
            touch(connection, case)
        return self.of(case)

    def open_for(self, case: CaseId, coder: CoderLabel) -> None:
        """Make room for a coding that was made elsewhere and comes in whole: the case is not settled any more.

        Raises:
            AnswerIsNoError: if there is no such case.
            RefusedError: while a second coder is at work on it, or if ``coder`` has coded it.
        """
        with self._vault.transaction() as connection:
            first = case_row(connection, case)["settled_coder"]
            working = working_coder(connection, case)
            if working is not None:
                raise RefusedError(
                    f"Coder {working} is coding case {case}.", f"Receive it once {working} is complete."
                )
            if coder in coders_of(connection, case):
                raise RefusedError(
                    f"Case {case} has codings or marks by coder {coder} already, which would mix with these.",
                    f"Send a copy to another letter, or remove coder {coder}'s codings first.",
                )
            connection.execute(
                "INSERT INTO second_codings (case_id, first) VALUES (?, ?)"
                " ON CONFLICT (case_id) DO UPDATE SET settled = 0",
                (case, first),
            )
            forget_settling(connection, case)

    def stop(self, case: CaseId) -> CaseCoding:
        """End a second coding unfinished: all codings are seen again. What was coded stays; where nothing was, all is as before.

        Raises:
            AnswerIsNoError: if there is no such case.
            WrongUseError: if nobody is at work on it.
        """
        with self._vault.transaction() as connection:
            case_row(connection, case)
            working = working_coder(connection, case)
            if working is None:
                raise WrongUseError(f"No second coder is at work on case {case}.", "There is nothing to end.")
            connection.execute("UPDATE second_codings SET working = NULL WHERE case_id = ?", (case,))
            if len(coders_of(connection, case)) == 1:
                connection.execute("DELETE FROM second_codings WHERE case_id = ?", (case,))
            touch(connection, case)
        return self.of(case)

    def settle(self, case: CaseId, coder: CoderLabel) -> CaseCoding:
        """Choose the coding that counts. It is an act: undo lets count what counted before.

        Raises:
            AnswerIsNoError: if there is no such case.
            WrongUseError: if ``coder`` is no label, or has not coded the case.
            RefusedError: while a second coder is at work on it.
        """
        coder = parse_coder(coder)
        with self._vault.transaction() as connection:
            known = self.of(case)
            if known.working is not None:
                raise RefusedError(
                    f"Coder {known.working} is still coding case {case}, so it is not settled yet.",
                    f"Complete {known.working}'s checklist, or end it unfinished: fieldnotes case recode {case} --stop.",
                )
            if coder not in known.coders:
                raise WrongUseError(
                    f"Coder {coder} has not coded case {case}.", f"Choose one of {', '.join(known.coders)}."
                )
            before = settled_state(connection, case)
            after = SettledState(coder, 1)
            put_settled(connection, case, after)
            self._log.record(connection, ActKind.SETTLE, [Change(What.SETTLED, case, before, after)])
            touch(connection, case)
        return self.of(case)

    def considered(self, case: CaseId, coder: CoderLabel) -> int:
        """How many active factors a coder has considered in a case.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        states = self._checklist.states(case, coder)
        return sum(state is not State.NOT_CONSIDERED for state in states.values())


def coders_of(connection: Connection, case: CaseId) -> tuple[CoderLabel, ...]:
    """Everyone with codings (lost ones too) or marks in a case, and the first coder; hidden ones too."""
    rows = connection.execute(
        "SELECT DISTINCT c.coder FROM codings c JOIN passages p ON p.id = c.passage_id"
        " JOIN interviews i ON i.id = p.interview_id WHERE i.case_id = :case"
        " UNION SELECT coder FROM second_marks WHERE case_id = :case"
        " UNION SELECT coalesce((SELECT first FROM second_codings WHERE case_id = :case), settled_coder)"
        " FROM cases WHERE id = :case ORDER BY 1",
        {"case": case},
    )
    return tuple(CoderLabel(row[0]) for row in rows.fetchall())
