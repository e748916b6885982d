"""What was found, and where."""

from dataclasses import dataclass
from enum import StrEnum

from fieldnotes.base.span import Span


class Kind(StrEnum):
    """What kind of identifier; the value is what ``interview check --json`` says."""

    PHONE = "phone"
    IDENTITY_CARD = "nrc"
    EMAIL = "email"
    URL = "url"
    HANDLE = "handle"
    COORDINATES = "coordinates"
    UNIT = "unit"
    DATE = "date"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that looks like an identifier.

    Attributes:
        kind: of what.
        span: code points of the text that was looked through.
    """

    kind: Kind
    span: Span
