"""What must hold between attributes, their bands and the implications between bands."""

from collections.abc import Iterable, Iterator

from fieldnotes.base.ids import AttributeId
from fieldnotes.codebook.entries import NOT_SAID, Attribute, Implication
from fieldnotes.codebook.faults import Fault
from fieldnotes.codebook.files import ATTRIBUTES
from fieldnotes.codebook.implications import broken_implications, with_implied
from fieldnotes.codebook.models import plain
from fieldnotes.codebook.reading import Draft


def attribute_faults(draft: Draft) -> Iterator[Fault]:
    """Every breach of a rule in ``attributes.toml``, in the order of the file."""
    found = [
        Fault(ATTRIBUTES, draft.attributes[place].name, field, problem)
        for place, field, problem in _repeated_names(
            [(each.entry.id, each.entry.label) for each in draft.attributes]
        )
    ]
    for placed in draft.attributes:
        found += [
            Fault(ATTRIBUTES, placed.name, field, problem) for field, problem in _band_faults(placed.entry)
        ]
    attributes = {placed.entry.id: placed.entry for placed in draft.attributes}
    for rule in draft.implications:
        found += [
            Fault(ATTRIBUTES, rule.name, field, problem)
            for field, problem in _implication_faults(rule.entry, attributes, draft.unread)
        ]
    yield from found
    # Whether implications contradict each other can be asked only of implications that are sound by themselves.
    if not found and not any(fault.file == ATTRIBUTES for fault in draft.faults):
        yield from _unusable_bands(attributes.values(), [rule.entry for rule in draft.implications])


def _repeated_names(named: list[tuple[str, str]]) -> Iterator[tuple[int, str, str]]:
    """A user may type an id or a label, so both are looked up in one space, where each must mean one thing."""
    seen: set[str] = set()
    for place, (own_id, label) in enumerate(named):
        for field, name in (("id", own_id), ("label", plain(label))):
            if name in seen:
                yield place, field, f"{name!r} is taken already"
        seen |= {own_id, plain(label)}


def _band_faults(attribute: Attribute) -> Iterator[tuple[str, str]]:
    for place, field, problem in _repeated_names([(band.id, band.label) for band in attribute.bands]):
        yield f"bands[{place + 1}].{field}", problem
    if NOT_SAID not in {band.id for band in attribute.bands}:
        yield "bands", f"must include a band with the id {NOT_SAID}"


def _implication_faults(
    rule: Implication, attributes: dict[AttributeId, Attribute], unread: set[str]
) -> Iterator[tuple[str, str]]:
    if rule.attribute == rule.implies_attribute:
        yield "implies_attribute", "must be another attribute"
    for field, bands_field, attribute, bands in (
        ("attribute", "bands", rule.attribute, rule.bands),
        ("implies_attribute", "implies_bands", rule.implies_attribute, rule.implies_bands),
    ):
        if attribute in attributes:
            known = {band.id for band in attributes[attribute].bands}
            for number, band in enumerate(bands, start=1):
                if band not in known:
                    yield f"{bands_field}[{number}]", f"{band} is not a band of {attribute}"
        elif attribute not in unread:
            yield field, f"{attribute} is not an attribute"
        if len(set(bands)) < len(bands):
            yield bands_field, "names a band twice"
    if NOT_SAID in rule.bands:
        yield "bands", f"must not hold {NOT_SAID}: nothing follows from what nobody said"
    if len(rule.implies_bands) > 1 and NOT_SAID not in rule.implies_bands:
        yield "implies_bands", f"must be one band, or include {NOT_SAID}: a case is filled in step by step"


def _unusable_bands(attributes: Iterable[Attribute], implications: list[Implication]) -> Iterator[Fault]:
    """Implications can contradict each other, so that a band could never be set on any case."""
    for attribute in attributes:
        for number, band in enumerate(attribute.bands, start=1):
            if broken_implications(implications, with_implied(implications, {attribute.id: band.id})):
                problem = "can never be set: the implications contradict it"
                yield Fault(ATTRIBUTES, attribute.id, f"bands[{number}]", problem)
