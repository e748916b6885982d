"""The three kinds of file in a taxonomy folder, as models; the JSON schema is made from these."""

from fieldnotes.codebook.entries import (
    AGroupId,
    Attribute,
    Dimension,
    Entry,
    FactorEntry,
    Group,
    Implication,
    Text,
    Version,
)

CODEBOOK = "codebook.toml"
ATTRIBUTES = "attributes.toml"
FACTORS = "factors"
"""Folder of the factors files; each holds factors of one group, and a group may have several."""


class CodebookHead(Entry):
    """What stands in ``codebook.toml`` before the groups."""

    version: Version
    title: Text
    citation: Text
    dimensions: dict[Dimension, Text]


class CodebookFile(CodebookHead):
    """``codebook.toml``: what the codebook is called, what its dimensions mean, and its groups."""

    group: tuple[Group, ...]


class AttributesFile(Entry):
    """``attributes.toml``: the attributes of a case, and what their bands imply about each other."""

    attribute: tuple[Attribute, ...]
    implication: tuple[Implication, ...] = ()


class FactorsHead(Entry):
    """What stands in a factors file before the factors."""

    group: AGroupId


class FactorsFile(FactorsHead):
    """``factors/*.toml``: factors of one group."""

    factor: tuple[FactorEntry, ...]
