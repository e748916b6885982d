"""Checks of what has been released: every release computed again, and attacked with everything that ships."""

from fieldnotes.assurance.verdicts import Check, judge
from fieldnotes.disclosure.adversary.battery import ATTACKS
from fieldnotes.disclosure.adversary.targets import target_of
from fieldnotes.release.ledger_audits import LedgerAudit, Verdict


def releases_computed_again(audited: LedgerAudit) -> Check:
    """Whether every release still follows from its own tables, and all of them together give nothing away."""
    verdicts = [one.verdict for one in audited.entries]
    untold = verdicts.count(Verdict.UNKNOWN)
    return judge(
        "releases-computed-again",
        holds=None if audited.holds and untold else audited.holds,
        evidence=f"{len(verdicts)} releases: {verdicts.count(Verdict.HOLDS)} computed again and found right,"
        f" {verdicts.count(Verdict.FAILS)} not right, {verdicts.count(Verdict.VOID)} void, {untold} made under a policy or codebook"
        f" that is not here; {len(audited.remarks)} remarks on all of them together.",
        do="Run `fieldnotes release audit`, which says what it is about; release nothing before that is settled.",
    )


def attacks_learn_nothing(audited: LedgerAudit) -> Check:
    """Whether the attacks that need one release only prove a small number of people in any of them.

    None of them uses the solver that protects, so a fault there cannot hide from them.
    """
    found = {
        release.name: sorted({name for name, attack in ATTACKS.items() if attack(target)})
        for release in audited.released
        for target in [target_of(release.tables, cohort=release.cohort, k=release.k, layout=release.layout)]
    }
    learning = {name: attacks for name, attacks in found.items() if attacks}
    return judge(
        "attacks-on-releases",
        holds=not learning,
        # Which attack and which release, never what it learns.
        evidence=f"{len(ATTACKS)} attacks on {len(found)} releases; "
        + (f"something is proved in {learning}." if learning else "none proves a small number of people."),
        do="Keep the machine offline, do not push, and tell the coordinator and whoever maintains fieldnotes.",
    )
