"""Bad input: one sentence that says what is wrong and what to do, the documented exit code, the data as before."""

from pathlib import Path

import pytest

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase

PASSPHRASE = "correct horse battery staple"  # noqa: S105 - the tests' own vaults
STRONG = "three grey herons wade below the weir"


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


def state(program) -> tuple[object, ...]:
    """Everything the vault holds, read in this process: a good deal faster than by three commands."""
    with open_vault(program.vault, Passphrase(PASSPHRASE)) as vault:
        book = Casebook.open(vault, load_taxonomy())
        return (
            book.cases.list(),
            book.codings.of_case(CaseId("C1")),
            [book.interviews.text(one.id) for one in book.interviews.of(CaseId("C1"))],
        )


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
    again = with_text(
        "vault", "create", "--role", "researcher", "--kdf", "1",
        passphrase=STRONG, collect=["--recovery-fd"],
    )  # fmt: skip
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


def damage(file: Path, places: range) -> bytes:
    before = file.read_bytes()
    raw = bytearray(before)
    for place in places:
        raw[place] ^= 0x5A
    file.write_bytes(raw)
    return before


@pytest.mark.parametrize("copy", [0, 4096])
def test_one_damaged_copy_of_the_key_file_opens_from_the_other(with_text, copy: int):
    before = state(with_text)
    damage(with_text.vault / "vault.key", range(copy, copy + 4096))
    assert state(with_text) == before


def test_a_key_file_damaged_in_both_copies(with_text):
    before = state(with_text)
    sound = damage(with_text.vault / "vault.key", range(8192))
    refused = with_text("case", "list")
    assert refused.code == 4
    assert one_sentence_and_remedy(refused), refused.err
    (with_text.vault / "vault.key").write_bytes(sound)
    assert state(with_text) == before


def test_the_database_of_another_vault(with_text, tmp_path: Path):
    before = state(with_text)
    with_text.create(vault=tmp_path / "other")
    mine = (with_text.vault / "vault.db").read_bytes()
    (with_text.vault / "vault.db").write_bytes((tmp_path / "other" / "vault.db").read_bytes())
    refused = with_text("case", "list")
    assert refused.code == 4
    assert one_sentence_and_remedy(refused), refused.err
    (with_text.vault / "vault.db").write_bytes(mine)
    assert state(with_text) == before


def test_wrong_passphrase_damaged_keys_and_damaged_database_are_three_messages(with_text):
    wrong = with_text("case", "list", passphrase="wrong").err  # noqa: S106 - wrong on purpose
    database = damage(with_text.vault / "vault.db", range(100, 3000))
    broken_database = with_text("case", "list").err
    (with_text.vault / "vault.db").write_bytes(database)
    damage(with_text.vault / "vault.key", range(8192))
    broken_keys = with_text("case", "list").err
    assert len({wrong, broken_database, broken_keys}) == 3


def test_a_missing_key_file_is_never_taken_for_a_wipe_or_an_empty_vault(with_text):
    (with_text.vault / "vault.key").rename(with_text.vault.parent / "elsewhere.key")
    refused = with_text("case", "list")
    assert refused.code == 4
    assert (with_text.vault / "vault.db").exists()
    again = with_text(
        "vault", "create", "--role", "researcher", "--kdf", "1",
        passphrase=STRONG, collect=["--recovery-fd"],
    )  # fmt: skip
    assert again.code == 3
    (with_text.vault.parent / "elsewhere.key").rename(with_text.vault / "vault.key")
    assert with_text("case", "list").code == 0


def test_withdrawing_consent_to_store_deletes_only_when_the_label_is_typed_out(with_text):
    before = state(with_text)
    refused = with_text("case", "withdraw", "C1")
    assert refused.code == 3
    assert one_sentence_and_remedy(refused), refused.err
    assert with_text("case", "withdraw", "C1", "--confirm", "C2").code == 3
    assert state(with_text) == before
    done = with_text("case", "withdraw", "C1", "--confirm", "C1", "--json")
    assert done.json["case_deleted"] is True
    assert with_text("case", "list", "--json").json == []
