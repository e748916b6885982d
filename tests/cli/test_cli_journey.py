"""A researcher's day on the command line, each step a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

CANARY = "the night the river rose and the sergeant would not look at us"


def test_create_import_code_search_and_read_back(researcher, tmp_path: Path):
    researcher.cold = True
    text = f"Q: What happened?\nA: It was {CANARY}.\nQ: And then?\nA: I left.\n"
    source = tmp_path / "one.txt"
    source.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    added = researcher(
        "--json", "case", "add", "C1", "--set", "position=defector", "--set", "rank=other ranks"
    )
    assert (added.code, added.json["attributes"]) == (0, {"position": "defector", "rank": "other-ranks"})
    consented = researcher("case", "consent", "C1", "--purpose", "store", "--purpose", "aggregate", "--json")
    assert consented.json["consent"] == ["aggregate", "store"]

    imported = researcher("interview", "import", source, "--case", "C1", "--json")
    assert imported.code == 0, imported.err
    assert imported.json[0]["length"] == len(text)
    assert {change["kind"] for change in imported.json[0]["changes"]} >= {"byte-order-mark", "line-endings"}
    assert researcher("interview", "show", "C1", "--raw").out == text

    start = text.index(CANARY)
    span = f"{start}:{start + len(CANARY)}"
    coded = researcher(
        "code",
        "add",
        "--case",
        "C1",
        "--factor",
        "dmv",
        "--span",
        span,
        "--strength",
        "3",
        "--memo",
        "slow voice",
        "--json",
    )
    assert coded.json["factor"] == "driver.morality.civilian-violence"
    listed = researcher("code", "list", "--case", "C1", "--json").json
    assert [
        (one["start"], one["end"], one["stance"], one["strength"], one["memo"], one["coder"])
        for one in listed
    ] == [(start, start + len(CANARY), "drives", 3, "slow voice", "A")]
    assert researcher("interview", "search", "sergeant", "--json").json == [
        {"case": "C1", "interview": 1, "start": text.index("sergeant"), "end": text.index("sergeant") + 8}
    ]
    nothing = researcher("interview", "search", "lieutenant", "--json")
    assert (nothing.code, nothing.json) == (1, [])

    marked = researcher("case", "checklist", "C1", "--denied", "dip", "--rest", "not-raised", "--json").json
    assert marked["complete"] is True
    states = list(marked["states"].values())
    assert (states.count("raised"), states.count("denied"), states.count("not-raised")) == (1, 1, 44)
    summary = researcher("case", "list", "--json").json
    assert (summary[0]["considered"], summary[0]["factors"], summary[0]["codings"]) == (46, 46, 1)


def test_json_may_stand_before_or_after_the_verb(researcher):
    before = researcher("--json", "case", "list")
    after = researcher("case", "list", "--json")
    assert json.loads(before.out) == json.loads(after.out) == []


def test_recovery_words_are_written_once_and_only_to_the_descriptor(program):
    made = program.create()
    words = made.written["--recovery-fd"].split()
    assert len(words) == 12
    assert not any(" ".join(words) in stream for stream in (made.out, made.err))


def test_nothing_a_person_said_is_in_the_folder_in_the_clear(researcher, tmp_path: Path):
    source = tmp_path / "one.txt"
    source.write_text(f"A: {CANARY}\n" * 50)
    researcher("case", "add", "C1")
    researcher("interview", "import", source, "--case", "C1")
    researcher("code", "add", "--case", "C1", "--factor", "dmv", "--span", "3:20", "--memo", CANARY[::-1])
    files = [path for path in researcher.vault.rglob("*") if path.is_file()]
    assert {"vault.key", "vault.db"} <= {path.name for path in files}
    for path in files:
        raw = path.read_bytes()
        for canary in (CANARY, CANARY[::-1]):
            assert canary.encode() not in raw
            assert canary[:12].encode() not in raw


def test_the_recovery_words_open_the_vault_again(program):
    words = program.create().written["--recovery-fd"].strip()
    program("case", "add", "C1")
    readers = []
    for secret in (words, "another passphrase altogether"):
        reader, writer = os.pipe()
        os.write(writer, secret.encode() + b"\n")
        os.close(writer)
        readers.append(reader)
    done = subprocess.run(
        [sys.executable, "-m", "fieldnotes", "--vault", program.vault, "vault", "recover",
         "--recovery-fd", str(readers[0]), "--new-passphrase-fd", str(readers[1]), "--json"],
        pass_fds=readers, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    for reader in readers:
        os.close(reader)
    assert done.returncode == 0, done.stderr
    assert words.encode() not in done.stdout + done.stderr
    assert program("case", "list").code == 3, "the old passphrase is refused"
    opened = program("case", "list", "--json", passphrase="another passphrase altogether")  # noqa: S106 - a test's own
    assert [case["case"] for case in opened.json] == ["C1"]
