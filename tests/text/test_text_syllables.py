import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldnotes.text.syllables import is_boundary, next_boundary, previous_boundary

# Split by hand, after the orthography: a final killed by asat and everything stacked belong to the syllable before.
SYLLABLES = [
    "မန္တ|လေး",
    "အင်္ဂ|လိပ်",
    "ကျွန်ုပ်|တို့",
    "ယောက်ျား",
    "တပ်|မ|တော်|သား",
    "နိုင်|ငံ|၏|၊| |လူ|။",
    "၎င်း",
    "ဗုဒ္ဓ|ဘာ|သာ",
    "ပြည်|သူ့|လွှတ်|တော်",
    "စစ်|တပ်|က| |ထွက်|ပြေး|ခဲ့|တယ်|။",
    "ဥ|ပ|ဒေ",
    "ဩ|ဂုတ်",
    "၁|၂|၃",
    "တႆး|ၶဝ်ႈ",  # Shan
    "မွန်|ဘာ|သာ| |ဍုၚ်",  # Mon
    "C|D|M| |လှုပ်|ရှား|မှု",
    # Whole sentences. Burmese: stacks, kinzi, medials, visarga, dot below, a name killed after visarga, vowels that stand alone.
    "သမ္မ|တ| |ဥက္ကဋ္ဌ|နဲ့| |တွေ့|ပြီး| |စာ|အုပ်|ဖတ်|ခဲ့|တယ်|။",
    "အင်္ဂ|လန်|က|သင်္ဘော|နဲ့|ပြန်|လာ|တဲ့|ကျောင်း|သား|များ|၊| |ဥ|ပုသ်|၊| |ဝိ|ညာဉ်|၊| |ဂျိမ်းစ်|။",
    # Shan: its own letters, medial wa, the vowels ႃ ႄ ၢ ႆ, finals with asat, every tone.
    "လိၵ်ႈ|တႆး| |ပႃး|သႃႇ|တႆး| |ၼႂ်း|မိူင်း|တႆး| |ၵႂႃႇ|ယဝ်ႉ|။",
    "ၵူၼ်း|ၶဝ်| |တေ|ဢမ်ႇ|ပႆႇ|လႆႈ|ဢွၵ်ႇ|သိုၵ်း|၊| |ၸိူဝ်ႉ|ၼႆႉ|။",
    # Mon: its own letters and medials, finals with asat, a stack that begins a syllable after a blank and after visarga.
    "ဘာ|သာ|မန်|ဂှ်| |ဒှ်|ဘာ|သာ|မွဲ| |ပ္ဍဲ|ဍုၚ်|ဗၟာ|။",
    "ညး|ပ္ဍဲ|ဍုၚ်|၊| |တၠ|အဲ| |ကွး|ဘာ|ကၠုၚ်|။",
]


@pytest.mark.parametrize("marked", SYLLABLES)
@pytest.mark.parametrize("form", ["as typed", "NFC"])
def test_myanmar_script_moves_by_syllable(marked, form):
    if form == "NFC":
        marked = unicodedata.normalize("NFC", marked)
    text = marked.replace("|", "")
    assert "|".join(_pieces(text)) == marked


def test_finals_with_a_dot_below_in_either_order_stay_with_their_syllable():
    assert _pieces("ခွန\u1037\u103aသာ") == ["ခွန\u1037\u103a", "သာ"]
    assert _pieces("ခွန\u103a\u1037သာ") == ["ခွန\u103a\u1037", "သာ"]


@pytest.mark.parametrize(
    "marked",
    ["a|b", "e\u0301|x", "\r\n|x", "🇲🇲|🇺🇸", "👩‍🌾|!", "👍🏽|.", "한|글", "\u1112\u1161\u11ab|x", "\n|\u0301"],
)
def test_other_scripts_move_by_cluster(marked):
    assert "|".join(_pieces(marked.replace("|", ""))) == marked


@given(st.text(st.sampled_from("ကခ္်ိး့ ။a\u0301\n🇲\u200d"), max_size=30))
def test_forward_and_backward_stop_at_the_same_places(text):
    forward = [0]
    while forward[-1] < len(text):
        forward.append(next_boundary(text, forward[-1]))
    backward = [len(text)]
    while backward[-1] > 0:
        backward.append(previous_boundary(text, backward[-1]))
    assert forward == backward[::-1]


def test_beyond_the_ends():
    assert next_boundary("ab", 2) == 2
    assert next_boundary("ab", 9) == 2
    assert previous_boundary("ab", 0) == 0
    assert previous_boundary("ab", 9) == 2
    assert next_boundary("", 0) == previous_boundary("", 0) == 0


def test_the_unicode_consortiums_own_cases(shared_data):
    failed = []
    lines = (shared_data / "unicode" / "GraphemeBreakTest.txt").read_text("utf-8").splitlines()
    cases = [line.partition("#")[0].split() for line in lines if line.partition("#")[0].strip()]
    assert len(cases) > 600
    for marks in cases:
        text, places = "", []
        for mark in marks:
            if mark == "÷":
                places.append(len(text))
            elif mark != "×":
                text += chr(int(mark, 16))
        if [at for at in range(len(text) + 1) if is_boundary(text, at)] != places:
            failed.append(marks)
    assert failed == []


def test_no_syllable_of_real_burmese_begins_with_a_mark_or_a_killed_consonant(shared_data):
    text = (shared_data / "unicode" / "udhr_mya.txt").read_text("utf-8")
    for piece in _pieces(text):
        assert unicodedata.category(piece[0]) not in ("Mn", "Mc"), piece
        assert piece[1:2] not in ("\u103a", "\u1039") or piece[0] == "\u104e", piece


def _pieces(text):
    pieces, at = [], 0
    while at < len(text):
        end = next_boundary(text, at)
        pieces.append(text[at:end])
        at = end
    return pieces
