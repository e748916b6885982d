"""Codes of a project made elsewhere: which of our factors they are, and which become factors of the team's own."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fieldnotes.base.ids import FactorId
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.localfactors import LONGEST_DESCRIPTION, LONGEST_LABEL
from fieldnotes.codebook.models import Taxonomy, plain
from fieldnotes.formats.refi.elements import Code
from fieldnotes.formats.refi.guids import ProjectGuids, codebook_guid, is_guid
from fieldnotes.text.normalising import normalise_text
from fieldnotes.text.visible import CONTROL

UNCODED: Final = "passage without a code"
"""The team's factor for passages that were marked and not coded, so that they are not lost."""

_BREAKS = re.compile(r"\s+")


class Match(StrEnum):
    """How a code was known."""

    GUID = "by its GUID"
    NAME = "by its name"
    NEW = "a new factor of the team's own"


@dataclass(frozen=True, slots=True)
class PlannedCode:
    """A code and what it becomes.

    Attributes:
        guid: in the file.
        name: in the file.
        factor: the factor it is, ``None`` for one that is still to be made.
        how: how that was known.
        label: of the factor to be made.
        description: of the factor to be made.
        memo: to be written on the factor, behind the one that it has.
    """

    guid: str
    name: str
    factor: FactorId | None
    how: Match
    label: str = ""
    description: str = ""
    memo: str = ""

    @property
    def exchange_guid(self) -> str | None:
        """The GUID to keep with the new factor, so that it is known again."""
        return self.guid if is_guid(self.guid) else None


class CodeMatcher:
    """Knows codes by GUID, then by name.

    Args:
        book: whose taxonomy and factors of the team's own are looked in.
        guids: of the vault, where any were ever given.
        ours: whether this program wrote the file.
    """

    def __init__(self, book: Casebook, guids: ProjectGuids | None, *, ours: bool) -> None:
        self._ours = ours
        local = book.local.all()
        self._by_guid = _taxonomy_guids(book.taxonomy)
        self._by_guid |= {factor.guid: factor.id for factor in local if factor.guid is not None}
        if guids is not None:
            self._by_guid |= {guids.of("factor", factor.id): factor.id for factor in local}
        self._by_name = {factor.label.casefold(): factor.id for factor in local}
        self._by_name |= {factor.id: factor.id for factor in local}
        self._by_name |= _taxonomy_names(book.taxonomy)
        self._labels = {factor.label.casefold() for factor in local}
        self._numbers: dict[str, int] = {}

    def plan(
        self, codes: Iterable[Code], notes: Mapping[str, str], every: Iterable[Code]
    ) -> list[PlannedCode]:
        """What each code becomes. Notes on it become the memo on the factor, or the description of one made from elsewhere.

        Args:
            codes: those that are coded with or can be.
            notes: the words of notes by GUID.
            every: all codes of the file, for where in its tree a code stands.
        """
        names = {code.guid: code.name for code in every}
        parents = {code.guid: code.parent for code in every}
        return [self._one(code, _path(code, names, parents), notes) for code in codes]

    def _one(self, code: Code, path: str, notes: Mapping[str, str]) -> PlannedCode:
        known = self._by_guid.get(code.guid)
        memo = self._words([notes.get(guid, "") for guid in code.notes])
        if known is not None:
            return PlannedCode(code.guid, code.name, known, Match.GUID, memo=memo)
        label = storable_line(code.name)[:LONGEST_LABEL].strip() or "unnamed code"
        known = self._by_name.get(label.casefold()) or self._by_name.get(plain(label))
        if known is not None:
            return PlannedCode(code.guid, code.name, known, Match.NAME, memo=memo)
        label = self._free(label)
        self._labels.add(label.casefold())
        if self._ours:
            described = self._words([code.description])
        else:
            described = self._words([code.description, memo, f"Stood under: {path}" if path else ""])
            memo = ""
        return PlannedCode(
            code.guid, code.name, None, Match.NEW, label, described[:LONGEST_DESCRIPTION], memo
        )

    def _words(self, parts: Iterable[str]) -> str:
        wanted = filter(None if self._ours else str.strip, parts)
        return "\n\n".join(kept(part, ours=self._ours) for part in wanted)

    def _free(self, label: str) -> str:
        """The label, with a number behind it where another code of the file has the same name elsewhere in its tree."""
        made = label
        while made.casefold() in self._labels:
            number = self._numbers[label] = self._numbers.get(label, 1) + 1
            made = f"{label[: LONGEST_LABEL - 8]} ({number})"
        return made


def storable(words: str) -> str:
    """Words from elsewhere as they are stored: normalised like every text that comes in."""
    return normalise_text(words).text


def kept(words: str, *, ours: bool) -> str:
    """Words of a memo or a description: those of our own files as they were written, others as they are stored."""
    return words if ours and not CONTROL.search(words) else storable(words).strip("\n")


def storable_line(words: str) -> str:
    """The same in one line."""
    return _BREAKS.sub(" ", storable(words)).strip()


def _taxonomy_guids(taxonomy: Taxonomy) -> dict[str, FactorId]:
    found = {}
    for factor in taxonomy.factors:
        successors = taxonomy.successors(factor.id)
        if len(successors) == 1:
            found[codebook_guid("factor", factor.id)] = successors[0]
    return found


def _taxonomy_names(taxonomy: Taxonomy) -> dict[str, FactorId]:
    found = {}
    for factor in taxonomy.active_factors:
        found[plain(factor.label)] = factor.id
        found[factor.id] = factor.id
    return found


def _path(code: Code, names: Mapping[str, str], parents: Mapping[str, str | None]) -> str:
    path: list[str] = []
    above = code.parent
    while above is not None and above in names and len(path) < 20:
        path.append(names[above])
        above = parents[above]
    return storable_line(" / ".join(reversed(path)))
