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
    """What could not be read, then what breaks a rule, each once.

    A rule broken by a field that could not be read says nothing new: a stand-in was in its place.
    """
    broken = [*rule_faults(draft), *attribute_faults(draft)]
    unread: dict[tuple[str, str], list[str]] = {}
    for fault in draft.faults:
        unread.setdefault((fault.file, fault.id), []).append(fault.field)
    news = [
        fault
        for fault in broken
        if not any(_same_place(fault.field, field) for field in unread.get((fault.file, fault.id), ()))
    ]
    return list(dict.fromkeys([*draft.faults, *news]))


def _same_place(field: str, other: str) -> bool:
    """Whether one field is the other or lies within it."""
    shorter, longer = sorted((field, other), key=len)
    return shorter == longer or (shorter != "" and longer.startswith((f"{shorter}.", f"{shorter}[")))
