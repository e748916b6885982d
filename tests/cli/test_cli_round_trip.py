"""Through the command line and back: what went in, minus the changes that were told, comes out."""

import unicodedata

import pytest

from fieldnotes.text.decoding import MAX_IMPORT_BYTES


def undone(raw: bytes) -> str:
    """What was promised of a file, put down a second time and without our code; lines that are split may differ by breaks."""
    text = raw.decode("utf-8").replace("\ufeff", "").replace("\r\n", "\n").replace("\r", "\n")
    for other in "\v\f\x85\u2028\u2029":
        text = text.replace(other, "\n")
    return unicodedata.normalize("NFC", text)


def told_kinds(raw: bytes) -> set[str]:
    """Which changes must be told of a file, and no others but Zawgyi, which is told and not changed."""
    text = raw.decode("utf-8")
    one_kind = text.replace("\r\n", "\n").replace("\r", "\n")
    kinds = {
        "byte-order-mark": "\ufeff" in text,
        "line-endings": "\r" in text,
        "line-separators": any(other in text for other in "\v\f\x85\u2028\u2029"),
        "composed": unicodedata.normalize("NFC", one_kind) != one_kind,
        "long-lines": max(map(len, undone(raw).split("\n"))) > 2_000,
    }
    return {kind for kind, met in kinds.items() if met}


@pytest.mark.parametrize("room", ["interviews", "unicode"])
def test_every_file_comes_back_as_it_went_in(researcher, shared_data, room: str):
    files = sorted((shared_data / room).glob("*.txt"))
    assert len(files) >= 4
    researcher("case", "add", "C1")
    told = researcher("interview", "import", *files, "--case", "C1", "--json").json
    assert [one["interview"] for one in told] == list(range(1, len(files) + 1))
    for number, (file, one) in enumerate(zip(files, told, strict=True), 1):
        raw = file.read_bytes()
        assert {change["kind"] for change in one["changes"]} - {"zawgyi"} == told_kinds(raw), file.name
        out = researcher("interview", "show", "C1", "--interview", str(number), "--raw")
        assert out.code == 0
        assert out.out == undone(raw), file.name
        assert len(out.out) == one["length"]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"one\x1b]0;evil\x07two\xc2\x9b31m", "one␛]0;evil␇two␦31m"),
        ("gun\u202ednuor\u202c".encode(), "gun␦dnuor␦"),
        ("a\u2028b\u0085c\fd".encode(), "a\nb\nc\nd"),
        (b"\xef\xbb\xbfQ: Why?\r\nA: No.", "Q: Why?\nA: No."),
    ],
)
def test_what_would_command_a_terminal_is_stored_as_pictures_of_it(researcher, raw: bytes, shown: str):
    researcher("case", "add", "C1")
    made = researcher("interview", "new", "--case", "C1", "--json", stdin=raw)
    assert made.code == 0
    assert made.json["length"] == len(shown)
    assert made.json["changes"], "what was changed is told"
    assert researcher("interview", "show", "C1", "--raw").out == shown


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"Q: why\x00not", 4),
        (b"caf\xe9", 4),
        (b"\xed\xa0\x80 an unpaired surrogate", 4),
        ("Q: ထွက်".encode() + "🙂 ခဲ့တယ်".encode("utf-16-le"), 4),
        (b"x" * (MAX_IMPORT_BYTES + 1), 2),
        (b" \n\t\n", 2),
    ],
)
def test_what_is_no_text_on_standard_input_is_refused_in_a_sentence(researcher, raw: bytes, code: int):
    researcher("case", "add", "C1")
    refused = researcher("interview", "new", "--case", "C1", stdin=raw)
    assert refused.code == code
    assert refused.err.strip().endswith(".")
    assert "Traceback" not in refused.err
    assert "\n" not in refused.err.strip()
    assert researcher("case", "show", "C1", "--json").json.get("interviews") in (0, [], None)
