"""Checks of the running process and of the machine around it."""

from fieldnotes.assurance.verdicts import Check, judge
from fieldnotes.base.errors import RefusedError
from fieldnotes.hardening.environment import refuse_unsafe_environment
from fieldnotes.hardening.posture import UNLIMITED, Posture, posture


def process_checks() -> list[Check]:
    """Dumpable, core files, freed memory, swap, hibernation, and variables that would log the screen, as measured now."""
    found = posture()
    return [
        _dumpable(found),
        _core_files(found),
        _freed_memory(found),
        _swap(found),
        _hibernation(found),
        _environment(),
    ]


def _dumpable(found: Posture) -> Check:
    return judge(
        "not-dumpable",
        holds=None if found.dumpable is None else not found.dumpable,
        evidence="This platform does not say whether other processes may read this one's memory."
        if found.dumpable is None
        else f"PR_GET_DUMPABLE answers {int(found.dumpable)}.",
        do="Let no other program run under your account while notes are open.",
    )


def _core_files(found: Posture) -> Check:
    piped = (found.core_pattern or "").startswith("|")
    limit = "without limit" if found.core_limit == UNLIMITED else f"limited to {found.core_limit} bytes"
    # A pipe gets the memory whatever the limit says, unless the process is not dumpable (core(5)).
    holds = found.core_limit == 0 and (not piped or found.dumpable is False)
    return judge(
        "no-core-files",
        holds=None if found.core_limit is None else holds,
        evidence=f"Core files are {limit}; the kernel {'pipes them to a program' if piped else 'writes them to files'}."
        if found.core_limit is not None
        else "This platform does not say whether it writes core files.",
        do="Start fieldnotes by its own command, which turns core files off.",
    )


def _freed_memory(found: Posture) -> Check:
    overwritten = found.freed_memory_overwritten
    # A command of the command line ends when it is done, and its memory goes with it: that is no fault, and not assured.
    return judge(
        "freed-memory-overwritten",
        holds=True if overwritten else None,
        evidence="A few bytes were freed and looked at again: they had been overwritten."
        if overwritten
        else "A few bytes were freed and looked at again: they were still there. What this process frees may stay in"
        " memory until it ends.",
        do="Start the application by its own command, which sets it.",
    )


def _swap(found: Posture) -> Check:
    areas = found.swap or ()
    limit = "any amount" if found.memlock_limit == UNLIMITED else f"{found.memlock_limit} bytes"
    names = ", ".join(f"{area.name}{' (memory)' if area.compressed_memory else ''}" for area in areas)
    return judge(
        "no-swap-on-disk",
        holds=None if found.swap_on_disk is None else not found.swap_on_disk,
        evidence="This platform does not list its swap areas."
        if found.swap is None
        else f"Active swap areas: {names or 'none'}. {found.memory_locked or 0} bytes of this process are locked out of"
        f" swap; the limit is {limit}.{' zswap is on.' if found.zswap else ''}",
        do="Turn swap off, or encrypt it with a key that is made anew at each start.",
    )


def _hibernation(found: Posture) -> Check:
    return judge(
        "no-hibernation",
        holds=None if found.hibernation is None else not found.hibernation,
        evidence="This platform does not say whether it can hibernate."
        if found.hibernation is None
        else f"The kernel {'offers' if found.hibernation else 'does not offer'} hibernation to disk.",
        do="Turn hibernation off: it writes the whole memory to the disk.",
    )


def _environment() -> Check:
    try:
        refuse_unsafe_environment()
    except RefusedError as error:
        return judge("safe-environment", holds=False, evidence=error.problem, do=error.remedy)
    return judge(
        "safe-environment",
        holds=True,
        evidence="No variable makes the screen library write down what it shows.",
        do="",
    )
