"""What an act was, in words for both faces. No word of a text or a memo is among them."""

from collections.abc import Sequence

from fieldnotes.base.ids import CaseId, FactorId
from fieldnotes.casebook.actchanges import TEXTS, ActKind, Change, CodingState, What
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.takingback import Act

_CODINGS = {
    ActKind.CODE: "coding with {}",
    ActKind.REMOVE: "removal of {}",
    ActKind.PLACE: "{} on other words",
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
    number, first = len(act.changes), act.changes[0]
    if act.kind in _MOVED:
        return _moved(book, act)
    if number > 1:
        kinds = {change.what for change in act.changes}
        return f"{number} {_SEVERAL.get(kinds.pop(), 'changes') if len(kinds) == 1 else 'changes'}"
    if first.what in TEXTS:
        return _text(book, first)
    if first.what is What.BAND:
        return f"{first.subject}: {first.after or 'not said'}"
    if first.what is What.MARK:
        key = book.factor(FactorId(first.subject)).key
        mark = first.after.replace("-", " ") if isinstance(first.after, str) else "cleared"
        return f"mark of {key}: {mark}"
    return _CODINGS.get(act.kind, "change of {}").format(_key(book, first))


def _text(book: Casebook, change: Change) -> str:
    about = {
        What.CASE_MEMO: "memo on the case",
        What.DIARY: f"entry {change.subject} of the diary",
    }
    named = about.get(change.what) or f"memo on {book.factor(FactorId(change.subject)).key}"
    return named if change.after is not None else f"removal of {named}"


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
