"""What a pull brought, for people and for scripts."""

from dataclasses import dataclass, replace
from typing import Self

from fieldnotes.coordination.chain import Finding
from fieldnotes.coordination.records import RejectedObject, StoredExport


@dataclass(frozen=True, slots=True)
class PullReport:
    """What one pull brought.

    Attributes:
        accepted: exports that are new and hold.
        repeated: names of objects that hold an export that was here already; counted once.
        rejected: objects that were looked at now and do not hold.
        unfetched: objects that the store listed but did not give.
        known: how many listed objects needed no second look.
        findings: state of all chains after the pull.
        silent: remotes that did not answer, each with the reason.
    """

    accepted: tuple[StoredExport, ...] = ()
    repeated: tuple[str, ...] = ()
    rejected: tuple[RejectedObject, ...] = ()
    unfetched: tuple[RejectedObject, ...] = ()
    known: int = 0
    findings: tuple[Finding, ...] = ()
    silent: tuple[tuple[str, str], ...] = ()

    def joined(self, later: Self) -> Self:
        """This report and a later one as one; the chains are as the later one found them."""
        return replace(
            self,
            accepted=self.accepted + later.accepted,
            repeated=self.repeated + later.repeated,
            rejected=self.rejected + later.rejected,
            unfetched=self.unfetched + later.unfetched,
            known=self.known + later.known,
            findings=later.findings,
            silent=self.silent + later.silent,
        )

    def with_silent(self, remote: str, reason: str) -> Self:
        """This report, with one more remote that did not answer."""
        return replace(self, silent=(*self.silent, (remote, reason)))

    def as_dict(self) -> dict[str, object]:
        """For scripts."""
        return {
            "accepted": [
                {
                    "device": one.device,
                    "epoch": one.epoch,
                    "number": one.number,
                    "kind": one.kind,
                    "cases": one.cases,
                }
                for one in self.accepted
            ],
            "repeated": list(self.repeated),
            "rejected": [_refusal(one) for one in self.rejected],
            "unfetched": [_refusal(one) for one in self.unfetched],
            "known": self.known,
            "findings": [
                {
                    "trouble": str(one.trouble),
                    "device": one.device,
                    "epoch": one.epoch,
                    "number": one.number,
                    "sentence": one.sentence,
                }
                for one in self.findings
            ],
            "silent": [{"remote": remote, "reason": reason} for remote, reason in self.silent],
        }

    def sentences(self) -> list[str]:
        """For people; empty if nothing is new and nothing is wrong."""
        lines = [f"Accepted export {one.number} of {one.device}: {_said(one)}." for one in self.accepted]
        lines += [f"Repeated, counted once: {name}." for name in self.repeated]
        lines += [f"Rejected {one.name}: {one.reason} {one.remedy}" for one in self.rejected]
        lines += [f"Not fetched {one.name}: {one.reason} {one.remedy}" for one in self.unfetched]
        lines += [f"{one.device}: {one.sentence}" for one in self.findings]
        lines += [f"The remote {remote} did not answer: {reason}" for remote, reason in self.silent]
        return lines


def _said(one: StoredExport) -> str:
    return "void, it counts nothing" if one.kind == "void" else f"{one.cases} cases"


def _refusal(one: RejectedObject) -> dict[str, object]:
    return {"object": one.name, "reason": one.reason, "remedy": one.remedy, "lasting": one.lasting}
