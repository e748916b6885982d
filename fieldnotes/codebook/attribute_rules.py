"""What must hold between attributes, their bands and the implications between bands."""

from collections.abc import Iterator

from fieldnotes.base.ids import AttributeId
from fieldnotes.codebook.entries import NOT_SAID, Attribute, Implication
from fieldnotes.codebook.faults import Fault
from fieldnotes.codebook.files import ATTRIBUTES
from fieldnotes.codebook.implications import settle_among
from fieldnotes.codebook.models import plain
from fieldnotes.codebook.reading import Draft


def attribute_faults(draft: Draft) -> Iterator[Fault]:
    """Every breach of a rule in ``attributes.toml``, in the order of the file."""
    found = [
        *_repeated_names("attribute", [(known.id, known.label) for known in draft.attributes]),
        *(fault for known in draft.attributes for fault in _band_faults(known)),
    ]
    attributes = {known.id: known for known in draft.attributes}
    for number, rule in enumerate(draft.implications, start=1):
        found += [
            Fault(ATTRIBUTES, f"implication {number}", field, problem)
            for field, problem in _implication_faults(rule, attributes, draft.unread)
        ]
    yield from found
    if not found and not any(fault.file == ATTRIBUTES for fault in draft.faults):
        yield from _unusable_bands(draft)


def _band_faults(attribute: Attribute) -> Iterator[Fault]:
    yield from _repeated_names("band", [(band.id, band.label) for band in attribute.bands], attribute.id)
    if NOT_SAID not in {band.id for band in attribute.bands}:
        yield Fault(ATTRIBUTES, attribute.id, "bands", f"must include a band with the id {NOT_SAID}")


def _repeated_names(kind: str, named: list[tuple[str, str]], owner: str = "") -> Iterator[Fault]:
    """A user may type an id or a label, so both are looked up in one space, where each must mean one thing."""
    seen: set[str] = set()
    for own_id, label in named:
        for field, name in (("id", own_id), ("label", plain(label))):
            if name in seen:
                where = f"bands.{own_id}.{field}" if owner else field
                yield Fault(
                    ATTRIBUTES, owner or own_id, where, f"{name!r} is taken already by another {kind}"
                )
        seen |= {own_id, plain(label)}


def _implication_faults(
    rule: Implication, attributes: dict[AttributeId, Attribute], unread: set[str]
) -> Iterator[tuple[str, str]]:
    if rule.attribute == rule.implies_attribute:
        yield "implies_attribute", "must be another attribute"
    for field, attribute, bands in (
        ("attribute", rule.attribute, rule.bands),
        ("implies_attribute", rule.implies_attribute, rule.implies_bands),
    ):
        bands_field = "bands" if field == "attribute" else "implies_bands"
        if attribute not in attributes:
            if attribute not in unread:
                yield field, f"{attribute} is not an attribute"
            continue
        known = {band.id for band in attributes[attribute].bands}
        for band in bands:
            if band not in known:
                yield bands_field, f"{band} is not a band of {attribute}"
        if len(set(bands)) < len(bands):
            yield bands_field, "names a band twice"
    if NOT_SAID in rule.bands:
        yield "bands", f"must not hold {NOT_SAID}: nothing follows from what nobody said"


def _unusable_bands(draft: Draft) -> Iterator[Fault]:
    """Implications can contradict each other, so that a band could never be set on any case."""
    for attribute in draft.attributes:
        for band in attribute.bands:
            settled = settle_among(draft.attributes, draft.implications, {}, attribute.id, band.id)
            if settled.attributes[attribute.id] != band.id:
                yield Fault(
                    ATTRIBUTES,
                    attribute.id,
                    f"bands.{band.id}",
                    "can never be set: the implications contradict it",
                )
