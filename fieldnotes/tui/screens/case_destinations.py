"""Where one can go within a case."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from fieldnotes.base.ids import InterviewId
from fieldnotes.tui.destinations import Destination
from fieldnotes.tui.screens.attributes import AttributesPage
from fieldnotes.tui.screens.consent import ConsentPage
from fieldnotes.tui.screens.memos import MemosPage
from fieldnotes.tui.screens.second_coding import CodersPage

if TYPE_CHECKING:
    from fieldnotes.tui.screens.case import CasePage


def case_destinations(page: "CasePage") -> list[Destination]:
    """Interview and Coding, every other interview, and the case's other screens."""
    found: list[Destination] = []
    if page.interview is not None:
        other = "Interview" if page.coding else "Coding"
        purpose = "write this text" if page.coding else "code this text at the same place"
        found.append(Destination("toggle", other, purpose, page.action_toggle_coding))
    for interview in page.book.interviews.of(page.case):
        if page.interview is None or interview.id != page.interview.id:
            title = f"{interview.title} · " if interview.title else ""
            found.append(
                Destination(
                    f"interview-{interview.id}",
                    f"Interview {interview.number}",
                    f"{title}{interview.length:,} characters",
                    _opening(page, interview.id),
                )
            )
    case = page.case
    return [
        *(replace(place, go=_first_back_to(page, place.go)) for place in found),
        Destination(
            "attributes", "Attributes", f"bands that describe {case}", _pushing(page, AttributesPage)
        ),
        Destination("consent", "Consent", f"what {case} consented to", _pushing(page, ConsentPage)),
        Destination("memos", "Memos", f"on {case}, its codings and their factors", _pushing(page, MemosPage)),
        Destination(
            "coders",
            "Second coding",
            "a second coder, comparing, and whose coding counts",
            _pushing(page, CodersPage),
        ),
    ]


def _opening(page: "CasePage", interview: InterviewId) -> Callable[[], None]:
    return lambda: page.open_interview(interview)


def _first_back_to(page: "CasePage", go: Callable[[], None]) -> Callable[[], None]:
    def going() -> None:
        page.fieldnotes.back_to(page)
        go()

    return going


def _pushing(
    page: "CasePage", kind: type[AttributesPage | ConsentPage | MemosPage | CodersPage]
) -> Callable[[], None]:
    def going() -> None:
        if page.save():
            page.fieldnotes.back_to(page)
            page.app.push_screen(kind(page.case))

    return going
