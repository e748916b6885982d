"""Exact dates: a day of a month, with or without its year. A month or a year alone is not exact and is left.

Patterns are run on text with Latin digits.
"""

import re
from collections.abc import Iterator

from fieldnotes.base.span import Span
from fieldnotes.text.identifiers.finding import Finding, Kind

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:1[3-9]\d\d|20\d\d)"
"""1300 to 2099: the years of the Burmese era are written with four digits too."""

_ENGLISH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_BURMESE = (
    r"(?:ဇန်နဝါရီ|ဖေဖော်ဝါရီ|မတ်|ဧပြီ|မေ|ဇွန်|ဇူလိုင်|ဩဂုတ်|သြဂုတ်|စက်တင်ဘာ|အောက်တိုဘာ|နိုဝင်ဘာ|ဒီဇင်ဘာ"
    r"|တန်ခူး|ကဆုန်|နယုန်|ဝါဆို|ဝါခေါင်|တော်သလင်း|သီတင်းကျွတ်|တန်ဆောင်မုန်း|နတ်တော်|ပြာသို|တပို့တွဲ|တပေါင်း)"
)

_DATES = (
    re.compile(rf"(?<![\d/.-]){_YEAR}([-/.]){_MONTH_NUMBER}\1{_DAY}(?![\d/-])"),
    re.compile(rf"(?<![\d/.-]){_DAY}([-/.])[ \t]?{_MONTH_NUMBER}\1[ \t]?(?:{_YEAR}|\d\d)(?![\d/-])"),
    re.compile(rf"(?<![\d/.-]){_MONTH_NUMBER}/{_DAY}/(?:{_YEAR}|\d\d)(?![\d/-])"),
    re.compile(
        rf"(?<![\d/.-]){_DAY}(?:st|nd|rd|th)?(?:[ \t]+of)?[ \t]+{_ENGLISH}(?:,?[ \t]+{_YEAR})?(?!\w)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<!\w){_ENGLISH}[ \t]+(?:the[ \t]+)?{_DAY}(?:st|nd|rd|th)?(?:,?[ \t]+{_YEAR})?(?![\d:/]|\w)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?:{_YEAR}[ \t]*(?:ခုနှစ်|ခု)?[ \t]*[,၊]?[ \t]*)?{_BURMESE}[ \t]*(?:လ)?[ \t]*[,၊]?[ \t]*(?:လ?(?:ဆန်း|ဆုတ်|ပြည့်ကျော်)[ \t]*)?"
        rf"{_DAY}[ \t]*(?:ရက်)?(?!\d)"
    ),
    re.compile(rf"(?<!\d){_DAY}[ \t]*(?:ရက်)?[ \t]*[,၊]?[ \t]*{_BURMESE}(?:[ \t]*[,၊]?[ \t]*{_YEAR})?(?!\d)"),
)
_SMALL_MAY = re.compile(r"(?<!\w)may(?!\w)")
"""The verb: "you may 3 times" names no day."""


def find_dates(text: str) -> Iterator[Finding]:
    """Dates in English and Burmese words and in figures."""
    for pattern in _DATES:
        for found in pattern.finditer(text):
            if _SMALL_MAY.search(found[0]) is None:
                yield Finding(Kind.DATE, Span(found.start(), found.end()))
