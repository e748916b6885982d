"""Read it off: a shown number that is itself below the threshold. The adversary needs nothing but the table."""

from fieldnotes.disclosure.adversary.targets import Learned, Target


def read_off(target: Target) -> list[Learned]:
    """Shown cells that hold 1 to k-1 people."""
    return [
        Learned("read off", str(place), count, count)
        for place, count in target.shown.items()
        if 0 < count < target.k
    ]
