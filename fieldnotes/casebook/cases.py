"""Cases: a label, attributes in bands, a settled coder, and whether a release has taken the case."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from fieldnotes.base.ids import CaseId, CoderLabel
from fieldnotes.casebook.records import Case, CaseSummary
from fieldnotes.codebook.models import Taxonomy

if TYPE_CHECKING:
    from fieldnotes.vault.vault import Vault


class Cases:
    """The cases of one casebook."""

    def __init__(self, vault: "Vault", taxonomy: Taxonomy) -> None:
        self._vault = vault
        self._taxonomy = taxonomy

    def add(self, case: CaseId) -> Case:
        """A new case with nothing known about it.

        Raises:
            WrongUseError: if the label has another form than a case label, or is taken.
        """
        raise NotImplementedError

    def get(self, case: CaseId) -> Case:
        """The case.

        Raises:
            AnswerIsNoError: if there is none of that label.
        """
        raise NotImplementedError

    def list(self) -> list[CaseSummary]:
        """Every case, in the order of their labels read as people do (C2 before C10)."""
        raise NotImplementedError

    def set_attribute(self, case: CaseId, attribute: str, band: str) -> None:
        """Set one attribute; see :meth:`set_attributes`."""
        self.set_attributes(case, {attribute: band})

    def set_attributes(self, case: CaseId, bands: Mapping[str, str]) -> None:
        """Set attributes together, by id or label; what the taxonomy implies from them need not be set.

        Setting *not said* takes back what was set.

        Raises:
            AnswerIsNoError: if there is no such case.
            WrongUseError: if the taxonomy has no such attribute or band, or if what would be set contradicts what is
                set, by the taxonomy's implications. Nothing is set then.
        """
        raise NotImplementedError

    def settle(self, case: CaseId, coder: CoderLabel) -> None:
        """Say whose codings count for this case.

        Raises:
            AnswerIsNoError: if there is no such case.
            WrongUseError: if ``coder`` is not one capital letter.
        """
        raise NotImplementedError

    def delete(self, case: CaseId) -> None:
        """Delete a case for good: text, codings, memos, journal, marks and index rows, and what they leave behind.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        raise NotImplementedError

    def mark_released(self, cases: Iterable[CaseId], number: int) -> None:
        """Note that the release ``number`` (from 1) took these cases. They stay editable; no other release takes them.

        Raises:
            AnswerIsNoError: if one of them does not exist.
            RefusedError: if one of them was released already. None is marked then.
        """
        raise NotImplementedError
