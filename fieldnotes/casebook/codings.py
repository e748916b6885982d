"""Codings: factors attached to passages."""

from collections.abc import Mapping, Sequence
from typing import Any

from fieldnotes.base.ids import CaseId, CoderLabel, CodingId, FactorId, InterviewId
from fieldnotes.base.labels import parse_coder
from fieldnotes.base.span import Span
from fieldnotes.casebook.actchanges import ActKind, CodingState, What
from fieldnotes.casebook.actchanges import Change as Act
from fieldnotes.casebook.acts import ActLog, next_coding
from fieldnotes.casebook.blinding import SEEN, acting_coder, refuse_other_coder
from fieldnotes.casebook.checklist import finish_second_coding
from fieldnotes.casebook.codingrows import SELECT, as_coding, as_lost_coding, is_changed, seen_coding_row
from fieldnotes.casebook.codingrules import (
    refuse_beyond,
    refuse_lost,
    refuse_second,
    refuse_strength,
    second_of,
    stance_of,
)
from fieldnotes.casebook.localfactors import codable_factor, is_local
from fieldnotes.casebook.moving import Place
from fieldnotes.casebook.passages import Passages, at, at_all, batched, drop_if_bare
from fieldnotes.casebook.records import Coding, LostCoding, NewCoding
from fieldnotes.casebook.rows import case_row, interview_row, refuse_unstorable, touch
from fieldnotes.casebook.sheets import CodingSheet
from fieldnotes.casebook.tally import Tally
from fieldnotes.casebook.wordsbefore import forget_of_coding, of_coding
from fieldnotes.codebook.models import Stance, Taxonomy
from fieldnotes.vault.vault import Vault


class Codings:
    """The codings of every interview. While a second coder works on a case, only that coder's are there."""

    def __init__(
        self, vault: Vault, taxonomy: Taxonomy, passages: Passages, tally: Tally, log: ActLog
    ) -> None:
        self._vault = vault
        self._log = log
        self._taxonomy = taxonomy
        self._passages = passages
        self._tally = tally

    def add(  # noqa: PLR0913 - what a coder decides about a passage; all but the first three have defaults
        self,
        interview: InterviewId,
        span: Span,
        factor: FactorId,
        *,
        stance: Stance | None = None,
        strength: int | None = None,
        memo: str = "",
        coder: str | None = None,
    ) -> Coding:
        """Attach a factor to the words at ``span``.

        Args:
            interview: where.
            span: code points of the text as stored now.
            factor: an active factor of the taxonomy, or one of the team's own.
            stance: which way it works; the factor's default where ``None``. A factor of the team's own has no default.
            strength: 1 mentioned, 2 a reason, 3 decisive, or ``None``.
            memo: the coder's note.
            coder: the coder's label, one capital letter; where ``None``, the second coder at work on the case, or else the
                coder whose codings count.

        Raises:
            AnswerIsNoError: if there is no such interview.
            WrongUseError: if the span ends beyond the text, the factor is unknown or retired, a condition is given a
                stance, the strength is out of range, or this coder gave these words this factor already.
            RefusedError: if another coder than the second one at work on the case is named.
        """
        label = None if coder is None else parse_coder(coder)
        known = codable_factor(self._vault.connection, self._taxonomy, factor)
        chosen = stance_of(known, stance)
        refuse_strength(strength)
        refuse_unstorable(memo)
        with self._tally.following() as note, self._passages.changing(interview) as change:
            refuse_beyond(span, change.interview["length"])
            case = CaseId(change.interview["case_id"])
            label = acting_coder(change.connection, case) if label is None else label
            refuse_other_coder(change.connection, case, label)
            passage = at(change, span)
            refuse_second(change.connection, passage, known.id, label)
            new = next_coding(change.connection)
            made = CodingState(passage, known.id, chosen, strength, memo, label, 0, change.interview["edits"])
            change.connection.execute(
                "INSERT INTO codings (id, passage_id, factor, stance, strength, memo, coder, changed, as_of)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (new, *made),
            )
            self._log.record(
                change.connection,
                ActKind.CODE,
                [Act(What.CODING, case, None, made, new)],
            )
            note(case, label, known.id, 1)
            finish_second_coding(change.connection, self._taxonomy, self._passages, case)
            touch(change.connection, case)
        return self.get(CodingId(new))

    def add_all(self, interview: InterviewId, codings: Sequence[NewCoding]) -> None:
        """Attach many factors at once, as when codings come with a text; all of them or none. Undo does not reach it.

        Raises:
            AnswerIsNoError: if there is no such interview.
            WrongUseError: as for :meth:`add`, for any of them.
        """
        connection = self._vault.connection
        known = {
            factor: codable_factor(connection, self._taxonomy, factor)
            for factor in {one.factor for one in codings}
        }
        for one in codings:
            parse_coder(one.coder)
            refuse_strength(one.strength)
            refuse_unstorable(one.memo)
        with self._tally.following() as note, self._passages.changing(interview) as change:
            for one in codings:
                refuse_beyond(one.span, change.interview["length"])
            for coder in {one.coder for one in codings}:
                refuse_other_coder(change.connection, change.interview["case_id"], CoderLabel(coder))
            passages = at_all(change, (one.span for one in codings))
            edits, first = change.interview["edits"], next_coding(change.connection)
            rows = [
                (passages[one.span], one.factor, stance_of(known[one.factor], one.stance), one.strength, one.memo,
                 one.coder, edits, number)
                for number, one in enumerate(codings, first)
            ]  # fmt: skip
            taken = {
                tuple(row)
                for row in change.connection.execute(
                    "SELECT c.passage_id, c.factor, c.coder FROM codings c JOIN passages p ON p.id = c.passage_id"
                    " WHERE p.interview_id = ?",
                    (interview,),
                )
            }
            for passage, factor, _, _, _, coder, *_ in rows:
                if (passage, factor, coder) in taken:
                    raise second_of(factor, coder)
                taken.add((passage, factor, coder))
                note(change.interview["case_id"], coder, factor, 1)
            for part in batched(rows):
                values = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?)"] * len(part))
                change.connection.execute(
                    "INSERT OR FAIL INTO codings (passage_id, factor, stance, strength, memo, coder, as_of, id) VALUES "  # noqa: S608 - placeholders
                    + values,
                    tuple(value for row in part for value in row),
                )
            touch(change.connection, change.interview["case_id"])

    def get(self, coding: CodingId) -> Coding:
        """The coding.

        Raises:
            AnswerIsNoError: if there is none, or it is lost.
        """
        row = seen_coding_row(self._vault.connection, coding)
        place = self._passages.place(row["interview_id"], row["passage_id"])
        refuse_lost(place)
        return as_coding(row, place)

    def any(self, coding: CodingId) -> Coding | LostCoding:
        """The coding, lost or not.

        Raises:
            AnswerIsNoError: if there is none.
        """
        row = seen_coding_row(self._vault.connection, coding)
        place = self._passages.place(row["interview_id"], row["passage_id"])
        return as_coding(row, place) if place.length else as_lost_coding(row, place)

    def stands_in(self, coding: CodingId, interview: InterviewId) -> bool:
        """Whether there is such a coding, lost or not, in an interview."""
        row = self._vault.connection.execute(f"{SELECT} WHERE c.id = ?", (coding,)).fetchone()
        return row is not None and row["interview_id"] == interview

    def remove(self, coding: CodingId) -> None:
        """Remove a coding, lost or not, and its passage if nothing else codes it.

        Raises:
            AnswerIsNoError: if there is none.
        """
        row = seen_coding_row(self._vault.connection, coding)
        with self._tally.following() as note, self._passages.changing(row["interview_id"]) as change:
            if change.standing.place(row["passage_id"]).length:
                note(row["case_id"], row["coder"], row["factor"], -1)
            words = of_coding(change.connection, change.interview, change.standing, row)
            change.connection.execute("DELETE FROM codings WHERE id = ?", (coding,))
            self._log.record(
                change.connection,
                ActKind.REMOVE,
                [Act(What.CODING, row["case_id"], CodingState.of(row), None, coding, words=words)],
            )
            drop_if_bare(change, row["passage_id"])
            touch(change.connection, row["case_id"])

    def of_interview(self, interview: InterviewId) -> list[Coding]:
        """The codings of an interview by all coders who may be seen, in the order of the text.

        Raises:
            AnswerIsNoError: if there is no such interview.
        """
        return [as_coding(row, place) for row, place in self._placed(interview) if place.length]

    def standing_and_lost(self, interview: InterviewId) -> tuple[list[Coding], int]:
        """As :meth:`of_interview`, and how many of its codings have no words any more.

        Raises:
            AnswerIsNoError: if there is no such interview.
        """
        placed = self._placed(interview)
        standing = [as_coding(row, place) for row, place in placed if place.length]
        return standing, len(placed) - len(standing)

    def sheet(self, interview: InterviewId) -> CodingSheet:
        """The codings of an interview for an editor, which asks for a part of them at every frame.

        Raises:
            AnswerIsNoError: if there is no such interview.
        """
        return CodingSheet(self._vault, self._passages, interview)

    def of_case(self, case: CaseId) -> list[Coding]:
        """The codings of a case by all coders who may be seen, interview by interview, in the order of the text.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        return [coding for interview in self.interviews(case) for coding in self.of_interview(interview)]

    def lost(self, case: CaseId) -> list[LostCoding]:
        """The codings of a case whose words were deleted.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        return [lost for interview in self.interviews(case) for lost in self.lost_of_interview(interview)]

    def lost_of_interview(self, interview: InterviewId) -> list[LostCoding]:
        """The codings of an interview whose words were deleted.

        Raises:
            AnswerIsNoError: if there is no such interview.
        """
        return [as_lost_coding(row, place) for row, place in self._placed(interview) if not place.length]

    def place(self, coding: CodingId, span: Span) -> Coding:
        """Move a coding, lost or not, to other words of its interview. It counts as reviewed.

        Raises:
            AnswerIsNoError: if there is no such coding.
            WrongUseError: if the span ends beyond the text, or its coder gave those words this factor already.
        """
        row = seen_coding_row(self._vault.connection, coding)
        with self._tally.following() as note, self._passages.changing(row["interview_id"]) as change:
            refuse_beyond(span, change.interview["length"])
            if not change.standing.place(row["passage_id"]).length:
                note(row["case_id"], row["coder"], row["factor"], 1)
            passage = at(change, span)
            if passage != row["passage_id"]:
                refuse_second(change.connection, passage, row["factor"], row["coder"])
            was_changed = is_changed(row, change.standing.place(row["passage_id"]))
            words = of_coding(change.connection, change.interview, change.standing, row)
            change.connection.execute(
                "UPDATE codings SET passage_id = ?, changed = 0, as_of = ? WHERE id = ?",
                (passage, change.interview["edits"], coding),
            )
            forget_of_coding(change.connection, coding)
            before = CodingState.of(row)
            after = before._replace(passage=passage, changed=0, as_of=change.interview["edits"])
            if passage != before.passage or was_changed:
                self._log.record(
                    change.connection,
                    ActKind.REVIEW if passage == before.passage else ActKind.PLACE,
                    [Act(What.CODING, row["case_id"], before, after, coding, words=words)],
                )
            drop_if_bare(change, row["passage_id"])
            touch(change.connection, row["case_id"])
        return self.get(coding)

    def reviewed(self, coding: CodingId) -> None:
        """Say that a changed coding still fits its words as they are now. It is an act, if they were changed.

        Raises:
            AnswerIsNoError: if there is no such coding, or its words were deleted.
        """
        with self._tally.following(), self._vault.transaction() as connection:
            row = seen_coding_row(connection, coding)
            standing = self._passages.places(row["interview_id"])
            place = standing.place(row["passage_id"])
            refuse_lost(place)
            before = CodingState.of(row)
            after = before._replace(changed=0, as_of=row["interview_edits"])
            words = of_coding(connection, interview_row(connection, row["interview_id"]), standing, row)
            connection.execute(
                "UPDATE codings SET changed = 0, as_of = ? WHERE id = ?", (after.as_of, coding)
            )
            forget_of_coding(connection, coding)
            if is_changed(row, place):
                reviewed = Act(What.CODING, row["case_id"], before, after, coding, words=words)
                self._log.record(connection, ActKind.REVIEW, [reviewed])
            touch(connection, row["case_id"])

    def set_memo(self, coding: CodingId, memo: str, *, goes_on: bool = False) -> None:
        """Write a coding's memo anew; an empty one removes it.

        Args:
            coding: the coding.
            memo: its memo.
            goes_on: whether undo takes it back together with the memo written last, if that was on the same coding.

        Raises:
            AnswerIsNoError: if there is no such coding.
            WrongUseError: if it holds characters that cannot be stored.
        """
        refuse_unstorable(memo)
        with self._tally.following(), self._vault.transaction() as connection:
            row = seen_coding_row(connection, coding)
            connection.execute("UPDATE codings SET memo = ? WHERE id = ?", (memo, coding))
            before = CodingState.of(row)
            self._log.record(
                connection,
                ActKind.MEMO,
                [Act(What.CODING, row["case_id"], before, before._replace(memo=memo), coding)],
                goes_on=goes_on,
            )
            touch(connection, row["case_id"])

    def counts(self) -> Mapping[FactorId, int]:
        """Codings per factor in the whole casebook, by all coders who may be seen; a factor without any is absent."""
        return self._tally.per_factor()

    def recent(self, most: int, case: CaseId) -> list[FactorId]:
        """The factors that the coder of a case used last in the whole casebook, the latest first; retired ones are left out.

        Read from the codings themselves, so that they are the same after a lock, a restart or a restored backup.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        found: dict[FactorId, None] = {}
        rows = self._vault.connection.execute(
            "SELECT factor FROM codings WHERE coder = ? ORDER BY id DESC",
            (acting_coder(self._vault.connection, case),),
        )
        for row in rows:
            factor = FactorId(row["factor"])
            if factor not in found and (is_local(factor) or self._taxonomy.factor(factor).retired is None):
                found[factor] = None
                if len(found) == most:
                    break
        return list(found)

    def interviews(self, case: CaseId) -> list[InterviewId]:
        """The interviews of a case, by number.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        case_row(self._vault.connection, case)
        rows = self._vault.connection.execute(
            "SELECT id FROM interviews WHERE case_id = ? ORDER BY number", (case,)
        )
        return [InterviewId(row["id"]) for row in rows.fetchall()]

    def _placed(self, interview: InterviewId) -> list[tuple[Any, Place]]:
        """The rows of an interview's codings, lost ones too, in the order of the text."""
        standing = self._passages.places(interview)
        rows = self._vault.connection.execute(f"{SELECT} WHERE p.interview_id = ? AND {SEEN}", (interview,))
        placed = [(row, standing.place(row["passage_id"])) for row in rows.fetchall()]
        placed.sort(key=lambda at: (at[1].start, at[1].length, at[0]["id"]))
        return placed
