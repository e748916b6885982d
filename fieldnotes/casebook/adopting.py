"""Adopting another version of the taxonomy: what it would do, doing it in one transaction, and going back."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fieldnotes.base.errors import AnswerIsNoError, RefusedError
from fieldnotes.base.ids import AttributeId, BandId, CaseId, FactorId
from fieldnotes.casebook.actforgetting import forget_factors
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.localfactors import PREFIX
from fieldnotes.casebook.rows import touch
from fieldnotes.casebook.succeeding import MARKS, mark_changes, move, take_back
from fieldnotes.casebook.taxonomies import KIND, as_taxonomy, keep
from fieldnotes.codebook.differences import Difference, differences
from fieldnotes.codebook.implications import broken_implications, with_implied
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.codebook.succession import Succession, refusals, successions
from fieldnotes.vault.documents import Documents

_CODED: Final = (
    "SELECT c.factor, c.coder, c.passage_id, i.case_id FROM codings c JOIN passages p ON p.id = c.passage_id"
    " JOIN interviews i ON i.id = p.interview_id"
)


@dataclass(frozen=True, slots=True)
class Moving:
    """What becomes of what stands under a retired factor.

    Attributes:
        factor: the retired factor.
        successors: what replaces it; empty where nothing does.
        target: where everything under it goes; ``None`` where that stays to be decided by hand.
        codings: how many stand under it, by all coders.
        marks: on how many checklists it is marked.
        cases: in how many cases it is coded or marked.
    """

    factor: FactorId
    successors: tuple[FactorId, ...]
    target: FactorId | None
    codings: int
    marks: int
    cases: int


@dataclass(frozen=True, slots=True)
class AdoptionPlan:
    """What adopting a version would do. Nothing was changed.

    Attributes:
        before: the version in use.
        after: the version to be adopted.
        differences: between the two.
        moving: retired factors in use, with what becomes of what stands under them.
        merged: codings that become one with another of the same passage and coder.
        reset: checklist marks that go, because not everything merged into their factor had been considered.
        reopened: cases whose checklist is complete and would not be.
        refusals: why it cannot be adopted, a sentence each; empty if it can.
    """

    before: Taxonomy
    after: Taxonomy
    differences: tuple[Difference, ...]
    moving: tuple[Moving, ...]
    merged: int
    reset: int
    reopened: int
    refusals: tuple[str, ...]

    @property
    def undecided(self) -> tuple[Moving, ...]:
        """What stays under a retired factor until somebody decides."""
        return tuple(one for one in self.moving if one.target is None)

    @property
    def can_be_undone(self) -> bool:
        """Whether one can go back to the version before, with every coding under the factor it had."""
        return self.merged == 0 and self.before.sha256 != self.after.sha256


def plan(book: Casebook, new: Taxonomy, choices: Mapping[FactorId, FactorId] | None = None) -> AdoptionPlan:
    """What adopting ``new`` would do to this casebook.

    Args:
        book: the casebook, under the version in use.
        new: a version that passed its checks.
        choices: for factors that several others replace, the one that everything goes to.

    Raises:
        WrongUseError: if a choice is not among what replaces its factor.
    """
    later = successions(new, choices)
    rows = book.vault.connection.execute(_CODED).fetchall()
    marks = book.vault.connection.execute(MARKS).fetchall()
    codings = Counter(row["factor"] for row in rows)
    marked = Counter(row["factor"] for row in marks)
    coded, cases = _cases(rows), _cases([*rows, *marks])
    target = {one.factor: one.target for one in later if one.target is not None}
    places = Counter(
        (row["passage_id"], target.get(row["factor"], row["factor"]), row["coder"]) for row in rows
    )
    changes = mark_changes(book.vault.connection, book.passages, book.taxonomy, later)
    return AdoptionPlan(
        before=book.taxonomy,
        after=new,
        differences=differences(book.taxonomy, new),
        moving=tuple(
            Moving(
                one.factor, one.successors, one.target, codings[one.factor], marked[one.factor], len(found)
            )
            for one in later
            if (found := cases.get(one.factor))
        ),
        merged=sum(count - 1 for count in places.values()),
        reset=sum(change.after is None and change.factor in target.values() for change in changes),
        reopened=_reopened(book, new, later, coded),
        refusals=(
            *refusals(book.taxonomy, new),
            *_refusals_by_use(book, new, {*codings, *marked}),
            *_while_hidden(book),
        ),
    )


def adopt(book: Casebook, new: Taxonomy, choices: Mapping[FactorId, FactorId] | None = None) -> AdoptionPlan:
    """Adopt a version: keep it whole in the vault and move what stands under retired factors. All of it, or nothing.

    The vault is copied before. The casebook has to be opened anew afterwards: this one still goes by the version before. Adopting the version in use
    moves what still stands under its retired factors.

    Returns:
        The plan, as it was carried out.

    Raises:
        RefusedError: naming the first reason why it cannot be adopted, or if the vault cannot be copied; nothing was changed.
        WrongUseError: if a choice is not among what replaces its factor.
    """
    documents = Documents(book.vault, KIND)
    _require(plan(book, new, choices).refusals)
    book.vault.copy_before(KIND, len(documents.all()) + 1)
    with book.vault.transaction() as connection:
        found = plan(book, new, choices)
        _require(found.refusals)
        before = keep(documents, book.taxonomy)
        if documents.in_force() is None:
            documents.enforce(before.number)
        adopted = keep(documents, new)
        documents.enforce(adopted.number)
        later = successions(new, choices)
        changes = mark_changes(connection, book.passages, book.taxonomy, later)
        for case in _cases_changed(book, later, {change.case for change in changes}):
            touch(connection, case)
        move(connection, adopted.number, new, later, changes)
        forget_factors(connection)
    return found


@dataclass(frozen=True, slots=True)
class ReturnPlan:
    """What going back to the version before would do.

    Attributes:
        before: the version in use.
        after: the version before it.
        codings: how many get the factor back that they had.
        refusals: why it cannot be done, a sentence each; empty if it can.
    """

    before: Taxonomy
    after: Taxonomy
    codings: int
    refusals: tuple[str, ...]


def plan_return(book: Casebook) -> ReturnPlan:
    """What going back to the version before would do.

    Raises:
        AnswerIsNoError: if no version was adopted in this vault.
        DamagedError: if what the vault keeps is damaged.
    """
    number, old = _before(Documents(book.vault, KIND))
    connection = book.vault.connection
    row = connection.execute("SELECT merged FROM adoptions WHERE number = ?", (number,)).fetchone()
    moved = connection.execute(
        "SELECT m.coding_id FROM moved_codings m JOIN codings c ON c.id = m.coding_id"
        " WHERE m.adoption = ? AND c.factor = m.factor_after",
        (number,),
    ).fetchall()
    back = {row["coding_id"] for row in moved}
    used = {
        row["factor"]
        for row in connection.execute("SELECT id, factor FROM codings").fetchall()
        if row["id"] not in back
    } | {
        row["factor"]
        for row in connection.execute(
            f"SELECT c.factor FROM ({MARKS}) c LEFT JOIN moved_marks m ON m.adoption = ? AND m.case_id = c.case_id"  # noqa: S608 - a constant
            " AND m.coder = c.coder AND m.factor = c.factor WHERE m.factor IS NULL OR c.state IS NOT m.state_after",
            (number,),
        ).fetchall()
    }
    reasons = [*_refusals_by_use(book, old, used), *_while_hidden(book)]
    if row is not None and row["merged"]:
        merged = row["merged"]
        reasons.append(
            f"{merged} coding{'s' if merged > 1 else ''} became one with another when it was adopted, and cannot be parted."
        )
    return ReturnPlan(book.taxonomy, old, len(back), tuple(reasons))


def go_back(book: Casebook) -> ReturnPlan:
    """Go back to the version before: codings and marks get the factors back that they had. All of it, or nothing.

    The casebook has to be opened anew afterwards.

    Raises:
        AnswerIsNoError: if no version was adopted in this vault.
        RefusedError: naming the first reason why it cannot be done; nothing was changed.
    """
    documents = Documents(book.vault, KIND)
    with book.vault.transaction() as connection:
        found = plan_return(book)
        _require(found.refusals)
        number, old = _before(documents)
        rows = connection.execute(
            "SELECT i.case_id FROM moved_codings m JOIN codings c ON c.id = m.coding_id"
            " JOIN passages p ON p.id = c.passage_id JOIN interviews i ON i.id = p.interview_id"
            " WHERE m.adoption = ?1 UNION SELECT case_id FROM moved_marks WHERE adoption = ?1",
            (number,),
        ).fetchall()
        take_back(connection, number)
        forget_factors(connection)
        for row in rows:
            touch(connection, CaseId(row["case_id"]))
        documents.enforce(keep(documents, old).number, forward=False)
    return found


def undecided(book: Casebook) -> Mapping[CaseId, int]:
    """Codings under retired factors by case: they are counted nowhere until somebody decides where they belong.

    A case without any is absent. Codings by all coders, lost ones too.
    """
    retired = [factor.id for factor in book.taxonomy.factors if factor.retired is not None]
    if not retired:
        return {}
    wanted = ", ".join("?" * len(retired))
    rows = book.vault.connection.execute(
        f"SELECT case_id, count(*) AS n FROM ({_CODED}) WHERE factor IN ({wanted}) GROUP BY case_id",  # noqa: S608 - a constant and placeholders
        retired,
    ).fetchall()
    return {CaseId(row["case_id"]): int(row["n"]) for row in rows}


def _before(documents: Documents) -> tuple[int, Taxonomy]:
    current = documents.in_force()
    if current is None or current.replaced is None:
        raise AnswerIsNoError(
            "There is no version before the one in use.", "This vault goes by the codebook it began with."
        )
    return current.number, as_taxonomy(documents.get(current.replaced))


def _require(reasons: tuple[str, ...]) -> None:
    if reasons:
        more = f" And {len(reasons) - 1} more." if reasons[1:] else ""
        raise RefusedError(
            f"That version cannot be used in this vault. {reasons[0]}{more}",
            "Nothing was changed; see all of it with --preview.",
        )


def _refusals_by_use(book: Casebook, new: Taxonomy, used: set[str]) -> Iterator[str]:
    known = {str(factor.id) for factor in new.factors}
    strange = sorted(factor for factor in used if factor not in known and not factor.startswith(PREFIX))
    if strange:
        yield f"Passages or checklists use factors that it does not have: {', '.join(strange[:5])}."
    bands = {attribute.id: {band.id for band in attribute.bands} for attribute in new.attributes}
    of_case: defaultdict[str, dict[AttributeId, BandId]] = defaultdict(dict)
    missing: Counter[str] = Counter()
    for row in book.vault.connection.execute(
        "SELECT case_id, attribute, band FROM case_attributes"
    ).fetchall():
        attribute, band = AttributeId(row["attribute"]), BandId(row["band"])
        of_case[row["case_id"]][attribute] = band
        if band not in bands.get(attribute, ()):
            missing[f"{attribute} = {band}"] += 1
    for band_name, count in sorted(missing.items()):
        yield f"{count} case{'s have' if count > 1 else ' has'} {band_name}, which it does not have."
    broken = sum(
        bool(broken_implications(new.implications, with_implied(new.implications, of_one)))
        for of_one in of_case.values()
    )
    if broken:
        yield f"The bands of {broken} case{'s' if broken > 1 else ''} contradict what it says about bands."


def _while_hidden(book: Casebook) -> Iterator[str]:
    rows = book.vault.connection.execute(
        "SELECT case_id, working FROM second_codings WHERE working IS NOT NULL"
    ).fetchall()
    for row in rows:
        yield (
            f"Coder {row['working']} is coding case {row['case_id']}, whose other codings are hidden until that is complete."
        )


def _cases(rows: Iterable[Any]) -> Mapping[str, set[CaseId]]:
    cases: defaultdict[str, set[CaseId]] = defaultdict(set)
    for row in rows:
        cases[row["factor"]].add(CaseId(row["case_id"]))
    return dict(cases)


def _reopened(
    book: Casebook, new: Taxonomy, later: tuple[Succession, ...], coded: Mapping[str, set[CaseId]]
) -> int:
    """Cases that are complete, and are not once the new version's factors are asked for."""
    complete = {case.id for case in book.cases.list() if case.considered >= case.factors}
    if not complete:
        return 0
    open_again = set[CaseId]()
    old = {factor.id for factor in book.taxonomy.active_factors}
    of_target: defaultdict[FactorId, set[FactorId]] = defaultdict(set)
    for one in later:
        if one.target is not None:
            of_target[one.target].add(one.factor)
        else:
            open_again |= coded.get(one.factor, set())
    for factor in new.active_factors:
        if factor.id not in old and not (of_target[factor.id] & old):
            return len(complete)
    return len(complete & open_again)


def _cases_changed(book: Casebook, later: tuple[Succession, ...], marked: set[CaseId]) -> Iterator[CaseId]:
    moving = {one.factor for one in later if one.target is not None}
    rows = book.vault.connection.execute(_CODED).fetchall()
    yield from sorted(marked | {CaseId(row["case_id"]) for row in rows if row["factor"] in moving})
