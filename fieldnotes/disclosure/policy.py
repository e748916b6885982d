"""A redaction policy: the numbers a release is held to, and the mapping from bands to the levels that may leave."""

import hashlib
import tomllib
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from fieldnotes.base.errors import DamagedError, RefusedError, WrongUseError
from fieldnotes.base.labels import Label

FORMAT: Final = "fieldnotes-policy"
MAX_LEVELS: Final = 4
"""An attribute has at most this many levels in a release (docs/disclosure-control.md, coarsening)."""

FLOOR: Final[dict[str, int]] = {
    "export.k": 5,
    "export.cohort": 15,
    "publish.k": 10,
    "publish.cases": 60,
    "publish.researchers": 5,
    "tables.group": 15,
    "tables.factor": 15,
    "tables.attribute": 20,
    "tables.group_by_attribute": 40,
    "tables.pair": 100,
}
"""What no policy may go below, whoever signed it. Table numbers: the smallest cohort the table is given for."""

SPLIT_COHORT_CEILING: Final = 20
"""What no policy may go above: the largest cohort of a split export, which bounds one researcher's contribution."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


Sentence = Annotated[str, StringConstraints(min_length=1, max_length=600)]


class Figure(_Strict):
    """A number and the sentence that says why it is what it is."""

    value: Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
    why: Sentence


class ExportRules(_Strict):
    """What a sealed export is held to: threshold k, smallest cohort, largest cohort of a split export (cases)."""

    k: Figure
    cohort: Figure
    split_cohort: Figure


class PublishRules(_Strict):
    """What a publication is held to: threshold k, fewest cases, fewest researchers."""

    k: Figure
    cases: Figure
    researchers: Figure


class TableRules(_Strict):
    """From how many cases on each family of tables is given; a family left out is never given."""

    group: Figure
    factor: Figure | None = None
    attribute: Figure | None = None
    group_by_attribute: Figure | None = None
    pair: Figure | None = None

    @model_validator(mode="after")
    def _margins_before_cells(self) -> Self:
        if self.group_by_attribute is not None and (
            self.attribute is None or self.attribute.value > self.group_by_attribute.value
        ):
            msg = "a group by an attribute needs the attribute's own table from the same number of cases or fewer"
            raise ValueError(msg)
        return self


class Level(_Strict):
    """One level of an attribute in a release, and the bands that fall into it."""

    id: Label
    bands: Annotated[tuple[Label, ...], Field(min_length=1)]


class Coarsening(_Strict):
    """The levels of one attribute; each band falls into exactly one of them."""

    why: Sentence
    levels: Annotated[tuple[Level, ...], Field(min_length=2, max_length=MAX_LEVELS)]

    @model_validator(mode="after")
    def _partition(self) -> Self:
        bands = [band for level in self.levels for band in level.bands]
        ids = [level.id for level in self.levels]
        if len(set(bands)) != len(bands) or len(set(ids)) != len(ids):
            msg = "a level or a band stands twice"
            raise ValueError(msg)
        return self


class PolicyFile(_Strict):
    """A policy file as written (``exports/policies/*.toml``); its JSON schema is ``exports/policy.schema.json``."""

    format: Literal["fieldnotes-policy"]
    version: Literal[1]
    name: Label
    title: Sentence
    export: ExportRules
    publish: PublishRules
    tables: TableRules
    coarsening: dict[Label, Coarsening]


class Policy(PolicyFile):
    """A policy that was read and stands above the floor.

    Attributes:
        sha256: hash of the policy file's bytes, in hexadecimal.
    """

    sha256: str

    @property
    def export_k(self) -> int:
        """Threshold of a sealed export."""
        return self.export.k.value

    @property
    def export_cohort(self) -> int:
        """Fewest cases of a release."""
        return self.export.cohort.value

    @property
    def split_cohort(self) -> int:
        """Most cases of a split export."""
        return self.export.split_cohort.value

    @property
    def publish_k(self) -> int:
        """Threshold of a publication."""
        return self.publish.k.value

    @property
    def publish_cases(self) -> int:
        """Fewest cases of a publication."""
        return self.publish.cases.value

    @property
    def publish_researchers(self) -> int:
        """Fewest researchers of a publication."""
        return self.publish.researchers.value

    def levels(self, attribute: str) -> tuple[str, ...]:
        """The levels of an attribute, in the order of the policy.

        Raises:
            WrongUseError: if the policy does not map the attribute.
        """
        return tuple(level.id for level in self._coarsening(attribute).levels)

    def coarsen(self, attribute: str, band: str) -> str:
        """The level a band falls into.

        Raises:
            WrongUseError: if the policy does not map the attribute or the band.
        """
        for level in self._coarsening(attribute).levels:
            if band in level.bands:
                return level.id
        raise WrongUseError(
            f"The policy {self.name} does not say where the band {band} of {attribute} goes.",
            "Use a policy that was written for this taxonomy.",
        )

    def _coarsening(self, attribute: str) -> Coarsening:
        try:
            return self.coarsening[attribute]
        except KeyError:
            raise WrongUseError(
                f"The policy {self.name} does not map the attribute {attribute}.",
                "Use a policy that was written for this taxonomy.",
            ) from None


def parse_policy(raw: bytes) -> Policy:
    """Read a policy file.

    Args:
        raw: the bytes of the TOML file, exactly as stored or received.

    Raises:
        DamagedError: if it is not a policy file.
        RefusedError: if it is looser than the floor compiled in.
    """
    try:
        document: dict[str, Any] = tomllib.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise DamagedError(
            "The policy is not a TOML file.", "Ask for it again, or use the standard policy."
        ) from None
    try:
        policy = Policy.model_validate(
            {key: value for key, value in document.items() if key != "sha256"}
            | {"sha256": hashlib.sha256(raw).hexdigest()}
        )
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"]) or "the file"
        raise DamagedError(
            f"The policy is not of the expected form at {place}.",
            "Compare it with exports/policies/standard.toml.",
        ) from None
    _refuse_below_floor(policy)
    return policy


def figures(policy: PolicyFile) -> dict[str, Figure | None]:
    """The numbers of a policy by their dotted names, such as ``export.k``; ``None`` for a table never given."""
    found: dict[str, Figure | None] = {}
    for section in ("export", "publish", "tables"):
        rules = getattr(policy, section)
        for name in type(rules).model_fields:
            found[f"{section}.{name}"] = getattr(rules, name)
    return found


def policy_schema() -> dict[str, Any]:
    """The JSON schema of a policy file; ``exports/policy.schema.json`` is this, and a test compares them."""
    return PolicyFile.model_json_schema()


def _refuse_below_floor(policy: Policy) -> None:
    numbers = figures(policy)
    for name, floor in FLOOR.items():
        figure = numbers[name]
        if figure is not None and figure.value < floor:
            raise RefusedError(
                f"The policy {policy.name} sets {name} to {figure.value}, below the floor of {floor}.",
                "Use a policy that is at least as strict as the floor.",
            )
    if policy.split_cohort > SPLIT_COHORT_CEILING:
        raise RefusedError(
            f"The policy {policy.name} allows {policy.split_cohort} cases in a split export, above {SPLIT_COHORT_CEILING}.",
            "Use a policy that is at least as strict as the floor.",
        )
