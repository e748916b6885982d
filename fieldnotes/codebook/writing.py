"""A taxonomy as the files of a folder, to be edited: what is read back from them has the same content hash."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from fieldnotes.codebook.entries import FactorEntry
from fieldnotes.codebook.files import ATTRIBUTES, CODEBOOK, FACTORS
from fieldnotes.codebook.models import Attribute, Factor, Group, Implication, Taxonomy

E = TypeVar("E")


def folder_files(taxonomy: Taxonomy) -> dict[str, bytes]:
    """The files by their names relative to the folder: TOML in UTF-8 with LF, a factors file for each group."""
    files = {CODEBOOK: _codebook(taxonomy), ATTRIBUTES: _attributes(taxonomy)}
    for group in taxonomy.groups:
        entries = [factor for factor in taxonomy.factors if factor.group == group.id]
        if entries:
            files[f"{FACTORS}/{group.id}.toml"] = [_pair("group", group.id), *_each(_factor, entries)]
    return {name: ("\n".join(lines) + "\n").encode() for name, lines in files.items()}


def _codebook(taxonomy: Taxonomy) -> list[str]:
    return [
        _pair("version", taxonomy.version),
        _pair("title", taxonomy.title),
        _pair("citation", taxonomy.citation),
        "",
        "[dimensions]",
        *(_pair(name, words) for name, words in taxonomy.dimensions.items()),
        *_each(_group, taxonomy.groups),
    ]


def _group(group: Group) -> Iterator[str]:
    yield "[[group]]"
    for name in ("id", "key", "label", "role", "definition", "question"):
        yield _pair(name, getattr(group, name))


def _factor(factor: Factor) -> Iterator[str]:
    yield "[[factor]]"
    for name in FactorEntry.model_fields:
        value = getattr(factor, name)
        if name in ("use_when", "prompts", "dimensions"):
            yield f"{name} = {_list(value)}"
        elif name == "do_not_use_when":
            yield f"{name} = ["
            for each in value:
                instead = f", {_pair('instead', each.instead)}" if each.instead else ""
                yield f"  {{ {_pair('text', each.text)}{instead} }},"
            yield "]"
        elif name == "cues":
            yield from (f"cues.{language} = {_list(words)}" for language, words in value.items())
        elif name == "retired" and value is not None:
            yield f"retired = {{ {_pair('since', value.since)}, replaced_by = {_list(value.replaced_by)} }}"
        elif value is not None:
            yield _pair(name, value)


def _attributes(taxonomy: Taxonomy) -> list[str]:
    return [*_each(_attribute, taxonomy.attributes), *_each(_implication, taxonomy.implications)]


def _attribute(attribute: Attribute) -> Iterator[str]:
    yield "[[attribute]]"
    for name in ("id", "label", "definition"):
        yield _pair(name, getattr(attribute, name))
    for band in attribute.bands:
        yield from ("", "[[attribute.bands]]", _pair("id", band.id), _pair("label", band.label))
        if band.definition is not None:
            yield _pair("definition", band.definition)


def _implication(rule: Implication) -> Iterator[str]:
    yield "[[implication]]"
    yield _pair("attribute", rule.attribute)
    yield f"bands = {_list(rule.bands)}"
    yield _pair("implies_attribute", rule.implies_attribute)
    yield f"implies_bands = {_list(rule.implies_bands)}"
    yield _pair("because", rule.because)


def _each(write: Callable[[E], Iterator[str]], entries: Iterable[E]) -> list[str]:
    return [line for entry in entries for line in ("", *write(entry))]


def _pair(name: str, value: str) -> str:
    return f"{name} = {_quoted(value)}"


def _list(values: Iterable[str]) -> str:
    return f"[{', '.join(map(_quoted, values))}]"


def _quoted(words: str) -> str:
    """A basic string: what JSON escapes, TOML 1.0 escapes in the same way, and no text here holds anything else to escape."""
    return json.dumps(str(words), ensure_ascii=False)
