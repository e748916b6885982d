"""The library of invented passages: what it holds and how it is read. Nobody said any of it."""

import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from fieldnotes.base.ids import FactorId
from fieldnotes.base.span import Span

LIBRARY = Path(__file__).resolve().parent / "library"


class Language(StrEnum):
    """The languages of the library, as ISO 639-1 codes."""

    ENGLISH = "en"
    BURMESE = "my"


@dataclass(frozen=True, slots=True)
class MarkedPassage:
    """One passage of a text and the factor it stands for.

    Attributes:
        span: where it stands, in code points of the text.
        factor: the factor.
        stance: how the factor works here, or ``None`` for the factor's default.
        strength: 1 mentioned, 2 a reason, 3 decisive, or ``None``.
        memo: the coder's remark; may be empty.
    """

    span: Span
    factor: FactorId
    stance: str | None = None
    strength: int | None = None
    memo: str = ""


@dataclass(frozen=True, slots=True)
class WrittenInterview:
    """A text in ``Q:``/``A:`` form and the passages in it that carry factors."""

    title: str
    text: str
    passages: tuple[MarkedPassage, ...]


@dataclass(frozen=True, slots=True)
class Connecting:
    """Neutral passages: what an interviewer asks and what anybody says."""

    questions: Mapping[Language, tuple[str, ...]]
    talk: Mapping[Language, tuple[str, ...]]


@cache
def passages() -> Mapping[FactorId, Mapping[Language, tuple[str, ...]]]:
    """The invented passages of every factor, by language; English is there for each."""
    return {
        FactorId(factor): {Language(code): tuple(map(_nfc, texts)) for code, texts in by_language.items()}
        for file in sorted((LIBRARY / "passages").glob("*.toml"))
        for factor, by_language in _read(file).items()
    }


@cache
def connecting() -> Connecting:
    """The neutral passages."""
    raw = _read(LIBRARY / "connecting.toml")
    kinds = {
        kind: {Language(code): tuple(map(_nfc, texts)) for code, texts in raw[kind].items()}
        for kind in ("questions", "talk")
    }
    return Connecting(kinds["questions"], kinds["talk"])


@cache
def full_case(name: str) -> tuple[Mapping[str, str], WrittenInterview]:
    """One of the two cases written out in full, ``english`` or ``burmese``: its bands, and its interview.

    Raises:
        ValueError: if a quotation does not occur exactly once; the library's tests show that each does.
    """
    raw = _read(LIBRARY / "interviews" / f"{name}.toml")
    text = _nfc(raw["text"].strip("\n") + "\n")
    return raw["bands"], WrittenInterview(raw["title"], text, tuple(_marked(text, raw["coding"])))


@cache
def read_profiles() -> dict[str, Any]:
    """The data of ``profiles.toml``, as it stands."""
    return _read(LIBRARY / "profiles.toml")


def _marked(text: str, codings: list[dict[str, Any]]) -> Iterator[MarkedPassage]:
    for coding in codings:
        quote = _nfc(coding["quote"])
        if text.count(quote) != 1:
            raise ValueError(f"a quotation for {coding['factor']} does not occur exactly once")
        start = text.index(quote)
        yield MarkedPassage(
            span=Span(start, start + len(quote)),
            factor=FactorId(coding["factor"]),
            stance=coding.get("stance"),
            strength=coding.get("strength"),
            memo=coding.get("memo", ""),
        )


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
