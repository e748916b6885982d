"""A researcher's work on invented cases, through the services that both faces use."""

from fieldnotes.base.errors import DamagedError
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.importing import import_bytes
from fieldnotes.casebook.records import Purpose, State
from fieldnotes.codebook.models import Stance
from fieldnotes.demo.library import WrittenInterview
from fieldnotes.demo.results import ResearcherFigures
from fieldnotes.demo.study import PlannedCase, PlannedResearcher


def do_fieldwork(book: Casebook, researcher: PlannedResearcher) -> ResearcherFigures:
    """Enter every case of the plan: attributes, consent, interviews, codings, checklist.

    The figures lack the size on disk, which is known once the vault is closed.

    Raises:
        DamagedError: if a text does not read back exactly as it was planned.
    """
    for case in researcher.cases:
        _enter(book, case)
    summaries = book.cases.list()
    interviews = [interview for case in researcher.cases for interview in book.interviews.of(case.id)]
    states = [state for case in researcher.cases for state in book.checklist.states(case.id).values()]
    return ResearcherFigures(
        label=researcher.label,
        cases=len(summaries),
        withheld=sum(Purpose.PUBLISH not in summary.consent for summary in summaries),
        interviews=len(interviews),
        characters=sum(interview.length for interview in interviews),
        codings=sum(book.codings.counts().values()),
        raised=states.count(State.RAISED),
        stored_bytes=0,
    )


def _enter(book: Casebook, case: PlannedCase) -> None:
    with book.vault.transaction():
        book.cases.add(case.id)
        book.cases.set_attributes(case.id, case.bands)
        for purpose in Purpose:
            if purpose is not Purpose.PUBLISH or case.publishes:
                book.consent.give(case.id, purpose)
        for written in case.interviews:
            _code(book, case, written)
        for factor in sorted(case.denied):
            book.checklist.mark(case.id, factor, State.DENIED)
        book.checklist.mark_rest_not_raised(case.id)


def _code(book: Casebook, case: PlannedCase, written: WrittenInterview) -> None:
    # From memory and not from a file: a plaintext note must not lie on a disk, not even an invented one.
    interview, _ = import_bytes(book, case.id, written.text.encode("utf-8"), written.title)
    if book.interviews.text(interview.id) != written.text:
        raise DamagedError(
            "A text came back other than it went in.", "Report this: the demo should have ended well."
        )
    for passage in written.passages:
        book.codings.add(
            interview.id,
            passage.span,
            passage.factor,
            stance=Stance(passage.stance) if passage.stance else None,
            strength=passage.strength,
            memo=passage.memo,
        )
