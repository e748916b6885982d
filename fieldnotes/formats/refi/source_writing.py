"""Interviews of a REFI-QDA project, with what is coded in them."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from fieldnotes.base.ids import CaseId, FactorId, PassageId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.localfactors import LocalFactor, is_local
from fieldnotes.casebook.records import Coding, Interview
from fieldnotes.formats.refi.extras import line_of, name_of
from fieldnotes.formats.refi.guids import ProjectGuids, codebook_guid
from fieldnotes.formats.refi.note_writing import NoteWriter
from fieldnotes.formats.refi.xml_words import xml_words
from fieldnotes.formats.xml_reading import etree
from fieldnotes.text.following import normalise_following


class SourceWriter:
    """Writes interviews one after the other.

    Args:
        book: the casebook.
        guids: of the project.
        notes: takes the notes on codings.
        namespace: of the elements.

    Attributes:
        elements: a source for each interview.
        texts: of the interviews, by GUID.
        coders: GUIDs of those whose codings were written, by label.
        used: factors of the codings that were written.
        codings: how many were written.
        memos: on codings, how many were written.
        lost: codings whose words were deleted, which are not written.
    """

    def __init__(self, book: Casebook, guids: ProjectGuids, notes: NoteWriter, namespace: str) -> None:
        self._book = book
        self._library = etree()
        self._guids = guids
        self._notes = notes
        self._namespace = namespace
        self._local: Mapping[FactorId, LocalFactor] = {factor.id: factor for factor in book.local.all()}
        self.elements: list[Any] = []
        self.texts: dict[str, str] = {}
        self.coders: dict[str, str] = {}
        self.used: set[FactorId] = set()
        self.codings = self.memos = self.lost = 0

    def add(self, case: CaseId, interview: Interview) -> str:
        """Write an interview, and give its GUID.

        Raises:
            DamagedError: if its text cannot be read.
        """
        guid = self._guids.of("interview", interview.id)
        codings, lost = self._book.codings.standing_and_lost(interview.id)
        self.lost += lost
        text, spans = _normal(self._book.interviews.text(interview.id), [coding.span for coding in codings])
        self.texts[guid] = text
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
                self.lost += 1
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
        self.elements.append(source)
        return guid

    def _coding(self, selection: Any, coding: Coding) -> None:
        coder = self.coders.get(coding.coder)
        if coder is None:
            coder = self.coders[coding.coder] = self._guids.of("coder", coding.coder)
        element = self._add(selection, "Coding", guid=self._guids.of("coding", coding.id), creatingUser=coder)
        self.codings += 1
        self.used.add(coding.factor)
        self._add(element, "CodeRef", targetGUID=self._code(coding))
        factor = self._book.factor(coding.factor)
        usual = getattr(factor, "default_stance", None)
        extras = line_of(None if coding.stance == usual else coding.stance, coding.strength)
        if not (extras or coding.memo):
            return
        self._add(element, "NoteRef", targetGUID=self._notes.on_coding(coding, coder, extras))
        self.memos += bool(coding.memo)

    def _code(self, coding: Coding) -> str:
        if not is_local(coding.factor):
            return codebook_guid("factor", coding.factor)
        known = self._local.get(coding.factor)
        return (known and known.guid) or self._guids.of("factor", coding.factor)

    def _new(self, tag: str, **attributes: str) -> Any:
        return self._library.Element(f"{{{self._namespace}}}{tag}", **attributes)

    def _add(self, above: Any, tag: str, **attributes: str) -> Any:
        return self._library.SubElement(above, f"{{{self._namespace}}}{tag}", **attributes)


def _normal(text: str, spans: list[Span]) -> tuple[str, Sequence[Span | None]]:
    """NFC, as every text that was imported is; one that was typed in another form moves its passages with it."""
    if unicodedata.is_normalized("NFC", text):
        return text, spans
    normalised, moved = normalise_following(text, spans)
    return normalised.text, moved
