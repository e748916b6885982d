"""Bad input: one sentence that says what is wrong and what to do, the documented exit code, the data as before."""

from pathlib import Path

import pytest


def one_sentence_and_remedy(outcome) -> bool:
    lines = outcome.err.strip().split("\n")
    return len(lines) == 1 and lines[0].count(". ") >= 1 and lines[0].endswith((".", "?"))


@pytest.fixture
def with_text(researcher, tmp_path: Path):
    source = tmp_path / "one.txt"
    source.write_text("Q: Why?\nA: Because.\n")
    researcher("case", "add", "C1")
    assert researcher("interview", "import", source, "--case", "C1").code == 0
    return researcher


def state(program) -> list[str]:
    return [
        program(*words, "--json").out
        for words in (("case", "list"), ("code", "list", "--case", "C1"), ("interview", "show", "C1"))
    ]


def test_wrong_passphrase(with_text):
    before = state(with_text)
    refused = with_text("case", "list", passphrase="wrong")  # noqa: S106 - wrong on purpose
    assert refused.code == 3
    assert one_sentence_and_remedy(refused), refused.err
    assert refused.out == ""
    assert state(with_text) == before


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("binary.txt", b"\x00\x01\x02\x03" * 100, 4),
        ("empty.txt", b"", 2),
        ("malformed.txt", b"Q: fine\nA: not \xff\xfe fine\n", 4),
        ("huge.txt", None, 2),
    ],
)
def test_files_that_cannot_be_imported(
    with_text, tmp_path: Path, name: str, content: bytes | None, code: int
):
    source = tmp_path / name
    if content is None:
        with source.open("wb") as stream:
            stream.truncate(100 * 1024 * 1024)
    else:
        source.write_bytes(content)
    before = state(with_text)
    refused = with_text("interview", "import", source, "--case", "C1")
    assert refused.code == code, refused.err
    assert one_sentence_and_remedy(refused), refused.err
    assert state(with_text) == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--factor", "dmz", "--span", "0:3"), 2),
        (("--factor", "dmv", "--span", "3:3"), 2),
        (("--factor", "dmv", "--span", "5:2"), 2),
        (("--factor", "dmv", "--span", "0:2000000"), 2),
        (("--factor", "dmv", "--span", "0-3"), 2),
        (("--factor", "dmv", "--span", "-1:3"), 2),
        (("--factor", "dmv", "--span", "0:3", "--coder", "Aung"), 2),
    ],
)
def test_codings_that_make_no_sense(with_text, words: tuple[str, ...], code: int):
    before = state(with_text)
    refused = with_text("code", "add", "--case", "C1", *words)
    assert refused.code == code
    assert one_sentence_and_remedy(refused), refused.err
    assert state(with_text) == before


def test_an_unknown_factor_is_answered_with_the_nearest_ones(with_text):
    refused = with_text("code", "add", "--case", "C1", "--factor", "dmz", "--span", "0:3")
    assert "driver.morality.civilian-violence" in refused.err


def test_no_vault(program):
    refused = program("case", "list")
    assert refused.code == 2
    assert one_sentence_and_remedy(refused), refused.err
    assert not program.vault.exists()


def test_a_vault_is_never_created_over_another(with_text):
    before = state(with_text)
    again = with_text("vault", "create", "--role", "researcher", "--kdf", "1", collect=["--recovery-fd"])
    assert again.code in {2, 3}
    assert one_sentence_and_remedy(again), again.err
    assert again.written["--recovery-fd"] == ""
    assert state(with_text) == before


def test_without_a_terminal_the_recovery_words_need_a_descriptor(program):
    refused = program("vault", "create", "--role", "researcher", "--kdf", "1")
    assert refused.code == 2
    assert "--recovery-fd" in refused.err
    assert not program.vault.exists()


def test_an_unknown_verb_and_option(program):
    for words in (("nonsense",), ("case", "list", "--nonsense")):
        refused = program(*words)
        assert refused.code == 2
        assert one_sentence_and_remedy(refused), refused.err


def test_a_name_is_not_a_case_label_and_is_not_repeated(researcher):
    refused = researcher("case", "add", "U Aung Kyaw")
    assert refused.code == 2
    assert "Aung" not in refused.err
