"""Python's search for reference cycles, kept from the keys: looking through all that is loaded takes as long as three frames."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


def look_through_once() -> None:
    """Clear up what the start left behind, and leave what remains out of later searches.

    What remains is code and the taxonomy, and stays to the end anyway. Called when the first screen after unlocking is
    drawn: then nobody waits. Later searches look through what was opened since, in a few milliseconds.
    """
    gc.collect()
    gc.freeze()


@contextmanager
def undisturbed() -> Iterator[None]:
    """No search inside, where many things are made at once and none of them is let go of."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
