"""From a text and the selections in it to an interview and its codings."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from fieldnotes.base.ids import CoderLabel, FactorId
from fieldnotes.base.span import Span
from fieldnotes.codebook.models import Stance
from fieldnotes.formats.refi.codes import UNCODED, kept
from fieldnotes.formats.refi.conventions import Convention, Positions
from fieldnotes.formats.refi.elements import CodingElement, Selection, Text
from fieldnotes.formats.refi.extras import EXTRAS_ONLY, from_line
from fieldnotes.formats.refi.packaged import Loaded, LoadedText
from fieldnotes.formats.refi.plans import PlannedCoding
from fieldnotes.text.following import normalise_following
from fieldnotes.text.normalising import Normalised


@dataclass(frozen=True, slots=True)
class Placed:
    """A text as it is stored, with its codings."""

    normalised: Normalised
    codings: tuple[PlannedCoding, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What users and codes of a file are to us.

    Attributes:
        coders: label by the GUID of a user.
        factors: what each code that is known becomes; ``None`` for a factor that is still to be made.
        conditions: factors that take no stance.
        ours: whether this program wrote the file, so that notes hold stance and strength.
    """

    coders: Mapping[str, CoderLabel]
    factors: Mapping[str, FactorId | None]
    conditions: frozenset[FactorId]
    ours: bool


class Placer:
    """Places the codings of one project.

    Args:
        loaded: the project.
        convention: how positions are counted.
        meaning: of users and codes.
        left_out: counts what cannot be placed.
    """

    def __init__(
        self, loaded: Loaded, convention: Convention, meaning: Meaning, left_out: Counter[str]
    ) -> None:
        self._loaded = loaded
        self._convention = convention
        self._coders = meaning.coders
        self._factors = meaning.factors
        self._conditions = meaning.conditions
        self._ours = meaning.ours
        self._left_out = left_out
        self._notes = {note.guid: note for note in loaded.project.memos}
        self.used_notes: set[str] = set()

    def place(self, loaded: LoadedText) -> Placed:
        """The text normalised, and its codings where their words are then."""
        text = loaded.text or ""
        positions = Positions(text, self._convention, mark=loaded.mark)
        selections = [*loaded.element.selections, *_whole(loaded.element, len(text))]
        spans: list[Span] = []
        kept: list[Selection] = []
        for selection in selections:
            whole = selection.start is None and selection.guid == _WHOLE
            span = Span(0, len(text)) if whole else positions.span(selection.start, selection.end)
            if span is None:
                self._left_out[_why(selection)] += 1
            else:
                spans.append(span)
                kept.append(selection)
        normalised, moved = normalise_following(text, spans)
        codings: dict[tuple[Span, object, CoderLabel], PlannedCoding] = {}
        for selection, after in zip(kept, moved, strict=True):
            if after is None:
                self._left_out["passages without any words"] += 1
                continue
            for coding in self._codings(selection, after, loaded.element):
                self._keep(codings, coding)
        return Placed(normalised, tuple(codings.values()))

    def _keep(
        self, codings: dict[tuple[Span, object, CoderLabel], PlannedCoding], one: PlannedCoding
    ) -> None:
        """Keep a coding; one that says the same of the same words gives its memo to the first."""
        key = one.span, self._factors[one.code] or one.code, one.coder
        first = codings.setdefault(key, one)
        if first is not one:
            self._left_out["codings that repeat another"] += 1
            if one.memo and one.memo not in first.memo:
                codings[key] = replace(first, memo="\n\n".join(filter(None, (first.memo, one.memo))))

    def _codings(self, selection: Selection, span: Span, text: Text) -> Iterator[PlannedCoding]:
        extra = self._memo(selection.notes, selection.description)
        known = [coding for coding in selection.codings if coding.code in self._factors]
        if len(known) < len(selection.codings):
            self._left_out["codings with a code that the file does not hold"] += len(selection.codings) - len(
                known
            )
        if not known and not selection.codings:
            coder = self._coder(selection.user or text.user)
            yield PlannedCoding(span, UNCODED, coder, None, None, extra)
        for coding in known:
            stance, strength = self._stance(coding)
            memo = "\n\n".join(filter(None, (self._memo(coding.notes, ""), extra)))
            extra = ""
            coder = self._coder(user_of(coding, selection, text))
            yield PlannedCoding(span, coding.code, coder, stance, strength, memo)

    def _coder(self, user: str) -> CoderLabel:
        return self._coders[user or self._loaded.project.user]

    def _stance(self, coding: CodingElement) -> tuple[Stance | None, int | None]:
        """Of a file of ours: in the description of the coding's note."""
        if not self._ours:
            return None, None
        line = " ".join(self._notes[guid].description for guid in coding.notes if guid in self._notes)
        stance, strength = from_line(line)
        return (None if self._factors[coding.code] in self._conditions else stance), strength

    def _memo(self, notes: list[str], description: str) -> str:
        parts = [description]
        for guid in notes:
            note = self._notes.get(guid)
            if note is None:
                self._left_out["references to notes that the file does not hold"] += 1
                continue
            self.used_notes.add(guid)
            words = self._loaded.notes.get(guid, "")
            if not self._ours:
                parts += [note.name, note.description, words]
            elif note.name != EXTRAS_ONLY:
                parts.append(words)
        wanted = filter(None if self._ours else str.strip, parts)
        return "\n\n".join(kept(part, ours=self._ours) for part in wanted)


_WHOLE = "the whole text"


def user_of(coding: CodingElement, selection: Selection, text: Text) -> str:
    """The GUID of the user who made a coding, from the coding itself or what it stands in; empty if none is given."""
    return coding.user or selection.user or text.user


def _whole(text: Text, length: int) -> Iterator[Selection]:
    """A code on a source as a whole is one on all its words."""
    if text.codings and length:
        yield Selection(_WHOLE, "", None, None, text.user, codings=text.codings)


def _why(selection: Selection) -> str:
    """Why a selection has no words."""
    start, end = selection.start, selection.end
    if start is None or end is None:
        return "passages whose positions are no numbers"
    if start < 0 or end < start:
        return "passages that run backwards or begin before the text"
    return "passages without any words" if start == end else "passages that end beyond the text"
