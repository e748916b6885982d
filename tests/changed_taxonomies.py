"""Taxonomies made from the shipped one by changing single things, for tests of versions."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fieldnotes.base.ids import FactorId
from fieldnotes.codebook.entries import Retirement
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.codebook.models import Factor, Taxonomy
from fieldnotes.codebook.writing import folder_files

SHIPPED = load_taxonomy()


def with_version(taxonomy: Taxonomy, version: str) -> Taxonomy:
    return rebuilt(taxonomy, version=version)


def rebuilt(taxonomy: Taxonomy, **changes: Any) -> Taxonomy:
    """A taxonomy with other parts; nothing of it is remembered from before, its hash neither."""
    parts = {name: getattr(taxonomy, name) for name in Taxonomy.model_fields}
    return Taxonomy(**(parts | changes))


def with_factor(taxonomy: Taxonomy, factor: str, **changes: Any) -> Taxonomy:
    return rebuilt(
        taxonomy,
        factors=tuple(
            known.model_copy(update=changes) if known.id == factor else known for known in taxonomy.factors
        ),
    )


def without_factor(taxonomy: Taxonomy, factor: str) -> Taxonomy:
    return rebuilt(taxonomy, factors=tuple(known for known in taxonomy.factors if known.id != factor))


def plus(taxonomy: Taxonomy, like: str, name: str, key: str) -> Taxonomy:
    """With one more factor beside ``like``."""
    model = taxonomy.factor(FactorId(like))
    added = model.model_copy(
        update={"id": f"{model.group}.{name}", "key": key, "label": name.replace("-", " "), "retired": None}
    )
    return rebuilt(taxonomy, factors=(*taxonomy.factors, Factor.model_validate(added.model_dump())))


def retiring(taxonomy: Taxonomy, version: str, mappings: Mapping[str, tuple[str, ...]]) -> Taxonomy:
    """A later version in which factors are retired."""
    for factor, later in mappings.items():
        retirement = Retirement(since=version, replaced_by=tuple(map(FactorId, later)))
        taxonomy = with_factor(taxonomy, factor, retired=retirement)
    return with_version(taxonomy, version)


def sound(taxonomy: Taxonomy) -> Taxonomy:
    """With every boundary that points at a retired factor pointing nowhere, as the checks of a folder want it."""
    retired = {factor.id for factor in taxonomy.factors if factor.retired is not None}
    for factor in taxonomy.active_factors:
        boundaries = tuple(
            each.model_copy(update={"instead": None}) if each.instead in retired else each
            for each in factor.do_not_use_when
        )
        if boundaries != factor.do_not_use_when:
            taxonomy = with_factor(taxonomy, factor.id, do_not_use_when=boundaries)
    return taxonomy


def write_folder(taxonomy: Taxonomy, folder: Path) -> Path:
    """The taxonomy as a folder."""
    for name, raw in folder_files(taxonomy).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return folder
