"""Any sequence of edits, codings, undos and saves in the editor's own document keeps every span on its words."""

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making_vaults import create_vault

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.text.edits import move_span
from fieldnotes.tui.editor.coder import Coder
from fieldnotes.tui.editor.document import NoteDocument
from fieldnotes.tui.editor.marks import LineMarks
from fieldnotes.tui.editor.typed import Typed
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

LETTERS = st.text(st.sampled_from("ab \nကျွန်"), max_size=6)
PLACE = st.floats(0, 1)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), PLACE, PLACE, LETTERS),
        st.tuples(st.just("type"), PLACE, PLACE, LETTERS),
        st.tuples(st.just("code"), PLACE, PLACE, st.just("")),
        st.tuples(
            st.sampled_from(["save", "undo", "redo", "uncode", "recode", "remove"]), PLACE, PLACE, st.just("")
        ),
    ),
    min_size=2,
    max_size=14,
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    folder = tmp_path_factory.mktemp("spans") / "vault"
    vault, _ = create_vault(
        folder, role=VaultRole.RESEARCHER, passphrase=Passphrase("nine calm ferries"), kdf_id=1
    )
    with vault:
        book = Casebook.open(vault, load_taxonomy())
        book.cases.add(CaseId("C1"))
        yield Shelf(book)


class Shelf:
    """Holds the casebook, whose own description would fill a report of a failure."""

    def __init__(self, book: Casebook) -> None:
        self.book = book


@dataclass
class Known:
    """A coding as it must be: moved by each edit as it is made."""

    span: Span | None
    words: str
    changed: bool = False


class Desk:
    """Document, marks, autosave and coder put together as the case's screen does, without a screen."""

    def __init__(self, book: Casebook, text: str) -> None:
        self.book = book
        self.interview = book.interviews.add(CaseId("C1"), text).id
        self.typed = Typed(lambda: 0.0)
        self.following = False
        self.document = NoteDocument(text, self._edited)
        self.marks = LineMarks(self.typed.edits)
        self.coder = Coder(book, self.interview)
        self.marks.show(self.coder.coded)
        self.known: dict[int, Known] = {}
        self.gone: list[Known] = []
        """Codings taken away, which may be made again where their words are by then."""

    def _edited(self, change) -> None:
        if not self.following:
            self.typed.add(change.edit)
        for known in (*self.known.values(), *self.gone):
            if known.span is not None:
                known.span, touched = move_span(known.span, change.edit)
                known.changed = known.changed or touched
        self.marks.forget()

    def put(self, start: int, end: int, text: str) -> None:
        self.document.replace_range(self.document.location_of(start), self.document.location_of(end), text)

    def save(self) -> None:
        steps = self.typed.steps()
        if steps:
            self.book.journal.record_steps(self.interview, steps)
            self.coder.edited()
            self.typed.saved(steps)
            self.marks.forget()

    def turn(self, turn) -> None:
        """Undo or redo; a coding that comes back with its words is found where the casebook says."""
        self.save()
        try:
            edits = turn(self.interview)
        except AnswerIsNoError:
            return
        self.coder.edited()
        self.typed.clear()
        self.following = True
        for edit in edits:
            self.put(edit.start, edit.end, edit.inserted)
        self.following = False
        for coding in self.coder.codings:
            known = self.known[coding.id]
            if known.span is None:
                known.span, known.changed = coding.span, coding.changed

    def code(self, span: Span) -> None:
        self.save()
        if any(known.span == span for known in self.known.values()):
            return
        coding = self.coder.add(span, self.book.taxonomy.resolve("dmv").id)
        self.known[coding.id] = Known(span, self.document.text[span.start : span.end])
        self.marks.forget()

    def turned(self, act) -> None:
        """A coding is taken away, or made again on the words it had."""
        self.save()
        before = set(self.known)
        try:
            act()
        except AnswerIsNoError:
            return
        self.marks.forget()
        codings, lost = self.coder.codings, self.book.codings.lost_of_interview(self.interview)
        for id_ in before - {one.id for one in (*codings, *lost)}:
            self.gone.append(self.known.pop(id_))
        for one in lost:
            self.known.setdefault(one.id, Known(None, ""))
        for coding in codings:
            if coding.id not in before:
                assert coding.span in [known.span for known in self.gone]
                words = self.document.text[coding.span.start : coding.span.end]
                self.known[coding.id] = Known(coding.span, words)

    def do(self, act: str, start: int, end: int, letters: str) -> None:
        if act == "edit":
            self.put(start, end, letters)
        elif act == "type":
            for at, letter in enumerate(letters, start):
                self.put(at, at, letter)
        elif act == "code" and start < end:
            self.code(Span(start, end))
        elif act in {"undo", "redo"}:
            self.turn(getattr(self.book.journal, act))
        elif act in {"uncode", "recode"}:
            self.turned(self.coder.undo if act == "uncode" else self.coder.redo)
        elif act == "remove":
            self.save()
            if found := self.coder.codings:
                self.turned(lambda: self.coder.remove(found[start % len(found)]))

    def compare(self) -> None:
        text = self.document.text
        shown: dict[int, set[int]] = {}
        for row in range(self.document.line_count):
            for mark in self.marks.of(row, self.document):
                start = self.document.index_of((row, mark.start))
                shown.setdefault(mark.coding, set()).update(range(start, start + mark.end - mark.start))
        for id_, known in self.known.items():
            words = set() if known.span is None else set(range(known.span.start, known.span.end))
            assert shown.pop(id_, set()) == {at for at in words if text[at] != "\n"}
            if known.span is not None and not known.changed:
                assert text[known.span.start : known.span.end] == known.words
        assert shown == {}
        if not self.typed:
            assert self.book.interviews.text(self.interview) == text
            stored = {one.id: (one.span, one.changed) for one in self.coder.codings}
            assert stored == {
                id_: (known.span, known.changed)
                for id_, known in self.known.items()
                if known.span is not None
            }


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(LETTERS.filter(bool), ACTS)
def test_spans_stay_on_their_words_through_any_sequence_of_acts(shelf, text, acts):
    desk = Desk(shelf.book, text)
    for act, one, other, letters in acts:
        start, end = sorted((int(one * desk.document.length), int(other * desk.document.length)))
        if act == "save":
            desk.save()
        else:
            desk.do(act, start, end, letters)
        desk.compare()
    desk.save()
    desk.compare()
