"""Working out what importing a project would make. Nothing is stored."""

from collections import Counter
from collections.abc import Collection, Iterator

from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.exchange import known_exchange_guid
from fieldnotes.codebook.models import Role
from fieldnotes.formats.refi.caseplans import Attributes, CaseLabels, cases_with_texts
from fieldnotes.formats.refi.coders import coder_labels
from fieldnotes.formats.refi.codes import UNCODED, CodeMatcher, PlannedCode, kept, storable_line
from fieldnotes.formats.refi.deciding import Source, decide
from fieldnotes.formats.refi.elements import Code
from fieldnotes.formats.refi.extras import ORIGIN
from fieldnotes.formats.refi.guids import ProjectGuids
from fieldnotes.formats.refi.notes import diary_entries, memos_on_factors
from fieldnotes.formats.refi.packaged import Loaded, LoadedText
from fieldnotes.formats.refi.placing import Meaning, Placer
from fieldnotes.formats.refi.plans import Plan, PlannedCase, PlannedInterview


def plan_import(book: Casebook, loaded: Loaded) -> Plan:
    """What importing the project would make in this casebook.

    Raises:
        WrongUseError: if more than 26 people coded.
        DamagedError: if a name or a memo piles marks as no writing does.
    """
    return _Planner(book, loaded).plan()


class _Planner:
    def __init__(self, book: Casebook, loaded: Loaded) -> None:
        self._book = book
        self._loaded = loaded
        self._ours = loaded.project.origin.casefold().split(" ")[0] == ORIGIN
        self._left_out: Counter[str] = Counter(loaded.project.skipped)
        self._told: list[str] = []

    def plan(self) -> Plan:
        project = self._loaded.project
        codes = self._codes()
        coders = coder_labels(project, _users(self._loaded))
        readable = [text for text in self._loaded.texts if text.text is not None]
        sources = [Source(text.text or "", text.mark, text.element.selections) for text in readable]
        decision = decide(project.origin, sources, ours=self._ours)
        meaning = Meaning(
            coders,
            {code.guid: code.factor for code in codes},
            frozenset(factor.id for factor in self._book.taxonomy.factors if factor.role is Role.CONDITION),
            self._ours,
        )
        placer = Placer(self._loaded, decision.convention, meaning, self._left_out)
        cases = self._cases(placer)
        self._count_what_is_left(placer, {code.guid for code in codes})
        used = {coding.code for case in cases for one in case.interviews for coding in one.codings}
        codes = [code for code in codes if code.guid != UNCODED or UNCODED in used]
        codes = memos_on_factors(self._book, codes, self._left_out)
        entries = diary_entries(self._book, self._loaded, self._left_out, ours=self._ours)
        self._tell(cases, len(coders))
        return Plan(
            storable_line(project.origin)[:200],
            self._ours,
            tuple(cases),
            tuple(codes),
            tuple(sorted(set(coders.values()))),
            decision,
            {what: number for what, number in self._left_out.items() if number},
            tuple(self._told),
            entries,
        )

    def _codes(self) -> list[PlannedCode]:
        project = self._loaded.project
        used = {
            coding.code
            for text in self._loaded.texts
            for codings in (text.element.codings, *(one.codings for one in text.element.selections))
            for coding in codings
        }
        known = known_exchange_guid(self._book.vault)
        matcher = CodeMatcher(self._book, None if known is None else ProjectGuids(known), ours=self._ours)
        wanted = [code for code in project.codes if code.codable or code.guid in used]
        marked = Code(UNCODED, UNCODED, codable=True, parent=None)
        return matcher.plan([*wanted, marked], self._loaded.notes, every=project.codes)

    def _cases(self, placer: Placer) -> list[PlannedCase]:
        labels = CaseLabels(self._book, ours=self._ours)
        attributes = Attributes(self._book.taxonomy, self._loaded.project.variables, self._left_out)
        planned = []
        for case, texts in cases_with_texts(self._loaded, self._left_out):
            values = [*case.values, *(value for text in texts for value in text.element.values)]
            bands, marks, settled = attributes.read(values)
            interviews = tuple(self._interview(text, placer) for text in texts if text.text is not None)
            planned.append(
                PlannedCase(
                    labels.label(case.name),
                    storable_line(case.name),
                    bands,
                    marks,
                    settled,
                    interviews,
                    kept(case.description, ours=self._ours).strip(),
                )
            )
        return planned

    def _interview(self, text: LoadedText, placer: Placer) -> PlannedInterview:
        element = text.element
        placed = placer.place(text)
        title = kept(element.description, ours=True).replace("\n", " ") if self._ours else ""
        if not self._ours and element.description.strip():
            self._left_out["descriptions of texts"] += 1
        self._left_out["notes on whole texts"] += len(element.notes)
        changes = tuple(change.sentence for change in placed.normalised.changes)
        return PlannedInterview(
            storable_line(element.name), title, placed.normalised.text, placed.codings, changes
        )

    def _count_what_is_left(self, placer: Placer, codes: Collection[str]) -> None:
        project, left_out = self._loaded.project, self._left_out
        for text in self._loaded.texts:
            if text.text is None:
                left_out[f"texts that {text.missing}"] += 1
                left_out["passages in texts that are not there"] += len(text.element.selections)
                left_out["codings in texts that are not there"] += len(text.element.codings) + sum(
                    len(selection.codings) for selection in text.element.selections
                )
        in_codes = {guid for code in project.codes if code.guid in codes for guid in code.notes}
        whole = {guid for text in self._loaded.texts for guid in text.element.notes}
        used = placer.used_notes | in_codes | whole | set(project.notes)
        left_out["notes that belong to no coding"] += sum(
            note.guid not in used and note.guid in self._loaded.notes for note in project.memos
        )
        left_out["notes that have no plain text in the file"] += sum(
            note.guid not in self._loaded.notes for note in project.memos
        )
        left_out["GUIDs that stand for two things; the first counts"] += project.repeated
        if not self._ours:
            left_out["descriptions of the project"] += bool(project.description.strip())

    def _tell(self, cases: list[PlannedCase], coders: int) -> None:
        told = self._told
        if self._ours:
            told.append(
                "The file was written by fieldnotes. Consent is not carried: note it for each case that has given it."
                " A case that leaves with a release of the vault it came from must not leave from here too."
            )
        elif cases:
            told.append(
                "Cases come without consent, and texts without titles, since both may be anybody's: note consent for each"
                " case that has given it."
            )
        if coders and not self._ours:
            told.append("People who coded are called by a letter from now on; their names are not kept.")


def _users(loaded: Loaded) -> Iterator[str]:
    """The user of every coding that can be placed, in the file's order."""
    for text in loaded.texts:
        element = text.element
        if text.text is None:
            continue
        for selection in element.selections:
            of_selection = selection.user or element.user or loaded.project.user
            if not selection.codings:
                yield of_selection
            for coding in selection.codings:
                yield coding.user or of_selection
        for coding in element.codings:
            yield coding.user or element.user or loaded.project.user
