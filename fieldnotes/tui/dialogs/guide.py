"""The guide: three short questions that lead from a passage to a factor. It never codes."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from fieldnotes.base.ids import FactorId, GroupId
from fieldnotes.codebook.models import Factor, Role, Taxonomy
from fieldnotes.tui.dialogs.finder import Finder, among
from fieldnotes.tui.widgets.listing import Item

if TYPE_CHECKING:
    from fieldnotes.tui.app import FieldnotesApp

_SUBJECTS: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("leaving", "what moved or helped the person to leave", (Role.DRIVER,)),
    (
        "staying",
        "what keeps people in, or stops those who want to leave",
        (Role.OBSTACLE_IMMEDIATE, Role.OBSTACLE_STRUCTURAL),
    ),
    ("armed resistance", "losses, risk, welcome: it may work either way", (Role.UNCERTAIN,)),
    ("what would have to change", "conditions under which more would leave", (Role.CONDITION,)),
)


def _when(factor: Factor, taxonomy: Taxonomy) -> str:
    """When to use a factor and when not, a line each."""
    boundaries = []
    for boundary in factor.do_not_use_when:
        instead = f" ({taxonomy.factor(boundary.instead).key} instead)" if boundary.instead else ""
        boundaries.append(boundary.text + instead)
    lines = [f"Use when: {' '.join(factor.use_when) or factor.definition}"]
    return "\n".join([*lines, f"Not when: {' '.join(boundaries)}"] if boundaries else lines)


def guide(app: "FieldnotesApp", taxonomy: Taxonomy, found: Callable[[Factor], None]) -> None:
    """Ask what the passage speaks about, which kind of reason, which factor; then call ``found`` with it."""

    def subject_chosen(subject: str) -> None:
        roles = next(roles for name, _, roles in _SUBJECTS if name == subject)
        groups = [
            Item(group.id, (group.label, group.question or group.definition))
            for group in taxonomy.groups
            if group.role in roles
        ]
        app.ask(Finder("2 of 3: which kind of reason?", among(groups), width=34), group_chosen)

    def group_chosen(group: str) -> None:
        factors = [
            Item(factor.id, (f"{factor.key} {factor.label}", _when(factor, taxonomy)))
            for factor in taxonomy.factors_of(GroupId(group))
        ]
        app.ask(Finder("3 of 3: which of these?", among(factors), width=34), factor_chosen)

    def factor_chosen(factor: str) -> None:
        found(taxonomy.factor(FactorId(factor)))

    subjects = [Item(name, (name, words)) for name, words, _ in _SUBJECTS]
    app.ask(Finder("1 of 3: what does the passage speak about?", among(subjects), width=26), subject_chosen)
