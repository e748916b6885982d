"""Material for analyses without a vault: codings and cases written down as they are to be counted."""

from collections.abc import Mapping, Sequence

from fieldnotes.analysis.material import CaseFacts, Material
from fieldnotes.base.ids import CaseId, InterviewId
from fieldnotes.casebook.coded import Coded
from fieldnotes.codebook.loading import load_taxonomy

TAXONOMY = load_taxonomy()
SENTENCE = 10
"""Every sentence of these texts is ten characters long."""


def coded(case: str, start: int, end: int, key: str, **more) -> Coded:
    """A coding; the interview of case C3 is number 30, and ``second=True`` makes it the second, 31."""
    second = more.pop("second", False)
    factor = TAXONOMY.resolve(key)
    return Coded(
        CaseId(case),
        InterviewId(int(case[1:]) * 10 + second),
        1 + second,
        start,
        end,
        factor.id,
        more.pop("stance", factor.default_stance),
        more.pop("strength", None),
    )


def material(
    codings: Sequence[Coded],
    *,
    bands: Mapping[str, Mapping[str, str]] | None = None,
    complete: Sequence[str] = (),
    came: Sequence[str] = (),
) -> Material:
    """Cases are those of the codings and those named, C2 before C10; they came in the order of ``came``, or of their labels."""
    bands = bands or {}
    labels = sorted(
        {one.case for one in codings} | set(bands) | set(complete) | set(came), key=lambda c: int(c[1:])
    )
    order = list(came) or labels
    cases = {
        CaseId(label): CaseFacts(CaseId(label), bands.get(label, {}), label in complete, order.index(label))
        for label in labels
    }
    ordered = sorted(codings, key=lambda one: (int(one.case[1:]), one.number, one.start, one.end, one.factor))
    return Material(ordered, cases, lambda _interview: range(0, 100_000, SENTENCE))
