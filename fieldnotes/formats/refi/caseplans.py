"""Which case each text belongs to, under which label, and with which attributes."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from fieldnotes.base.errors import FieldnotesError, WrongUseError
from fieldnotes.base.ids import AttributeId, BandId, CaseId, CoderLabel, FactorId
from fieldnotes.base.labels import parse_case_id, parse_coder
from fieldnotes.casebook.attributes import refuse_contradiction
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.diary import LONGEST
from fieldnotes.casebook.records import State
from fieldnotes.codebook.models import NOT_SAID, Taxonomy, plain
from fieldnotes.formats.refi.elements import CaseElement, Value, Variable
from fieldnotes.formats.refi.extras import SETTLED
from fieldnotes.formats.refi.guids import codebook_guid
from fieldnotes.formats.refi.packaged import Loaded, LoadedText

_LABEL_LIKE = re.compile(r"([A-Za-z]{1,4})[-_ ]?(\d{1,6})")
"""What is taken for a label and not for a person's name: a few letters and a number."""

_DRAWN = "P"


class CaseLabels:
    """Labels for cases of a project made elsewhere.

    Args:
        book: whose labels are taken already.
        ours: whether this program wrote the file: its labels are labels.
    """

    def __init__(self, book: Casebook, *, ours: bool) -> None:
        self._taken = {case.id.casefold() for case in book.cases.list()}
        self._ours = ours
        self._numbers = count(1)

    def label(self, name: str) -> CaseId:
        """The case's own label if it is one and free; otherwise P1, P2, …, since a name may be a person's."""
        wanted = self._as_label(name)
        while wanted is None or wanted.casefold() in self._taken:
            wanted = CaseId(f"{_DRAWN}{next(self._numbers)}")
        self._taken.add(wanted.casefold())
        return wanted

    def _as_label(self, name: str) -> CaseId | None:
        if self._ours:
            try:
                return parse_case_id(name)
            except WrongUseError:
                return None
        found = _LABEL_LIKE.fullmatch(name.strip())
        return (
            CaseId("-".join(found.groups()) if "-" in name or "_" in name else "".join(found.groups()))
            if found
            else None
        )


def cases_with_texts(
    loaded: Loaded, left_out: Counter[str]
) -> Iterator[tuple[CaseElement, list[LoadedText]]]:
    """Every case with its texts; a text that belongs to none is a case by itself, without a name."""
    texts: dict[str, LoadedText] = {}
    for text in loaded.texts:
        texts.setdefault(text.element.guid, text)
    given: set[str] = set()
    for case in loaded.project.cases:
        own = []
        for guid in dict.fromkeys(case.sources):
            if guid in given:
                left_out["texts given to a second case"] += 1
            elif guid in texts:
                given.add(guid)
                own.append(texts[guid])
            else:
                left_out["sources of cases that are no texts"] += 1
        if len(case.description.strip()) > LONGEST:
            left_out["descriptions of cases that are too long for a memo"] += 1
            case.description = ""
        yield case, own
    for text in loaded.texts:
        first = texts[text.element.guid] is text
        if text.text is not None and not (first and text.element.guid in given):
            yield CaseElement("", ""), [text]


class Attributes:
    """What values of variables mean to us.

    Args:
        taxonomy: with our attributes.
        variables: of the file.
        left_out: counts values that mean nothing to us.
    """

    def __init__(self, taxonomy: Taxonomy, variables: Sequence[Variable], left_out: Counter[str]) -> None:
        self._taxonomy = taxonomy
        self._left_out = left_out
        ours = {codebook_guid("attribute", attribute.id): attribute.id for attribute in taxonomy.attributes}
        names = {plain(attribute.label): attribute.id for attribute in taxonomy.attributes}
        names |= {attribute.id: attribute.id for attribute in taxonomy.attributes}
        self._attributes: dict[str, AttributeId] = {}
        for variable in variables:
            known = ours.get(variable.guid) or names.get(plain(variable.name))
            if known is not None:
                self._attributes[variable.guid] = known
        self._checklist = {
            codebook_guid("checklist", factor.id): factor.id for factor in taxonomy.active_factors
        }
        self._settled = codebook_guid("variable", SETTLED)

    def read(
        self, values: Sequence[Value]
    ) -> tuple[Mapping[AttributeId, BandId], Mapping[FactorId, State], CoderLabel | None]:
        """Bands, checklist marks and the settled coder; nothing finer than a band is kept."""
        bands: dict[AttributeId, BandId] = {}
        marks: dict[FactorId, State] = {}
        settled = None
        for value in values:
            if not value.value.strip():
                continue
            if value.variable in self._checklist:
                state = plain(value.value)
                if state in (State.DENIED, State.NOT_RAISED):
                    marks[self._checklist[value.variable]] = State(state)
            elif value.variable == self._settled:
                settled = self._coder(value.value.strip())
            else:
                self._band(value, bands)
        return bands, marks, settled

    def _coder(self, letter: str) -> CoderLabel | None:
        try:
            return parse_coder(letter)
        except WrongUseError:
            self._left_out["settled coders that are no letter"] += 1
            return None

    def _band(self, value: Value, bands: dict[AttributeId, BandId]) -> None:
        known = self._attributes.get(value.variable)
        if known is None:
            self._left_out["values of variables that are no attribute of ours"] += 1
            return
        try:
            _, band = self._taxonomy.resolve_band(known, value.value)
            if band == NOT_SAID or bands.get(known) == band:
                return
            if known in bands:
                self._left_out["values of attributes that contradict another value"] += 1
                return
            refuse_contradiction({**bands, known: band}, self._taxonomy)
        except FieldnotesError:
            self._left_out["values of attributes that are no band of ours, or contradict another value"] += 1
        else:
            bands[known] = band
