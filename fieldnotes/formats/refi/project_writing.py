"""Writing cases, texts, codings and memos as a REFI-QDA project (.qdpx)."""

import io
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from fieldnotes.base.errors import RefusedError
from fieldnotes.base.ids import CaseId, FactorId, PassageId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.copies import refuse_copies
from fieldnotes.casebook.exchange import exchange_guid
from fieldnotes.casebook.localfactors import is_local
from fieldnotes.casebook.memorecords import MemoKind, Subject
from fieldnotes.casebook.records import Coding, Interview
from fieldnotes.formats.refi.case_writing import CaseWriter
from fieldnotes.formats.refi.codebook_writing import CodeWriter, serialised
from fieldnotes.formats.refi.extras import ORIGIN, line_of, name_of
from fieldnotes.formats.refi.guids import ProjectGuids, codebook_guid
from fieldnotes.formats.refi.note_writing import NoteWriter
from fieldnotes.formats.refi.xml_words import xml_words
from fieldnotes.formats.xml_reading import etree
from fieldnotes.text.following import normalise_following

PROJECT_XML: Final = "urn:QDA-XML:project:1.0"
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest that a ZIP package can say: when a file was written out is nobody's business."""


@dataclass(slots=True)
class WrittenProject:
    """A project as a file, and what is in it.

    Attributes:
        raw: the package.
        cases: written.
        interviews: written.
        codings: written.
        memos: written, on cases, factors and codings.
        entries: of the diary, written.
        lost: codings whose words were deleted: they have no place in any text, and are not written.
    """

    raw: bytes = field(default=b"", repr=False)
    cases: int = 0
    interviews: int = 0
    codings: int = 0
    memos: int = 0
    entries: int = 0
    lost: int = 0


def project_file(book: Casebook, cases: Sequence[CaseId] | None = None) -> WrittenProject:
    """The cases as a package that other programs read; with nothing changed, the same bytes every time.

    Args:
        book: the casebook.
        cases: which; all of them where ``None``. With some of them go the memos on factors that they are coded with and no
            diary, which may speak of the others; with all of them goes everything.

    Raises:
        AnswerIsNoError: if there is no such case.
        WrongUseError: if the extra `documents` is not installed.
        DamagedError: if a text cannot be read.
        RefusedError: while a second coder works on one of them, or if one named is a copy for one.
    """
    if cases is None:
        labels = [case.id for case in book.cases.list() if not case.copy]
    else:
        labels = list(dict.fromkeys(cases))
        refuse_copies(
            book.vault.connection, labels, "goes back and nowhere else", "Send its coding back instead."
        )
    return _Writer(book).write(labels, whole=cases is None)


def _refuse_hidden(book: Casebook, label: CaseId) -> None:
    """A project holds the codings of all coders, or it is none."""
    working = book.second.of(label).working
    if working is not None:
        raise RefusedError(
            f"Coder {working} is coding case {label}, and everyone else's codings are hidden until then.",
            "Write it out once that is complete, or write out other cases.",
        )


class _Writer:
    def __init__(self, book: Casebook) -> None:
        self._book = book
        self._library = etree()
        self._guids = ProjectGuids(exchange_guid(book.vault))
        self._local = {factor.id: factor for factor in book.local.all()}
        self._told = WrittenProject()
        self._texts: dict[str, str] = {}
        self._coders: dict[str, str] = {}
        self._used: set[Any] = set()
        self._sources: list[Any] = []
        self._notes = NoteWriter(self._guids, PROJECT_XML)

    def write(self, labels: Sequence[CaseId], *, whole: bool) -> WrittenProject:
        cases = CaseWriter(self._book, self._guids, PROJECT_XML)
        for label in labels:
            _refuse_hidden(self._book, label)
            sources = [self._source(label, interview) for interview in self._book.interviews.of(label)]
            cases.add(label, sources)
            self._told.cases += 1
            self._told.memos += bool(self._book.memos.text(Subject(MemoKind.CASE, label)))
        root = self._library.Element(
            f"{{{PROJECT_XML}}}Project", nsmap={None: PROJECT_XML}, name="fieldnotes project", origin=ORIGIN
        )
        # The schema wants them in this order.
        self._users(root)
        codebook = self._add(root, "CodeBook")
        on_factors = self._on_factors(whole=whole)
        retired = {factor for factor in (*self._used, *on_factors) if not is_local(factor)}
        codes = CodeWriter(PROJECT_XML).codes(
            self._book.taxonomy, retired, tuple(self._local.values()), self._guids, on_factors
        )
        codebook.append(codes)
        cases.append_to(root)
        entries = list(reversed(self._book.diary.all())) if whole else []
        on_project = [self._notes.in_diary(entry) for entry in entries]
        self._told.entries = len(entries)
        for name, elements in (("Sources", self._sources), ("Notes", self._notes.elements)):
            if elements:
                self._add(root, name).extend(elements)
        for guid in on_project:
            self._add(root, "NoteRef", targetGUID=guid)
        self._told.raw = _package(serialised(root), self._texts)
        return self._told

    def _on_factors(self, *, whole: bool) -> dict[FactorId, str]:
        """Write memos on factors, and give their GUIDs."""
        written: dict[FactorId, str] = {}
        for memo in self._book.memos.on_factors():
            factor = memo.factor
            if factor is None or (is_local(factor) and factor not in self._local):
                continue
            if whole or factor in self._used:
                written[factor] = self._notes.on_factor(factor, memo.text)
        self._told.memos += len(written)
        return written

    def _add(self, above: Any, tag: str, **attributes: str) -> Any:
        return self._library.SubElement(above, f"{{{PROJECT_XML}}}{tag}", **attributes)

    def _new(self, tag: str, **attributes: str) -> Any:
        return self._library.Element(f"{{{PROJECT_XML}}}{tag}", **attributes)

    def _users(self, root: Any) -> None:
        if self._coders:
            users = self._add(root, "Users")
            for coder in sorted(self._coders):
                self._add(users, "User", guid=self._coders[coder], name=coder)

    def _source(self, case: CaseId, interview: Interview) -> str:
        """Write an interview, and give its GUID."""
        guid = self._guids.of("interview", interview.id)
        codings, lost = self._book.codings.standing_and_lost(interview.id)
        self._told.lost += lost
        text, spans = _normal(self._book.interviews.text(interview.id), [coding.span for coding in codings])
        self._texts[guid] = text
        source = self._new(
            "TextSource",
            guid=guid,
            name=xml_words(name_of(case, interview.number, interview.title)),
            plainTextPath=f"internal://{guid}.txt",
        )
        if interview.title:
            self._add(source, "Description").text = xml_words(interview.title)
        selections: dict[PassageId, Any] = {}
        for coding, span in zip(codings, spans, strict=True):
            if span is None:
                self._told.lost += 1
                continue
            if coding.passage not in selections:
                selections[coding.passage] = self._add(
                    source,
                    "PlainTextSelection",
                    guid=self._guids.of("passage", coding.passage),
                    startPosition=str(span.start),
                    endPosition=str(span.end),
                )
            self._coding(selections[coding.passage], coding)
        self._sources.append(source)
        self._told.interviews += 1
        return guid

    def _coding(self, selection: Any, coding: Coding) -> None:
        coder = self._coders.get(coding.coder)
        if coder is None:
            coder = self._coders[coding.coder] = self._guids.of("coder", coding.coder)
        element = self._add(selection, "Coding", guid=self._guids.of("coding", coding.id), creatingUser=coder)
        self._told.codings += 1
        self._used.add(coding.factor)
        self._add(element, "CodeRef", targetGUID=self._code(coding))
        factor = self._book.factor(coding.factor)
        usual = getattr(factor, "default_stance", None)
        extras = line_of(None if coding.stance == usual else coding.stance, coding.strength)
        if not (extras or coding.memo):
            return
        self._add(element, "NoteRef", targetGUID=self._notes.on_coding(coding, coder, extras))
        self._told.memos += bool(coding.memo)

    def _code(self, coding: Coding) -> str:
        if not is_local(coding.factor):
            return codebook_guid("factor", coding.factor)
        known = self._local.get(coding.factor)
        return (known and known.guid) or self._guids.of("factor", coding.factor)


def _normal(text: str, spans: list[Span]) -> tuple[str, Sequence[Span | None]]:
    """NFC, as every text that was imported is; one that was typed in another form moves its passages with it."""
    if unicodedata.is_normalized("NFC", text):
        return text, spans
    normalised, moved = normalise_following(text, spans)
    return normalised.text, moved


def _package(project: bytes, texts: dict[str, str]) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(_part("project.qde"), project)
        for guid, text in texts.items():
            package.writestr(_part(f"sources/{guid}.txt"), text.encode("utf-8"))
    return raw.getvalue()


def _part(name: str) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name, _NO_TIME)
    part.compress_type = zipfile.ZIP_DEFLATED
    part.external_attr = 0o600 << 16
    return part
