"""Writing cases, texts, codings and memos as a REFI-QDA project (.qdpx)."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from fieldnotes.base.errors import RefusedError
from fieldnotes.base.ids import CaseId, FactorId
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.copies import refuse_copies
from fieldnotes.casebook.exchange import exchange_guid
from fieldnotes.casebook.localfactors import is_local
from fieldnotes.casebook.memorecords import MemoKind, Subject
from fieldnotes.formats.refi.case_writing import CaseWriter
from fieldnotes.formats.refi.codebook_writing import CodeWriter, serialised
from fieldnotes.formats.refi.extras import ORIGIN
from fieldnotes.formats.refi.guids import ProjectGuids
from fieldnotes.formats.refi.note_writing import NoteWriter
from fieldnotes.formats.refi.source_writing import SourceWriter
from fieldnotes.formats.xml_reading import etree

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
        self._notes = NoteWriter(self._guids, PROJECT_XML)
        self._sources = SourceWriter(book, self._guids, self._notes, PROJECT_XML)

    def write(self, labels: Sequence[CaseId], *, whole: bool) -> WrittenProject:
        cases = CaseWriter(self._book, self._guids, PROJECT_XML)
        for label in labels:
            _refuse_hidden(self._book, label)
            sources = [self._sources.add(label, interview) for interview in self._book.interviews.of(label)]
            cases.add(label, sources)
            self._told.cases += 1
            self._told.interviews += len(sources)
            self._told.memos += bool(self._book.memos.text(Subject(MemoKind.CASE, label)))
        root = self._library.Element(
            f"{{{PROJECT_XML}}}Project", nsmap={None: PROJECT_XML}, name="fieldnotes project", origin=ORIGIN
        )
        # The schema wants them in this order.
        self._users(root)
        codebook = self._add(root, "CodeBook")
        on_factors = self._on_factors(whole=whole)
        retired = {factor for factor in (*self._sources.used, *on_factors) if not is_local(factor)}
        codes = CodeWriter(PROJECT_XML).codes(
            self._book.taxonomy, retired, tuple(self._local.values()), self._guids, on_factors
        )
        codebook.append(codes)
        cases.append_to(root)
        entries = list(reversed(self._book.diary.all())) if whole else []
        on_project = [self._notes.in_diary(entry) for entry in entries]
        self._told.entries = len(entries)
        for name, elements in (("Sources", self._sources.elements), ("Notes", self._notes.elements)):
            if elements:
                self._add(root, name).extend(elements)
        for guid in on_project:
            self._add(root, "NoteRef", targetGUID=guid)
        self._told.codings = self._sources.codings
        self._told.memos += self._sources.memos
        self._told.lost = self._sources.lost
        self._told.raw = _package(serialised(root), self._sources.texts)
        return self._told

    def _on_factors(self, *, whole: bool) -> dict[FactorId, str]:
        """Write memos on factors, and give their GUIDs."""
        written: dict[FactorId, str] = {}
        for memo in self._book.memos.on_factors():
            factor = memo.factor
            if factor is None or (is_local(factor) and factor not in self._local):
                continue
            if whole or factor in self._sources.used:
                written[factor] = self._notes.on_factor(factor, memo.text)
        self._told.memos += len(written)
        return written

    def _add(self, above: Any, tag: str, **attributes: str) -> Any:
        return self._library.SubElement(above, f"{{{PROJECT_XML}}}{tag}", **attributes)

    def _users(self, root: Any) -> None:
        if self._sources.coders:
            users = self._add(root, "Users")
            for coder in sorted(self._sources.coders):
                self._add(users, "User", guid=self._sources.coders[coder], name=coder)


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
