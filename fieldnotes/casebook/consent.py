"""Consent, purpose by purpose. When it was given is kept as an order, never as a date."""

from fieldnotes.base.errors import RefusedError
from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.actforgetting import forget_of_case, keeps_of_case
from fieldnotes.casebook.copies import NEVER_COUNTED, refuse_copies
from fieldnotes.casebook.deleting import (
    delete_case,
    delete_coding_work,
    delete_dismissals,
    deletion,
    has_coding_work,
)
from fieldnotes.casebook.passages import Passages
from fieldnotes.casebook.records import Purpose, Withdrawal
from fieldnotes.casebook.rows import case_row, consent_of, touch
from fieldnotes.casebook.texts import Texts
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault

_MISSING = {
    Purpose.STORE: "there is no consent on record to store this person's words",
    Purpose.CODE: "there is no consent on record to code what this person said",
    Purpose.AGGREGATE: "there is no consent on record to count this case, so no release will take it",
    Purpose.PUBLISH: "there is no consent on record to publish figures that count this case, so no release will take it",
}


class Consents:
    """The consent of every case."""

    def __init__(self, vault: Vault, texts: Texts, passages: Passages) -> None:
        self._vault = vault
        self._texts = texts
        self._passages = passages

    def give(self, case: CaseId, purpose: Purpose) -> None:
        """Note that the person consented to ``purpose``. Giving it twice changes nothing.

        Raises:
            AnswerIsNoError: if there is no such case.
            RefusedError: for counting or publishing a case that is a copy for a second coder.
        """
        with self._vault.transaction() as connection:
            case_row(connection, case)
            if purpose in NEVER_COUNTED:
                refuse_copies(
                    connection,
                    [case],
                    "is never counted here",
                    "Note it where the case came from; it is counted there.",
                )
            connection.execute(
                "INSERT OR IGNORE INTO consents (case_id, purpose) VALUES (?, ?)", (case, Purpose(purpose))
            )
            touch(connection, case)

    def withdraw(self, case: CaseId, purpose: Purpose | None = None, *, delete: bool = False) -> Withdrawal:
        """Withdraw consent to ``purpose``, or to everything where it is ``None``.

        Without consent to *store*, the case is deleted for good. Without consent to *code*, its codings, checklist marks
        and memos are. Both only with ``delete``, which says that the user was asked. Without consent to *aggregate* or
        *publish* nothing is deleted; the case stays out of releases.

        Raises:
            AnswerIsNoError: if there is no such case.
            RefusedError: if something would have to be deleted, without ``delete``. Nothing was changed then.
        """
        row = case_row(self._vault.connection, case)
        if purpose is None or purpose is Purpose.STORE:
            if not delete:
                raise _must_be_confirmed(f"case {case} may not be kept")
            self._texts.drop()
            self._passages.drop()
            with deletion(self._vault) as connection:
                delete_case(connection, case)
            return Withdrawal(case_deleted=True, codings_removed=0, already_released=row["released"])
        removed = 0
        if purpose is Purpose.CODE and has_coding_work(self._vault.connection, case):
            if not delete:
                raise _must_be_confirmed(f"the codings and checklist of case {case} may not be kept")
            self._passages.drop()
            with deletion(self._vault) as connection:
                removed = delete_coding_work(connection, case)
                _take_back(connection, case, purpose)
        elif purpose is Purpose.CODE and keeps_of_case(self._vault.connection, case):
            with deletion(self._vault) as connection:  # all of it was removed, and undo would bring it back
                forget_of_case(connection, case)
                delete_dismissals(connection, case)
                _take_back(connection, case, purpose)
        else:
            with self._vault.transaction() as connection:
                if purpose is Purpose.CODE:
                    delete_dismissals(connection, case)
                _take_back(connection, case, purpose)
        return Withdrawal(case_deleted=False, codings_removed=removed, already_released=row["released"])

    def of(self, case: CaseId) -> frozenset[Purpose]:
        """The purposes consented to.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        case_row(self._vault.connection, case)
        return consent_of(self._vault.connection, case)

    def has_coding_work(self, case: CaseId) -> bool:
        """Whether there are codings, checklist marks or a memo, which go for good without consent to *code*."""
        return has_coding_work(self._vault.connection, case)

    def notice(self, case: CaseId, purpose: Purpose) -> str | None:
        """A sentence to show where ``purpose`` is about to be used without consent on record, otherwise ``None``.

        Work is never refused for this: an interview in hand is safer in the vault than outside it. A release is refused.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        if purpose in self.of(case):
            return None
        return f"For case {case} {_MISSING[purpose]}."


def _must_be_confirmed(what: str) -> RefusedError:
    return RefusedError(
        f"Without that consent, {what}; nothing was changed yet.",
        "Confirm that it is to be deleted for good, then withdraw the consent again.",
    )


def _take_back(connection: Connection, case: CaseId, purpose: Purpose) -> None:
    connection.execute("DELETE FROM consents WHERE case_id = ? AND purpose = ?", (case, purpose))
    touch(connection, case)
