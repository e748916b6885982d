"""Telling Zawgyi-encoded Burmese, which uses Unicode's code points for other letters, from Unicode text."""

import re
import warnings
from functools import cache
from typing import Protocol, cast

from myanmartools import ZawgyiDetector

THRESHOLD = 0.95
"""Probability from which text counts as Zawgyi; the detector's authors advise 0.05 and 0.95 as its sure ends."""

MYANMAR = re.compile(r"[\u1000-\u109f\uaa60-\uaa7f\ua9e0-\ua9ff]+")
"""Runs of Myanmar script, whatever the language or encoding."""

_ENOUGH = 2_000
"""Code points of Myanmar script read of one paragraph: ten are mostly enough, and the detector takes its time."""


class _Detector(Protocol):
    def get_zawgyi_probability(self, text: str) -> float: ...


@cache
def _detector() -> _Detector:
    with warnings.catch_warnings():
        # It opens its model by importlib.resources.open_binary, deprecated in 3.11 and 3.12 and taken back in 3.13.
        warnings.simplefilter("ignore", DeprecationWarning)
        return cast("_Detector", ZawgyiDetector())


def looks_zawgyi(paragraph: str) -> bool:
    """Whether the Burmese in a paragraph is, by all appearance, in Zawgyi encoding.

    Looks at the first 2,000 characters of Myanmar script; a paragraph without any is not Zawgyi. Shan, Mon and Karen, which
    share code points with it, are not taken for it.
    """
    sample: list[str] = []
    size = 0
    for found in MYANMAR.finditer(paragraph):
        sample.append(found[0])
        size += len(found[0])
        if size >= _ENOUGH:
            break
    return bool(sample) and _detector().get_zawgyi_probability(" ".join(sample)) >= THRESHOLD


def zawgyi_lines(text: str) -> list[int]:
    """The lines that are in Zawgyi encoding, counted from 1. Each is judged by itself: a text may mix both encodings."""
    return [number for number, line in enumerate(text.split("\n"), 1) if looks_zawgyi(line)]
