"""``fieldnotes code acts``, ``code undo`` and ``code redo``: what was done, and its reverse."""

import click

from fieldnotes.base.ids import CaseId
from fieldnotes.cli.code_group import code
from fieldnotes.cli.options import CASE, verb
from fieldnotes.cli.session import Session
from fieldnotes.cli.turning import act_values, turn


@verb(code, "acts")
@click.option("--case", "case_id", type=CASE, help="Only those that changed this case.")
@click.option("--most", type=click.IntRange(1, 500), default=20, show_default=True)
def acts(session: Session, *, case_id: CaseId | None, most: int) -> None:
    """List what can be undone or done again, the latest first; the last 500 acts are kept."""
    from fieldnotes.casebook.actwords import act_in_words  # noqa: PLC0415 - loads the store's room

    with session.open_book() as book:
        found = book.acts.all(case_id, most)
        words = [act_in_words(book, act) for act in found]
    session.answer(
        [act_values(act, told) for act, told in zip(found, words, strict=True)],
        [
            f"{act.number:6}  {'' if act.done else '(undone) '}{told}"
            for act, told in zip(found, words, strict=True)
        ]
        or ["Nothing was done yet that could be undone."],
    )


@verb(code, "undo")
@click.option(
    "--case", "case_id", type=CASE, help="The last act that changed this case; without it, of all cases."
)
def undo(session: Session, *, case_id: CaseId | None) -> None:
    """Undo the last act: of coding, reviewing, settling, marks, bands, a recode, a memo, the diary, a factor of your own."""
    turn(session, case_id, None, back=True)


@verb(code, "redo")
@click.option("--case", "case_id", type=CASE, help="Of the acts that changed this case; without it, of all.")
def redo(session: Session, *, case_id: CaseId | None) -> None:
    """Do again what was undone last."""
    turn(session, case_id, None, back=False)
