"""Interview guides: questions in order, and the skeleton of an interview that they make."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from fieldnotes.base.errors import AnswerIsNoError, WrongUseError
from fieldnotes.base.ids import GroupId
from fieldnotes.codebook.errors import UnknownGroupError
from fieldnotes.codebook.models import Group, Role, Taxonomy

MOST_QUESTIONS: Final = 500
LONGEST_QUESTION: Final = 1000
"""In code points."""

_LEADING = re.compile(r"(?:Q:|[-*•]|[0-9]{1,3}[.)])\s+")
"""How people begin a question in a list."""

_BY_ROLE: Final[dict[str, tuple[str, tuple[Role, ...]]]] = {
    "drivers": ("what moved or helped the person to leave", (Role.DRIVER,)),
    "obstacles": ("what keeps people in", (Role.OBSTACLE_IMMEDIATE, Role.OBSTACLE_STRUCTURAL)),
    "conditions": ("what would have to change", (Role.CONDITION,)),
    "everything": ("every factor of the codebook", tuple(Role)),
}


@dataclass(frozen=True, slots=True)
class Guide:
    """An interview guide.

    Attributes:
        name: by which it is asked for.
        title: what it is about, in a few words.
        questions: in order, one line each.
    """

    name: str
    title: str
    questions: tuple[str, ...]

    @property
    def skeleton(self) -> str:
        """The text an interview begins with: a turn for each question, and an empty one for its answer."""
        return "\n\n".join(f"Q: {question}\nA: " for question in self.questions) + "\n"


def guide_from_text(name: str, text: str) -> Guide:
    """A guide from a text: a question a line.

    Empty lines and lines that begin with ``#`` are left out, and so are numbers, dashes and ``Q:`` before a question.

    Raises:
        WrongUseError: if there is no question, there are more than :data:`MOST_QUESTIONS`, or one is longer than
            :data:`LONGEST_QUESTION`.
    """
    lines = [" ".join(line.split()) for line in text.split("\n")]
    questions = [_LEADING.sub("", line + " ", count=1).strip() for line in lines if not line.startswith("#")]
    questions = [question for question in questions if question]
    if not questions:
        raise WrongUseError("There is no question in it.", "Write one question a line.")
    if len(questions) > MOST_QUESTIONS or max(map(len, questions)) > LONGEST_QUESTION:
        raise WrongUseError(
            f"A guide has at most {MOST_QUESTIONS} questions of {LONGEST_QUESTION} characters.",
            "Write one question a line, and make two guides of it.",
        )
    return Guide(name, name, tuple(questions))


def guides_of(taxonomy: Taxonomy) -> list[Guide]:
    """The guides that a codebook makes: one a group with every prompt, then wider ones with a prompt a factor."""
    return [
        *(_of_groups(taxonomy, (group,)) for group in taxonomy.groups),
        *(_of_roles(taxonomy, name) for name in _BY_ROLE),
    ]


def guide_of(taxonomy: Taxonomy, name: str) -> Guide:
    """The guide of that name: a group's key or id, several joined by commas, ``drivers`` and more; see :func:`guides_of`.

    Raises:
        AnswerIsNoError: if the codebook makes none of that name.
    """
    wanted = name.strip().casefold()
    if wanted in _BY_ROLE:
        return _of_roles(taxonomy, wanted)
    keys = [key for key in re.split(r"[,\s]+", wanted) if key]
    try:
        groups = [taxonomy.group(GroupId(key)) for key in keys]
    except UnknownGroupError:
        groups = []
    if not groups:
        raise AnswerIsNoError(
            "There is no such guide.", "List them: fieldnotes interview guide list; or F4, Guides."
        )
    return _of_groups(taxonomy, tuple(dict.fromkeys(groups)))


def is_made_from_codebook(taxonomy: Taxonomy, name: str) -> bool:
    """Whether a codebook makes a guide of that name."""
    return name in _BY_ROLE or any(name in (group.key, group.id) for group in taxonomy.groups)


def _of_groups(taxonomy: Taxonomy, groups: tuple[Group, ...]) -> Guide:
    prompts = (
        prompt for group in groups for factor in taxonomy.factors_of(group.id) for prompt in factor.prompts
    )
    return Guide(
        ",".join(group.key for group in groups), ", ".join(group.label for group in groups), _once(prompts)
    )


def _of_roles(taxonomy: Taxonomy, name: str) -> Guide:
    title, roles = _BY_ROLE[name]
    return Guide(
        name, title, _once(factor.prompts[0] for factor in taxonomy.active_factors if factor.role in roles)
    )


def _once(prompts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(prompt.split()) for prompt in prompts))
