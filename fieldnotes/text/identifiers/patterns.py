"""Identifiers that a pattern tells: addresses, handles, identity cards.

All patterns are run on text whose digits are Latin already (:mod:`fieldnotes.text.identifiers.digits`).
"""

import re
from collections.abc import Iterator

from fieldnotes.base.span import Span
from fieldnotes.text.identifiers.finding import Finding, Kind

_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}[ \t]?(?:@|\(at\)|\[at\])[ \t]?[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}(?!\w)",
    re.IGNORECASE,
)
_URL = re.compile(
    r"(?:\b(?:https?|ftp|ipfs|magnet|tg|signal|viber)://?[^\s<>\"'။၊]+"
    r"|\bwww\.[^\s<>\"'။၊]+"
    r"|\b(?:[\w-]+\.)*(?:facebook|fb|t|telegram|wa|signal|viber|instagram|tiktok|twitter|x|youtube|youtu)"
    r"\.(?:com|me|group|org|be)/[^\s<>\"'။၊]+"
    r"|\b[a-z2-7]{56}\.onion\b[^\s<>\"'။၊]*)",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@./])@[A-Za-z_\u1000-\u109f][\w.\u1000-\u109f]{2,31}")

# 12/KAMATA(N)123456, 12/KaMaTa(Naing)123456, ၁၂/ကမတ(နိုင်)၁၂၃၄၅၆: state or region 1 to 14, township, kind of citizenship, number.
_IDENTITY_CARD = re.compile(
    r"(?<!\d)(?:1[0-4]|0?[1-9])[ \t]?/[ \t]?"
    r"(?:[A-Za-z]{3,12}|[\u1000-\u109f]{3,24})[ \t]?"
    r"\([ \t]?(?:[A-Za-z]{1,6}|[\u1000-\u109f]{1,10})[ \t]?\)[ \t]?\d{5,6}(?!\d)"
)
# The older three-part card: letters, hyphen, six digits, as in AB-123456 or က-၁၂၃၄၅၆.
_OLD_IDENTITY_CARD = re.compile(
    r"(?<![\w\u1000-\u109f])(?:[A-Z]{1,3}|[\u1000-\u1021]{1,2})[ \t]?-[ \t]?\d{6}(?!\d)"
)

_PATTERNS = (
    (Kind.EMAIL, _EMAIL),
    (Kind.URL, _URL),
    (Kind.HANDLE, _HANDLE),
    (Kind.IDENTITY_CARD, _IDENTITY_CARD),
    (Kind.IDENTITY_CARD, _OLD_IDENTITY_CARD),
)


def find_addresses(text: str) -> Iterator[Finding]:
    """E-mail addresses, URLs, handles and identity-card numbers."""
    for kind, pattern in _PATTERNS:
        for found in pattern.finditer(text):
            end = found.end() - (len(found[0]) - len(found[0].rstrip(".,;:!?)»”’")))
            if kind is Kind.IDENTITY_CARD:
                end = found.end()
            yield Finding(kind, Span(found.start(), end))
