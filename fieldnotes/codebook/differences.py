"""What differs between two taxonomies, entry by entry, for people and as data."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from fieldnotes.base.ids import FactorId, GroupId
from fieldnotes.codebook.entries import Implication
from fieldnotes.codebook.models import Attribute, Factor, Group, Taxonomy

N = TypeVar("N", Group, Factor, Attribute)


class Change(StrEnum):
    """A kind of difference."""

    ADDED = "added"
    REMOVED = "removed"
    RETIRED = "retired"
    RESTORED = "in use again"
    REMAPPED = "replaced by others"
    MOVED = "moved"
    RELABELLED = "relabelled"
    REKEYED = "other key"
    REDEFINED = "redefined"
    ROLE = "other role"
    DIMENSIONS = "other dimensions"
    STANCE = "other stance"
    CUES = "other cue words"
    WORDS = "other words"
    BANDS = "other bands"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference.

    Attributes:
        part: ``codebook``, ``group``, ``factor``, ``attribute`` or ``implications``.
        id: of the entry; empty for the codebook and for implications.
        change: what kind it is.
        before: as it was, in words; empty where it was not there.
        after: as it is; empty where it is no more.
    """

    part: str
    id: str
    change: Change
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        name = self.id or self.part
        if self.change in (Change.ADDED, Change.REMOVED):
            return f"{name}: {self.change}" + (f" ({self.before or self.after})" if self.id else "")
        if self.change is Change.RETIRED:
            return f"{name}: retired, replaced by {self.after or 'nothing'}"
        return f"{name}: {self.change}: {self.before or 'none'} → {self.after or 'none'}"


def differences(old: Taxonomy, new: Taxonomy) -> tuple[Difference, ...]:
    """Everything that ``new`` says otherwise than ``old``: the codebook, then groups, factors, attributes, implications.

    Empty exactly if both have the same content hash. A factor that was retired for a single one of another group counts as
    moved there, since the id of a factor begins with its group.
    """
    return (
        *_head(old, new),
        *_entries("group", _by_id(old.groups), _by_id(new.groups), _of_group),
        *_factors(old, new),
        *_entries("attribute", _by_id(old.attributes), _by_id(new.attributes), _of_attribute),
        *_implications(old, new),
    )


def _head(old: Taxonomy, new: Taxonomy) -> Iterator[Difference]:
    for name in ("version", "title", "citation"):
        yield from _differs("codebook", name, Change.WORDS, getattr(old, name), getattr(new, name))
    for dimension in dict.fromkeys((*old.dimensions, *new.dimensions)):
        before, after = old.dimensions.get(dimension, ""), new.dimensions.get(dimension, "")
        yield from _differs("codebook", f"dimensions.{dimension}", Change.WORDS, before, after)


def _of_group(old: Group, new: Group) -> Iterator[Difference]:
    for name, change in (
        ("label", Change.RELABELLED),
        ("key", Change.REKEYED),
        ("role", Change.ROLE),
        ("definition", Change.REDEFINED),
        ("question", Change.WORDS),
    ):
        yield from _differs("group", new.id, change, getattr(old, name), getattr(new, name))


def _factors(old: Taxonomy, new: Taxonomy) -> Iterator[Difference]:
    groups = {factor.id: factor.group for factor in new.factors}

    def of_factor(before: Factor, after: Factor) -> Iterator[Difference]:
        yield from _retirement(before, after, groups)
        yield from _of_factor(before, after)

    yield from _entries("factor", _by_id(old.factors), _by_id(new.factors), of_factor)


def _retirement(old: Factor, new: Factor, groups: Mapping[FactorId, GroupId]) -> Iterator[Difference]:
    after = ", ".join(new.retired.replaced_by) if new.retired else ""
    before = ", ".join(old.retired.replaced_by) if old.retired else ""
    if new.retired and not old.retired:
        single = new.retired.replaced_by[0] if len(new.retired.replaced_by) == 1 else None
        elsewhere = single is not None and groups.get(single) != new.group
        yield Difference("factor", new.id, Change.MOVED if elsewhere else Change.RETIRED, old.label, after)
    elif old.retired and not new.retired:
        yield Difference("factor", new.id, Change.RESTORED, before, new.label)
    elif old.retired and new.retired and old.retired != new.retired:
        yield Difference(
            "factor",
            new.id,
            Change.REMAPPED,
            f"{before} since {old.retired.since}".strip(),
            f"{after} since {new.retired.since}".strip(),
        )


def _of_factor(old: Factor, new: Factor) -> Iterator[Difference]:
    yield from _differs("factor", new.id, Change.MOVED, old.group, new.group)
    yield from _differs("factor", new.id, Change.RELABELLED, old.label, new.label)
    yield from _differs("factor", new.id, Change.REKEYED, old.key, new.key)
    yield from _differs("factor", new.id, Change.REDEFINED, old.definition, new.definition)
    yield from _differs("factor", new.id, Change.ROLE, old.role, new.role)
    yield from _differs(
        "factor", new.id, Change.DIMENSIONS, ", ".join(old.dimensions), ", ".join(new.dimensions)
    )
    yield from _differs("factor", new.id, Change.STANCE, old.default_stance or "", new.default_stance or "")
    for language in dict.fromkeys((*old.cues, *new.cues)):
        before, after = old.cues.get(language, ()), new.cues.get(language, ())
        if before != after:
            gone = ", ".join(word for word in before if word not in after)
            came = ", ".join(word for word in after if word not in before)
            order = "in another order" if not (gone or came) else ""
            yield Difference(
                "factor", new.id, Change.CUES, f"{language}: {gone}", f"{language}: {came or order}"
            )
    for name in ("use_when", "do_not_use_when", "example", "prompts", "source"):
        if getattr(old, name) != getattr(new, name):
            yield Difference("factor", new.id, Change.WORDS, *(_words(one, name) for one in (old, new)))


def _words(factor: Factor, name: str) -> str:
    value = getattr(factor, name)
    if isinstance(value, str):
        words = value
    elif name == "do_not_use_when":
        words = " / ".join(f"{each.text} ({each.instead or 'nothing'} instead)" for each in value)
    else:
        words = " / ".join(value)
    return f"{name.replace('_', ' ')}: {words}"


def _of_attribute(old: Attribute, new: Attribute) -> Iterator[Difference]:
    yield from _differs("attribute", new.id, Change.RELABELLED, old.label, new.label)
    yield from _differs("attribute", new.id, Change.REDEFINED, old.definition, new.definition)
    before, after = ([band.id for band in each.bands] for each in (old, new))
    yield from _differs("attribute", new.id, Change.BANDS, ", ".join(before), ", ".join(after))
    known = {band.id: band for band in old.bands}
    for band in new.bands:
        was = known.get(band.id)
        if was is not None and was != band:
            words = (f"{one.id}: {one.label}. {one.definition or ''}".strip() for one in (was, band))
            yield Difference("attribute", new.id, Change.WORDS, *words)


def _implications(old: Taxonomy, new: Taxonomy) -> Iterator[Difference]:
    known, wanted = (Counter(map(_rule, each.implications)) for each in (old, new))
    for rule in sorted((known - wanted).elements()):
        yield Difference("implications", "", Change.REMOVED, rule)
    for rule in sorted((wanted - known).elements()):
        yield Difference("implications", "", Change.ADDED, "", rule)


def _rule(rule: Implication) -> str:
    return rule.model_dump_json()


def _by_id(entries: Iterable[N]) -> dict[str, N]:
    return {entry.id: entry for entry in entries}


def _entries(
    part: str, old: Mapping[str, N], new: Mapping[str, N], inside: Callable[[N, N], Iterator[Difference]]
) -> Iterator[Difference]:
    for name, entry in old.items():
        if name not in new:
            yield Difference(part, name, Change.REMOVED, entry.label)
    for name, entry in new.items():
        before = old.get(name)
        if before is None:
            yield Difference(part, name, Change.ADDED, "", entry.label)
        else:
            yield from inside(before, entry)


def _differs(part: str, name: str, change: Change, before: str, after: str) -> Iterator[Difference]:
    if before != after:
        yield Difference(part, name, change, str(before), str(after))
