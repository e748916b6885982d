"""The ledger audited as one system: every release computed again from its own bytes, and all of them together.

Two things are asked. Whether what left gives anything away: each certificate is computed again, once, and the releases are
audited together (:mod:`fieldnotes.disclosure.unions`). And whether the releases share nobody, on which the second answer
rests: two records of who was counted where are held against each other, and against the sizes of the cohorts.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from fieldnotes.base.errors import FieldnotesError, RefusedError
from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.disclosure.auditing import Audit
from fieldnotes.disclosure.certificates import audit_faults, claim_faults
from fieldnotes.disclosure.released import Released
from fieldnotes.disclosure.unions import EVERYBODY, UnionAudit, UnionAuditor
from fieldnotes.release.frozen import frozen_faults
from fieldnotes.release.kept_terms import KeptTerms
from fieldnotes.release.ledger import Ledger, LedgerEntry
from fieldnotes.release.members import Members
from fieldnotes.release.memberships import Memberships
from fieldnotes.sealing.payload import ExportPayload, parse_payload


class Verdict(StrEnum):
    """What came of computing one release again."""

    HOLDS = "holds"
    FAILS = "does not hold"
    UNKNOWN = "cannot tell"
    """It was made under a policy or codebook that this vault does not have any more."""
    VOID = "void"
    """It holds no count."""


@dataclass(frozen=True, slots=True)
class EntryAudit:
    """One release, computed again.

    Attributes:
        number: of the release.
        cohort: number of cases counted.
        verdict: what came of it.
        remarks: why it does not hold, or cannot be told, in sentences.
    """

    number: int
    cohort: int
    verdict: Verdict
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerAudit:
    """All releases of a vault.

    Attributes:
        entries: each release by itself.
        together: what they prove together, of those that could be computed again.
        remarks: what is wrong with them together, in sentences.
    """

    entries: tuple[EntryAudit, ...]
    together: UnionAudit
    remarks: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.remarks and all(one.verdict is not Verdict.FAILS for one in self.entries)


class LedgerAuditor:
    """Audits the ledger of one vault. What it computed it remembers as long as it lives, in memory only."""

    def __init__(self, book: Casebook, ledger: Ledger) -> None:
        self._book = book
        self._ledger = ledger
        self._members = Members(book.vault)
        self._memberships = Memberships(book.vault, book.taxonomy)
        self._terms = KeptTerms(book.vault)
        self._auditor = UnionAuditor()

    def alone(self, release: Released) -> Audit:
        """The audit of one release by itself.

        Raises:
            WrongUseError: if a table does not fit its layout.
            ContradictionError: if its tables contradict each other.
        """
        return self._auditor.alone(release)

    def beside(self, new: Released) -> UnionAudit:
        """A release that is not in the ledger yet, audited together with every release that is.

        Earlier releases that cannot be computed again are left out: they share nobody with the new one, so no constraint
        reaches from them to it.

        Raises:
            DamagedError: if the ledger is damaged.
        """
        earlier = [found for found, _ in map(self._computed_again, self._ledger.entries()) if found]
        return self._auditor.audit([*earlier, new])

    def require_unreleased(self, cases: Iterable[CaseId]) -> None:
        """That no case of a cohort is counted in a release already, whatever the marks on the cases say.

        Raises:
            RefusedError: if one is.
        """
        members = self._members.all()
        twice = Counter(members[case] for case in cases if case in members)
        if twice:
            told = ", ".join(f"{count} in release {number}" for number, count in sorted(twice.items()))
            raise RefusedError(
                f"Cases of this cohort have been counted already ({told}), though they are not marked so. Counting them"
                " again would show by subtraction what the others said.",
                "Nothing was released. Run `fieldnotes release audit` and show it to your security lead; the marks were"
                " lost or changed, so restore the vault from a backup.",
            )

    def audit(self) -> LedgerAudit:
        """Compute every release again, and audit all of them together.

        Raises:
            DamagedError: if the hash chain of the ledger does not hold.
        """
        entries = self._ledger.entries()
        judged = [self._computed_again(entry) for entry in entries]
        together = self._auditor.audit([found for found, _ in judged if found])
        # What one release gives away by itself is told with that release.
        remarks = [one.sentence for one in together.findings if one.among == EVERYBODY]
        return LedgerAudit(
            entries=tuple(one for _, one in judged),
            together=together,
            remarks=(*remarks, *self._membership_faults(entries)),
        )

    def _computed_again(self, entry: LedgerEntry) -> tuple[Released | None, EntryAudit]:
        """A release as an attacker holds it, if it counts anything and can be computed again; and what came of it."""
        number, cohort = entry.number, entry.cohort
        if entry.kind == "void":
            return None, EntryAudit(number, cohort, Verdict.VOID)
        try:
            payload = parse_payload(self._ledger.payload(number))
            terms = self._terms.find(
                payload.policy_sha256, payload.taxonomy_sha256, self._memberships.current()
            )
            if payload.certificate is None or terms is None:
                return None, EntryAudit(number, cohort, Verdict.UNKNOWN, (_OTHER_TERMS,))
            policy, layout = terms
            faults = [
                *self._size_faults(entry, payload),
                *frozen_faults(payload, self._ledger.counts(number)),
            ]
            faults += claim_faults(payload.tables, payload.certificate, layout=layout, policy=policy)
            release = Released(
                _name(number), layout, payload.tables, payload.certificate.cohort, payload.certificate.k
            )
            faults += audit_faults(self._auditor.alone(release), payload.certificate)
        except FieldnotesError as error:
            return None, EntryAudit(number, cohort, Verdict.FAILS, (error.problem,))
        return release, EntryAudit(number, cohort, Verdict.FAILS if faults else Verdict.HOLDS, tuple(faults))

    def _size_faults(self, entry: LedgerEntry, payload: ExportPayload) -> Iterator[str]:
        stated = 0 if payload.certificate is None else payload.certificate.cohort
        if (payload.kind, stated) != (entry.kind, entry.cohort):
            yield f"The ledger says {entry.cohort} cases and the export {stated}."

    def _membership_faults(self, entries: Iterable[LedgerEntry]) -> Iterator[str]:
        """Where the two records of who was counted differ from each other, or from a cohort's size."""
        members = self._members.all()
        for summary in self._book.cases.list():
            counted = members.get(summary.id)
            if counted != summary.released:
                yield (
                    f"Case {summary.id} is marked as {_counted_in(summary.released)}, and it was {_counted_in(counted)}."
                )
        here = Counter(members.values())
        for entry in entries:
            if here[entry.number] > entry.cohort:
                yield f"Release {entry.number} counts {entry.cohort} cases, and {here[entry.number]} are noted for it."


_OTHER_TERMS = (
    "It was made under a policy or a codebook that this vault does not have any more, so its certificate cannot be computed"
    " again here. It shares nobody with the other releases."
)


def _name(number: int) -> str:
    return f"release {number}"


def _counted_in(number: int | None) -> str:
    return "not released" if number is None else f"counted in release {number}"
