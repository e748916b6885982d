"""From XML elements, as they begin and end, to what they say."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from fieldnotes.formats.refi.elements import (
    CaseElement,
    Code,
    CodingElement,
    Project,
    Selection,
    Text,
    User,
    Value,
    Variable,
)
from fieldnotes.formats.refi.guids import plain_guid
from fieldnotes.formats.refi.limits import LONGEST_NAME

Attributes = Mapping[str, str]

SKIPPED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "PictureSource": "pictures",
        "PDFSource": "PDF documents",
        "AudioSource": "sound recordings",
        "VideoSource": "films",
        "Set": "sets",
        "Graph": "graphs",
        "Link": "links",
    }
)
"""Elements that are left out with all they hold, and what they are called."""

_SELECTIONS: Final = "selections in pictures, PDF documents and recordings"
_WITHIN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Transcript": "transcripts of recordings",
        "Coding": "codings on pictures, PDF documents and recordings",
        "PictureSelection": _SELECTIONS,
        "PDFSelection": _SELECTIONS,
        "AudioSelection": _SELECTIONS,
        "VideoSelection": _SELECTIONS,
        "TranscriptSelection": _SELECTIONS,
        "PlainTextSelection": _SELECTIONS,
    }
)
_REFERENCES: Final = frozenset(("CodeRef", "SourceRef", "SelectionRef", "VariableRef", "NoteRef"))
_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Description": "description",
        "PlainTextContent": "content",
        **dict.fromkeys(
            ("TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue"), "value"
        ),
    }
)
"""Elements that hold words, and where these go."""


class Builder:
    """Follows elements as they begin and end; what is open is a stack."""

    def __init__(self) -> None:
        self.project = Project()
        self._open: list[Any] = []
        self._codes: list[str] = []
        self._skipping = 0
        self._seen: set[tuple[str, str]] = set()

    def begin(self, tag: str, attributes: Attributes) -> None:
        """An element begins; its attributes are there, what it holds is not yet."""
        made: Any = None
        if self._skipping:
            self._skipping += 1
            if tag in _WITHIN:
                self.project.skipped[_WITHIN[tag]] += 1
        elif not self._open:
            made = self.project
            made.origin = _name(attributes, "origin")
            made.user = plain_guid(attributes.get("creatingUserGUID", ""))
        elif tag in SKIPPED:
            self._skipping = 1
            self.project.skipped[SKIPPED[tag]] += 1
        elif tag in _REFERENCES:
            self._refer(tag, plain_guid(attributes.get("targetGUID", "")))
        elif tag in _MAKERS:
            made = _MAKERS[tag](self, attributes)
        self._open.append(made)

    def end(self, tag: str, words: str) -> None:
        """An element ends; ``words`` is the text directly in it."""
        self._open.pop()
        if self._skipping:
            self._skipping -= 1
        elif tag in _WORDS:
            holder = self._open[-1] if self._open else None
            if holder is not None and hasattr(holder, _WORDS[tag]):
                setattr(holder, _WORDS[tag], words)
        elif tag == "Code" and self._codes:
            self._codes.pop()

    @property
    def _holder(self) -> Any:
        return next((one for one in reversed(self._open) if one is not None), self.project)

    def _refer(self, tag: str, target: str) -> None:
        holder = self._holder
        if tag == "CodeRef" and isinstance(holder, CodingElement):
            holder.code = target
        elif tag == "SourceRef" and isinstance(holder, CaseElement):
            holder.sources.append(target)
        elif tag == "VariableRef" and isinstance(holder, Value):
            holder.variable = target
        elif tag == "NoteRef" and hasattr(holder, "notes"):
            holder.notes.append(target)
        elif isinstance(holder, CaseElement):
            self.project.skipped["codes and selections given to a whole case"] += 1

    def _is_new(self, kind: str, guid: str) -> bool:
        """Whether this GUID is met for the first time for its kind."""
        if (kind, guid) in self._seen:
            self.project.repeated += 1
            return False
        self._seen.add((kind, guid))
        return True

    def _keep(self, kind: str, made: Any, where: list[Any]) -> Any:
        if self._is_new(kind, made.guid):
            where.append(made)
        return made

    def user(self, attributes: Attributes) -> Any:
        """A user."""
        return self._keep("user", User(_guid(attributes), _name(attributes)), self.project.users)

    def code(self, attributes: Attributes) -> Any:
        """A code, under the one that is open if one is."""
        codable = attributes.get("isCodable", "true").strip() not in ("false", "0")
        parent = self._codes[-1] if self._codes else None
        made = Code(_guid(attributes), _name(attributes), codable, parent)
        self._codes.append(made.guid)
        return self._keep("code", made, self.project.codes)

    def variable(self, attributes: Attributes) -> Any:
        """A variable."""
        return self._keep("variable", Variable(_guid(attributes), _name(attributes)), self.project.variables)

    def case(self, attributes: Attributes) -> Any:
        """A case."""
        return self._keep("case", CaseElement(_guid(attributes), _name(attributes)), self.project.cases)

    def value(self, _attributes: Attributes) -> Any:
        """A value, of the case or source that is open."""
        made = Value()
        if isinstance(self._holder, CaseElement | Text):
            self._holder.values.append(made)
        return made

    def text(self, attributes: Attributes) -> Any:
        """A text source; one whose GUID was met before is a text all the same."""
        made = _text(attributes)
        self._is_new("text", made.guid)
        self.project.texts.append(made)
        return made

    def note(self, attributes: Attributes) -> Any:
        """A note."""
        return self._keep("note", _text(attributes), self.project.memos)

    def selection(self, attributes: Attributes) -> Any:
        """A stretch of the text that is open."""
        made = Selection(
            _guid(attributes),
            _name(attributes),
            _number(attributes.get("startPosition")),
            _number(attributes.get("endPosition")),
            _user(attributes),
        )
        if isinstance(self._holder, Text):
            self._holder.selections.append(made)
        return made

    def coding(self, attributes: Attributes) -> Any:
        """A coding of the stretch or source that is open."""
        made = CodingElement(_guid(attributes), _user(attributes))
        if isinstance(self._holder, Text | Selection):
            self._holder.codings.append(made)
        return made


_MAKERS: Final[Mapping[str, Callable[[Builder, Attributes], Any]]] = MappingProxyType(
    {
        "User": Builder.user,
        "Code": Builder.code,
        "Variable": Builder.variable,
        "Case": Builder.case,
        "VariableValue": Builder.value,
        "TextSource": Builder.text,
        "Note": Builder.note,
        "PlainTextSelection": Builder.selection,
        "Coding": Builder.coding,
    }
)


def _text(attributes: Attributes) -> Text:
    path = attributes.get("plainTextPath", "")[:LONGEST_NAME]
    return Text(_guid(attributes), _name(attributes), path, _user(attributes))


def _guid(attributes: Attributes) -> str:
    return plain_guid(attributes.get("guid", ""))


def _user(attributes: Attributes) -> str:
    return plain_guid(attributes.get("creatingUser", ""))


def _name(attributes: Attributes, key: str = "name") -> str:
    return " ".join(attributes.get(key, "").split())[:LONGEST_NAME]


def _number(raw: str | None) -> int | None:
    """A position; ``None`` for what is none, such as a number of a thousand digits."""
    raw = (raw or "").strip()
    digits = raw.removeprefix("-").removeprefix("+")
    return int(raw) if digits.isascii() and digits.isdigit() and len(digits) <= 12 else None
