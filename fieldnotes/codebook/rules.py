"""What must hold between the entries of a codebook: groups, factors, dimensions, keys, references."""

from collections.abc import Iterator

from fieldnotes.base.ids import FactorId
from fieldnotes.codebook.entries import Dimension, FactorEntry, Group, Retirement, Role, Stance
from fieldnotes.codebook.faults import Fault
from fieldnotes.codebook.files import CODEBOOK
from fieldnotes.codebook.reading import Draft, Placed

STANCES: dict[Role, tuple[Stance | None, ...]] = {
    Role.DRIVER: (Stance.DRIVES,),
    Role.OBSTACLE_IMMEDIATE: (Stance.HOLDS_BACK,),
    Role.OBSTACLE_STRUCTURAL: (Stance.HOLDS_BACK,),
    Role.UNCERTAIN: (Stance.DRIVES, Stance.HOLDS_BACK, Stance.UNCERTAIN),
    Role.CONDITION: (None,),
}
"""The default stances a role allows (TAXONOMY, stance): drivers drive, obstacles hold back, conditions have none."""


def rule_faults(draft: Draft) -> Iterator[Fault]:
    """Every breach of a rule between entries of groups and factors, in the order of the files."""
    yield from _dimension_faults(draft)
    yield from _group_faults(draft)
    yield from _repeated_names(draft)
    yield from _ambiguous_keys(draft)
    groups: dict[str, Group] = {placed.entry.id: placed.entry for placed in draft.groups}
    factors = {placed.entry.id: placed.entry for placed in draft.factors}
    for placed in draft.factors:
        entry = placed.entry
        group = groups.get(placed.group) if placed.group else None
        for field, problem in (
            *(_place_faults(entry, group) if group else ()),
            *_wording_faults(entry),
            *_boundary_faults(entry, factors, draft.unread),
            *(_retirement_faults(entry, entry.retired, factors, draft) if entry.retired else ()),
        ):
            yield Fault(placed.file, placed.name, field, problem)


def _dimension_faults(draft: Draft) -> Iterator[Fault]:
    if draft.head:
        for dimension in Dimension:
            if dimension not in draft.head.dimensions:
                yield Fault(CODEBOOK, "", f"dimensions.{dimension}", "is missing")


def _group_faults(draft: Draft) -> Iterator[Fault]:
    known = {placed.entry.id for placed in draft.groups} | draft.unread
    named = dict.fromkeys((placed.file, placed.group) for placed in draft.factors)
    for file, group_id in named:
        # Where no group could be read at all, that is the fault, and not every mention of one.
        if draft.groups and group_id is not None and group_id not in known:
            yield Fault(file, "", "group", f"{group_id} is not a group in {CODEBOOK}")
    peopled = {placed.group for placed in draft.factors if placed.entry.retired is None}
    peopled |= {factor_id.rpartition(".")[0] for factor_id in draft.unread}
    peopled |= {placed.entry.id.rpartition(".")[0] for placed in draft.factors if placed.group is None}
    for placed in draft.groups:
        group = placed.entry
        head = group.role.partition("-")[0]
        if group.id.partition(".")[0] != head:
            yield Fault(
                CODEBOOK, placed.name, "id", f"must begin with {head}. because its role is {group.role}"
            )
        if group.id not in peopled:
            yield Fault(CODEBOOK, placed.name, "id", "has no factor that may be coded")


def _repeated_names(draft: Draft) -> Iterator[Fault]:
    """Ids and keys are looked up in one space; labels are told apart among groups and among factors."""
    seen: dict[tuple[str, str], str] = {}
    everything: list[Placed[Group] | Placed[FactorEntry]] = [*draft.groups, *draft.factors]
    for placed in everything:
        entry = placed.entry
        names = {"id": ("id", entry.id), "key": ("key", entry.key)}
        names["label"] = (f"label of a {type(entry).__name__}", entry.label.casefold())
        for field, name in names.items():
            if name in seen:
                problem = f"{getattr(entry, field)!r} is taken already, by {seen[name]}"
                yield Fault(placed.file, placed.name, field, problem)
            else:
                seen[name] = f"{placed.name} in {placed.file}"


def _ambiguous_keys(draft: Draft) -> Iterator[Fault]:
    """While a key is being typed, no shorter one may be complete on the way to it."""
    for kind in (draft.groups, draft.factors):
        for placed in kind:
            key = placed.entry.key
            longer = [
                other.entry.key
                for other in kind
                if other.entry.key != key and other.entry.key.startswith(key)
            ]
            if longer:
                problem = f"{key} is the beginning of {longer[0]}, so typing it is ambiguous"
                yield Fault(placed.file, placed.name, "key", problem)


def _place_faults(entry: FactorEntry, group: Group) -> Iterator[tuple[str, str]]:
    if entry.id.rpartition(".")[0] != group.id:
        yield "id", f"must begin with {group.id}. because this file holds the factors of that group"
    if not entry.key.startswith(group.key) or entry.key == group.key:
        yield "key", f"must be {group.key}, the key of its group, and one more letter"
    if entry.default_stance not in STANCES[group.role]:
        wanted = " or ".join(stance or "left out" for stance in STANCES[group.role])
        yield "default_stance", f"must be {wanted} because the role of its group is {group.role}"


def _wording_faults(entry: FactorEntry) -> Iterator[tuple[str, str]]:
    if len(set(entry.dimensions)) < len(entry.dimensions):
        yield "dimensions", "names a dimension twice"
    if "en" not in entry.cues:
        yield "cues", "has no English cue words (cues.en)"
    for language, words in entry.cues.items():
        for word in dict.fromkeys(words):
            if word != word.lower():
                yield f"cues.{language}", f"{word!r} must be in small letters"
            if words.count(word) > 1:
                yield f"cues.{language}", f"{word!r} stands there twice"


def _boundary_faults(
    entry: FactorEntry, factors: dict[FactorId, FactorEntry], unread: set[str]
) -> Iterator[tuple[str, str]]:
    for number, boundary in enumerate(entry.do_not_use_when, start=1):
        field = f"do_not_use_when[{number}].instead"
        if boundary.instead is None or (boundary.instead in unread and boundary.instead not in factors):
            continue
        other = factors.get(boundary.instead)
        if boundary.instead == entry.id:
            yield field, "points at the factor itself"
        elif other is None:
            yield field, f"{boundary.instead} is not a factor"
        elif other.retired is not None and entry.retired is None:
            yield field, f"{boundary.instead} is retired"


def _retirement_faults(
    entry: FactorEntry, retired: Retirement, factors: dict[FactorId, FactorEntry], draft: Draft
) -> Iterator[tuple[str, str]]:
    if draft.head and _numbers(retired.since) > _numbers(draft.head.version):
        yield (
            "retired.since",
            f"{retired.since} is later than the version of this codebook, {draft.head.version}",
        )
    for number, successor in enumerate(retired.replaced_by, start=1):
        field = f"retired.replaced_by[{number}]"
        if successor not in factors:
            if successor not in draft.unread:
                yield field, f"{successor} is not a factor"
        elif entry.id in _reachable(successor, factors):
            yield field, f"{successor} leads back to the retired factor itself"


def _reachable(start: FactorId, factors: dict[FactorId, FactorEntry]) -> set[FactorId]:
    """The factor and everything its retirement leads to."""
    reached, waiting = set[FactorId](), [start]
    while waiting:
        factor = waiting.pop()
        if factor not in reached:
            reached.add(factor)
            retired = factors[factor].retired if factor in factors else None
            waiting += retired.replaced_by if retired else ()
    return reached


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
