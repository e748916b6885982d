"""What a restore means for releases, in sentences for the researcher."""

from collections.abc import Sequence

from fieldnotes.release.restores import Restore, Verdict


def restore_notes(restores: Sequence[Restore], held: int) -> tuple[str, ...]:
    """What is to be known and done about restores that still hold cases back; empty if none does.

    The first sentence says what is held back, the second what to do.

    Args:
        restores: of the vault.
        held: how many cases they keep out of the next release.
    """
    waiting = [one for one in restores if one.verdict is not Verdict.LIFTED]
    if not waiting:
        return ()
    cases = "1 case that came" if held == 1 else f"{held} cases that came"
    latest = waiting[-1]
    return (
        f"This vault was restored from a backup: {cases} with it {'is' if held == 1 else 'are'} kept out of releases.",
        _WHAT_TO_DO if latest.verdict is Verdict.OPEN else verdict_sentence(latest),
        *(_known(one) for one in waiting if one.verdict is Verdict.OPEN),
        "Cases added after the restore may be released.",
    )


def verdict_sentence(restore: Restore) -> str:
    """What a statement settled."""
    return {
        Verdict.OPEN: "Nothing is settled yet.",
        Verdict.BEHIND: _BEHIND,
        Verdict.LIFTED: "Nothing left the old device that this backup does not know: its cases may be released.",
        Verdict.FINAL: _FINAL,
    }[restore.verdict]


_WHAT_TO_DO = (
    "Send what waits in the outbox, enrol this vault's new device, and ask the coordinator to revoke the old one and for a"
    " statement: `release statement` takes it, or s on the Release screen."
)
_BEHIND = (
    "The coordinator has not received every export that this backup knows. Send what waits in the outbox, let them pull,"
    " and ask for another statement."
)
_FINAL = (
    "The coordinator has received an export of the old device that this backup does not know, and any case of the backup"
    " may be counted in it: they stay out for good."
)


def _known(restore: Restore) -> str:
    if restore.device is None:
        return (
            "The backup was made before this vault had a device. If the lost machine joined the project since, its"
            " cases may have left; the coordinator's statement says whether another device of yours sent anything."
        )
    last = f"its export {restore.place}" if restore.place else "no export"
    return (
        f"The lost machine may have sent them after the backup was made. Its device was {restore.device},"
        f" and the backup knows {last} as the last."
    )
