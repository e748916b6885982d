"""What a REFI-QDA project holds, as it was read: nothing is judged here, and nothing refers to a casebook."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class User:
    """A coder, whose name is not kept beyond the reading."""

    guid: str
    name: str


@dataclass(slots=True)
class Code:
    """A code; ``parent`` is the GUID of the code above it."""

    guid: str
    name: str
    codable: bool
    parent: str | None
    description: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Variable:
    """An attribute of cases or sources."""

    guid: str
    name: str
    description: str = ""


@dataclass(slots=True)
class Value:
    """A variable's value, as written."""

    variable: str = ""
    value: str = ""


@dataclass(slots=True)
class CaseElement:
    """A case; ``sources`` are GUIDs."""

    guid: str
    name: str
    description: str = ""
    values: list[Value] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)


@dataclass(slots=True)
class CodingElement:
    """A code on a selection, or on a whole source."""

    guid: str
    user: str
    code: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Selection:
    """A stretch of a text. Positions are as written, in whatever they were counted; ``None`` where there is no number."""

    guid: str
    name: str
    start: int | None
    end: int | None
    user: str
    description: str = ""
    codings: list[CodingElement] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Text:
    """A text source, or a note. Its words stand in the file itself (``content``) or in a part of the package (``path``)."""

    guid: str
    name: str
    path: str
    user: str
    description: str = ""
    content: str | None = None
    selections: list[Selection] = field(default_factory=list)
    codings: list[CodingElement] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)


@dataclass(slots=True)
class Project:
    """A whole project or codebook.

    Attributes:
        origin: the program that wrote it, as it calls itself.
        user: GUID of the user who made it, or empty.
        skipped: how many of each kind of element were met that are not read, such as pictures.
        repeated: GUIDs that were met a second time for something else of the same kind, which was left out.
    """

    origin: str = ""
    user: str = ""
    description: str = ""
    users: list[User] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    variables: list[Variable] = field(default_factory=list)
    cases: list[CaseElement] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    memos: list[Text] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    repeated: int = 0
