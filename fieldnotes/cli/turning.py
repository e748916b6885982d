"""Undoing or doing again the last act, for every verb that offers it."""

from typing import TYPE_CHECKING

from fieldnotes.base.ids import CaseId
from fieldnotes.cli.session import Session

if TYPE_CHECKING:
    from fieldnotes.casebook.takingback import Act


def turn(session: Session, case_id: CaseId | None, kind: str | None, *, back: bool) -> None:
    """Undo the last act, or do again what was undone last, and say which one that was.

    Args:
        session: the command's.
        case_id: of which case; of all where ``None``.
        kind: only of this kind (:class:`fieldnotes.casebook.actchanges.ActKind`).
        back: whether to undo.
    """
    from fieldnotes.casebook.actchanges import ActKind  # noqa: PLC0415 - loads the store's room
    from fieldnotes.casebook.actwords import act_in_words  # noqa: PLC0415 - loads the store's room

    with session.open_book() as book:
        take = book.acts.undo if back else book.acts.redo
        act = take(case_id, None if kind is None else ActKind(kind))
        told = act_in_words(book, act)
    session.answer(
        {**act_values(act, told), "done": not back}, [f"{'Undone' if back else 'Done again'}: {told}."]
    )


def act_values(act: "Act", told: str) -> dict[str, object]:
    """An act for JSON."""
    return {
        "act": act.number,
        "kind": str(act.kind),
        "done": act.done,
        "changes": len(act.changes),
        "cases": list(act.cases),
        "words": told,
    }
