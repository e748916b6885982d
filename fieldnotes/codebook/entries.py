"""What a codebook is made of: factors, groups, attributes, and what bands imply. Frozen; nothing here reads a file."""

import re
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from fieldnotes.base.ids import AttributeId, BandId, FactorId, GroupId


def _one_line(words: object) -> object:
    return " ".join(words.split()) if isinstance(words, str) else words


_COMMANDS = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def _only_words(words: str) -> str:
    # A codebook may come from anybody, and is shown on terminals and in exported tables.
    if _COMMANDS.search(words):
        raise PydanticCustomError(
            "commands", "holds control characters or characters that turn the direction of writing"
        )
    return words


Text = Annotated[
    str, BeforeValidator(_one_line), StringConstraints(min_length=1), AfterValidator(_only_words)
]
"""Words for people to read, never empty. Any white space counts as one space, so lines may be broken freely."""

Version = Annotated[str, StringConstraints(pattern=r"^\d{1,4}\.\d{1,4}\.\d{1,4}$")]
"""``MAJOR.MINOR.PATCH``, numbers only."""

AFactorId = Annotated[FactorId, StringConstraints(pattern=r"^[a-z]+(\.[a-z]+(-[a-z]+)*){2}$", max_length=64)]
AGroupId = Annotated[GroupId, StringConstraints(pattern=r"^[a-z]+\.[a-z]+(-[a-z]+)*$", max_length=64)]
AnAttributeId = Annotated[AttributeId, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=64)]
ABandId = Annotated[BandId, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
FactorKey = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
"""Two or three letters: with ``c`` before and Enter after, at most five key presses apply a known factor."""

GroupKey = Annotated[str, StringConstraints(pattern=r"^[a-z]{1,2}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
"""An ISO 639 code, such as ``en`` or ``my``."""

NOT_SAID = BandId("not-said")
"""The band every attribute has: nobody said, or nobody asked."""

NOT_APPLICABLE = BandId("not-applicable")
"""The band of attributes that make no sense for some cases, such as the refuge of a soldier who has not left."""


class Dimension(StrEnum):
    """What kind of consideration a factor speaks to (the report, key findings, drivers and obstacles)."""

    MORAL = "moral"
    IDEOLOGICAL = "ideological"
    INFORMATIONAL = "informational"
    SECURITY = "security"
    PRAGMATIC = "pragmatic"


class Role(StrEnum):
    """What a factor does in the report's account.

    Immediate obstacles stop people who already want to leave; structural ones stop people from wanting to.
    """

    DRIVER = "driver"
    OBSTACLE_IMMEDIATE = "obstacle-immediate"
    OBSTACLE_STRUCTURAL = "obstacle-structural"
    UNCERTAIN = "uncertain"
    CONDITION = "condition"


class Stance(StrEnum):
    """Which way a coded passage works. ``uncertain`` is an answer of its own, not a missing one."""

    DRIVES = "drives"
    HOLDS_BACK = "holds-back"
    UNCERTAIN = "uncertain"


class Entry(BaseModel):
    """Base of everything in a codebook: frozen, and a misspelt field is an error rather than ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DoNotUse(Entry):
    """A boundary: when a factor does not fit, and which one does.

    Attributes:
        text: the situation, in one sentence.
        instead: the factor that fits; ``None`` where nothing is to be coded.
    """

    text: Text
    instead: AFactorId | None = None


class Retirement(Entry):
    """A factor is never deleted. A retired one names its successors, so that a coded vault can be migrated.

    Attributes:
        since: the version of the taxonomy that retired it.
        replaced_by: what to use now: one factor (renamed or merged), several (split), or none (dropped).
    """

    since: Version
    replaced_by: tuple[AFactorId, ...] = ()


class FactorEntry(Entry):
    """A factor as it is written in a file of ``taxonomy/factors/``; its group and role come from that file's group.

    Attributes:
        id: stable for ever, such as ``driver.morality.civilian-violence``.
        key: what a coder types: the group's key and one more letter, such as ``dmv``.
        label: the report's term.
        dimensions: one or more of the five.
        default_stance: the stance a coding gets unless the coder says otherwise; ``None`` for conditions.
        definition: what it is.
        use_when: situations in which to code it.
        do_not_use_when: situations in which something else fits.
        example: an invented passage.
        prompts: neutral interview questions.
        cues: words that may point to it, by language; lower case.
        source: the place in the report that grounds it.
        retired: set when it may no longer be coded.
    """

    id: AFactorId
    key: FactorKey
    label: Text
    dimensions: Annotated[tuple[Dimension, ...], Field(min_length=1)]
    default_stance: Stance | None = None
    definition: Text
    use_when: Annotated[tuple[Text, ...], Field(min_length=1, max_length=3)]
    do_not_use_when: Annotated[tuple[DoNotUse, ...], Field(min_length=1)]
    example: Text
    prompts: Annotated[tuple[Text, ...], Field(min_length=1, max_length=2)]
    cues: dict[Language, Annotated[tuple[Text, ...], Field(min_length=1)]]
    source: Text
    retired: Retirement | None = None


class Factor(FactorEntry):
    """A factor in its group."""

    group: AGroupId
    role: Role


class Group(Entry):
    """A group of factors; release tables count at this level by default.

    Attributes:
        id: such as ``driver.morality``; the ids of its factors begin with it.
        key: two letters; the keys of its factors begin with it.
        label: the report's term.
        role: shared by all its factors.
        definition: what its factors have in common.
        question: what the guide asks to tell it from its neighbours.
    """

    id: AGroupId
    key: GroupKey
    label: Text
    role: Role
    definition: Text
    question: Text


class Band(Entry):
    """One level of an attribute. Nothing finer may be stored."""

    id: ABandId
    label: Text
    definition: Text | None = None


class Attribute(Entry):
    """Something about the soldier of a case, in bands; it describes the soldier also when a relative speaks."""

    id: AnAttributeId
    label: Text
    definition: Text
    bands: Annotated[tuple[Band, ...], Field(min_length=2)]


class Implication(Entry):
    """Where ``attribute`` is one of ``bands``, ``implies_attribute`` must be one of ``implies_bands``.

    The casebook enforces it on every case, and the disclosure audit grants the attacker the same knowledge.
    """

    attribute: AnAttributeId
    bands: Annotated[tuple[ABandId, ...], Field(min_length=1)]
    implies_attribute: AnAttributeId
    implies_bands: Annotated[tuple[ABandId, ...], Field(min_length=1)]
    because: Text
