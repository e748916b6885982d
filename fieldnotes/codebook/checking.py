"""Checking a taxonomy folder: every fault it has, so that a researcher can mend them in one go."""

from pathlib import Path

from fieldnotes.codebook.attribute_rules import attribute_faults
from fieldnotes.codebook.faults import Fault
from fieldnotes.codebook.reading import Draft, read_folder
from fieldnotes.codebook.rules import rule_faults

__all__ = ["Fault", "check_taxonomy", "faults_in"]


def check_taxonomy(folder: Path) -> list[Fault]:
    """Every fault of the taxonomy in ``folder``; empty when it can be used.

    Raises:
        WrongUseError: if there is no such folder.
    """
    return faults_in(read_folder(folder))


def faults_in(draft: Draft) -> list[Fault]:
    """What could not be read, then what breaks a rule, each once."""
    return list(dict.fromkeys([*draft.faults, *rule_faults(draft), *attribute_faults(draft)]))
