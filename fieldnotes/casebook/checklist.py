"""The checklist: every factor of a case ends as raised, denied or not raised."""

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import CaseId, FactorId
from fieldnotes.casebook.acts import ActKind, ActLog, Change, What
from fieldnotes.casebook.passages import STANDS, Passages
from fieldnotes.casebook.records import State
from fieldnotes.casebook.rows import active_factor, case_row, touch
from fieldnotes.casebook.tally import Tally
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault


class Checklist:
    """The four-state checklist of every case. Only codings by the settled coder raise a factor; lost ones do not."""

    def __init__(self, vault: Vault, taxonomy: Taxonomy, tally: Tally, log: ActLog) -> None:
        self._vault = vault
        self._log = log
        self._taxonomy = taxonomy
        self._tally = tally

    def states(self, case: CaseId) -> dict[FactorId, State]:
        """Every active factor's state, in the taxonomy's order.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        connection = self._vault.connection
        raised = self._tally.coded(case, case_row(connection, case)["settled_coder"])
        rows = connection.execute("SELECT factor, state FROM checklist_marks WHERE case_id = ?", (case,))
        marks = {row["factor"]: State(row["state"]) for row in rows.fetchall()}
        return {
            factor.id: State.RAISED if factor.id in raised else marks.get(factor.id, State.NOT_CONSIDERED)
            for factor in self._taxonomy.active_factors
        }

    def mark(self, case: CaseId, factor: FactorId, state: State) -> None:
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
            case_row(connection, case)
            row = connection.execute(
                "SELECT state FROM checklist_marks WHERE case_id = ? AND factor = ?", (case, known.id)
            ).fetchone()
            if state is State.NOT_CONSIDERED:
                connection.execute(
                    "DELETE FROM checklist_marks WHERE case_id = ? AND factor = ?", (case, known.id)
                )
            else:
                _mark(connection, case, known.id, state)
            before = None if row is None else str(row["state"])
            after = None if state is State.NOT_CONSIDERED else str(state)
            self._log.record(
                connection, ActKind.MARK, [Change(What.MARK, case, before, after, subject=known.id)]
            )
            touch(connection, case)

    def mark_rest_not_raised(self, case: CaseId) -> int:
        """Mark every factor not considered yet as not raised; how many that were.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        with self._tally.following(), self._vault.transaction() as connection:
            rest = [factor for factor, state in self.states(case).items() if state is State.NOT_CONSIDERED]
            for factor in rest:
                _mark(connection, case, factor, State.NOT_RAISED)
            marked = [Change(What.MARK, case, None, str(State.NOT_RAISED), subject=factor) for factor in rest]
            self._log.record(connection, ActKind.MARK, marked)
            if rest:
                touch(connection, case)
        return len(rest)

    def is_complete(self, case: CaseId) -> bool:
        """Whether no factor is left that was not considered.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        return State.NOT_CONSIDERED not in self.states(case).values()


def raised_factors(connection: Connection, passages: Passages, case: CaseId) -> frozenset[FactorId]:
    """The factors with at least one coding by the settled coder on words that are still there.

    Raises:
        AnswerIsNoError: if there is no such case.
    """
    coder = case_row(connection, case)["settled_coder"]
    rows = connection.execute(
        "SELECT DISTINCT c.factor FROM codings c JOIN passages p ON p.id = c.passage_id"  # noqa: S608 - a constant
        " JOIN interviews i ON i.id = p.interview_id WHERE i.case_id = ? AND c.coder = ?"
        f" AND {STANDS}",
        (case, coder, passages.turned()),
    )
    return frozenset(FactorId(row["factor"]) for row in rows.fetchall())


def _mark(connection: Connection, case: CaseId, factor: FactorId, state: State) -> None:
    connection.execute(
        "INSERT INTO checklist_marks (case_id, factor, state) VALUES (?, ?, ?)"
        " ON CONFLICT (case_id, factor) DO UPDATE SET state = excluded.state",
        (case, factor, state),
    )
