"""Military units of Myanmar, in English and Burmese.

The abbreviations are those in use for the army's structure: light infantry divisions (တပ်မ), infantry and light infantry
battalions (ခလရ, ခမရ), military operations commands (စကခ), regional commands (တိုင်း) and border guard forces (နခခ).
Patterns are run on text with Latin digits.
"""

import re
from collections.abc import Iterator

from fieldnotes.base.span import Span
from fieldnotes.text.identifiers.finding import Finding, Kind

_ORDINAL = r"\d{1,4}(?:st|nd|rd|th)?"
_SHORT = r"(?:LIDs?|LIBs?|LIRs?|IBs?|IRs?|MOCs?|ROCs?|RMCs?|TOCs?|BGFs?|DOCs?|PDFs?|KNLA|KNU|KIA)"
_WORD = (
    r"(?:(?:light[ \t]+)?infantry|artillery|armou?red|engineers?|signals?|tank|air[ \t]+defen[cs]e|air[ \t]?force|"
    r"military[ \t]+operations?|regional[ \t]+(?:operations?|military)|tactical[ \t]+operations?|border[ \t]+guard|"
    r"supply[ \t]+and[ \t]+transport|field[ \t]+medical|naval|police|security)"
)
_BODY = r"(?:divisions?|battalions?|regiments?|brigades?|commands?|company|companies|platoons?|squads?|corps|forces?|bases?)"
_BURMESE = (
    r"(?:ခမရ|ခလရ|စကခ|ဒကစ|နခခ|ကလထ|တပ်မ|(?:ခြေမြန်)?တပ်ရင်း|ခြေလျင်တပ်ရင်း|ခြေမြန်တပ်မ|တပ်မဟာ|တပ်ခွဲ|တပ်စု|ဗျူဟာ|ရဲတပ်ရင်း|လေတပ်စခန်း|"
    r"တိုင်းစစ်ဌာနချုပ်)"
)

_UNITS = (
    re.compile(rf"(?<!\w){_ORDINAL}[ \t-]+{_SHORT}(?!\w)"),
    re.compile(rf"(?<!\w){_SHORT}[ \t]*(?:(?i:no\.?|number)|#|-)?[ \t]*\(?\d{{1,4}}\)?(?!\d)"),
    re.compile(rf"(?<!\w){_ORDINAL}[ \t-]+(?:{_WORD}[ \t]+){{0,2}}{_BODY}(?!\w)", re.IGNORECASE),
    re.compile(
        rf"(?<!\w)(?:{_WORD}[ \t]+){{1,2}}{_BODY}[ \t]*(?:no\.?|number|#)?[ \t]*\(?\d{{1,4}}\)?(?!\d)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?<!\w)(?:(?:North|South|East|West)(?:ern)?(?:[ -](?:East|West)(?:ern)?)?|Northeastern|Northwestern|Southeastern|"
        r"Southwestern|Central|Coastal|Triangle|Yangon|Naypyidaw|Eastern[ \t]+Central)[ \t]+Command(?!\w)"
    ),
    re.compile(rf"(?:အမှတ်[ \t]*)?\(?\d{{1,4}}\)?[ \t]*{_BURMESE}"),
    re.compile(rf"{_BURMESE}[ \t]*(?:အမှတ်[ \t]*)?(?:\([ \t]*\d{{1,4}}[ \t]*\)|\d{{1,4}})"),
)


def find_units(text: str) -> Iterator[Finding]:
    """Numbered units and the named regional commands."""
    for pattern in _UNITS:
        for found in pattern.finditer(text):
            yield Finding(Kind.UNIT, Span(found.start(), found.end()))
