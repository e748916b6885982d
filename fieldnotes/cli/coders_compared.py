"""``fieldnotes code agreement`` and ``code compare``: how far the coders of a vault agree, and where they differ."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.base.ids import CaseId, CoderLabel
from fieldnotes.base.labels import parse_coder
from fieldnotes.cli.code_group import code
from fieldnotes.cli.comparing import coefficient_lines
from fieldnotes.cli.options import CASE, verb
from fieldnotes.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fieldnotes.analysis.agreement.coded import CodedCase
    from fieldnotes.analysis.agreement.differences import CheckedDifferently, Compared
    from fieldnotes.analysis.agreement.from_vault import FactorAgreement, VaultAgreement
    from fieldnotes.casebook.book import Casebook


@verb(code, "agreement")
@click.option("--case", "case_ids", type=CASE, multiple=True, help="Only this case; may be repeated.")
@click.option("--coders", metavar="A,B", default="", help="Only these coders; otherwise all who coded.")
def agreement(session: Session, *, case_ids: tuple[CaseId, ...], coders: str) -> None:
    """How far coders agree: sentences by factor, the checklist, and the words marked; overall and factor by factor.

    Where a coefficient cannot be computed, the reason stands in its place.
    """
    from fieldnotes.analysis.agreement.coded import coded_case, coded_cases  # noqa: PLC0415 - loads the store's room
    from fieldnotes.analysis.agreement.from_vault import agreement_of  # noqa: PLC0415 - as above

    chosen = _coders(coders)
    with session.open_book() as book:
        hidden: tuple[CaseId, ...] = ()
        if case_ids:
            cases = tuple(coded_case(book, case, chosen) for case in dict.fromkeys(case_ids))
        else:
            cases, hidden = coded_cases(book, chosen)
        if not cases:
            raise AnswerIsNoError(
                "No case was coded by two coders"
                + (f"; {len(hidden)} are being coded a second time." if hidden else "."),
                "Let a second coder code one: fieldnotes case recode C1 --coder B.",
            )
        found = agreement_of(cases, [factor.id for factor in book.codable])
        keys = {str(factor.id): factor.key for factor in book.codable}
    notes = [*_unfinished(cases), *(f"Left out: {case} is being coded now." for case in hidden)]
    session.answer(_values(found, keys, notes), [*_lines(found, keys), *notes])


@verb(code, "compare")
@click.option("--case", "case_id", type=CASE, required=True)
@click.option("--coders", metavar="A,B", default="", help="Only these coders; otherwise all who coded.")
@click.option("--all", "every", is_flag=True, help="Places where the coders agree too.")
def compare(session: Session, *, case_id: CaseId, coders: str, every: bool) -> None:
    """Where coders differ, place by place, without the text; and on which factors their checklists do."""
    from fieldnotes.analysis.agreement.coded import coded_case  # noqa: PLC0415 - loads the store's room
    from fieldnotes.analysis.agreement.differences import checked_differently, compared  # noqa: PLC0415 - as above

    with session.open_book() as book:
        found = coded_case(book, case_id, _coders(coders))
        places, checked = compared(found), checked_differently(found)
        session.answer(
            {
                "case": case_id,
                "coders": list(found.coders),
                "places": [_place(one) for one in places if every or one.differs],
                "checklist": [
                    {"factor": one.factor, "states": {by: str(state) for by, state in one.states.items()}}
                    for one in checked
                ],
                "same": sum(not one.differs for one in places),
            },
            list(_place_lines(book, [one for one in places if every or one.differs], checked)),
        )


def _coders(typed: str) -> tuple[CoderLabel, ...]:
    return tuple(parse_coder(one.strip()) for one in typed.split(",")) if typed.strip() else ()


def _unfinished(cases: "Sequence[CodedCase]") -> Iterator[str]:
    for case in cases:
        for coder, considered in case.considered.items():
            factors = len(case.states[coder])
            if considered < factors:
                yield f"{case.case}: coder {coder} has considered {considered} of {factors} factors only."


def _values(found: "VaultAgreement", keys: dict[str, str], notes: list[str]) -> dict[str, object]:
    return {
        "cases": list(found.cases),
        "coders": list(found.coders),
        "sentences": found.sentences,
        **found.overall.as_dict(),
        "factors": [
            {"factor": one.factor, "key": keys.get(one.factor or ""), **one.as_dict()}
            for one in found.factors
        ],
        "notes": notes,
    }


def _lines(found: "VaultAgreement", keys: dict[str, str]) -> Iterator[str]:
    yield f"Cases {', '.join(found.cases)}; coders {', '.join(found.coders)}; {found.sentences} sentences."
    yield ""
    yield f"Sentences by factors, raised or not ({found.overall.passages.units} units):"
    yield from coefficient_lines(found.overall.passages)
    yield ""
    yield f"Checklist, cases by factors ({found.overall.checklist.units} units):"
    yield from coefficient_lines(found.overall.checklist)
    yield ""
    yield f"Words marked, Krippendorff's alpha for unitizing: {_on_spans(found.overall)}"
    yield ""
    coded = [one for one in found.factors if any(one.codings.values())]
    yield "Factor by factor, of those that anybody coded:"
    for one in coded:
        made = ", ".join(f"{coder} {count}" for coder, count in one.codings.items())
        yield f"{keys.get(one.factor or '', ''):5} {one.factor}, codings {made}"
        yield from (f"      {line}" for line in coefficient_lines(one.passages))
        yield f"      {'words marked, alpha':<28}{_on_spans(one)}"
        yield from (
            f"      checklist: {line}" for line in coefficient_lines(one.checklist) if len(found.cases) > 1
        )
    rest = len(found.factors) - len(coded)
    if rest:
        yield f"{rest} factors that nobody coded: not computable, since there is no variation."


def _on_spans(one: "FactorAgreement") -> str:
    return f"{one.spans.alpha:8.4f}" if one.spans.alpha is not None else f"not computable: {one.spans.reason}"


def _place(one: "Compared") -> dict[str, object]:
    return {
        "interview": one.number,
        "start": one.span.start,
        "end": one.span.end,
        "factor": one.factor,
        "verdict": str(one.verdict),
        "by": {
            coder: [
                {"coding": c.id, "start": c.span.start, "end": c.span.end, "stance": c.stance}
                for c in codings
            ]
            for coder, codings in one.by.items()
        },
    }


def _place_lines(
    book: "Casebook", places: "Sequence[Compared]", checked: "Sequence[CheckedDifferently]"
) -> Iterator[str]:
    if not places and not checked:
        yield "The coders differ nowhere."
    for place in places:
        by = "; ".join(
            f"{coder} " + (", ".join(f"{c.span.start}:{c.span.end}" for c in codings) or "not")
            for coder, codings in place.by.items()
        )
        yield f"interview {place.number} {place.span.start}:{place.span.end} {book.factor(place.factor).key}: {place.verdict} ({by})"
    for one in checked:
        states = ", ".join(f"{coder} {state}" for coder, state in one.states.items())
        yield f"checklist {book.factor(one.factor).key}: {states}"
