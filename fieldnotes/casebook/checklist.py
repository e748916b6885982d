"""The checklist: every factor of a case ends as raised, denied or not raised."""

from typing import TYPE_CHECKING

from fieldnotes.base.ids import CaseId, FactorId
from fieldnotes.casebook.records import State
from fieldnotes.codebook.models import Taxonomy

if TYPE_CHECKING:
    from fieldnotes.vault.vault import Vault


class Checklist:
    """The four-state checklist of every case. Only codings by the settled coder raise a factor."""

    def __init__(self, vault: "Vault", taxonomy: Taxonomy) -> None:
        self._vault = vault
        self._taxonomy = taxonomy

    def states(self, case: CaseId) -> dict[FactorId, State]:
        """Every active factor's state, in the taxonomy's order.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        raise NotImplementedError

    def mark(self, case: CaseId, factor: FactorId, state: State) -> None:
        """Mark a factor denied or not raised; *not considered* clears the mark.

        A factor with a coding stays raised; the mark shows again when the last coding goes.

        Raises:
            AnswerIsNoError: if there is no such case.
            WrongUseError: if the factor is unknown or retired, or ``state`` is *raised*, which only a coding does.
        """
        raise NotImplementedError

    def mark_rest_not_raised(self, case: CaseId) -> int:
        """Mark every factor not considered yet as not raised; how many that were.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        raise NotImplementedError

    def is_complete(self, case: CaseId) -> bool:
        """Whether no factor is left that was not considered.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        raise NotImplementedError
