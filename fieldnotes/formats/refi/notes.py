"""Notes of a project made elsewhere that belong to no coding: on codes, and on the project as a whole."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.diary import LONGEST
from fieldnotes.casebook.memorecords import MemoKind, Subject
from fieldnotes.formats.refi.codes import PlannedCode, kept
from fieldnotes.formats.refi.extras import day_of
from fieldnotes.formats.refi.packaged import Loaded
from fieldnotes.formats.refi.plans import PlannedEntry


def joined(memo: str, more: str) -> str:
    """A memo with more behind it."""
    return "\n\n".join(filter(None, (memo, more)))


def memos_on_factors(
    book: Casebook, codes: Iterable[PlannedCode], left_out: Counter[str]
) -> list[PlannedCode]:
    """The same codes with the memos that are still to be written: not those that stand on the factor already."""
    known: dict[str, str] = {}
    planned = []
    for code in codes:
        memo = code.memo.strip()
        key = code.factor or code.guid
        if memo and key not in known:
            known[key] = "" if code.factor is None else book.memos.text(Subject(MemoKind.FACTOR, code.factor))
        if memo and memo in known[key]:
            memo = ""
        elif memo and len(joined(known[key], memo)) > LONGEST:
            left_out["memos on factors that would be too long"] += 1
            memo = ""
        elif memo:
            known[key] = joined(known[key], memo)
        planned.append(replace(code, memo=memo))
    return planned


def diary_entries(
    book: Casebook, loaded: Loaded, left_out: Counter[str], *, ours: bool
) -> tuple[PlannedEntry, ...]:
    """What the notes on the whole project become: entries of the diary, but for those that it holds already."""
    notes = {note.guid: note for note in loaded.project.memos}
    known = {(entry.day, entry.text) for entry in book.diary.all()}
    texts = {text for _, text in known}
    planned = []
    for guid in dict.fromkeys(loaded.project.notes):
        if guid not in notes:
            left_out["references to notes that the file does not hold"] += 1
            continue
        note, words = notes[guid], loaded.notes.get(guid, "")
        day = day_of(note.description) if ours else None
        parts = [words] if ours else [note.name, note.description, words]
        text = "\n\n".join(kept(part, ours=ours) for part in parts if part.strip()).strip()
        if len(text) > LONGEST:
            left_out["notes on the project that are too long"] += 1
        elif text and ((day, text) not in known if day else text not in texts):
            planned.append(PlannedEntry(text, day))
    return tuple(planned)
