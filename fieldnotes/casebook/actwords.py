"""What an act was, in words for both faces. No word of a text or a memo is among them."""

from collections.abc import Sequence

from fieldnotes.base.ids import CaseId, FactorId
from fieldnotes.casebook.actchanges import (
    ActKind,
    Change,
    CodingState,
    LocalState,
    SettledState,
    State,
    What,
)
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.takingback import Act

_CODINGS = {
    ActKind.CODE: "coding with {}",
    ActKind.REMOVE: "removal of {}",
    ActKind.PLACE: "{} on other words",
    ActKind.REVIEW: "review of {}",
    ActKind.MEMO: "memo on {}",
}
_MOVED = {
    ActKind.RECODE: "recoding of {} to {}",
    ActKind.MERGE: "merging of {} into {}",
    ActKind.SPLIT: "split of {} to {}",
}
_SEVERAL: dict[What, str] = {What.CODING: "codings", What.MARK: "marks", What.BAND: "bands"}
_MOST_NAMED = 6


def act_in_words(book: Casebook, act: Act) -> str:
    """Such as ``coding with dmv in C1``, to stand behind *undone:* or in a list."""
    where = f" in {cases_in_words(act.cases)}" if act.cases else ""
    return _what(book, act) + where


def cases_in_words(cases: Sequence[CaseId]) -> str:
    """Cases, the first few by name."""
    more = f" and {len(cases) - _MOST_NAMED} more" if len(cases) > _MOST_NAMED else ""
    return ", ".join(cases[:_MOST_NAMED]) + more


def _what(book: Casebook, act: Act) -> str:
    if act.kind in _MOVED:
        return _moved(book, act)
    return _several(act) if len(act.changes) > 1 else _one(book, act.kind, act.changes[0])


def _several(act: Act) -> str:
    number = len(act.changes)
    if act.kind is ActKind.REVIEW:
        return f"review of {number} codings"
    kinds = {change.what for change in act.changes}
    return f"{number} {_SEVERAL.get(kinds.pop(), 'changes') if len(kinds) == 1 else 'changes'}"


def _one(book: Casebook, kind: ActKind, change: Change) -> str:
    after = change.after
    match change.what:
        case What.CODING:
            return _CODINGS.get(kind, "change of {}").format(_key(book, change))
        case What.BAND:
            return f"{change.subject}: {after or 'not said'}"
        case What.MARK:
            key = book.factor(FactorId(change.subject)).key
            return f"mark of {key}: {after.replace('-', ' ') if isinstance(after, str) else 'cleared'}"
        case What.SETTLED | What.LOCAL:
            return _chosen(change.before, after)
        case _:
            return _text(book, change)


def _text(book: Casebook, change: Change) -> str:
    about = {
        What.CASE_MEMO: "memo on the case",
        What.DIARY: f"entry {change.subject} of the diary",
    }
    named = about.get(change.what) or f"memo on {book.factor(FactorId(change.subject)).key}"
    return named if change.after is not None else f"removal of {named}"


def _chosen(before: State, after: State) -> str:
    """Whose coding counts, or what a factor of the team's own is called."""
    if isinstance(after, SettledState):
        return f"choice of coder {after.coder}"
    if not isinstance(after, LocalState):
        return "change of a factor"
    key = f"l{after.number}"
    if not isinstance(before, LocalState):
        return f"addition of {key} {after.label}"
    if before.label == after.label:
        return f"description of {key} {after.label}"
    return f"renaming of {key} {before.label} to {after.label}"


def _key(book: Casebook, change: Change) -> str:
    state = change.after or change.before
    return book.factor(FactorId(state.factor)).key if isinstance(state, CodingState) else ""


def _moved(book: Casebook, act: Act) -> str:
    """From which factor to which, and how many codings; the other factor is the subject of each of these changes."""
    target = FactorId(act.changes[0].subject)
    sources = [
        change.before.factor
        for change in act.changes
        if isinstance(change.before, CodingState) and change.before.factor != target
    ]
    source = FactorId(sources[0]) if sources else target
    words = _MOVED[act.kind].format(book.factor(source).key, book.factor(target).key)
    return f"{words}, {len(sources)} coding{'' if len(sources) == 1 else 's'},"
