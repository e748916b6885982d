"""A planned import in words for people, and in plain values for programs."""

from collections.abc import Mapping
from typing import Final

from fieldnotes.formats.refi.codes import Match
from fieldnotes.formats.refi.plans import Plan

_MOST_NAMED: Final = 40
"""Codes or cases that are named one by one."""


def sentences(plan: Plan) -> list[str]:
    """What would be made, what is left out, and what is done otherwise than one might expect."""
    by = plan.origin or "a program that does not say its name"
    lines = [
        f"A project written by {by}:",
        f"{_count(len(plan.cases), 'case')}, {_count(plan.interviews, 'interview')}, {_count(plan.passages, 'passage')}",
        f"{_count(plan.codings, 'coding')}, {_count(plan.memos, 'memo')}",
        *(
            [f"Into the diary: {_count(len(plan.entries), 'note')} on the whole project"]
            if plan.entries
            else []
        ),
        *_cases(plan),
        *_codes(plan),
    ]
    if plan.coders:
        lines.append(f"Coders: {', '.join(plan.coders)}.")
    if plan.decision.looked_at:
        lines.append(plan.decision.sentence)
    changes = dict.fromkeys(
        sentence for case in plan.cases for interview in case.interviews for sentence in interview.changes
    )
    lines += changes
    if plan.left_out:
        lines.append("Left out, since there is no place for it:")
        lines += [f"  {number:,} {what}" for what, number in plan.left_out.items()]
    return [*lines, *plan.told]


def _cases(plan: Plan) -> list[str]:
    lines = []
    for case in plan.cases[:_MOST_NAMED]:
        names = ", ".join(f"“{one.name}”" for one in case.interviews if one.name)
        called = f"“{case.name}”" if case.name and case.name != case.label else ""
        of = f" from {called or names}" if (called or names) and not plan.ours else ""
        told = f", {_count(len(case.bands), 'attribute')}" if case.bands else ""
        lines.append(f"  {case.label}{of}: {_count(len(case.interviews), 'interview')}{told}")
    return lines + _rest(len(plan.cases))


def _codes(plan: Plan) -> list[str]:
    known = [code for code in plan.codes if code.how is not Match.NEW]
    new = [code for code in plan.codes if code.how is Match.NEW]
    lines = []
    if known:
        lines.append(f"Codes that are known ({len(known):,}):")
        lines += [f"  “{code.name}” is {code.factor}, {code.how}" for code in known[:_MOST_NAMED]]
        lines += _rest(len(known))
    if new:
        lines.append(f"Codes that become factors of the team's own, which never leave ({len(new):,}):")
        lines += [f"  “{code.label}”" for code in new[:_MOST_NAMED]]
        lines += _rest(len(new))
    return lines


def _rest(count: int) -> list[str]:
    return [f"  and {count - _MOST_NAMED:,} more"] if count > _MOST_NAMED else []


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def values(plan: Plan, *, stored: bool) -> Mapping[str, object]:
    """The same for programs.

    Args:
        plan: what was planned.
        stored: whether it was carried out.
    """
    convention = plan.decision.convention
    return {
        "origin": plan.origin,
        "ours": plan.ours,
        "stored": stored,
        "cases": [
            {
                "case": case.label,
                "name": case.name,
                "attributes": {str(name): str(band) for name, band in case.bands.items()},
                "interviews": [
                    {"name": one.name, "length": len(one.text), "codings": len(one.codings)}
                    for one in case.interviews
                ],
            }
            for case in plan.cases
        ],
        "interviews": plan.interviews,
        "passages": plan.passages,
        "codings": plan.codings,
        "memos": plan.memos,
        "diary": len(plan.entries),
        "coders": list(plan.coders),
        "codes": [
            {"name": code.name, "factor": code.factor, "known": code.how.name.casefold()}
            for code in plan.codes
        ],
        "positions": {
            "utf16": convention.utf16,
            "breaks": str(convention.breaks),
            "mark": convention.mark,
            "moved": plan.decision.moved,
            "sentence": plan.decision.sentence,
        },
        "left_out": dict(plan.left_out),
        "told": list(plan.told),
    }
