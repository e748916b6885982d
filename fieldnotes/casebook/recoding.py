"""Recoding a factor to another across cases: all of its codings, those of some cases, or some that were chosen.

Merging two factors and splitting one are the same work on all codings and on chosen ones. It is planned first, so that it can
be looked at; carried out it is one act, which undo takes back exactly. What a release has counted is not reached by it: a
release keeps its own figures and never looks at codings again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fieldnotes.base.errors import AnswerIsNoError, RefusedError, WrongUseError
from fieldnotes.base.ids import CaseId, CoderLabel, CodingId, FactorId, InterviewId
from fieldnotes.base.span import Span
from fieldnotes.casebook.actchanges import ActKind, Change, CodingState, What
from fieldnotes.casebook.acts import ActLog
from fieldnotes.casebook.checklist import marks_of
from fieldnotes.casebook.codingrows import SELECT
from fieldnotes.casebook.localfactors import Codable, LocalFactor, codable_factor, is_local, known_factor
from fieldnotes.casebook.passages import Passages
from fieldnotes.casebook.records import State
from fieldnotes.casebook.rows import case_row, touch
from fieldnotes.casebook.summaries import reading_order
from fieldnotes.casebook.tally import Note, Tally
from fieldnotes.codebook.models import Role, Taxonomy
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault

_JOINT: Final = "\n"
"""Between two memos that become one."""


@dataclass(frozen=True, slots=True)
class Recoded:
    """One coding that would be recoded.

    Attributes:
        coding: the coding.
        case: its case.
        interview: its interview.
        number: the interview's number within the case.
        span: where its words stand; ``None`` where they were deleted.
        coder: whose it is.
        before: as it is.
        after: as it would be; ``None`` where its words carry the other factor by the same coder already.
        joins: number of that other coding.
        joined_before: the other coding as it is.
        joined_after: the other coding with this one's memo added, and its strength where it had none.
    """

    coding: CodingId
    case: CaseId
    interview: InterviewId
    number: int
    span: Span | None
    coder: CoderLabel
    before: CodingState
    after: CodingState | None
    joins: CodingId | None = None
    joined_before: CodingState | None = None
    joined_after: CodingState | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What recoding would come to.

    Attributes:
        source: from this factor.
        target: to this one.
        codings: one by one, case by case, in the order of the text.
        left: codings of ``source`` that would stay.
        released: cases among them that a release has counted; its figures stay.
        no_longer_raised: the state of ``source`` in each case where no coding of it that counts is left.
    """

    source: FactorId
    target: FactorId
    codings: tuple[Recoded, ...]
    left: int
    released: tuple[CaseId, ...]
    no_longer_raised: Mapping[CaseId, State]

    @property
    def cases(self) -> tuple[CaseId, ...]:
        """The cases with a coding that would be recoded."""
        return tuple(dict.fromkeys(one.case for one in self.codings))

    @property
    def joined(self) -> int:
        """Codings that would become one with another on the same words."""
        return sum(one.joins is not None for one in self.codings)

    @property
    def stances(self) -> int:
        """Codings that would get another stance."""
        return sum(one.after is not None and one.after.stance != one.before.stance for one in self.codings)


class Recoding:
    """Plans and carries out recoding in one casebook."""

    def __init__(
        self, vault: Vault, taxonomy: Taxonomy, passages: Passages, tally: Tally, log: ActLog
    ) -> None:
        self._vault = vault
        self._taxonomy = taxonomy
        self._passages = passages
        self._tally = tally
        self._log = log

    def plan(
        self,
        source: FactorId,
        target: FactorId,
        *,
        cases: Collection[CaseId] | None = None,
        codings: Collection[CodingId] | None = None,
        coder: str | None = None,
    ) -> Plan:
        """What recoding would come to; nothing is changed.

        A stance that was the first factor's own becomes the other's own; one that was chosen stays, but for a condition,
        which has none. Lost codings are recoded too.

        Args:
            source: the factor to be recoded; may be retired.
            target: an active factor of the taxonomy, or one of the team's own.
            cases: only their codings.
            codings: only these.
            coder: only those of this coder.

        Raises:
            AnswerIsNoError: if a case or a coding does not exist, or none fits.
            UnknownFactorError: if there is no such factor.
            WrongUseError: if both are the same, the target was retired, or a coding has another factor.
            RefusedError: while a second coder works on one of the cases, to whom other codings are hidden.
        """
        connection = self._vault.connection
        known = (
            known_factor(connection, self._taxonomy, source),
            codable_factor(connection, self._taxonomy, target),
        )
        if source == target:
            raise WrongUseError("Both factors are the same.", "Name the factor that the codings go to.")
        for case in cases or ():
            case_row(connection, case)
        rows = connection.execute(f"{SELECT} WHERE c.factor = ?", (source,)).fetchall()
        wanted = None if codings is None else set(codings)
        chosen = [
            row
            for row in rows
            if (cases is None or row["case_id"] in cases)
            and (wanted is None or row["id"] in wanted)
            and coder in (None, row["coder"])
        ]
        concerned = {row["case_id"] for row in chosen} if wanted is not None else cases
        _refuse_while_hidden(connection, concerned)
        _refuse_others(wanted, chosen, known[0].key)
        planned = self._planned(chosen, *known)
        ids = {row["id"] for row in chosen}
        return Plan(
            source,
            target,
            planned,
            len(rows) - len(chosen),
            tuple(
                one for one in dict.fromkeys(p.case for p in planned) if case_row(connection, one)["released"]
            ),
            self._lowered(source, planned, [row for row in rows if row["id"] not in ids]),
        )

    def carry_out(self, plan: Plan, kind: ActKind = ActKind.RECODE) -> None:
        """Do what was planned, as one act in one transaction.

        Args:
            plan: as it was looked at.
            kind: how the act is called.

        Raises:
            AnswerIsNoError: if something was changed since it was planned. Nothing is changed then.
        """
        with self._tally.following() as note, self._vault.transaction() as connection:
            again = self.plan(plan.source, plan.target, codings=[one.coding for one in plan.codings])
            if again.codings != plan.codings:
                raise AnswerIsNoError(
                    "Codings were changed since this was looked at, so nothing was recoded.",
                    "Look at it again.",
                )
            self._log.record(
                connection,
                kind,
                [change for one in plan.codings for change in _carry_out(connection, one, plan.target, note)],
            )
            for case in plan.cases:
                touch(connection, case)

    def _planned(self, rows: Sequence[Any], source: Codable, target: Codable) -> tuple[Recoded, ...]:
        there = self._on_the_same_words(rows, target.id)
        numbers = {
            row["id"]: row["number"]
            for row in self._vault.connection.execute("SELECT id, number FROM interviews").fetchall()
        }
        found = []
        for row in sorted(
            rows, key=lambda row: (reading_order(row["case_id"]), numbers[row["interview_id"]])
        ):
            before, span = CodingState.of(row), self._span(row)
            one = Recoded(
                CodingId(row["id"]), CaseId(row["case_id"]), InterviewId(row["interview_id"]),
                numbers[row["interview_id"]], span, CoderLabel(row["coder"]), before,
                before._replace(factor=target.id, stance=_stance(before.stance, source, target)),
            )  # fmt: skip
            words = _words(row, span)
            if words in there:
                one = _joined(one, *there[words])
                there[words] = there[words][0], one.joined_after or there[words][1]
            found.append(one)
        return tuple(sorted(found, key=_reading_order))

    def _on_the_same_words(
        self, rows: Sequence[Any], target: FactorId
    ) -> dict[tuple[object, ...], tuple[CodingId, CodingState]]:
        """Codings of the other factor by their words and coder, in the interviews concerned."""
        interviews = {row["interview_id"] for row in rows}
        others = self._vault.connection.execute(f"{SELECT} WHERE c.factor = ?", (target,)).fetchall()
        concerned = sorted(
            (row for row in others if row["interview_id"] in interviews), key=lambda row: row["interview_id"]
        )
        return {_words(row, self._span(row)): (CodingId(row["id"]), CodingState.of(row)) for row in concerned}

    def _span(self, row: Any) -> Span | None:
        place = self._passages.place(row["interview_id"], row["passage_id"])
        return Span(place.start, place.start + place.length) if place.length else None

    def _lowered(
        self, source: FactorId, planned: Sequence[Recoded], left: Sequence[Any]
    ) -> dict[CaseId, State]:
        """Cases in which the factor is raised and would not be, with its state then; none for a team's own factor."""
        if is_local(source):
            return {}
        found: dict[CaseId, State] = {}
        still = {(row["case_id"], row["coder"]) for row in left if self._span(row) is not None}
        for case in dict.fromkeys(one.case for one in planned):
            settled = case_row(self._vault.connection, case)["settled_coder"]
            if source in self._tally.coded(case, settled) and (case, settled) not in still:
                marks = marks_of(self._vault.connection, case, settled)
                found[case] = marks.get(source, State.NOT_CONSIDERED)
        return found


def _refuse_while_hidden(connection: Connection, concerned: Collection[str] | None) -> None:
    """Whether there are any hidden codings is not looked at: that would tell."""
    rows = connection.execute("SELECT case_id, working FROM second_codings WHERE working IS NOT NULL")
    for row in rows.fetchall():
        if concerned is None or row["case_id"] in concerned:
            raise RefusedError(
                f"Coder {row['working']} is coding case {row['case_id']}, and other codings of it are hidden until then.",
                f"Recode once {row['working']} is complete, or name other cases.",
            )


def _refuse_others(wanted: set[CodingId] | None, chosen: Sequence[Any], key: str) -> None:
    strange = (wanted or set()) - {row["id"] for row in chosen}
    if strange:
        raise AnswerIsNoError(
            f"Coding {min(strange)} is none of {key} there.", "List its codings: code split --preview."
        )
    if not chosen:
        raise AnswerIsNoError(f"No coding of {key} is there.", "List codings: code list --case.")


def _words(row: Any, span: Span | None) -> tuple[object, ...]:
    """What two codings of the same coder must share to be on the same words; a lost one shares its passage only."""
    return row["interview_id"], row["coder"], row["passage_id"] if span is None else span


def _reading_order(one: Recoded) -> tuple[object, ...]:
    return reading_order(one.case), one.number, one.span is None, one.span or Span(0, 1), one.coding


def _joined(one: Recoded, into: CodingId, other: CodingState) -> Recoded:
    memos = dict.fromkeys(memo for memo in (other.memo, one.before.memo) if memo)
    strength = one.before.strength if other.strength is None else other.strength
    return Recoded(
        one.coding, one.case, one.interview, one.number, one.span, one.coder, one.before, None,
        into, other, other._replace(memo=_JOINT.join(memos), strength=strength),
    )  # fmt: skip


def _stance(stance: str | None, source: Codable, target: Codable) -> str | None:
    if not isinstance(target, LocalFactor) and target.role is Role.CONDITION:
        return None
    own = None if isinstance(source, LocalFactor) else source.default_stance
    if isinstance(target, LocalFactor) or (stance is not None and stance != own):
        return stance
    return target.default_stance


def _carry_out(connection: Connection, one: Recoded, target: FactorId, note: Note) -> list[Change]:
    if one.span is not None:
        note(one.case, one.coder, one.before.factor, -1)
    if one.after is not None:
        connection.execute(
            "UPDATE codings SET factor = ?, stance = ? WHERE id = ?",
            (one.after.factor, one.after.stance, one.coding),
        )
        if one.span is not None:
            note(one.case, one.coder, one.after.factor, 1)
        return [Change(What.CODING, one.case, one.before, one.after, one.coding, target)]
    connection.execute("DELETE FROM codings WHERE id = ?", (one.coding,))
    changes = [Change(What.CODING, one.case, one.before, None, one.coding, target)]
    if one.joins is not None and one.joined_after is not None:
        connection.execute(
            "UPDATE codings SET memo = ?, strength = ? WHERE id = ?",
            (one.joined_after.memo, one.joined_after.strength, one.joins),
        )
        changes.append(Change(What.CODING, one.case, one.joined_before, one.joined_after, one.joins, target))
    return changes
