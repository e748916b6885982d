"""What was overtaken by another change, so that it can be neither undone nor done again."""

from collections.abc import Sequence

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.casebook.actchanges import Change, What
from fieldnotes.casebook.localrows import is_used, local_state
from fieldnotes.vault.sqlcipher import Connection


def is_overtaken(connection: Connection, changes: Sequence[Change]) -> bool:
    """Whether an act on factors alone cannot be undone now, since they were changed again or are used: those before it still can be."""
    if any(one.what is not What.LOCAL for one in changes):
        return False
    last = {one.subject: one.after for one in changes}
    added = {one.subject for one in changes if one.before is None}
    return any(
        local_state(connection, factor) != after or (factor in added and is_used(connection, factor))
        for factor, after in last.items()
    )


def changed_since(change: Change) -> AnswerIsNoError:
    """The refusal that says what was changed since."""
    what = {
        What.CODING: f"coding {change.coding}",
        What.MARK: f"the mark of {change.subject}",
        What.BAND: f"the band of {change.subject}",
        What.SETTLED: "whose coding counts",
        What.CASE_MEMO: "the memo on the case",
        What.FACTOR_MEMO: f"the memo on {change.subject}",
        What.DIARY: f"entry {change.subject} of the diary",
        What.LOCAL: f"the factor {change.subject}",
    }[change.what]
    where = f"In {change.case} {what}" if change.case else what[0].upper() + what[1:]
    return AnswerIsNoError(
        f"{where} was changed since, so nothing was undone or done again.",
        "Undo the later act first, or change it by hand; `fieldnotes code acts` lists what was done.",
    )
