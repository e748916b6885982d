"""How far the coders of a casebook agree: on sentences, on the checklist, and on the words marked.

Units of the coefficients are sentences × factors (raised there or not) and cases × factors (raised, denied, not raised).
Sentences of one interview are no independent draws, so intervals over them are narrower than a new sample of interviews
would make them.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fieldnotes.analysis.agreement.coded import CodedCase, CodedInterview
from fieldnotes.analysis.agreement.coefficients import NotComputableError
from fieldnotes.analysis.agreement.ratings import Pattern, Ratings
from fieldnotes.analysis.agreement.summary import DRAWS, Agreement, agreement
from fieldnotes.analysis.agreement.unitizing import Disagreement, alpha, disagreement
from fieldnotes.base.ids import CaseId, CoderLabel, FactorId
from fieldnotes.base.span import Span
from fieldnotes.casebook.records import State
from fieldnotes.text.sentences import sentences

RAISED, NOT_RAISED = "raised", "not-raised"
_CHECKED = (State.DENIED, State.NOT_RAISED, State.RAISED)
_ONE_INTERVAL = ("krippendorff_alpha_nominal",)
"""What has an interval factor by factor; overall everything has one."""


@dataclass(frozen=True, slots=True)
class OnSpans:
    """Krippendorff's alpha for unitizing, at most 1; or the reason why there is none."""

    alpha: float | None
    reason: str | None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"alpha": self.alpha} if self.reason is None else {"not_computable": self.reason}


@dataclass(frozen=True, slots=True)
class FactorAgreement:
    """Agreement on one factor, or on all together.

    Attributes:
        factor: the factor; ``None`` for all together.
        codings: how many codings each coder made of it.
        passages: over sentences.
        checklist: over cases; a factor of the team's own is on no checklist and has no unit there.
        spans: on the words marked.
    """

    factor: FactorId | None
    codings: Mapping[CoderLabel, int]
    passages: Agreement
    checklist: Agreement
    spans: OnSpans

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "codings": dict(self.codings),
            "passages": self.passages.as_dict(),
            "checklist": self.checklist.as_dict(),
            "spans": self.spans.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class VaultAgreement:
    """Agreement over cases.

    Attributes:
        cases: those compared.
        coders: who coded them.
        sentences: how many they hold.
        overall: all factors together.
        factors: each factor, in the order given.
    """

    cases: tuple[CaseId, ...]
    coders: tuple[CoderLabel, ...]
    sentences: int
    overall: FactorAgreement
    factors: tuple[FactorAgreement, ...]


def agreement_of(
    cases: Sequence[CodedCase], factors: Iterable[FactorId], draws: int = DRAWS
) -> VaultAgreement:
    """Agreement of the coders of ``cases``, factor by factor and overall; always the same for the same codings.

    Args:
        cases: at least one.
        factors: those that could have been coded, whether or not anybody did; each has at least a reason.
        draws: of the bootstrap; 0 for no intervals.
    """
    wanted = tuple(dict.fromkeys(factors))
    everyone = tuple(sorted({coder for case in cases for coder in case.coders}))
    sizes, marked = _sentences_raised(cases)
    spans = _disagreements(cases, wanted)
    passages = {
        factor: _on_sentences(cases, sizes, {case: marks[factor] for case, marks in marked.items()})
        for factor in wanted
    }
    checklist = {factor: _on_checklist(cases, factor) for factor in wanted}
    made = Counter(
        (coding.factor, coding.coder) for case in cases for one in case.interviews for coding in one.codings
    )
    of_factors = tuple(
        FactorAgreement(
            factor,
            {coder: made[factor, coder] for coder in everyone},
            agreement(_ratings(passages[factor], (NOT_RAISED, RAISED)), draws, intervals_of=_ONE_INTERVAL),
            agreement(_ratings(checklist[factor], _CHECKED), draws, intervals_of=_ONE_INTERVAL),
            _on_spans([spans[factor]]),
        )
        for factor in wanted
    )
    overall = FactorAgreement(
        None,
        {coder: sum(n for (_, by), n in made.items() if by == coder) for coder in everyone},
        agreement(_ratings(_together(passages), (NOT_RAISED, RAISED)), draws),
        agreement(_ratings(_together(checklist), _CHECKED), draws),
        _on_spans(list(spans.values())),
    )
    return VaultAgreement(
        tuple(case.case for case in cases), everyone, sum(sizes.values()), overall, of_factors
    )


Patterns = Counter[Pattern]
Raised = Counter[frozenset[CoderLabel]]
"""How many sentences were raised by exactly these coders; those raised by nobody are not in it."""


def _sentences_raised(
    cases: Sequence[CodedCase],
) -> tuple[dict[CaseId, int], dict[CaseId, defaultdict[FactorId, Raised]]]:
    """How many sentences each case has, and by factor who raised how many of them."""
    sizes: dict[CaseId, int] = {}
    found: dict[CaseId, defaultdict[FactorId, Raised]] = {}
    for case in cases:
        raised: defaultdict[FactorId, Raised] = defaultdict(Counter)
        sizes[case.case] = 0
        for one in case.interviews:
            spans = list(sentences(one.text))
            sizes[case.case] += len(spans)
            for factor, coders in _coders_by_sentence(one, spans):
                raised[factor][coders] += 1
        found[case.case] = raised
    return sizes, found


def _coders_by_sentence(
    one: CodedInterview, spans: Sequence[Span]
) -> Iterable[tuple[FactorId, frozenset[CoderLabel]]]:
    """For each factor and sentence that somebody coded together: the factor, and who did."""
    starts, ends = [span.start for span in spans], [span.end for span in spans]
    coders: defaultdict[tuple[FactorId, int], set[CoderLabel]] = defaultdict(set)
    for coding in one.codings:
        first, beyond = bisect_right(ends, coding.span.start), bisect_left(starts, coding.span.end)
        for number in range(first, beyond):
            coders[coding.factor, number].add(coding.coder)
    return ((factor, frozenset(who)) for (factor, _), who in coders.items())


def _on_sentences(
    cases: Sequence[CodedCase], sizes: Mapping[CaseId, int], raised: Mapping[CaseId, Raised]
) -> Patterns:
    patterns: Patterns = Counter()
    for case in cases:
        by = raised[case.case]
        for coders, count in by.items():
            patterns[tuple((coder, RAISED if coder in coders else NOT_RAISED) for coder in case.coders)] += (
                count
            )
        rest = sizes[case.case] - by.total()
        if rest:
            patterns[tuple((coder, NOT_RAISED) for coder in case.coders)] += rest
    return patterns


def _on_checklist(cases: Sequence[CodedCase], factor: FactorId) -> Patterns:
    patterns: Patterns = Counter()
    for case in cases:
        states = ((coder, case.states[coder].get(factor, State.NOT_CONSIDERED)) for coder in case.coders)
        given = tuple((coder, str(state)) for coder, state in states if state is not State.NOT_CONSIDERED)
        if given:
            patterns[given] += 1
    return patterns


def _together(parts: Mapping[FactorId, Patterns]) -> Patterns:
    total: Patterns = Counter()
    for patterns in parts.values():
        total.update(patterns)
    return total


def _ratings(patterns: Patterns, categories: Sequence[str]) -> Ratings:
    coders = tuple(sorted({coder for pattern in patterns for coder, _ in pattern}))
    return Ratings(patterns, coders, tuple(map(str, categories)))


def _disagreements(
    cases: Sequence[CodedCase], factors: Sequence[FactorId]
) -> dict[FactorId, Disagreement | str]:
    """Factor by factor, all texts one after the other as one continuum; or why that says nothing."""
    coders = {case.coders for case in cases}
    if len(coders) > 1:
        reason = "Not all cases were coded by the same coders: name a case, or the coders."
        return dict.fromkeys(factors, reason)
    marked: defaultdict[FactorId, dict[CoderLabel, list[Span]]] = defaultdict(
        lambda: {coder: [] for coder in next(iter(coders))}
    )
    length = 0
    for case in cases:
        for one in case.interviews:
            for coding in one.codings:
                span = Span(length + coding.span.start, length + coding.span.end)
                marked[coding.factor][coding.coder].append(span)
            length += len(one.text)
    return {factor: _disagreement(marked[factor], length) for factor in factors}


def _disagreement(marked: Mapping[CoderLabel, Sequence[Span]], length: int) -> Disagreement | str:
    markings = {str(coder): _joined(spans) for coder, spans in marked.items()}
    if not any(markings.values()):
        return "Nobody marked anything, so there is nothing to compare."
    if all(spans == [Span(0, length)] for spans in markings.values()):
        return "Everyone marked the whole text: without variation, agreement cannot be told from chance."
    return disagreement(markings, length)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Spans of one coder that share words, as one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def _on_spans(parts: Sequence[Disagreement | str]) -> OnSpans:
    whole = [part for part in parts if not isinstance(part, str)]
    if not whole:
        reason = next((part for part in parts if isinstance(part, str)), "There is nothing to compare.")
        return OnSpans(None, reason)
    try:
        return OnSpans(alpha(whole), None)
    except NotComputableError as error:
        return OnSpans(None, str(error))
