"""What the linter points out. Wanted answers were written from the forms' definitions, not from its output."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldnotes.text.identifiers.digits import with_latin_digits
from fieldnotes.text.identifiers.linting import Kind, find_identifiers

EXAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "identifiers" / "examples.json"


def found(text: str, names: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(one.kind.value, text[one.span.start : one.span.end]) for one in find_identifiers(text, names)]


@pytest.mark.skipif(not EXAMPLES.exists(), reason="the shared examples are not beside the repository")
@pytest.mark.parametrize(
    ("key", "kind"), [("phones", Kind.PHONE), ("nrc", Kind.IDENTITY_CARD), ("units", Kind.UNIT)]
)
def test_every_published_example_is_found_whole_inside_a_sentence(key: str, kind: Kind):
    examples = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    for example in examples[key]:
        assert found(f"She gave {example} twice.") == [(kind.value, example)]
    for innocent in examples["nrc_not"]:
        assert found(innocent) == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("nrc", "12/KaMaTa(Naing)123456"),
        ("nrc", "၁၂/ကမတ(နိုင်)၁၂၃၄၅၆"),
        ("nrc", "5/MAYANA (C) 012345"),
        ("nrc", "AB-123456"),
        ("email", "thida.aung+notes@example.org"),
        ("email", "thida (at) example.org"),
        ("url", "https://example.org/a?b=c"),
        ("url", "www.example.org"),
        ("url", "t.me/somebody"),
        ("url", "facebook.com/some.body"),
        ("handle", "@kolwin_99"),
        ("coordinates", "16.8409, 96.1735"),
        ("coordinates", "16.84093° N, 96.17352° E"),
        ("coordinates", "၁၆.၈၄၀၉, ၉၆.၁၇၃၅"),
        ("coordinates", "16°50'27\"N 96°10'24\"E"),
        ("coordinates", "16°50.45′N, 96°10.4′E"),
        ("coordinates", "47Q KV 12345 67890"),
        ("coordinates", "47QKV1234567890"),
        ("unit", "LIB No. 101"),
        ("unit", "66th LID"),
        ("unit", "Light Infantry Battalion 429"),
        ("unit", "13th Military Operations Command"),
        ("unit", "Northwestern Command"),
        ("unit", "ခမရ ၁၀၁"),
        ("unit", "ခလရ(၁၀၁)"),
        ("unit", "တပ်မ ၇၇"),
        ("unit", "အမှတ် (၇၇) ခြေမြန်တပ်မ"),
        ("date", "1 February 2021"),
        ("date", "12 Sept. 2021"),
        ("date", "February 1st, 2021"),
        ("date", "the 3rd of May"[4:]),
        ("date", "2021-02-01"),
        ("date", "01/02/2021"),
        ("date", "၁.၂.၂၀၂၁"),
        ("date", "၂၀၂၁ ခုနှစ် ဖေဖော်ဝါရီလ ၁ ရက်"),
        ("date", "၁ ရက် ဖေဖော်ဝါရီ"),
    ],
)
def test_one_of_each_form_is_found_whole(kind: str, text: str):
    assert found(f"And then {text}, he said.") == [(kind, text)]


@pytest.mark.parametrize(
    "text",
    [
        "In March we left; in 2021 the soldiers came.",
        "He paid 300000 kyat, later 150,000 more.",
        "We were 12 in one room for 14 days, 3 of us ill.",
        "You may 3 times a day call home.",
        "Chapter 12/34 and 3.1415 and 7/8 of it.",
        "The command came late and the company left.",
        "၂၀၂၁ ခုနှစ်မှာ ကျွန်တော်တို့ ထွက်ခဲ့တယ်။",
        "199.5, 200.25 are no place on the earth",
        "a@b is no address and @ is no handle",
    ],
)
def test_ordinary_speech_is_left_alone(text: str):
    assert found(text) == []


def test_names_of_the_list_are_found_as_words_whatever_their_case_and_blanks():
    text = "Aung  Min came, then aung min's brother; Aungmin and Raung Min did not. ဦးအောင်မင်း လာတယ်။"
    assert found(text, ("Aung Min", "အောင်မင်း", "", "  ")) == [
        ("name", "Aung  Min"),
        ("name", "aung min"),
        ("name", "အောင်မင်း"),
    ]


def test_a_name_never_ends_inside_a_burmese_syllable():
    assert found("မောင်မောင်", ("မော",)) == []
    assert found("မောင်လာတယ်", ("မောင်",)) == [("name", "မောင်")]


def test_of_two_that_overlap_the_longer_is_told():
    assert found("mail t.aung@facebook.com/x now")[0][0] in {"email", "url"}
    assert len(found("mail t.aung@example.org now")) == 1, "the handle inside an address is not told apart"


def test_places_are_code_points_whatever_stands_before():
    before = "𝒜👩‍👩‍👧 ကျွန်ုပ် "
    (one,) = find_identifiers(f"{before}09 978 412 345")
    assert (one.kind, one.span.start, one.span.end) == (Kind.PHONE, len(before), len(before) + 14)


@given(st.text(max_size=200))
def test_any_text_gives_places_inside_it_in_order_and_apart(text: str):
    assert len(with_latin_digits(text)) == len(text)
    spans = [one.span for one in find_identifiers(text, ("a b", "မ"))]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))


@given(st.integers(0, 9_999_999), st.sampled_from(["၀၁၂၃၄၅၆၇၈၉", "႐႑႒႓႔႕႖႗႘႙", "0123456789"]))
def test_a_mobile_number_is_found_in_every_script(number: int, digits: str):
    written = "097" + f"{number:07}" + "1"
    text = written.translate({ord("0") + value: digits[value] for value in range(10)})
    assert found(f"call {text} now") == [("phone", text)]
