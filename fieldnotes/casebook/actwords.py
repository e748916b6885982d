"""What an act was, in words for both faces. No word of a text or a memo is among them."""

from collections.abc import Sequence

from fieldnotes.base.ids import CaseId, FactorId
from fieldnotes.casebook.acts import ActKind, Change, CodingState, What
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.takingback import Act

_CODINGS = {
    ActKind.CODE: "coded {}",
    ActKind.REMOVE: "removed {}",
    ActKind.PLACE: "placed {} on other words",
    ActKind.MEMO: "wrote the memo on {}",
}
_MOVED = {
    ActKind.RECODE: "recoded {} to {}",
    ActKind.MERGE: "merged {} into {}",
    ActKind.SPLIT: "split {}, to {}",
}
_MOST_NAMED = 6


def act_in_words(book: Casebook, act: Act) -> str:
    """Such as ``coded dmv in C1``, to stand behind *undone:* or in a list."""
    return f"{_what(book, act)} in {cases_in_words(act.cases)}"


def cases_in_words(cases: Sequence[CaseId]) -> str:
    """Cases, the first few by name."""
    more = f" and {len(cases) - _MOST_NAMED} more" if len(cases) > _MOST_NAMED else ""
    return ", ".join(cases[:_MOST_NAMED]) + more


def _what(book: Casebook, act: Act) -> str:
    number, first = len(act.changes), act.changes[0]
    if act.kind in _MOVED:
        source, target = _keys_moved(book, act)
        moved = "1 coding" if number == 1 else f"{number} codings"
        return f"{_MOVED[act.kind].format(source, target)}, {moved},"
    if number > 1:
        marks = all(change.what is What.MARK for change in act.changes)
        bands = all(change.what is What.BAND for change in act.changes)
        return f"{'marked' if marks else 'set' if bands else 'changed'} {number} {'factors' if marks else 'bands' if bands else 'things'}"
    if first.what is What.BAND:
        return f"set {first.subject} to {first.after or 'not said'}"
    if first.what is What.MARK:
        key = book.factor(FactorId(first.subject)).key
        return (
            f"marked {key} {first.after.replace('-', ' ')}"
            if isinstance(first.after, str)
            else f"cleared {key}"
        )
    return _CODINGS.get(act.kind, "changed {}").format(_key(book, first))


def _key(book: Casebook, change: Change) -> str:
    state = change.after or change.before
    return book.factor(FactorId(state.factor)).key if isinstance(state, CodingState) else ""


def _keys_moved(book: Casebook, act: Act) -> tuple[str, str]:
    """From which factor to which: a coding that was moved tells both; two that became one, each its own."""
    before = [change.before.factor for change in act.changes if isinstance(change.before, CodingState)]
    after = [change.after.factor for change in act.changes if isinstance(change.after, CodingState)]
    target = after[0] if after else before[0]
    source = next((factor for factor in before if factor != target), target)
    return book.factor(FactorId(source)).key, book.factor(FactorId(target)).key
