import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.span import Span
from fieldnotes.text.edits import Edit, apply, joined, move_span

TEXT = "abcdefghijklmnopqrst"
UNIQUE = [chr(code) for code in range(0x4E00, 0x4E40)]


@st.composite
def edits(draw):
    start = draw(st.integers(0, len(TEXT)))
    end = draw(st.integers(start, min(len(TEXT), start + 8)))
    kept = draw(st.integers(0, 2))
    inserted = "".join(draw(st.lists(st.sampled_from(UNIQUE), max_size=4, unique=True)))
    removed = TEXT[start:end]
    # Editors report some replacements with the characters both share at the ends.
    return Edit(start, removed, removed[:kept] + inserted if kept else inserted)


@st.composite
def spans(draw):
    start = draw(st.integers(0, len(TEXT) - 1))
    return Span(start, draw(st.integers(start + 1, len(TEXT))))


@given(edits(), spans())
def test_a_span_keeps_its_words_unless_told_otherwise(edit, span):
    words = TEXT[span.start : span.end]
    after = apply(TEXT, edit)
    moved, changed = move_span(span, edit)
    surviving = [char for char in words if char in after]  # every letter of TEXT occurs once
    if not changed:
        assert after[moved.start : moved.end] == words
        return
    assert moved is None or after[moved.start : moved.end] != words
    if moved is None:
        assert not surviving
    else:
        now = after[moved.start : moved.end]
        assert [char for char in now if char in words] == surviving
        assert not [char for char in now if char in TEXT and char not in words]


@given(edits(), spans())
def test_an_edit_beside_a_span_never_marks_it(edit, span):
    apart = edit.end <= span.start or edit.start >= span.end
    _, changed = move_span(span, edit)
    if apart:
        assert not changed


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (Edit(3, "", "XY"), (Span(5, 8), False)),  # inserted exactly before
        (Edit(6, "", "XY"), (Span(3, 6), False)),  # exactly behind
        (Edit(4, "", "XY"), (Span(3, 8), True)),  # inside
        (Edit(0, "ab", ""), (Span(1, 4), False)),
        (Edit(4, "e", ""), (Span(3, 5), True)),
        (Edit(2, "cd", "X"), (Span(3, 5), True)),  # across the beginning: what replaces it stays outside
        (Edit(5, "fg", "X"), (Span(3, 5), True)),  # across the end
        (Edit(3, "def", "XY"), (Span(3, 5), True)),  # exactly the words, replaced
        (Edit(3, "def", ""), (None, True)),
        (Edit(2, "cdefg", "XY"), (None, True)),
        (Edit(3, "d", "X"), (Span(3, 6), True)),  # the first word of the passage rewritten
        (Edit(0, "abcdefgh", "abcdefgh"), (Span(3, 6), False)),  # pasted over itself
        (
            Edit(0, "abcdefgh", "Xbcdefgh"),
            (Span(3, 6), False),
        ),  # a replaced paragraph of which one letter differs
        (Edit(4, "", ""), (Span(3, 6), False)),
    ],
)
def test_rules_at_the_edges(edit, expected):
    assert move_span(Span(3, 6), edit) == expected


@given(st.data())
def test_joining_keystrokes_moves_every_span_the_same_way(data):
    text, position, keys = TEXT, data.draw(st.integers(0, len(TEXT))), []
    for stroke in data.draw(st.lists(st.sampled_from("xy<>|"), max_size=15)):
        if stroke == "<" and position:
            keys.append(Edit(position - 1, text[position - 1], ""))
            position -= 1
        elif stroke == ">" and position < len(text):
            keys.append(Edit(position, text[position], ""))
        elif stroke == "|":
            position = data.draw(st.integers(0, len(text)))
            continue
        else:
            keys.append(Edit(position, "", stroke))
            position += 1
        text = apply(text, keys[-1])
    together = TEXT
    for edit in joined(keys):
        together = apply(together, edit)
    assert together == text
    for start in range(len(TEXT)):
        for end in range(start + 1, len(TEXT) + 1, 3):
            assert _after(Span(start, end), keys) == _after(Span(start, end), joined(keys))


def _after(span, edits):
    touched = False
    for edit in edits:
        span, changed = move_span(span, edit)
        touched |= changed
        if span is None:
            break
    return span, touched


def test_plain_typing_becomes_one_edit():
    assert list(joined([Edit(5, "", "a"), Edit(6, "", "b"), Edit(7, "", "c")])) == [Edit(5, "", "abc")]
    assert list(joined([Edit(5, "f", ""), Edit(4, "e", "")])) == [Edit(4, "ef", "")]


@given(edits())
def test_the_inverse_undoes(edit):
    assert apply(apply(TEXT, edit), edit.inverse()) == TEXT


@pytest.mark.parametrize("edit", [Edit(1, "x", ""), Edit(19, "tu", ""), Edit(21, "", "x")])
def test_an_edit_for_another_text_is_refused(edit):
    with pytest.raises(WrongUseError):
        apply(TEXT, edit)


def test_an_edit_before_the_text_is_refused():
    with pytest.raises(WrongUseError):
        Edit(-1, "", "x")
