"""Months, ``YYYY-MM``: the finest that is stored of when notes are to go. Written so, they sort as they follow."""

import re
import time
from typing import Final

from fieldnotes.base.errors import WrongUseError

MOST_MONTHS: Final = 1200
"""A hundred years: more is a slip of the finger, and whoever means *never* says so."""

_MONTH = re.compile(r"(20[0-9]{2}|21[0-9]{2})-(0[1-9]|1[0-2])")


def this_month() -> str:
    """The month by this machine's calendar."""
    return time.strftime("%Y-%m")


def parse_month(raw: str) -> str:
    """Read a month of the years 2000 to 2199.

    Raises:
        WrongUseError: if it has another form, a day among them: nothing finer than a month is stored.
    """
    if not _MONTH.fullmatch(raw):
        raise WrongUseError("That is not a month.", "Write it as YYYY-MM, such as 2028-06, without a day.")
    return raw


def months_after(month: str, number: int) -> str:
    """The month that many months later.

    Raises:
        WrongUseError: if ``number`` is less than 1 or more than :data:`MOST_MONTHS`, or the year 2199 is passed.
    """
    if not 1 <= number <= MOST_MONTHS:
        raise WrongUseError(
            f"Notes are kept for 1 to {MOST_MONTHS} months, or never deleted.",
            "Give a number of months; for notes without an end write the word never.",
        )
    year, place = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + number, 12)
    return parse_month(f"{year:04}-{place + 1:02}")
