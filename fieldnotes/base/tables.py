"""The only shapes in which numbers may leave: integers, suppression marks, and labels from closed sets.

Stated here, on the ground floor, because disclosure control makes these tables, sealing signs them, and neither may
import the other (docs/decisions/0001-protected-table-on-the-ground-floor.md).
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from fieldnotes.base.labels import Label

SUPPRESSED: Literal["S"] = "S"
"""The one mark of a hidden cell, whatever the reason it is hidden."""

Count = Annotated[int, Field(ge=0, le=2**53 - 1, strict=True)]
"""A number of cases; the upper end is the largest integer every JSON reader keeps exact (RFC 8259, section 6)."""

Sha256Hex = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ProtectedCell(_Frozen):
    """One cell: where it stands, and its count or the suppression mark."""

    key: tuple[Label, ...]
    n: Count | Literal["S"]


class ProtectedTable(_Frozen):
    """A frequency table in which some cells are hidden. The unit of every count is the case."""

    name: Label
    dimensions: tuple[Label, ...]
    cells: tuple[ProtectedCell, ...]


class FeasibilityInterval(_Frozen):
    """The smallest and largest value an attacker can prove for one hidden cell."""

    table: Label
    key: tuple[Label, ...]
    lower: Count
    upper: Count


class Certificate(_Frozen):
    """What a set of protected tables claims about itself; anyone can compute it again from the tables alone.

    Attributes:
        policy: name of the policy.
        policy_sha256: hash of the policy file's bytes.
        taxonomy_sha256: content hash of the taxonomy the cases were coded under.
        k: the threshold: no protected quantity may be certified to lie in 1 … k-1.
        cohort: number of cases N in the cohort.
        intervals: the feasibility interval of every hidden cell, in table order then cell order.
    """

    policy: Label
    policy_sha256: Sha256Hex
    taxonomy_sha256: Sha256Hex
    k: Annotated[int, Field(ge=1, strict=True)]
    cohort: Count
    intervals: tuple[FeasibilityInterval, ...]


class IntervalCell(_Frozen):
    """One merged cell: known to lie between two counts; equal ends are a number; ``None`` is hidden altogether."""

    key: tuple[Label, ...]
    lower: Count | None
    upper: Count | None


class IntervalTable(_Frozen):
    """A merged table in which every cell is an interval, a number (equal ends), or hidden (no ends)."""

    name: Label
    dimensions: tuple[Label, ...]
    cells: tuple[IntervalCell, ...]
