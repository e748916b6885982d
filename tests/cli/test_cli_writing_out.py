"""``interview write-out`` as a process: guarded by the passphrase, sealed unless refused, private, and without traces."""

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from fieldnotes.formats.importing import read_file
from fieldnotes.sealing.age_files import unseal
from fieldnotes.sealing.age_keys import AgeIdentity

TEXT = "Q: Why?\nA: မနက်စောစော ထွက်ခဲ့တယ်။\n\nA: The  ferry was late.\n"
PASSPHRASE = "correct horse battery staple"  # noqa: S105 - the tests' own vaults


@pytest.fixture
def with_text(researcher, tmp_path: Path):
    source = tmp_path / "one.txt"
    source.write_text(TEXT, "utf-8")
    researcher("case", "add", "C1")
    assert researcher("interview", "import", source, "--case", "C1").code == 0
    return researcher


def write_out(program, again: str, *words):
    return program("interview", "write-out", "C1", *words, give={"--again-fd": again})


def test_sealed_to_a_reader_it_opens_for_them_alone(with_text, tmp_path: Path):
    reader = AgeIdentity.generate()
    out = tmp_path / "c1.age"
    told = write_out(with_text, PASSPHRASE, "--to", out, "--recipient", reader.recipient, "--json")
    assert (told.code, told.json["sealed"]) == (0, True)
    assert out.stat().st_mode & 0o777 == 0o600
    assert b"ferry" not in out.read_bytes()
    assert unseal(out.read_bytes(), [reader])[0].decode() == TEXT
    if shutil.which("age"):
        key = tmp_path / "reader.txt"
        key.write_text(reader.secret + "\n")
        opened = subprocess.run(["age", "-d", "-i", key, out], check=True, capture_output=True)
        assert opened.stdout.decode() == TEXT


def test_another_passphrase_writes_nothing(with_text, tmp_path: Path):
    out = tmp_path / "c1.txt"
    refused = write_out(with_text, "somebody else's guess at it", "--to", out, "--in-the-clear")
    assert (refused.code, out.exists()) == (3, False)
    assert "ferry" not in refused.out + refused.err


def test_it_must_be_said_who_may_open_it(with_text, tmp_path: Path):
    out = tmp_path / "c1.txt"
    assert write_out(with_text, PASSPHRASE, "--to", out).code == 2
    malformed = write_out(with_text, PASSPHRASE, "--to", out, "--recipient", "age1nobody")
    assert (malformed.code, out.exists()) == (2, False)


def test_what_is_there_is_never_overwritten(with_text, tmp_path: Path):
    out = tmp_path / "mine.txt"
    out.write_text("mine")
    refused = write_out(with_text, PASSPHRASE, "--to", out, "--in-the-clear")
    assert (refused.code, out.read_text()) == (3, "mine")


@pytest.mark.parametrize("form", ["text", "docx", "odt"])
def test_in_the_clear_each_form_reads_back_and_carries_no_time(with_text, tmp_path: Path, form: str):
    out = tmp_path / f"c1.{form}"
    told = write_out(with_text, PASSPHRASE, "--to", out, "--in-the-clear", "--as", form)
    assert told.code == 0, told.err
    assert "NOT sealed" in told.out
    assert read_file(out).text == TEXT
    if form != "text":
        with zipfile.ZipFile(out) as package:
            assert {part.date_time[0] for part in package.infolist()} == {1980}
