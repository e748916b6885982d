import pytest

from fieldnotes.text.normalising import normalise
from fieldnotes.text.zawgyi import looks_zawgyi, zawgyi_lines


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain English",
        "မြန်မာနိုင်ငံ",
        "ကျွန်တော် တပ်ကနေ ထွက်ခဲ့တယ်။",
        "မႂ်ႇသုင်ၶႃႈ",  # Shan
        "ၵူၼ်းတႆးၵူႈၵေႃႉမီးသုၼ်ႇလႆႈ",
        "ၽႃႇသႃႇတႆး",
        "ကောန်မန်ဂှ် ဒှ်ကောန်ဍုၚ်",  # Mon
        "ဘာသာမန်",
        "ကညီကျိာ်",  # Karen
    ],
)
def test_unicode_text_in_any_language_is_not_taken_for_zawgyi(text):
    assert not looks_zawgyi(text)


def test_zawgyi_is_told_with_its_place_and_left(shared_data):
    raw = (shared_data / "unicode" / "udhr_mya_zawgyi.txt").read_bytes()
    result = normalise(raw)
    told = {change.kind: change for change in result.changes}
    assert told["zawgyi"].count == 90  # SOURCES.md: 90 of this file's 91 Burmese lines are detectable
    lines = result.text.split("\n")
    first = told["zawgyi"].first_line
    assert any("\u1000" <= char <= "\u109f" for char in lines[first - 1])
    assert not any("\u1000" <= char <= "\u109f" for line in lines[: first - 1] for char in line)


def test_each_paragraph_is_judged_by_itself(shared_data):
    zawgyi = (shared_data / "unicode" / "udhr_mya_zawgyi.txt").read_text("utf-8").split("\n")
    twin = (shared_data / "unicode" / "udhr_mya_zawgyi_twin.txt").read_text("utf-8").split("\n")
    detectable = set(zawgyi_lines("\n".join(zawgyi)))
    assert len(detectable) == 90
    mixed = [
        old if number % 2 else new for number, (old, new) in enumerate(zip(zawgyi, twin, strict=True), 1)
    ]
    assert zawgyi_lines("\n".join(mixed)) == sorted(number for number in detectable if number % 2)


@pytest.mark.parametrize(
    "name", ["udhr_mya.txt", "udhr_mya_zawgyi_twin.txt", "genesis_mya.txt", "udhr_ctd.txt"]
)
def test_real_unicode_burmese_and_chin_are_not_zawgyi(shared_data, name):
    assert zawgyi_lines((shared_data / "unicode" / name).read_text("utf-8")) == []
