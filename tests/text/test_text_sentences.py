from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.base.span import Span
from fieldnotes.text.sentences import next_sentence, previous_sentence, sentence_at, sentence_starts

MARKED = [
    "Why did you leave?| They beat us.| I was afraid... |Then I ran!",
    "Dr. Aung met Maj. Ko at 3.30 p.m. on base.| U. T. Thant did not.",
    '“Stop!” he said.| "No."| So did I.| Then we left',
    "ကျွန်တော် ထွက်ခဲ့တယ်။| မိသားစုအတွက်၊|ကြောက်တယ်။|ပြန်မသွားတော့ဘူး။",
    "1. First point.| 2 of us went.\n|2. Second point.",
    "no full stop\n|next line\n\n|  indented one. |two",
]


@pytest.mark.parametrize("marked", MARKED)
def test_sentences_forward_backward_and_around(marked):
    text = marked.replace("|", "")
    expected = [piece.strip() for piece in marked.split("|")]
    forward, span = [], sentence_at(text, 0)
    while span:
        forward.append(span)
        span = next_sentence(text, span.start)
    assert [text[s.start : s.end] for s in forward] == expected
    backward, span = [], forward[-1]
    while span:
        backward.append(span)
        span = previous_sentence(text, span.start)
    assert backward == forward[::-1]
    for one in forward:
        assert all(sentence_at(text, at) == one for at in range(one.start, one.end))


def test_who_speaks_belongs_to_no_sentence():
    text = "Q: Why did you leave?\n A:\tကြောက်တယ်။ ထွက်ခဲ့တယ်၊ပြေးတယ်\nQ:\nA: Plan A: hide.  \nQA: no label"
    words, span = [], next_sentence(text, -1)
    while span:
        words.append(text[span.start : span.end])
        span = next_sentence(text, span.start)
    assert words == ["Why did you leave?", "ကြောက်တယ်။", "ထွက်ခဲ့တယ်၊", "ပြေးတယ်", "Plan A: hide.", "QA: no label"]
    assert sentence_at(text, 0) == sentence_at(text, 2) == Span(3, 21)
    assert sentence_at(text, text.index("Q:\n")) == sentence_at(text, text.index("Plan"))
    assert previous_sentence(text, text.index("Plan")) == sentence_at(text, text.index("ပြေး"))


def test_blank_places_lead_to_the_nearest_sentence():
    text = "\n\n One. \n\n"
    assert sentence_at(text, 0) == sentence_at(text, len(text)) == Span(3, 7)
    assert sentence_at(text, 99) == Span(3, 7)


@pytest.mark.parametrize("text", ["", "\n", " \t\n "])
def test_without_words_there_is_no_sentence(text):
    assert next_sentence(text, 0) is None
    assert previous_sentence(text, len(text)) is None
    with pytest.raises(AnswerIsNoError):
        sentence_at(text, 0)


@given(st.text(st.sampled_from("aA1.?!…။၊\"' \n"), max_size=60), st.integers(0, 60))
def test_sentences_never_overlap_and_never_begin_or_end_with_blanks(text, pos):
    spans, span = [], next_sentence(text, -1)
    while span:
        spans.append(span)
        span = next_sentence(text, span.start)
    for one, other in pairwise(spans):
        assert one.end <= other.start
    assert (
        "".join(text[s.start : s.end] for s in spans).split()
        == "".join(text[s.start : s.end] for s in spans).split()
    )
    covered = {at for s in spans for at in range(s.start, s.end)}
    assert all(text[at].isspace() for at in range(len(text)) if at not in covered)
    assert all(
        text[s.start : s.end].strip() == text[s.start : s.end] and "\n" not in text[s.start : s.end]
        for s in spans
    )
    if spans:
        assert sentence_at(text, pos) in spans


@given(
    st.lists(
        st.sampled_from(["Q: ", "A: ", "We ran. ", "Mr. Ba left at 3.5. ", "ထွက်ခဲ့တယ်။", "\n", " ", "no end"]),
        max_size=14,
    )
)
def test_all_starts_are_those_met_going_from_sentence_to_sentence(pieces):
    text = "".join(pieces)
    met, at = [], -1
    while (found := next_sentence(text, at)) is not None:
        met.append(at := found.start)
    assert sentence_starts(text) == met
