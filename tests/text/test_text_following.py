import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.base.span import Span
from fieldnotes.text import following, steps
from fieldnotes.text.following import normalise_following
from fieldnotes.text.normalising import normalise_text

UNICODE = Path(__file__).parents[3] / "shared" / "data" / "unicode"

PIECE = st.one_of(
    st.sampled_from(
        (
            "\r\n",
            "\r",
            "\n",
            "\f",
            "\x85",
            "\u2028",
            "\ufeff",
            "\x1b",
            "\u202e",
            "e\u0301",
            "a\u0327\u0301",
            "\t",
            " ",
        )
    ),
    st.sampled_from(
        ("က္က", "မြန်မာ။ ", "\u1025\u102e", "𑄮", "각", "\u1100\u1161\u11a8", "x" * 700, "ကျွန်ုပ်" * 300, "\u0301")
    ),
    st.sampled_from(("\U0001f600", "\u0344", "\u0f73", "\u212b", "\ufb1d")),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5),
)
TEXT = st.lists(PIECE, max_size=14).map("".join)


def test_each_step_of_normalising_is_followed():
    told_only = {steps.with_zawgyi_told}
    assert set(following._PIECES) == set(steps.STEPS) - told_only


@given(TEXT, st.data())
@settings(max_examples=250)
def test_a_span_holds_what_normalising_makes_of_its_words(text, data):
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    normalised, (moved,) = normalise_following(text, [Span(start, end)])
    assert normalised == normalise_text(text)
    words = [c for c in unicodedata.normalize("NFD", normalise_text(text[start:end]).text) if c != "\n"]
    if moved is None:
        assert not words
        return
    held = unicodedata.normalize("NFD", normalised.text[moved.start : moved.end])
    # Nothing of it is lost; a bound inside a letter or a line break takes the whole of it in.
    rest = list(held)
    for character in words:
        assert character in rest
        rest.remove(character)


@given(TEXT, TEXT, TEXT)
@settings(max_examples=250)
def test_bounds_beside_ordinary_letters_move_exactly(before, words, after):
    before, words, after = f"{before}|", f"<{words}>", f"|{after}"
    span = Span(len(before), len(before) + len(words))
    normalised, (moved,) = normalise_following(before + words + after, [span])
    assert moved is not None
    held = normalised.text[moved.start : moved.end]
    assert held.startswith("<")
    # A mark behind the closing sign belongs to what follows it and stays there.
    assert held.rstrip("\u0301\u0327")[-1] == ">"
    assert normalised.text[moved.start - 1] in "|\n"


@pytest.mark.parametrize(
    ("text", "span", "words"),
    [
        ("a\r\nb\r\nc", Span(3, 4), "b"),
        ("a\r\nb\r\nc", Span(2, 5), "\nb\n"),  # both bounds inside a line break
        ("\ufeffabc", Span(1, 3), "ab"),
        ("\ufeffabc", Span(0, 1), None),
        ("cafe\u0301 noir", Span(0, 5), "café"),
        ("cafe\u0301 noir", Span(0, 4), "café"),  # a letter without its mark is another letter
        ("cafe\u0301 noir", Span(6, 10), "noir"),
        ("x" * 2500, Span(1999, 2001), "x\nx"),
        ("x" * 2500, Span(2000, 2001), "x"),
        ("x" * 2500, Span(1999, 2000), "x"),
        ("\U0001f600\r\n\U0001f600", Span(3, 4), "\U0001f600"),
    ],
)
def test_single_spans(text, span, words):
    normalised, (moved,) = normalise_following(text, [span])
    assert (None if moved is None else normalised.text[moved.start : moved.end]) == words


def test_burmese_prose_in_another_form_keeps_its_words():
    source = UNICODE / "genesis_mya.txt"
    if not source.exists():
        pytest.skip("the Burmese text is not here")
    prose = (
        source.read_text(encoding="utf-8")[:60_000].replace("\ufeff", "").replace("\r", "").replace("\n", " ")
    )
    given_text = unicodedata.normalize("NFD", prose).replace(" ", "\r\n", 400)
    spans = [Span(at, at + 40) for at in range(0, len(given_text) - 40, 37)]
    began = time.perf_counter()
    normalised, moved = normalise_following(given_text, spans)
    assert time.perf_counter() - began < 5
    for span, to in zip(spans, moved, strict=True):
        plain = unicodedata.normalize("NFC", given_text[span.start : span.end].replace("\r", "")).replace(
            "\n", ""
        )
        held = normalised.text[to.start : to.end].replace("\n", "")
        assert plain in held or held.startswith(plain[:-1]) or plain[1:] in held
        assert len(held) <= len(plain) + 4
