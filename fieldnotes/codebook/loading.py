"""Reading a taxonomy from its folder."""

import tomllib
from pathlib import Path

from fieldnotes.base.shipped import shipped
from fieldnotes.codebook.entries import Attribute, Factor, Group, Implication
from fieldnotes.codebook.models import Taxonomy


def load_taxonomy(folder: Path | None = None) -> Taxonomy:
    """The taxonomy of ``folder``, or the shipped one."""
    root = shipped("taxonomy") if folder is None else folder
    head = tomllib.loads((root / "codebook.toml").read_text("utf-8"))
    attributes = tomllib.loads((root / "attributes.toml").read_text("utf-8"))
    groups = tuple(Group.model_validate(raw) for raw in head["group"])
    factors: list[Factor] = []
    for group in groups:
        file = tomllib.loads((root / "factors" / f"{group.id}.toml").read_text("utf-8"))
        factors += [
            Factor.model_validate({**raw, "group": group.id, "role": group.role}) for raw in file["factor"]
        ]
    return Taxonomy(
        version=head["version"],
        title=head["title"],
        citation=head["citation"],
        dimensions=head["dimensions"],
        groups=groups,
        factors=tuple(factors),
        attributes=tuple(Attribute.model_validate(raw) for raw in attributes["attribute"]),
        implications=tuple(Implication.model_validate(raw) for raw in attributes["implication"]),
    )
