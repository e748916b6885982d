"""``interview check`` as a process: places are code points, nothing is stored, no vault is needed."""

from pathlib import Path

TEXT = "A: ကျွန်တော် ၀၉၇၈၄၁၂၃၄၅၆ ကို ခေါ်ပါ။\r\nA: the 44th Light Infantry Division, on 1 February 2021.\r\n"


def test_findings_stand_where_the_stored_text_has_them(program, tmp_path: Path):
    file = tmp_path / "talk.txt"
    file.write_bytes(TEXT.encode())
    told = program("interview", "check", file, "--json", passphrase=None)
    assert told.code == 0
    stored = TEXT.replace("\r\n", "\n")
    assert [one["kind"] for one in told.json] == ["phone", "unit", "date"]
    assert [stored[one["start"] : one["end"]] for one in told.json] == [one["text"] for one in told.json]
    assert [one["text"] for one in told.json] == [
        "၀၉၇၈၄၁၂၃၄၅၆",
        "44th Light Infantry Division",
        "1 February 2021",
    ]
    assert file.read_bytes() == TEXT.encode()
    assert not program.vault.exists(), "no vault is needed and none is made"


def test_lines_are_told_to_a_reader(program, tmp_path: Path):
    file = tmp_path / "talk.txt"
    file.write_bytes(TEXT.encode())
    lines = program("interview", "check", file, passphrase=None).out.splitlines()
    assert [line.split(":")[:2] for line in lines[:-1]] == [["1", " phone"], ["2", " unit"], ["2", " date"]]


def test_bad_files_are_refused_in_a_sentence(program, tmp_path: Path):
    for name, raw, code in (("a.txt", b"\x00\x01", 4), ("b.txt", b"", 2), ("c.txt", b"\xff\xfe", 4)):
        (tmp_path / name).write_bytes(raw)
        refused = program("interview", "check", tmp_path / name, passphrase=None)
        assert (refused.code, refused.out) == (code, "")
        assert "Traceback" not in refused.err
    assert program("interview", "check", tmp_path / "none.txt", passphrase=None).code == 2
