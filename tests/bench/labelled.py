"""The labelled passages in ``candidates/``, by halves: parameters are chosen on one, and the other is scored once."""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "candidates"
FILE = FOLDER / "passages.jsonl"


class Half(StrEnum):
    """By the last hexadecimal digit of the SHA-256 of a passage's id."""

    TUNING = "even"
    HELD_OUT = "odd"


@dataclass(frozen=True)
class Labelled:
    """A passage with the factors that its writer gave it; none for one that is about something else."""

    id: str
    language: str
    text: str
    factors: frozenset[str]


def labelled(half: Half) -> list[Labelled]:
    """The passages of one half, in the order of the file."""
    rows = map(json.loads, FILE.read_text(encoding="utf-8").splitlines())
    return [
        Labelled(row["id"], row["language"], row["text"], frozenset(row["factors"]))
        for row in rows
        if half_of(row["id"]) is half
    ]


def half_of(id_: str) -> Half:
    """Which half a passage belongs to, whatever it says."""
    return Half.HELD_OUT if int(hashlib.sha256(id_.encode()).hexdigest()[-1], 16) % 2 else Half.TUNING
