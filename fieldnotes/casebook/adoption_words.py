"""What adopting a version of the taxonomy would do, in sentences; the same on both faces."""

from fieldnotes.base.ids import FactorId
from fieldnotes.casebook.adopting import AdoptionPlan, Moving, ReturnPlan
from fieldnotes.codebook.models import Taxonomy

SHORT_HASH = 12
"""Characters of a content hash that are shown to people."""


def named(taxonomy: Taxonomy) -> str:
    """A version with the beginning of its content hash."""
    return f"version {taxonomy.version} ({taxonomy.sha256[:SHORT_HASH]})"


def plan_lines(plan: AdoptionPlan) -> list[str]:
    """A plan, a sentence a line: what moves, what waits, what goes, whether it can be undone, what stands against it."""
    same = plan.before.sha256 == plan.after.sha256
    number = _counted(len(plan.differences), "difference")
    lines = [] if same else [f"From {named(plan.before)} to {named(plan.after)}: {number}."]
    lines += [_moving(one, plan.after) for one in plan.moving]
    if plan.merged:
        lines.append(
            f"To become one with another of the same words and coder: {_counted(plan.merged, 'coding')}."
        )
    if plan.reset:
        lines.append(
            f"To be considered again, since not all that was merged had been: {_counted(plan.reset, 'checklist mark')}."
        )
    if plan.reopened:
        lines.append(f"Complete cases that get factors to consider: {plan.reopened:,}.")
    lines += [f"Not possible: {reason}" for reason in plan.refusals]
    if not plan.refusals and not same:
        lines.append(
            "It can be taken back."
            if plan.can_be_undone
            else "It cannot be taken back, since codings become one."
        )
    return lines or ["This version is in use, and nothing stands under its retired factors."]


def return_lines(plan: ReturnPlan) -> list[str]:
    """A way back, a sentence a line."""
    return [
        f"Back from {named(plan.before)} to {named(plan.after)}.",
        f"Given back to the factor they had: {_counted(plan.codings, 'coding')}.",
        *(f"Not possible: {reason}" for reason in plan.refusals),
    ]


def _moving(one: Moving, taxonomy: Taxonomy) -> str:
    counts = ((one.codings, "coding"), (one.marks, "checklist mark"))
    what = " and ".join(_counted(count, thing) for count, thing in counts if count)
    what += f" in {_counted(one.cases, 'case')}"
    name = _key(one.factor, taxonomy)
    if one.target is not None:
        return f"{name} → {_key(one.target, taxonomy)}: {what}."
    if not one.successors:
        return f"{name} → nothing: {what}, to be coded anew by hand."
    choice = " or ".join(_key(later, taxonomy) for later in one.successors)
    return f"{name} → {choice}: {what}, to be decided by hand."


def _key(factor: FactorId, taxonomy: Taxonomy) -> str:
    known = taxonomy.factor(factor)
    return f"{known.key} {known.label}"


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "s")
