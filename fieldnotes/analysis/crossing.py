"""Cases by what they raise and by a band: a contingency table of groups of factors and one attribute."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldnotes.analysis.material import Material
from fieldnotes.base.ids import AttributeId, BandId, CaseId, FactorId


@dataclass(frozen=True, slots=True)
class Crossing:
    """Counts of cases.

    Attributes:
        attribute: whose bands stand in the columns.
        bands: every band, in the codebook's order.
        groups: every code, in the order given.
        cases: coded cases of each band.
        raising: of these, how many raise the code.
    """

    attribute: AttributeId
    bands: tuple[BandId, ...]
    groups: tuple[str, ...]
    cases: Mapping[BandId, int]
    raising: Mapping[tuple[str, BandId], int]


def raised_by_case(material: Material, code: Mapping[FactorId, str]) -> Mapping[CaseId, frozenset[str]]:
    """What each coded case raises at least once, factors counted as ``code`` says; those it does not name are left out."""
    found: dict[CaseId, set[str]] = {case.id: set() for case in material.coded_cases}
    for one in material.codings:
        if one.factor in code:
            found[one.case].add(code[one.factor])
    return {case: frozenset(codes) for case, codes in found.items()}


def cases_raising(material: Material, code: Mapping[FactorId, str]) -> Counter[str]:
    """How many cases raise each code; a case counts once."""
    return Counter(one for raised in raised_by_case(material, code).values() for one in raised)


def cross(
    material: Material,
    code: Mapping[FactorId, str],
    groups: Sequence[str],
    attribute: AttributeId,
    bands: Sequence[BandId],
) -> Crossing:
    """How many coded cases of each band raise each code.

    Args:
        material: the codings, and the bands of the cases.
        code: what each factor is counted as, usually its group.
        groups: the codes to give, in order.
        attribute: of the cases.
        bands: its bands, in order.
    """
    raised = raised_by_case(material, code)
    of_band = {case.id: case.band(attribute) for case in material.coded_cases}
    return Crossing(
        attribute,
        tuple(bands),
        tuple(groups),
        Counter(of_band.values()),
        Counter((group, of_band[case]) for case, found in raised.items() for group in found),
    )
