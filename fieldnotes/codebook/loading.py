"""Reading a taxonomy from its folder: the whole of it, or none of it."""

from pathlib import Path

from fieldnotes.base.shipped import shipped
from fieldnotes.codebook.checking import faults_in
from fieldnotes.codebook.entries import Factor
from fieldnotes.codebook.errors import FaultyTaxonomyError
from fieldnotes.codebook.faults import Fault
from fieldnotes.codebook.files import CODEBOOK
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.codebook.reading import Draft, read_folder


def load_taxonomy(folder: Path | None = None) -> Taxonomy:
    """The taxonomy of ``folder``, or the shipped one.

    Raises:
        WrongUseError: if there is no such folder.
        FaultyTaxonomyError: if it does not pass :func:`~fieldnotes.codebook.checking.check_taxonomy`; it names the first
            fault and says how many there are.
    """
    draft = read_folder(shipped("taxonomy") if folder is None else folder)
    faults = faults_in(draft)
    if faults or draft.head is None:
        first = faults[0] if faults else Fault(CODEBOOK, "", "", "is missing")
        raise FaultyTaxonomyError(str(first), len(faults) or 1)
    return Taxonomy(
        version=draft.head.version,
        title=draft.head.title,
        citation=draft.head.citation,
        dimensions=draft.head.dimensions,
        groups=tuple(placed.entry for placed in draft.groups),
        factors=_by_group(draft),
        attributes=tuple(placed.entry for placed in draft.attributes),
        implications=tuple(placed.entry for placed in draft.implications),
    )


def _by_group(draft: Draft) -> tuple[Factor, ...]:
    """The factors in the order of the groups, then of the files' names, then of the files."""
    return tuple(
        Factor(group=group.entry.id, role=group.entry.role, **dict(placed.entry))
        for group in draft.groups
        for placed in draft.factors
        if placed.group == group.entry.id
    )
