import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldnotes.base.errors import WrongUseError
from fieldnotes.text.abbreviations import abbreviation_before, ends_word, parse_long, parse_short

KNOWN = {
    "cmd": "commander",
    "tt": "Township",
    "တမ": "တပ်မတော်",
    "ဗ": "ဗိုလ်ချုပ်",
    "t": "the",
    "25d": "25th division",
}
LETTERS = st.characters(categories=["Lu", "Ll", "Lo", "Lm", "Mn", "Mc", "Nd"])


@pytest.mark.parametrize(
    "line",
    [
        "cmd",
        "the cmd",
        "Q: cmd",
        "(cmd",
        "“cmd",
        "—cmd",
        "he said: cmd",
        "and/cmd",
        "သူက cmd",
        "ပြော။cmd",
        "'cmd",
        "a 'cmd",
        "\tcmd",
    ],
)
def test_a_word_of_its_own_is_found(line):
    assert abbreviation_before(line, KNOWN) == "cmd"


@pytest.mark.parametrize(
    "line",
    [
        "xcmd",
        "cmdx",
        "cmd ",
        "1cmd",
        "vice-cmd",
        "O'cmd",
        "it’cmd",
        "a_cmd",
        "@cmd",
        "#cmd",
        "www.cmd",
        "CMD",
        "Cmd",
        "ကcmd",
        "ကိcmd",
        "",
    ],
)
def test_inside_a_word_it_is_none(line):
    assert abbreviation_before(line, KNOWN) is None


def test_burmese_stands_alone_only_where_no_letter_goes_before_it():
    assert abbreviation_before("တမ", KNOWN) == "တမ"
    assert abbreviation_before("သူက တမ", KNOWN) == "တမ"
    assert abbreviation_before("ပြော၊တမ", KNOWN) == "တမ"
    assert abbreviation_before("သူတမ", KNOWN) is None
    assert abbreviation_before("တမ်", KNOWN) is None
    assert abbreviation_before("မတ", KNOWN) is None


def test_the_longest_counts():
    assert abbreviation_before("tt", KNOWN) == "tt"


@pytest.mark.parametrize("typed", [" ", "\t", "\n", "\nA: ", ".", ",", "?", ")", "။", "၊", "…", "”"])
def test_a_space_or_a_mark_ends_a_word(typed):
    assert ends_word(typed)


@pytest.mark.parametrize("typed", ["a", "က", "်", "1", "'", "’", "-", "_", "@", "(", ""])
def test_what_can_stand_within_a_word_does_not_end_it(typed):
    assert not ends_word(typed)


@given(st.text(LETTERS, min_size=1, max_size=10), st.sampled_from(sorted(KNOWN)))
def test_never_inside_a_word_whatever_goes_before(before, short):
    found = abbreviation_before(before + short, KNOWN)
    assert found is None or found == before + short


@given(st.text(max_size=40), st.sampled_from(sorted(KNOWN)))
def test_after_a_space_always(before, short):
    assert abbreviation_before(before + " " + short, KNOWN) == short


@given(st.text(max_size=30))
def test_what_is_taken_can_be_found_again(raw):
    try:
        short = parse_short(raw)
    except WrongUseError:
        return
    assert parse_short(short) == short
    assert abbreviation_before(" " + short, {short: "x"}) == short
    assert not any(ends_word(letter) for letter in short)


@pytest.mark.parametrize(
    "raw", ["", " ", "two words", "t.", "a-b", "123", "\u103a", "x" * 25, "a\nb", "a\x1b", "@a"]
)
def test_what_cannot_be_an_abbreviation_is_refused(raw):
    with pytest.raises(WrongUseError):
        parse_short(raw)


@pytest.mark.parametrize("raw", ["", "  ", "a\nb", "\x1b[31m", "a\u202eb", "\u2028", "x" * 501])
def test_it_stands_for_one_line_without_commands(raw):
    with pytest.raises(WrongUseError):
        parse_long(raw)
