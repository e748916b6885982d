"""The checklist: every factor of a case ends as raised, denied or not raised, by each coder for himself."""

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import CaseId, CoderLabel, FactorId
from fieldnotes.casebook.actchanges import ActKind, Change, What
from fieldnotes.casebook.acts import ActLog
from fieldnotes.casebook.blinding import acting_coder, working_coder
from fieldnotes.casebook.passages import STANDS, Passages
from fieldnotes.casebook.records import State
from fieldnotes.casebook.rows import active_factor, case_row, touch
from fieldnotes.casebook.tally import Tally
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault


class Checklist:
    """The four-state checklist of every case, of one coder at a time; lost codings raise nothing.

    Where no coder is named it is that of the second coder at work, or else of the coder whose codings count.
    """

    def __init__(
        self, vault: Vault, taxonomy: Taxonomy, passages: Passages, tally: Tally, log: ActLog
    ) -> None:
        self._vault = vault
        self._log = log
        self._taxonomy = taxonomy
        self._passages = passages
        self._tally = tally

    def states(self, case: CaseId, coder: CoderLabel | None = None) -> dict[FactorId, State]:
        """Every active factor's state, in the taxonomy's order.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        connection = self._vault.connection
        coder = acting_coder(connection, case) if coder is None else coder
        raised = self._tally.coded(case, coder)
        marks = marks_of(connection, case, coder)
        return {
            factor.id: State.RAISED if factor.id in raised else marks.get(factor.id, State.NOT_CONSIDERED)
            for factor in self._taxonomy.active_factors
        }

    def mark(self, case: CaseId, factor: FactorId, state: State, *, coder: CoderLabel | None = None) -> None:
        """Mark a factor denied or not raised; *not considered* clears the mark.

        A factor with a coding stays raised; the mark shows again when the last coding goes.

        Raises:
            AnswerIsNoError: if there is no such case.
            WrongUseError: if the factor is unknown or retired, or ``state`` is *raised*, which only a coding does.
        """
        known = active_factor(self._taxonomy, factor)
        if state is State.RAISED:
            raise WrongUseError(
                "A factor is raised by coding a passage, not by a mark.", "Code the passage that raises it."
            )
        with self._tally.following(), self._vault.transaction() as connection:
            by = acting_coder(connection, case) if coder is None else coder
            before = marks_of(connection, case, by).get(known.id)
            after = None if state is State.NOT_CONSIDERED else state
            set_mark(connection, case, by, known.id, state)
            self._log.record(connection, ActKind.MARK, [_change(case, by, known.id, before, after)])
            finish_second_coding(connection, self._taxonomy, self._passages, case)
            touch(connection, case)

    def mark_rest_not_raised(self, case: CaseId) -> int:
        """Mark every factor not considered yet as not raised; how many that were.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        with self._tally.following(), self._vault.transaction() as connection:
            coder = acting_coder(connection, case)
            rest = [factor for factor, state in self.states(case).items() if state is State.NOT_CONSIDERED]
            for factor in rest:
                set_mark(connection, case, coder, factor, State.NOT_RAISED)
            marked = [_change(case, coder, factor, None, State.NOT_RAISED) for factor in rest]
            self._log.record(connection, ActKind.MARK, marked)
            finish_second_coding(connection, self._taxonomy, self._passages, case)
            if rest:
                touch(connection, case)
        return len(rest)

    def is_considered(self, case: CaseId, coder: CoderLabel | None = None) -> bool:
        """Whether no factor is left that the coder has not considered.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        return State.NOT_CONSIDERED not in self.states(case, coder).values()

    def is_complete(self, case: CaseId) -> bool:
        """Whether no factor is left that was not considered and, where a second coder coded, which coding counts is settled.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        return self.is_considered(case) and is_settled(self._vault.connection, case)


def is_settled(connection: Connection, case: CaseId) -> bool:
    """Whether it is known whose coding counts: one coder coded, or it was chosen."""
    row = connection.execute("SELECT settled FROM second_codings WHERE case_id = ?", (case,)).fetchone()
    return row is None or bool(row["settled"])


def raised_factors(
    connection: Connection, passages: Passages, case: CaseId, coder: CoderLabel | None = None
) -> frozenset[FactorId]:
    """The factors with at least one coding by a coder, on words that are still there.

    Without ``coder``, by the second coder at work, or else by the coder whose codings count.

    Raises:
        AnswerIsNoError: if there is no such case.
    """
    coder = acting_coder(connection, case) if coder is None else coder
    rows = connection.execute(
        "SELECT DISTINCT c.factor FROM codings c JOIN passages p ON p.id = c.passage_id"  # noqa: S608 - a constant
        " JOIN interviews i ON i.id = p.interview_id WHERE i.case_id = ? AND c.coder = ?"
        f" AND {STANDS}",
        (case, coder, passages.turned()),
    )
    return frozenset(FactorId(row["factor"]) for row in rows.fetchall())


def marks_of(connection: Connection, case: CaseId, coder: CoderLabel) -> dict[FactorId, State]:
    """What a coder marked, whatever is coded.

    Raises:
        AnswerIsNoError: if there is no such case.
    """
    if coder == _first(connection, case):
        rows = connection.execute("SELECT factor, state FROM checklist_marks WHERE case_id = ?", (case,))
    else:
        rows = connection.execute(
            "SELECT factor, state FROM second_marks WHERE case_id = ? AND coder = ?", (case, coder)
        )
    return {FactorId(row["factor"]): State(row["state"]) for row in rows.fetchall()}


def _change(
    case: CaseId, coder: CoderLabel, factor: FactorId, before: State | None, after: State | None
) -> Change:
    was, is_now = (None if state is None else str(state) for state in (before, after))
    return Change(What.MARK, case, was, is_now, subject=factor, coder=coder)


def set_mark(connection: Connection, case: CaseId, coder: CoderLabel, factor: FactorId, state: State) -> None:
    """Write, or with *not considered* delete, a coder's mark; in a transaction.

    Raises:
        AnswerIsNoError: if there is no such case.
    """
    if coder == _first(connection, case):
        table, key = "checklist_marks", "case_id, factor"
        values: tuple[str, ...] = (case, factor)
    else:
        table, key, values = "second_marks", "case_id, coder, factor", (case, coder, factor)
    places = ", ".join("?" * len(values))
    if state is State.NOT_CONSIDERED:
        connection.execute(f"DELETE FROM {table} WHERE ({key}) = ({places})", values)  # noqa: S608 - constants above
    else:
        connection.execute(
            f"INSERT INTO {table} ({key}, state) VALUES ({places}, ?)"  # noqa: S608 - as above
            f" ON CONFLICT ({key}) DO UPDATE SET state = excluded.state",
            (*values, state),
        )


def finish_second_coding(
    connection: Connection, taxonomy: Taxonomy, passages: Passages, case: CaseId
) -> None:
    """End the second coding at work on a case if every factor is considered; in the transaction of the act that did it."""
    working = working_coder(connection, case)
    if working is None:
        return
    considered = {*marks_of(connection, case, working), *raised_factors(connection, passages, case, working)}
    if all(factor.id in considered for factor in taxonomy.active_factors):
        connection.execute("UPDATE second_codings SET working = NULL WHERE case_id = ?", (case,))


def _first(connection: Connection, case: CaseId) -> CoderLabel:
    """Whose marks stand in ``checklist_marks``."""
    row = connection.execute("SELECT first FROM second_codings WHERE case_id = ?", (case,)).fetchone()
    return CoderLabel(case_row(connection, case)["settled_coder"] if row is None else row["first"])
