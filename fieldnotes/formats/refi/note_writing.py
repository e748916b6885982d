"""Writing notes: memos on codings and factors, and the diary, each referred to by what it is about."""

from typing import Any

from fieldnotes.base.ids import FactorId
from fieldnotes.casebook.diary import Entry
from fieldnotes.casebook.records import Coding
from fieldnotes.formats.refi.extras import DIARY, EXTRAS_ONLY, MEMO, day_line
from fieldnotes.formats.refi.guids import ProjectGuids
from fieldnotes.formats.refi.xml_words import xml_words
from fieldnotes.formats.xml_reading import etree


class NoteWriter:
    """Collects the notes of one project.

    Args:
        guids: of the vault.
        namespace: of the project.

    Attributes:
        elements: the notes, in the order they were written.
    """

    def __init__(self, guids: ProjectGuids, namespace: str) -> None:
        self.elements: list[Any] = []
        self._guids = guids
        self._tag = {tag: f"{{{namespace}}}{tag}" for tag in ("Note", "Description", "PlainTextContent")}
        self._library = etree()

    def on_coding(self, coding: Coding, coder: str, extras: str) -> str:
        """The note of a coding: its memo, and in its description what the standard has no place for.

        Args:
            coding: which.
            coder: GUID of the user.
            extras: see :func:`fieldnotes.formats.refi.extras.line_of`; not empty where there is no memo.
        """
        name = MEMO if coding.memo else EXTRAS_ONLY
        return self._add("memo", coding.id, name, coding.memo or extras, extras, creatingUser=coder)

    def on_factor(self, factor: FactorId, memo: str) -> str:
        """The memo on a factor."""
        return self._add("factor memo", factor, MEMO, memo, "")

    def in_diary(self, entry: Entry) -> str:
        """An entry of the diary, with its day in the description."""
        return self._add("diary", entry.number, DIARY, entry.text, day_line(entry.day))

    def _add(
        self, kind: str, key: str | int, name: str, words: str, description: str, **attributes: str
    ) -> str:
        """Add a note, and give its GUID."""
        guid = self._guids.of(kind, key)
        note = self._library.Element(self._tag["Note"], guid=guid, name=name, **attributes)
        if description:
            self._library.SubElement(note, self._tag["Description"]).text = description
        self._library.SubElement(note, self._tag["PlainTextContent"]).text = xml_words(words)
        self.elements.append(note)
        return guid
