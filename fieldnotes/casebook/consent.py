"""Consent, purpose by purpose. When it was given is kept as an order, never as a date."""

from typing import TYPE_CHECKING

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.records import Purpose, Withdrawal

if TYPE_CHECKING:
    from fieldnotes.vault.vault import Vault


class Consents:
    """The consent of every case."""

    def __init__(self, vault: "Vault") -> None:
        self._vault = vault

    def give(self, case: CaseId, purpose: Purpose) -> None:
        """Note that the person consented to ``purpose``. Giving it twice changes nothing.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        raise NotImplementedError

    def withdraw(self, case: CaseId, purpose: Purpose | None = None) -> Withdrawal:
        """Withdraw consent to ``purpose``, or to everything. Ask the user before calling: this deletes for good.

        Without consent to *store*, the case is deleted for good. Without consent to *code*, its codings and checklist marks
        are. Without consent to *aggregate* or *publish* nothing is deleted; the case stays out of releases.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        raise NotImplementedError

    def of(self, case: CaseId) -> frozenset[Purpose]:
        """The purposes consented to.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        raise NotImplementedError

    def notice(self, case: CaseId, purpose: Purpose) -> str | None:
        """A sentence to show where ``purpose`` is about to be used without consent on record, otherwise ``None``.

        Work is never refused for this: an interview in hand is safer in the vault than outside it. A release is refused.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        raise NotImplementedError
