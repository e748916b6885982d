"""Coders of a project made elsewhere: labels in place of names, which are not kept."""

from collections.abc import Iterable, Mapping
from string import ascii_uppercase

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import CoderLabel
from fieldnotes.formats.refi.elements import Project


def coder_labels(project: Project, coding: Iterable[str]) -> Mapping[str, CoderLabel]:
    """A label for each user who coded.

    Whoever is called by a single capital letter in the file keeps it; the others get the letters that are left, in the
    file's order. Codings that say nothing of a user are coder A's where nobody else is.

    Args:
        project: with its users.
        coding: the GUID of the user of every coding; empty where none is given.

    Raises:
        WrongUseError: if there are more than 26.
    """
    met = dict.fromkeys(coding)
    names = {user.guid: user.name.strip() for user in project.users}
    order = [guid for guid in names if guid in met] + [guid for guid in met if guid not in names]
    if len(order) > len(ascii_uppercase):
        raise WrongUseError(
            f"The file holds codings by {len(order)} people, and a casebook tells 26 coders apart.",
            "Export the codings of fewer people.",
        )
    labels: dict[str, CoderLabel] = {}
    for guid in order:
        name = names.get(guid, "")
        if len(name) == 1 and name in ascii_uppercase and name not in labels.values():
            labels[guid] = CoderLabel(name)
    free = (letter for letter in ascii_uppercase if letter not in labels.values())
    for guid in order:
        if guid not in labels:
            labels[guid] = CoderLabel(next(free))
    return labels
