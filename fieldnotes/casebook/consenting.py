"""How consent was given: by what way, in which band of time, and what was explained. All from closed lists.

No name, no signature, no free text and no date fit in: a proof of consent that names somebody is kept elsewhere, or nowhere.
"""

import re
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.records import Purpose
from fieldnotes.casebook.rows import case_row, consent_of, touch
from fieldnotes.codebook.models import NOT_SAID, Taxonomy, plain
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.vault import Vault
from fieldnotes.vault.watching import Watched

COMPONENT: Final = "consenting"


class Way(StrEnum):
    """How consent was given."""

    SPOKEN = "spoken"
    SPOKEN_FROM_AFAR = "spoken-from-afar"
    INTERPRETER = "interpreter"
    TRUSTED_PERSON = "trusted-person"
    WRITTEN_ELSEWHERE = "written-elsewhere"
    RECORDED_ELSEWHERE = "recorded-elsewhere"


class Point(StrEnum):
    """What was explained before asking."""

    STUDY = "study"
    VOLUNTARY = "voluntary"
    WITHDRAWING = "withdrawing"
    KEEPING = "keeping"
    COUNTED = "counted"
    SENT_STAYS = "sent-stays"
    RISK = "risk"


WAYS: Final[Mapping[Way, str]] = {
    Way.SPOKEN: "spoken, face to face",
    Way.SPOKEN_FROM_AFAR: "spoken, over a call",
    Way.INTERPRETER: "spoken, through an interpreter",
    Way.TRUSTED_PERSON: "through a person they trust",
    Way.WRITTEN_ELSEWHERE: "written, kept elsewhere",
    Way.RECORDED_ELSEWHERE: "recorded, kept elsewhere",
}
"""Each way in words."""

POINTS: Final[Mapping[Point, str]] = {
    Point.STUDY: "who asks, and what the study is for",
    Point.VOLUNTARY: "taking part is free, and nothing depends on it",
    Point.WITHDRAWING: "it can be taken back at any time, and how",
    Point.KEEPING: "what is kept, how it is protected, and until when",
    Point.COUNTED: "only counts leave here, with small ones hidden",
    Point.SENT_STAYS: "once sent, a count cannot be taken back",
    Point.RISK: "what could happen if the notes are found",
}
"""Each point in words, in the order in which it is best explained."""

_NEEDED: Final = {
    Purpose.AGGREGATE: (Point.COUNTED, Point.SENT_STAYS),
    Purpose.PUBLISH: (Point.COUNTED, Point.SENT_STAYS),
}
"""What a purpose cannot do without."""

_NOT_A_TIME: Final = frozenset((NOT_SAID, "not-left"))
_HALF = re.compile(r"20[0-9]{2}-h[12]")
_YEAR = re.compile(r"20[0-9]{2}")

MIGRATIONS: Final = (
    Migration(
        1,
        "how consent was given and what was explained",
        f"""
        CREATE TABLE consent_circumstances (
            case_id TEXT PRIMARY KEY REFERENCES cases (id) ON DELETE CASCADE,
            way TEXT CHECK (way IN ({", ".join(f"'{way}'" for way in Way)})),
            band TEXT CHECK (length(band) BETWEEN 4 AND 40 AND band NOT GLOB '*[^a-z0-9-]*')
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE consent_explained (
            case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
            point TEXT NOT NULL CHECK (point IN ({", ".join(f"'{point}'" for point in Point)})),
            PRIMARY KEY (case_id, point)
        ) STRICT, WITHOUT ROWID;
        """,
    ),
)

WATCHED: Final = (
    Watched("consent_circumstances", scope="'case ' || {row}.case_id"),
    Watched("consent_explained", scope="'case ' || {row}.case_id"),
)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How consent was given.

    Attributes:
        way: by what way, or ``None`` where it is not on record.
        band: when: a period of the taxonomy, a half year (``2026-h1``) or a year; ``None`` where it is not on record.
        explained: what was explained.
    """

    way: Way | None
    band: str | None
    explained: frozenset[Point]


class ConsentRecords:
    """How consent was given, case by case."""

    def __init__(self, vault: Vault, taxonomy: Taxonomy) -> None:
        self._vault = vault
        self._taxonomy = taxonomy

    def of(self, case: CaseId) -> Circumstances:
        """What is on record.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        connection = self._vault.connection
        case_row(connection, case)
        row = connection.execute(
            "SELECT way, band FROM consent_circumstances WHERE case_id = ?", (case,)
        ).fetchone()
        points = connection.execute(
            "SELECT point FROM consent_explained WHERE case_id = ?", (case,)
        ).fetchall()
        explained = frozenset(Point(one["point"]) for one in points)
        if row is None:
            return Circumstances(None, None, explained)
        return Circumstances(None if row["way"] is None else Way(row["way"]), row["band"], explained)

    def set_way(self, case: CaseId, way: Way | None) -> None:
        """Note by what way consent was given, or that it is not on record.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        self._set(case, way, self.of(case).band)

    def set_band(self, case: CaseId, band: str | None) -> None:
        """Note when, in a band; see :meth:`bands`.

        Raises:
            AnswerIsNoError: if there is no such case.
            WrongUseError: if it is anything else: a month, a day and a sentence do not fit.
        """
        known = self.of(case)
        self._set(case, known.way, None if band is None else self._band(band))

    def set_explained(self, case: CaseId, points: Collection[Point], *, explained: bool = True) -> None:
        """Note that these points were explained, or were not.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        with self._vault.transaction() as connection:
            case_row(connection, case)
            for point in points:
                statement = (
                    "INSERT OR IGNORE INTO consent_explained (case_id, point) VALUES (?, ?)"
                    if explained
                    else "DELETE FROM consent_explained WHERE case_id = ? AND point = ?"
                )
                connection.execute(statement, (case, Point(point)))
            touch(connection, case)

    def bands(self) -> tuple[tuple[str, str], ...]:
        """The bands offered, as id and words: this half year, the one before, this year, then the taxonomy's periods.

        Other years and half years are taken too. What is offered depends on the clock; what is stored does not.
        """
        year, month = int(time.strftime("%Y")), int(time.strftime("%m"))
        here = [f"{year}-h2", f"{year}-h1"] if month > 6 else [f"{year}-h1", f"{year - 1}-h2"]
        near = [*here, str(year), str(year - 1)]
        return (*((band, self.band_in_words(band)) for band in near), *self._periods().items())

    def band_in_words(self, band: str) -> str:
        """A band as people read it."""
        if _HALF.fullmatch(band):
            return f"{band[:4]}, {'first' if band.endswith('1') else 'second'} half"
        return self._periods().get(band, band)

    def missing(self, case: CaseId) -> tuple[str, ...]:
        """Sentences on what is not on record although the purposes consented to would have it; advice, never a bar.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        found, given = self.of(case), consent_of(self._vault.connection, case)
        if not given:
            return ()
        told = [] if found.way else ["How consent was given is not on record."]
        lacking = {point for purpose in given for point in _NEEDED.get(purpose, ())} - found.explained
        told += [f"Not on record as explained: {POINTS[point]}." for point in Point if point in lacking]
        return tuple(told)

    def _periods(self) -> dict[str, str]:
        return {
            level.id: level.label
            for attribute in self._taxonomy.attributes
            if attribute.id == "period"
            for level in attribute.bands
            if level.id not in _NOT_A_TIME
        }

    def _band(self, raw: str) -> str:
        wanted = plain(raw)
        for band, label in self._periods().items():
            if wanted in (band, plain(label)):
                return band
        if _HALF.fullmatch(wanted) or _YEAR.fullmatch(wanted):
            return wanted
        raise WrongUseError(
            "That is not a band of time.",
            "Give a half year such as 2026-h1, a year, or a period of the codebook; nothing finer is stored.",
        )

    def _set(self, case: CaseId, way: Way | None, band: str | None) -> None:
        with self._vault.transaction() as connection:
            case_row(connection, case)
            connection.execute(
                "INSERT INTO consent_circumstances (case_id, way, band) VALUES (?1, ?2, ?3)"
                " ON CONFLICT (case_id) DO UPDATE SET way = ?2, band = ?3",
                (case, None if way is None else Way(way), band),
            )
            touch(connection, case)
