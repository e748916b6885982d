"""What an attacker holds of several releases: each release, and how many people are counted in which of them."""

from dataclasses import dataclass

from fieldnotes.base.tables import ProtectedTable
from fieldnotes.disclosure.layout import Layout


@dataclass(frozen=True, slots=True)
class Released:
    """One release, as an attacker holds it.

    Attributes:
        name: what it is called in a finding, such as ``release 2``.
        layout: the layout it was made under.
        tables: its protected tables.
        cohort: number of cases N.
        k: the threshold it was held to.
    """

    name: str
    layout: Layout
    tables: tuple[ProtectedTable, ...]
    cohort: int
    k: int


@dataclass(frozen=True, slots=True)
class Part:
    """The cases that are counted in exactly these releases.

    Attributes:
        releases: their names.
        cases: how many cases, at least 1. An attacker is taken to know it.
    """

    releases: frozenset[str]
    cases: int
