"""Guided coding of one case: the guide's questions with what the case has considered so far. It never codes."""

from dataclasses import dataclass
from typing import Final

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import CaseId, GroupId
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.localfactors import Codable, LocalFactor
from fieldnotes.casebook.records import State
from fieldnotes.codebook.guiding import SUBJECTS, Subject, groups_about, subject_of
from fieldnotes.codebook.models import plain

LOCAL: Final = GroupId("local")
"""Stands for the factors of the team's own, which belong to no group and are offered with every subject."""

_OWN: Final = "Is it something the codebook does not foresee, and the team has a factor of its own for?"


@dataclass(frozen=True, slots=True)
class KindOfReason:
    """An answer to the second question.

    Attributes:
        group: a group's id, or :data:`LOCAL`.
        label: what it is called.
        question: what tells it from its neighbours.
        considered: how many of its factors were considered in the case, 0 to ``factors``.
        factors: how many it has; 0 for the team's own, which are on no checklist.
    """

    group: GroupId
    label: str
    question: str
    considered: int
    factors: int

    @property
    def untouched(self) -> bool:
        """Whether nothing of it has been considered in the case."""
        return self.factors > 0 and self.considered == 0


class Guiding:
    """The guide over one case, as the checklist stands when it is made.

    Args:
        book: the casebook.
        case: the case that is coded; ``None`` to go through the questions without one.

    Attributes:
        of_case: whether it is over a case.
        taxonomy: the codebook.
        codable: everything that can be coded with.

    Raises:
        AnswerIsNoError: if there is no such case.
    """

    def __init__(self, book: Casebook, case: CaseId | None) -> None:
        self.of_case = case is not None
        self.taxonomy = book.taxonomy
        self.codable: tuple[Codable, ...] = book.codable
        self._local = tuple(factor for factor in self.codable if isinstance(factor, LocalFactor))
        self._states = {} if case is None else book.checklist.states(case)

    def kinds(self, subject: Subject) -> tuple[KindOfReason, ...]:
        """The groups a subject leads to, and last the team's own factors where there are any."""
        groups = [group.id for group in groups_about(self.taxonomy, subject)]
        return tuple(map(self.kind, [*groups, LOCAL] if self._local else groups))

    def kind(self, group: GroupId) -> KindOfReason:
        """A group with what was considered of it, or the team's own factors.

        Raises:
            UnknownGroupError: if there is no such group.
        """
        if group == LOCAL:
            return KindOfReason(LOCAL, "the team's own", _OWN, 0, 0)
        known = self.taxonomy.group(group)
        factors = self.taxonomy.factors_of(known.id)
        seen = sum(
            self._states.get(each.id, State.NOT_CONSIDERED) is not State.NOT_CONSIDERED for each in factors
        )
        return KindOfReason(known.id, known.label, known.question, seen, len(factors))

    def key_of(self, group: GroupId) -> str:
        """What one types for a group.

        Raises:
            UnknownGroupError: if there is no such group.
        """
        return str(LOCAL) if group == LOCAL else self.taxonomy.group(group).key

    def candidates(self, group: GroupId) -> tuple[Codable, ...]:
        """The factors to choose between.

        Raises:
            UnknownGroupError: if there is no such group.
        """
        return self._local if group == LOCAL else self.taxonomy.factors_of(group)

    def place_of(self, factor: Codable) -> tuple[Subject | None, GroupId]:
        """Where the questions would lead to a factor: subject and group; the team's own have no subject."""
        if isinstance(factor, LocalFactor):
            return None, LOCAL
        return subject_of(self.taxonomy, factor.group), factor.group

    def keyed(self, typed: str) -> Codable | None:
        """The factor whose key was typed, whole."""
        wanted = typed.strip().casefold()
        return next((factor for factor in self.codable if factor.key == wanted), None)

    def subject(self, typed: str) -> Subject | None:
        """The subject of that name, or the one whose name begins with what was typed."""
        wanted = plain(typed)
        return next((each for each in SUBJECTS if wanted and plain(each.name).startswith(wanted)), None)

    def answer(self, typed: str) -> Subject | GroupId | Codable:
        """What somebody means who answers one of the questions: a subject, a group or a factor, by name, key or id.

        Raises:
            WrongUseError: if it is none of these.
        """
        wanted = typed.strip().casefold()
        for group in self.taxonomy.groups:
            if wanted in (group.id, group.key, group.label.casefold()):
                return group.id
        if wanted == LOCAL:
            return LOCAL
        factor = self.keyed(wanted) or next((each for each in self.codable if each.id == wanted), None)
        found = factor or self.subject(wanted)
        if found is None:
            raise WrongUseError(
                "The guide has no such answer.",
                f"Answer with one of {', '.join(each.name for each in SUBJECTS)}, or with a group's or factor's key.",
            )
        return found
