"""Membership: was this person interviewed? The adversary holds one release, made with or without her, and has to say.

It knows what she said or would say, and what m of the people interviewed said. Two adversaries:

- by proof: she is out if what is shown leaves no room for her beside the known members; otherwise it can only guess;
- by likeness: it knows besides how common everything is in the population at large (a survey), and says *in* if the
  release deviates from the population in her direction (Homer et al. 2008; Dwork et al. 2015, tracing). Suppression is no
  defence against that; only noise would be, and this page's figures are measured so that nobody is told otherwise.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fieldnotes.disclosure.adversary.battery import prove
from fieldnotes.disclosure.adversary.insiders import others
from fieldnotes.disclosure.adversary.populations import Member, draw, tabulate
from fieldnotes.disclosure.adversary.targets import Target
from fieldnotes.disclosure.layout import Layout

Publisher = Callable[[Sequence[Member]], Target]
"""Makes a release of a cohort."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One round of the game.

    Attributes:
        release: what the adversary holds.
        person: whom it asks about, with what she said or would say.
        known: members of whom it knows what they said; she is none of them.
        survey: people of the same population who were not interviewed.
        inside: the answer.
    """

    release: Target
    person: Member
    known: tuple[Member, ...]
    survey: tuple[Member, ...]
    inside: bool


def play(  # noqa: PLR0913 - what the game is played for, and its three sizes
    layout: Layout, publisher: Publisher, *, cohort: int, known: int, survey: int, seed: int
) -> Trial:
    """Draw a population and a coin, and publish a cohort of the given size with or without one person.

    Without her, somebody else of the same population is in her place, so that N says nothing.
    """
    chance = random.Random(f"membership {seed}")  # noqa: S311 - an experiment, the same on every machine
    people = draw(layout, cohort + 1 + survey, seed=seed)
    person, stranger, rest = people[0], people[1], people[2 : cohort + 1]
    inside = chance.random() < 0.5
    release = publisher([person if inside else stranger, *rest])
    return Trial(release, person, tuple(rest[:known]), tuple(people[cohort + 1 :]), inside)


def proved_outside(trial: Trial) -> bool:
    """Whether what is shown leaves no room for the person beside the known members.

    The known members and she would lower every number that counts them; below zero, or below what the others must
    fill, there is no room.
    """
    rest = others(trial.release, [*trial.known, trial.person])
    return rest is None or any(learned.upper < 0 for learned in prove(rest))


def proved_inside(trial: Trial) -> bool:
    """Whether she alone can be the one who is missing: one person is left, and is counted where she is and nowhere else."""
    rest = others(trial.release, trial.known)
    if rest is None or rest.cohort != 1:
        return False
    alone = tabulate([trial.person], rest.layout, [table.name for table in rest.tables])
    counts = {(table.name, key): count for table in alone for key, count in table.cells.items()}
    return all(counts[place] == count for place, count in rest.shown.items())


def guess_by_proof(trial: Trial) -> bool:
    """*In*, unless she is proved to be out."""
    return not proved_outside(trial)


def guess_by_likeness(trial: Trial) -> bool:
    """*In*, if the release without the known members deviates from the survey in her direction."""
    rest = others(trial.release, trial.known) or trial.release
    names = [table.name for table in rest.tables]
    hers, theirs = (
        {
            (table.name, key): n
            for table in tabulate(some, rest.layout, names)
            for key, n in table.cells.items()
        }
        for some in ([trial.person], trial.survey)
    )
    score = 0.0
    for place, count in rest.shown.items():
        common = (theirs[place] + 0.5) / (len(trial.survey) + 1)
        score += (hers[place] - common) * (count / rest.cohort - common) / (common * (1 - common))
    return score > 0
