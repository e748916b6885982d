"""``fieldnotes code guide``: the three questions that lead from a passage to a factor."""

import textwrap
from typing import TYPE_CHECKING

import click

from fieldnotes.base.ids import CaseId
from fieldnotes.cli.code_group import code
from fieldnotes.cli.options import CASE, verb
from fieldnotes.cli.session import Session

if TYPE_CHECKING:
    from fieldnotes.base.ids import GroupId
    from fieldnotes.casebook.guiding import Guiding
    from fieldnotes.casebook.localfactors import Codable
    from fieldnotes.codebook.guiding import Subject

_WRAP = textwrap.TextWrapper(width=88, initial_indent="      ", subsequent_indent="      ")


@verb(code, "guide")
@click.argument("answer", required=False, default="")
@click.option("--case", "case_id", type=CASE, help="Say which groups this case has not considered.")
def guide(session: Session, *, answer: str, case_id: CaseId | None) -> None:
    """Find a factor by three questions; ANSWER is empty, a subject, a group's key, or a factor's key."""
    from fieldnotes.casebook.guiding import Guiding  # noqa: PLC0415 - loads the store's room
    from fieldnotes.codebook.guiding import Subject  # noqa: PLC0415 - keeps --help light

    with session.open_book() as book:
        guiding = Guiding(book, case_id)
    meant = guiding.answer(answer) if answer.strip() else None
    if meant is None:
        _subjects(session, guiding)
    elif isinstance(meant, Subject):
        _kinds(session, guiding, meant)
    elif isinstance(meant, str):
        _candidates(session, guiding, guiding.candidates(meant), meant)
    else:
        _candidates(session, guiding, (meant,), guiding.place_of(meant)[1])


def _subjects(session: Session, guiding: "Guiding") -> None:
    from fieldnotes.codebook.guiding import QUESTIONS, SUBJECTS  # noqa: PLC0415 - keeps --help light

    untouched = {
        subject.name: [kind.group for kind in guiding.kinds(subject) if kind.untouched]
        for subject in SUBJECTS
    }
    session.answer(
        [
            {"subject": each.name, "words": each.words, "not_considered": untouched[each.name]}
            for each in SUBJECTS
        ],
        [QUESTIONS[0], *(f"  {each.name}: {each.words}" for each in SUBJECTS)],
    )


def _kinds(session: Session, guiding: "Guiding", subject: "Subject") -> None:
    from fieldnotes.codebook.guiding import QUESTIONS  # noqa: PLC0415 - keeps --help light

    lines = [QUESTIONS[1]]
    for kind in guiding.kinds(subject):
        key = guiding.key_of(kind.group)
        told = f", {kind.considered} of {kind.factors} considered" if guiding.of_case and kind.factors else ""
        nothing = ": nothing of it yet" if guiding.of_case and kind.untouched else ""
        lines += [f"  {key:5} {kind.label}{told}{nothing}", *_WRAP.wrap(kind.question)]
    session.answer(
        [
            {"group": kind.group, "label": kind.label, "question": kind.question,
             "considered": kind.considered if guiding.of_case else None, "factors": kind.factors}
            for kind in guiding.kinds(subject)
        ],
        lines,
    )  # fmt: skip


def _candidates(
    session: Session, guiding: "Guiding", factors: "tuple[Codable, ...]", group: "GroupId"
) -> None:
    from fieldnotes.casebook.localfactors import LocalFactor  # noqa: PLC0415 - loads the store's room
    from fieldnotes.codebook.guiding import QUESTIONS, boundaries  # noqa: PLC0415 - keeps --help light

    lines, data = [QUESTIONS[2]], []
    for factor in factors:
        lines.append(f"  {factor.key:5} {factor.label}")
        if isinstance(factor, LocalFactor):
            lines += _WRAP.wrap(factor.description)
            use: tuple[str, ...] = ()
            not_use: tuple[str, ...] = ()
        else:
            use, not_use = factor.use_when, boundaries(factor, guiding.taxonomy)
            lines += [*_WRAP.wrap(factor.definition), "      Use when"]
            lines += [line for sentence in use for line in _WRAP.wrap(f"- {sentence}")]
            lines.append("      Do not use when")
            lines += [line for sentence in not_use for line in _WRAP.wrap(f"- {sentence}")]
            lines += _WRAP.wrap(f"Example (invented): {factor.example}")
        data.append({"factor": factor.id, "key": factor.key, "label": factor.label, "group": group,
                     "use_when": list(use), "do_not_use_when": list(not_use)})  # fmt: skip
    session.answer(data, lines)
