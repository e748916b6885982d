import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldnotes.base.errors import DamagedError, WrongUseError
from fieldnotes.text.decoding import MAX_IMPORT_BYTES
from fieldnotes.text.errors import EmptyTextError, MalformedTextError, NotTextError, TooLargeError
from fieldnotes.text.lines import MAX_LINE
from fieldnotes.text.normalising import normalise, normalise_text
from fieldnotes.text.syllables import is_boundary

AWKWARD = st.sampled_from(
    [
        "\r\n",
        "\r",
        "\n",
        "\f",
        "\v",
        "\x85",
        "\u2028",
        "\u2029",
        "\ufeff",
        "\x1b[2J",
        "\u202e",
        "e\u0301",
        "\t",
        " ",
    ]
)
PIECE = st.one_of(
    AWKWARD,
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5),
    st.sampled_from(["က္က", "မြန်မာ။ ", "Mr. Aung said so. ", "x" * 700, "ကျွန်ုပ်" * 300, "\u0301\u0327"]),
)


@given(st.lists(PIECE, max_size=12).map("".join))
def test_normalising_twice_changes_nothing_more(source):
    try:
        once = normalise(source.encode())
    except EmptyTextError:
        return
    twice = normalise(once.text.encode())
    assert twice.text == once.text
    assert {change.kind for change in twice.changes} <= {"zawgyi"}


@given(st.lists(PIECE, max_size=12).map("".join))
def test_what_is_stored_is_nfc_in_short_lines_without_control_characters(source):
    text = normalise_text(source).text
    assert unicodedata.is_normalized("NFC", text)
    assert all(len(line) <= MAX_LINE for line in text.split("\n"))
    assert not [
        char for char in text if unicodedata.category(char) in ("Cc", "Zl", "Zp") and char not in "\n\t"
    ]
    assert "\ufeff" not in text


@given(st.text(st.sampled_from("abc .?!။ကိ်\n"), max_size=3000))
def test_text_in_form_is_left_alone(text):
    # The alphabet holds nothing to normalise but long lines; without line breaks put in, nothing differs.
    once = normalise_text(text)
    assert once.text.replace("\n", "") == text.replace("\n", "")


@pytest.mark.parametrize(
    ("source", "text", "kind", "count", "line"),
    [
        (b"\xef\xbb\xbfone", "one", "byte-order-mark", 1, 1),
        (b"one\r\ntwo\rthree", "one\ntwo\nthree", "line-endings", 2, 1),
        (
            "one\n\ftwo\x85three\u2028four\u2029".encode(),
            "one\n\ntwo\nthree\nfour\n",
            "line-separators",
            4,
            2,
        ),
        (b"one\ntwo\x1b[31mred\x07", "one\ntwo␛[31mred␇", "control-characters", 2, 2),
        (b"del\x7f", "del␡", "control-characters", 1, 1),
        ("csi\u009b2J".encode(), "csi␦2J", "control-characters", 1, 1),
        ("a\n\nb\u202etxt.exe\u202c\u2066".encode(), "a\n\nb␦txt.exe␦␦", "direction-controls", 3, 3),
        (
            "one\ncafe\u0301\nre\u0301sume\u0301".encode(),
            "one\ncaf\u00e9\nr\u00e9sum\u00e9",
            "composed",
            2,
            2,
        ),
    ],
)
def test_each_change_is_made_and_told(source, text, kind, count, line):
    result = normalise(source)
    assert result.text == text
    assert [(c.kind, c.count, c.first_line) for c in result.changes] == [(kind, count, line)]
    assert result.changes[0].sentence.endswith(".")


def test_marks_of_direction_and_word_separators_of_burmese_stay():
    text = "\u061c\u200f\u200eسلام မြန်မာ\u200bစာ\u2060 \u200c\u200d"
    assert normalise(text.encode()) == type(normalise(b"x"))(text, ())


@pytest.mark.parametrize(
    ("raw", "error", "code"),
    [
        (b"", EmptyTextError, 2),
        (b"\xef\xbb\xbf \r\n\t", EmptyTextError, 2),
        (b"PK\x03\x04\x14\0\0\0", NotTextError, 4),
        ("Q: hello".encode("utf-16"), NotTextError, 4),
        ("Q: hello".encode("utf-16-be"), NotTextError, 4),
        ("Q: hello".encode("utf-32"), NotTextError, 4),
        (b"fine \xff", MalformedTextError, 4),
        (b"x" * (MAX_IMPORT_BYTES + 1), TooLargeError, 2),
    ],
)
def test_what_is_no_text_is_refused_in_a_sentence(raw, error, code):
    with pytest.raises(error) as caught:
        normalise(raw)
    assert caught.value.exit_code == code
    assert caught.value.problem.endswith(".")
    assert caught.value.remedy.endswith(".")
    assert isinstance(caught.value, WrongUseError | DamagedError)


@pytest.mark.parametrize(
    ("raw", "offset"),
    [
        (b"ab\xff", 2),
        (b"ab\xc3", 2),  # cut off within a character
        (b"ab\xc0\xafcd", 2),  # overlong slash, RFC 3629 section 10
        (b"\xed\xa0\x80", 0),  # a surrogate, RFC 3629 section 3
        ("မြန်".encode() + b"\x80", 12),
        ("caf\u00e9 in Latin-1".encode("latin-1"), 3),
    ],
)
def test_malformed_utf8_names_the_byte(raw, offset):
    with pytest.raises(MalformedTextError) as caught:
        normalise(raw)
    assert caught.value.offset == offset
    assert f"offset {offset}" in caught.value.problem
    # The decoder's own error holds the whole file; it must not travel with ours.
    assert caught.value.__context__ is None


def test_piled_marks_are_refused_before_they_cost_the_square_of_their_number():
    zalgo = "o" + "\u0301\u0327" * 20_000
    with pytest.raises(NotTextError):
        normalise(zalgo.encode())
    assert normalise(("o" + "\u0327\u0301" * 15).encode()).text


def test_a_long_line_is_split_after_the_last_sentence_that_fits():
    sentence = "We walked by night and hid by day. "
    line = sentence * 100
    result = normalise(f"short\n{line}".encode())
    lines = result.text.split("\n")
    per_line = MAX_LINE // len(sentence)
    assert lines[1] == sentence * per_line
    assert "".join(lines[1:]) == line
    assert [(c.kind, c.count, c.first_line) for c in result.changes] == [("long-lines", 1, 2)]


def test_a_full_stop_at_the_limit_within_a_number_ends_no_sentence():
    line = "word " * 399 + "abc3.14 and so on " * 20
    assert line[1995:2003] == "abc3.14 "
    assert normalise(line.encode()).text.split("\n")[0] == "word " * 399


def test_burmese_without_spaces_is_split_between_syllables():
    word = "ကျွန်ုပ်တို့သည်မန္တလေးမြို့သို့"
    text = unicodedata.normalize("NFC", word * 200)
    lines = normalise(text.encode()).text.split("\n")
    assert "".join(lines) == text
    at = 0
    for line in lines[:-1]:
        at += len(line)
        assert is_boundary(text, at)
        assert len(line) > MAX_LINE - 10


def test_a_line_of_five_million_characters_is_split_in_linear_time():
    for raw in (
        b"x" * 5_000_000,
        b". " * 2_500_000,
        b" " * 4_999_999 + b"x",
        b"." * 5_000_000,
        b"a" + b"'.\"" * 1_600_000,
        "🇲".encode() * 1_250_000,
        "👩\u200d".encode() * 700_000,
    ):
        assert max(map(len, normalise(raw).text.split("\n"))) <= MAX_LINE


def test_unpaired_surrogates_and_nuls_from_a_clipboard_are_shown():
    assert normalise_text("a\ud800b\0").text == "a␦b␀"
    assert normalise_text("").text == ""
