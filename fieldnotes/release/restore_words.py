"""What a restore means for releases, in sentences for the researcher."""

from collections.abc import Sequence

from fieldnotes.release.restores import Restore, Verdict


def restore_notes(restores: Sequence[Restore], held: int) -> tuple[str, ...]:
    """What is to be known and done about restores that still hold cases back; empty if none does.

    Args:
        restores: of the vault.
        held: how many cases they keep out of the next release.
    """
    waiting = [one for one in restores if one.verdict is not Verdict.LIFTED]
    if not waiting:
        return ()
    cases = "1 case that came" if held == 1 else f"{held} cases that came"
    return (
        f"This vault was restored from a backup, and {cases} with it are kept out of releases.",
        *(sentence for one in waiting for sentence in _about(one)),
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
    "Send what waits in the outbox, enrol this vault's new device, have the coordinator revoke the old one and make a"
    " statement, and give it to `release statement` (s on the Release screen)."
)
_BEHIND = (
    "The coordinator has not received every export that this backup knows. Send what waits in the outbox, let them pull,"
    " and ask for another statement."
)
_FINAL = (
    "The coordinator has received an export of the old device that this backup does not know, and any case of the backup"
    " may be counted in it: they stay out for good."
)


def _about(restore: Restore) -> tuple[str, ...]:
    if restore.verdict is not Verdict.OPEN:
        return (verdict_sentence(restore),)
    if restore.device is None:
        known = (
            "The backup was made before this vault had a device. If the lost machine joined the project since, its"
            " cases may have left; the coordinator's statement says whether another device of yours sent anything."
        )
    else:
        last = f"its export {restore.place}" if restore.place else "no export"
        known = (
            f"They may have left with the lost machine after the backup was made. Its device was {restore.device},"
            f" and the backup knows {last} as the last."
        )
    return (
        known,
        _WHAT_TO_DO,
    )
