"""The three questions that lead from a passage to a factor: what it speaks about, which kind of reason, which factor."""

from dataclasses import dataclass
from typing import Final

from fieldnotes.base.ids import GroupId
from fieldnotes.codebook.entries import Factor
from fieldnotes.codebook.models import Group, Role, Taxonomy

QUESTIONS: Final = (
    "1 of 3: what does the passage speak about?",
    "2 of 3: which kind of reason?",
    "3 of 3: which of these?",
)


@dataclass(frozen=True, slots=True)
class Subject:
    """An answer to the first question.

    Attributes:
        name: a word or two.
        words: what counts as that.
        roles: of the groups it leads to.
    """

    name: str
    words: str
    roles: tuple[Role, ...]


SUBJECTS: Final = (
    Subject("leaving", "what moved or helped the person to leave", (Role.DRIVER,)),
    Subject(
        "staying",
        "what keeps people in, or stops those who want to leave",
        (Role.OBSTACLE_IMMEDIATE, Role.OBSTACLE_STRUCTURAL),
    ),
    Subject("armed resistance", "losses, risk, welcome: it may work either way", (Role.UNCERTAIN,)),
    Subject("what would have to change", "conditions under which more would leave", (Role.CONDITION,)),
)


def subject_of(taxonomy: Taxonomy, group: GroupId) -> Subject:
    """The subject that leads to a group.

    Raises:
        UnknownGroupError: if there is no such group.
    """
    role = taxonomy.group(group).role
    return next(subject for subject in SUBJECTS if role in subject.roles)


def groups_about(taxonomy: Taxonomy, subject: Subject) -> tuple[Group, ...]:
    """The groups a subject leads to, in the taxonomy's order."""
    return tuple(group for group in taxonomy.groups if group.role in subject.roles)


def retirement(factor: Factor, taxonomy: Taxonomy) -> str:
    """That a factor is retired, since when, and what replaces it, in a sentence; empty for one in use."""
    if factor.retired is None:
        return ""
    later = " or ".join(taxonomy.factor(one).key for one in taxonomy.successors(factor.id))
    return (
        f"Retired since version {factor.retired.since}; {f'use {later}' if later else 'nothing replaces it'}."
    )


def boundaries(factor: Factor, taxonomy: Taxonomy) -> tuple[str, ...]:
    """When a factor does not fit, a sentence each, with the key of what would be used instead."""
    return tuple(
        f"{each.text} Use {taxonomy.factor(each.instead).key} instead." if each.instead else each.text
        for each in factor.do_not_use_when
    )
