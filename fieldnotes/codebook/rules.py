"""What must hold between the entries of a codebook: groups, factors, dimensions, keys, references."""

from collections.abc import Iterator

from fieldnotes.base.ids import FactorId
from fieldnotes.codebook.entries import Dimension, FactorEntry, Group, Retirement, Role, Stance
from fieldnotes.codebook.faults import Fault
from fieldnotes.codebook.files import CODEBOOK
from fieldnotes.codebook.reading import Draft

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
    groups: dict[str, Group] = {group.id: group for group in draft.groups}
    factors = {entry.id: entry for _, _, entry in draft.placed_factors()}
    for file, group_id, entry in draft.placed_factors():
        group = groups.get(group_id) if group_id else None
        for field, problem in (
            *(_place_faults(entry, group) if group else ()),
            *_wording_faults(entry),
            *_boundary_faults(entry, factors, draft.unread),
            *(_retirement_faults(entry, entry.retired, factors, draft) if entry.retired else ()),
        ):
            yield Fault(file, entry.id, field, problem)


def _dimension_faults(draft: Draft) -> Iterator[Fault]:
    if draft.head:
        for dimension in Dimension:
            if dimension not in draft.head.dimensions:
                yield Fault(CODEBOOK, "", f"dimensions.{dimension}", "is missing")


def _group_faults(draft: Draft) -> Iterator[Fault]:
    known = {group.id for group in draft.groups}
    for file in draft.factors:
        if file.group is not None and file.group not in known | draft.unread:
            yield Fault(file.file, "", "group", f"{file.group} is not a group in {CODEBOOK}")
    peopled = {file.group for file in draft.factors if any(entry.retired is None for entry in file.entries)}
    for group in draft.groups:
        head = group.role.partition("-")[0]
        if group.id.partition(".")[0] != head:
            yield Fault(CODEBOOK, group.id, "id", f"must begin with {head}. because its role is {group.role}")
        # A group whose file could not be read is not empty: that file has a fault of its own.
        if group.id not in peopled and not draft.faults:
            yield Fault(CODEBOOK, group.id, "", "has no factor that may be coded")


def _repeated_names(draft: Draft) -> Iterator[Fault]:
    """Ids and keys are looked up in one space; labels are told apart among groups and among factors."""
    seen: dict[tuple[str, str], str] = {}
    named: list[tuple[str, Group | FactorEntry]] = [(CODEBOOK, group) for group in draft.groups]
    named += [(file, entry) for file, _, entry in draft.placed_factors()]
    for file, entry in named:
        names = {"id": ("id", entry.id), "key": ("key", entry.key)}
        names["label"] = (f"label of a {type(entry).__name__}", entry.label.casefold())
        for field, name in names.items():
            if name in seen:
                yield Fault(
                    file, entry.id, field, f"{getattr(entry, field)!r} is taken already, by {seen[name]}"
                )
            else:
                seen[name] = f"{entry.id} in {file}"


def _ambiguous_keys(draft: Draft) -> Iterator[Fault]:
    """While a key is being typed, no shorter one may be complete on the way to it."""
    for named in (
        [(CODEBOOK, group.id, group.key) for group in draft.groups],
        [(file, entry.id, entry.key) for file, _, entry in draft.placed_factors()],
    ):
        for file, owner, key in named:
            longer = [other for _, _, other in named if other != key and other.startswith(key)]
            if longer:
                yield Fault(
                    file, owner, "key", f"{key} is the beginning of {longer[0]}, so typing it is ambiguous"
                )


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
