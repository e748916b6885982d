"""What recoding would come to, in sentences for both faces."""

from fieldnotes.casebook.actwords import cases_in_words
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.recoding import Plan, Recoded


def plan_in_words(book: Casebook, plan: Plan) -> list[str]:
    """A sentence for each thing that it does, and does not do."""
    source, target = book.factor(plan.source), book.factor(plan.target)
    number, where = len(plan.codings), cases_in_words(plan.cases)
    told = [
        f"{number} coding{'' if number == 1 else 's'} of {source.key} in {where}: to {target.key} {target.label}."
    ]
    if plan.left:
        told.append(f"{plan.left} coding{'' if plan.left == 1 else 's'} of {source.key} would stay.")
    if plan.joined:
        told.append(
            f"On the words of {plan.joined} of them {target.key} stands already: one coding stays, with both memos."
        )
    if plan.stances:
        told.append(f"{plan.stances} get{'s' if plan.stances == 1 else ''} the stance of {target.key}.")
    for state in sorted(set(plan.no_longer_raised.values())):
        cases = [case for case, becomes in plan.no_longer_raised.items() if becomes is state]
        told.append(
            f"{source.key} is not raised any more, but {state.replace('-', ' ')}, in {cases_in_words(cases)}."
        )
    if plan.released:
        told.append(f"Releases that counted {cases_in_words(plan.released)} keep their figures.")
    return told


def words_of(book: Casebook, one: Recoded, most: int = 60) -> str:
    """The words of a coding on one line, shortened; empty where they were deleted."""
    if one.span is None:
        return ""
    words = " ".join(book.interviews.text(one.interview)[one.span.start : one.span.end].split())
    return words if len(words) <= most else words[:most] + "…"
