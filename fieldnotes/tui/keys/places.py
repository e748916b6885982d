"""Where a key works. A place includes others, whose keys work there too."""

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """A part of the application with keys of its own."""

    EVERYWHERE = "everywhere"
    LISTS = "lists"
    TEXT = "text"
    INTERVIEW = "interview"
    CODING = "coding"
    CHECKLIST = "checklist"
    CASES = "cases"
    CASE = "case"
    ATTRIBUTES = "attributes"
    CONSENT = "consent"
    RETENTION = "retention"
    GUIDES = "guides"
    ABBREVIATIONS = "abbreviations"
    CODEBOOK = "codebook"
    IDENTITY = "identity"
    MEMOS = "memos"
    MEMO_TEXT = "memo-text"
    DIARY = "diary"
    FINDINGS = "findings"
    CODERS = "coders"
    COMPARISON = "comparison"
    AGREEMENT = "agreement"
    RELEASE = "release"
    LEDGER = "ledger"
    SYNC = "sync"
    SECURITY = "security"
    BACKUPS = "backups"
    VERIFIED = "verified"
    INBOX = "inbox"
    MERGED = "merged"
    PUBLISH = "publish"
    ROSTER = "roster"
    SECRETS = "secrets"
    LOCK = "lock"


@dataclass(frozen=True, slots=True)
class PlaceInfo:
    """How a place is called, and whose keys work there besides its own.

    Attributes:
        title: as it stands in help, palette and manual.
        includes: places whose keys work here too.
        outside_editors: whether letters are commands here rather than text.
    """

    title: str
    includes: tuple[Place, ...] = (Place.EVERYWHERE,)
    outside_editors: bool = True


_LISTED = (Place.LISTS, Place.EVERYWHERE)

PLACES: dict[Place, PlaceInfo] = {
    Place.EVERYWHERE: PlaceInfo("Everywhere", ()),
    Place.LISTS: PlaceInfo("Lists"),
    Place.TEXT: PlaceInfo("Moving in a text"),
    Place.INTERVIEW: PlaceInfo(
        "Interview", (Place.TEXT, Place.CASE, Place.EVERYWHERE), outside_editors=False
    ),
    Place.CODING: PlaceInfo("Coding", (Place.TEXT, Place.CASE, Place.EVERYWHERE)),
    Place.CHECKLIST: PlaceInfo("Factors and checklist", (Place.LISTS, Place.CASE, Place.EVERYWHERE)),
    Place.CASES: PlaceInfo("Cases", _LISTED),
    Place.CASE: PlaceInfo("One case"),
    Place.ATTRIBUTES: PlaceInfo("Attributes", _LISTED),
    Place.CONSENT: PlaceInfo("Consent", _LISTED),
    Place.RETENTION: PlaceInfo("Retention", _LISTED),
    Place.GUIDES: PlaceInfo("Guides", _LISTED),
    Place.ABBREVIATIONS: PlaceInfo("Abbreviations", _LISTED),
    Place.CODEBOOK: PlaceInfo("Codebook", _LISTED),
    Place.IDENTITY: PlaceInfo("Identity", _LISTED),
    Place.MEMOS: PlaceInfo("Memos", _LISTED),
    Place.MEMO_TEXT: PlaceInfo(
        "A memo", (Place.TEXT, Place.INTERVIEW, Place.EVERYWHERE), outside_editors=False
    ),
    Place.DIARY: PlaceInfo("Diary", _LISTED),
    Place.FINDINGS: PlaceInfo("Findings"),
    Place.CODERS: PlaceInfo("Second coding", _LISTED),
    Place.COMPARISON: PlaceInfo("Comparison", (Place.TEXT, Place.EVERYWHERE)),
    Place.AGREEMENT: PlaceInfo("Agreement", _LISTED),
    Place.RELEASE: PlaceInfo("Release", _LISTED),
    Place.LEDGER: PlaceInfo("Ledger", _LISTED),
    Place.SYNC: PlaceInfo("Sync", _LISTED),
    Place.SECURITY: PlaceInfo("Security", _LISTED),
    Place.BACKUPS: PlaceInfo("Backups", _LISTED),
    Place.VERIFIED: PlaceInfo("Verify", _LISTED),
    Place.INBOX: PlaceInfo("Inbox", _LISTED),
    Place.MERGED: PlaceInfo("Merged", _LISTED),
    Place.PUBLISH: PlaceInfo("Publish"),
    Place.ROSTER: PlaceInfo("Roster", _LISTED),
    Place.SECRETS: PlaceInfo("Passphrases and key files", outside_editors=False),
    Place.LOCK: PlaceInfo("Lock", (Place.SECRETS, Place.EVERYWHERE), outside_editors=False),
}


def reach(place: Place) -> tuple[Place, ...]:
    """The places whose keys work at ``place``, its own first."""
    return (place, *PLACES[place].includes)
