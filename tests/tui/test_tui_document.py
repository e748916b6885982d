"""The text under the editor against plain strings: offsets, edits, rows, marks."""

from hypothesis import example, given
from hypothesis import strategies as st
from textual._cells import cell_len

from fieldnotes.base.ids import CodingId
from fieldnotes.base.span import Span
from fieldnotes.text.edits import Edit, apply, move_span
from fieldnotes.text.syllables import is_boundary
from fieldnotes.tui.editor.breaking import break_line
from fieldnotes.tui.editor.document import NoteDocument
from fieldnotes.tui.editor.marks import CodedSpan, LineMarks
from fieldnotes.tui.editor.painting import margin_text
from fieldnotes.tui.editor.turns import next_prefix
from fieldnotes.tui.editor.wrapping import NoteWrap

TEXTS = st.text(alphabet="ab \n\tQA:ကျွန်တော်ရွာ\u2028é", max_size=60)
PLACES = st.tuples(st.floats(0, 1), st.floats(0, 1), TEXTS)


def locate(text: str, index: int) -> tuple[int, int]:
    before = text[:index].split("\n")
    return len(before) - 1, len(before[-1])


@given(TEXTS, st.lists(PLACES, max_size=8))
def test_edits_keep_text_offsets_and_listener_true(text: str, edits: list[tuple[float, float, str]]) -> None:
    told = []
    document = NoteDocument(text, told.append)
    wrap = NoteWrap(document, 7)
    for one, other, inserted in edits:
        start, end = sorted((int(one * len(text)), int(other * len(text))))
        top, bottom = locate(text, start), locate(text, end)
        result = document.replace_range(top, bottom, inserted)
        wrap.wrap_range(top, bottom, result.end_location)
        expected = text[:start] + inserted + text[end:]
        if told and (inserted or start != end):
            assert apply(text, told[-1].edit) == expected
            assert told[-1].end == locate(expected, start + len(inserted))
        assert result.replaced_text == text[start:end]
        assert document.text == expected
        assert document.length == len(expected)
        for index in range(len(expected) + 1):
            assert document.location_of(index) == locate(expected, index)
            assert document.index_of(locate(expected, index)) == index
        fresh = NoteWrap(NoteDocument(expected), 7)
        broken = [break_line(line, 7, 4) for line in expected.split("\n")]
        places = [(line, part) for line, parts in enumerate(broken) for part in range(len(parts) + 1)]
        assert list(wrap._offset_to_line_info) == list(fresh._offset_to_line_info) == places
        rows = [[row for row, (line, _) in enumerate(places) if line == at] for at in range(len(broken))]
        assert [list(of_line) for of_line in wrap._line_index_to_offsets] == rows
        assert wrap._offset_to_line_info[-1] == places[-1]
        assert wrap.height == fresh.height == len(places)
        text = expected


@given(TEXTS.filter(lambda text: "\n" not in text and "\t" not in text), st.integers(3, 20))
@example(" \u102c:::", 3)
def test_broken_lines_lose_nothing_and_fit(line: str, width: int) -> None:
    breaks = break_line(line, width, 4)
    assert breaks == sorted(set(breaks))
    assert all(0 < at < len(line) for at in breaks)
    for start, end in zip([0, *breaks], [*breaks, len(line)], strict=True):
        part = line[start:end].rstrip()
        one_syllable = not any(is_boundary(part, at) for at in range(1, len(part)))
        assert cell_len(part) <= width or one_syllable
    assert all(is_boundary(line, at) for at in breaks)


@given(
    TEXTS.filter(bool),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
    st.lists(
        st.tuples(st.floats(0, 1), st.floats(0, 1), st.text(alphabet="ab\n", max_size=70)),
        min_size=1,
        max_size=4,
    ),
)
def test_marks_stand_where_the_journal_will_put_the_span(
    text: str, where: tuple[float, float], changes: list[tuple[float, float, str]]
) -> None:
    first, last = sorted(int(part * (len(text) - 1)) for part in where)
    span = Span(first, last + 1)
    typed = []
    document = NoteDocument(text, typed.append)
    marks = LineMarks(lambda: [change.edit for change in typed])
    marks.show(lambda part: [CodedSpan(CodingId(1), "dmv", span)] if span.overlaps(part) else [])
    expected: Span | None = span
    for one, other, inserted in changes:
        start, end = sorted(int(part * len(text)) for part in (one, other))
        edit = Edit(start, text[start:end], inserted)
        if expected is not None:
            expected, _ = move_span(expected, edit)
        document.replace_range(locate(text, start), locate(text, end), inserted)
        marks.forget()
        text = apply(text, edit)
    covered = {
        index
        for row in range(document.line_count)
        for mark in marks.of(row, document)
        for index in range(document.index_of((row, mark.start)), document.index_of((row, mark.end)))
    }
    words = (
        set() if expected is None else {at for at in range(expected.start, expected.end) if text[at] != "\n"}
    )
    assert covered == words


def marked(*codings: CodedSpan) -> LineMarks:
    marks = LineMarks()
    marks.show(lambda part: [coding for coding in codings if coding.span.overlaps(part)])
    return marks


def test_the_margin_names_codings_that_begin_and_draws_bars_beside_the_rest() -> None:
    document = NoteDocument("one two three four five")
    here = marked(
        CodedSpan(CodingId(1), "dmv", Span(0, 13)),
        CodedSpan(CodingId(2), "opf", Span(4, 18)),
        CodedSpan(CodingId(3), "dxi", Span(4, 7), changed=True),
    ).of(0, document)
    assert margin_text(here, 0, 4, 8, last=False) == ["dmv"]
    assert margin_text(here, 0, 8, 12, last=False) == ["dmv", "dxi*", "opf"]
    assert margin_text(here, 0, 8, 8, last=False) == ["dmv", "+2"]
    assert margin_text(here, 8, 14, 8, last=False) == ["║"]
    assert margin_text(here, 14, 19, 8, last=False) == ["│"]
    assert margin_text(here, 19, 23, 8, last=True) == []


def test_an_empty_line_within_a_passage_has_its_bar_and_one_after_it_has_none() -> None:
    document = NoteDocument("one\n\ntwo\n\nthree")
    marks = marked(CodedSpan(CodingId(1), "dmv", Span(1, 8)))
    bars = [
        margin_text(marks.of(row, document), 0, len(line), 8, last=True)
        for row, line in enumerate(document.lines)
    ]
    assert bars == [["dmv"], ["│"], ["│"], [], []]


def test_turns() -> None:
    assert next_prefix("Q: Why?") == "A: "
    assert next_prefix("A: Because.") == "Q: "
    assert next_prefix("A: ") is None
    assert next_prefix("Something else") == ""
