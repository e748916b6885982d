"""How far coders agree, overall and factor by factor."""

from collections.abc import Iterator

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList

from fieldnotes.analysis.agreement.coded import CodedCase, coded_case, coded_cases
from fieldnotes.analysis.agreement.from_vault import FactorAgreement, OnSpans, VaultAgreement, agreement_of
from fieldnotes.analysis.agreement.summary import Agreement
from fieldnotes.base.ids import CaseId, FactorId
from fieldnotes.tui.dialogs.reading import Reading
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.widgets.listing import Column, Item, Listing
from fieldnotes.tui.words import counted

_OVERALL, _CHECKLIST = "overall", "checklist"
_SHOWN = ("percent", "cohen_kappa", "scott_pi", "krippendorff_alpha_nominal", "gwet_ac1")
_NONE = "–"


class AgreementPage(Page):
    """One line a factor that anybody coded; Enter shows every coefficient with its interval, or why there is none.

    Args:
        case: the case to begin with.
    """

    PLACE = Place.AGREEMENT

    def __init__(self, case: CaseId) -> None:
        super().__init__()
        self.case = case
        self._every = False
        self._shown: dict[str, tuple[str, tuple[str, ...]]] = {}

    def body(self) -> ComposeResult:
        """The list."""
        yield Listing(
            Column("", 9),
            Column("codings", 9, right=True),
            *(Column(name, 7, right=True) for name in ("percent", "kappa", "pi", "alpha", "AC1", "words")),
            empty="Computing…",
        )

    def on_mount(self) -> None:
        """Compute."""
        self.query_one(Listing).lines.focus()
        self._compute()

    def action_turn_cases(self) -> None:
        """Over every case, or over this one again."""
        self._every = not self._every
        self._compute()

    def _compute(self) -> None:
        book = self.fieldnotes.opened.book
        every, case = self._every, self.case

        def work() -> VaultAgreement:
            cases: tuple[CodedCase, ...] = coded_cases(book)[0] if every else (coded_case(book, case),)
            return agreement_of(cases, [factor.id for factor in book.codable])

        self.head(self.case, "Agreement", facts="computing")
        self.in_background(work, self._show)

    def _show(self, found: VaultAgreement) -> None:
        book = self.fieldnotes.opened.book
        self._shown = {
            _OVERALL: (
                "All factors, by sentences",
                tuple(_in_full(found.overall.passages, found.overall.spans)),
            ),
            _CHECKLIST: ("Checklist, all factors", tuple(_in_full(found.overall.checklist, None))),
        }
        items = [
            Item(
                _OVERALL,
                ("overall", _made(found.overall), *_cells(found.overall.passages, found.overall.spans)),
            ),
            Item(_CHECKLIST, (_CHECKLIST, "", *_cells(found.overall.checklist, None))),
        ]
        for one in found.factors:
            if one.factor is not None and any(one.codings.values()):
                factor = book.factor(FactorId(one.factor))
                self._shown[one.factor] = (
                    f"{factor.key} {factor.label}",
                    (
                        *_in_full(one.passages, one.spans),
                        "",
                        "Checklist, by cases",
                        *_in_full(one.checklist, None),
                    ),
                )
                items.append(Item(one.factor, (factor.key, _made(one), *_cells(one.passages, one.spans))))
        listing = self.query_one(Listing)
        listing.show(items)
        listing.lines.focus()
        where = counted(len(found.cases), "case") if self._every else self.case
        self.head(
            self.case,
            "Agreement",
            facts=f"{where}, coders {', '.join(found.coders)}, {counted(found.sentences, 'sentence')}",
        )
        self.tell(
            f"{_NONE} is not computable: Enter says why. words: Krippendorff's alpha on the words marked."
        )

    def failed(self, sentence: str) -> None:
        """There is nothing to compare."""
        self.query_one(Listing).say(sentence)
        self.tell(sentence, wrong=True)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        title, lines = self._shown[event.option_id or ""]
        self.app.push_screen(Reading(Text.assemble((f"{title}\n\n", "bold"), "\n".join(lines))))

    def go_out(self) -> bool:
        """Esc drops the filter first."""
        return self.query_one(Listing).clear_filter()


def _made(one: FactorAgreement) -> str:
    return "/".join(str(count) for count in one.codings.values())


def _cells(found: Agreement, spans: OnSpans | None) -> tuple[str, ...]:
    values = [found.coefficients.get(name) for name in _SHOWN]
    values.append(None if spans is None else spans.alpha)
    return tuple(_NONE if value is None else _short(value) for value in values)


def _short(value: float) -> str:
    """Two decimals, and 1.00 for nothing less than 1."""
    return f"{round(min(value, 0.99) if value < 1 else value, 2) + 0.0:.2f}"


def _in_full(found: Agreement, spans: OnSpans | None) -> Iterator[str]:
    yield f"{found.units} units that at least two coders coded."
    for name, value in found.coefficients.items():
        interval = found.intervals.get(name)
        within = f"   {_short(interval[0])} to {_short(interval[1])}" if interval else ""
        yield f"{_named(name):28}{value:7.4f}{within}"
    for name, reason in found.not_computable.items():
        yield f"{_named(name)}: not computable. {reason}"
    if spans is not None:
        told = f"not computable. {spans.reason}" if spans.alpha is None else f"{spans.alpha:.4f}"
        yield f"Words marked, Krippendorff's alpha for unitizing: {told}"


def _named(name: str) -> str:
    return name.replace("_", " ")
