"""The two documents that go between the vaults of two coders, and the bytes they are sent as.

A *copy* holds the texts of a case and nothing else that is known of it: no coding, memo, mark, attribute or title. A
*coding* holds places, factors, memos and marks of the copy's coder and no text, only digests of it. Its last line is an
HMAC-SHA256 (RFC 2104) under a secret that the copy brought along: whoever has not opened the copy cannot make one.
"""

import hmac
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from fieldnotes.base.errors import DamagedError, RefusedError
from fieldnotes.sealing.canonical import canonical_json
from fieldnotes.sealing.fields import Document, RecipientText, Sha256Text

VERSION: Final = 1
LONGEST: Final = 15 * 2**20
"""Bytes of a document: below what is opened again once it is sealed."""

LONGEST_TEXTS: Final = 4_000_000
"""Code points of all texts of a copy together."""

_MAC: Final = 64

CaseText = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,15}$")]
CoderText = Annotated[str, StringConstraints(pattern=r"^[A-Z]$")]
FactorText = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{0,99}$")]
CopyText = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
InterviewNumber = Annotated[int, Field(ge=1, le=100_000, strict=True)]
Place = Annotated[int, Field(ge=0, le=LONGEST_TEXTS, strict=True)]


class CopiedInterview(Document):
    """The text of one interview under its number."""

    number: InterviewNumber
    text: Annotated[str, StringConstraints(max_length=LONGEST_TEXTS)]


class CaseCopy(Document):
    """A case for another coder.

    Attributes:
        copy_id: drawn at random.
        case: the original's label.
        coder: who codes it.
        secret: 32 bytes in hexadecimal, for the way back.
        reply_to: the age key that the coding is sealed to.
        purposes: what the person agreed to.
        taxonomy_sha256: of the codebook the original is coded with.
        interviews: the texts.
    """

    kind: Literal["fieldnotes-case-copy"] = "fieldnotes-case-copy"
    version: Literal[1] = VERSION
    copy_id: CopyText
    case: CaseText
    coder: CoderText
    secret: Sha256Text
    reply_to: RecipientText
    purposes: Annotated[
        tuple[Literal["store", "code", "aggregate", "publish"], ...], Field(min_length=1, max_length=4)
    ]
    taxonomy_sha256: Sha256Text
    interviews: Annotated[tuple[CopiedInterview, ...], Field(min_length=1, max_length=1_000)]


class CodedText(Document):
    """Which text was coded: its number, length in code points and SHA-256."""

    number: InterviewNumber
    length: Place
    sha256: Sha256Text


class SentCoding(Document):
    """One coding, in code points of the text, half open."""

    interview: InterviewNumber
    start: Place
    end: Place
    factor: FactorText
    stance: Literal["drives", "holds-back", "uncertain"] | None
    strength: Annotated[int, Field(ge=1, le=3, strict=True)] | None
    memo: Annotated[str, StringConstraints(max_length=20_000)]


class SentMark(Document):
    """One mark of the checklist."""

    factor: FactorText
    state: Literal["denied", "not-raised"]


class OwnFactor(Document):
    """A factor of the coder's own team that the coding uses, by the name under which the other team may know it."""

    factor: FactorText
    label: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class CaseCoding(Document):
    """The coding of a copy, on its way back.

    Attributes:
        copy_id: of the copy.
        coder: who coded it.
        taxonomy_sha256: of the codebook it was coded with.
        texts: what was coded.
        codings: of this coder.
        marks: of this coder.
        own_factors: factors of the team's own among the codings.
    """

    kind: Literal["fieldnotes-case-coding"] = "fieldnotes-case-coding"
    version: Literal[1] = VERSION
    copy_id: CopyText
    coder: CoderText
    taxonomy_sha256: Sha256Text
    texts: Annotated[tuple[CodedText, ...], Field(min_length=1, max_length=1_000)]
    codings: Annotated[tuple[SentCoding, ...], Field(max_length=100_000)]
    marks: Annotated[tuple[SentMark, ...], Field(max_length=1_000)]
    own_factors: Annotated[tuple[OwnFactor, ...], Field(max_length=1_000)]


_KINDS: Final[Mapping[str, type[CaseCopy | CaseCoding]]] = MappingProxyType(
    {"fieldnotes-case-copy": CaseCopy, "fieldnotes-case-coding": CaseCoding}
)


def copy_bytes(copy: CaseCopy) -> bytes:
    """A copy as it is sealed.

    Raises:
        RefusedError: if it is too large.
    """
    return _bounded(canonical_json(copy))


def coding_bytes(coding: CaseCoding, secret: bytes) -> bytes:
    """A coding as it is sealed, authenticated by the copy's secret.

    Raises:
        RefusedError: if it is too large.
    """
    raw = canonical_json(coding)
    return _bounded(raw + _mac(raw, secret))


def read_document(raw: bytes) -> CaseCopy | CaseCoding:
    """What was sealed; a coding is not authenticated yet, see :func:`require_authentic`.

    Raises:
        DamagedError: if it is neither, or anything in it has another form or is larger than it may be.
        RefusedError: if it was made by a newer version of the program.
    """
    line, newline, rest = raw.partition(b"\n")
    if len(raw) > LONGEST or not newline:
        raise _unreadable()
    try:
        head = json.loads(line)
        kind, version = head["kind"], head["version"]
        if kind in _KINDS and isinstance(version, int) and version > VERSION:
            raise RefusedError(
                "This file was made by a newer version of fieldnotes.", "Install that version to receive it."
            )
        document = _KINDS[kind].model_validate_json(line, strict=True)
    except (ValueError, KeyError, TypeError, RecursionError):  # pydantic's ValidationError is a ValueError
        raise _unreadable() from None
    if (isinstance(document, CaseCopy) and rest) or canonical_json(document) != line + b"\n":
        raise _unreadable()
    return document


def require_authentic(raw: bytes, secret: bytes) -> None:
    """Insist that a coding was made by whoever opened the copy.

    Raises:
        RefusedError: if it was not.
    """
    line, _, mac = raw.partition(b"\n")
    if len(mac) != _MAC or not hmac.compare_digest(mac, _mac(line + b"\n", secret)):
        raise RefusedError(
            "This coding was not made from the copy that was sent.",
            "Do not use it; ask the second coder, by another way, to send it again.",
        )


def _unreadable() -> DamagedError:
    return DamagedError(
        "The sealed file holds no copy of a case and no coding of one, or not in the form that is read.",
        "Ask whoever sent it to send it again.",
    )


def _mac(raw: bytes, secret: bytes) -> bytes:
    return hmac.digest(secret, raw, "sha256").hex().encode()


def _bounded(raw: bytes) -> bytes:
    if len(raw) > LONGEST:
        raise RefusedError(
            f"The case is larger than the {LONGEST // 2**20} MiB that one copy holds.",
            "Divide its interviews among several cases.",
        )
    return raw
