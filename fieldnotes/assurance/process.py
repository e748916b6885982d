"""Checks of the running process and of the machine around it."""

import os

from fieldnotes.assurance.verdicts import Check, judge
from fieldnotes.hardening.environment import unsafe_variables
from fieldnotes.hardening.posture import posture


def process_checks() -> list[Check]:
    """Dumpable, core files, swap, hibernation, locked memory, and variables that would log the screen."""
    found = posture()
    return [
        judge(
            "not-dumpable",
            holds=None if found.dumpable is None else not found.dumpable,
            evidence=f"PR_GET_DUMPABLE answers {found.dumpable}.",
            do="Do not use this machine with other users logged in.",
        ),
        judge(
            "no-core-files",
            holds=None if found.core_limit is None else found.core_limit == 0,
            evidence=f"RLIMIT_CORE is {found.core_limit}.",
            do="Run: ulimit -c 0",
        ),
        judge(
            "no-swap",
            holds=None if found.swaps is None else not found.swaps,
            evidence="The system swaps to nothing."
            if not found.swaps
            else f"The system swaps to: {', '.join(found.swaps)}.",
            do="Turn swap off or encrypt it with a key made at each start.",
        ),
        judge(
            "no-hibernation",
            holds=None if found.hibernation is None else not found.hibernation,
            evidence=f"Hibernation to disk is {'possible' if found.hibernation else 'not possible'} here.",
            do="Turn hibernation off: it writes memory to the disk.",
        ),
        _environment(),
    ]


def _environment() -> Check:
    unsafe = unsafe_variables(os.environ)
    return judge(
        "safe-environment",
        holds=not unsafe,
        evidence=f"Variables that would write the screen to a file: {', '.join(unsafe) or 'none'}.",
        do="Unset them before starting fieldnotes.",
    )
