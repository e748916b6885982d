"""The real volumes and Burmese texts: passages coded at known offsets give back exactly their characters."""

import random
import unicodedata

import pytest
from making_vaults import create_vault

from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.formats.importing import import_file
from fieldnotes.text.edits import Edit
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

PASSPHRASE = Passphrase("correct horse battery staple")
FILES = [
    *(f"interviews/{name}.txt" for name in ("arkansas_3", "kansas_1", "maryland_1", "virginia_1")),
    *(f"unicode/{name}.txt" for name in ("udhr_mya", "genesis_mya", "udhr_ctd", "udhr_arb", "udhr_eng")),
]
# Found in the files with `grep -b -o` and, where a character is longer than a byte, `head -c N | wc -m`; not by our code.
KNOWN = [
    ("interviews/arkansas_3.txt", 155, "Barnwell County"),
    ("interviews/arkansas_3.txt", 509_403, "overseer"),
    ("interviews/kansas_1.txt", 20_900, "whipping"),
    ("interviews/virginia_1.txt", 79_015, "run away"),
    ("interviews/virginia_1.txt", 82_715, "run away"),
    ("unicode/genesis_mya.txt", 95, "ဖန်ဆင်း"),
    ("unicode/genesis_mya.txt", 2_265, "ဖန်ဆင်း"),
    ("unicode/genesis_mya.txt", 220_451, "ယောသပ်"),
    ("unicode/udhr_mya.txt", 233, "လူ့အခွင့်အရေး"),
    ("unicode/udhr_eng.txt", 1_807, "Human Rights"),
]
PER_FILE = 120


@pytest.fixture(scope="module")
def coded(shared_data, tmp_path_factory, taxonomy):
    """A vault with every file imported and coded, closed and opened again; the words that each coding was made on."""
    folder = tmp_path_factory.mktemp("real") / "vault"
    vault, _ = create_vault(folder, role=VaultRole.RESEARCHER, passphrase=PASSPHRASE, kdf_id=1)
    factors = [factor.id for factor in taxonomy.active_factors]
    expected = {}
    with vault:
        book = Casebook.open(vault, taxonomy)
        for number, name in enumerate(FILES, 1):
            case = book.cases.add(CaseId(f"C{number}")).id
            interview, _ = import_file(book, case, shared_data / name)
            source = _as_promised((shared_data / name).read_bytes())
            words = {}
            with vault.transaction():
                for at, span in enumerate(_spans(source)):
                    coding = book.codings.add(interview.id, span, factors[at % len(factors)])
                    words[coding.id] = (span, source[span.start : span.end])
            expected[name] = (interview.id, source, words)
    with open_vault(folder, PASSPHRASE) as reopened:
        yield Casebook.open(reopened, taxonomy), expected


def _as_promised(raw):
    """What INTERFACE.md promises of these files, put down a second time and without our code: they need no more."""
    text = raw.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n").replace("\x0c", "\n")
    assert max(map(len, text.split("\n"))) <= 2_000
    return unicodedata.normalize("NFC", text)


def _spans(text):
    """Many places drawn at random but always the same ones, and both ends of the text."""
    draw = random.Random(20_211_101)
    spans = {Span(0, 1), Span(len(text) - 1, len(text)), Span(0, len(text))}
    while len(spans) < PER_FILE:
        start = draw.randrange(len(text) - 1)
        spans.add(Span(start, min(len(text), start + draw.choice([1, 2, 7, 60, 400, 5_000]))))
    return sorted(spans)


@pytest.mark.parametrize("name", FILES)
def test_passages_give_back_exactly_their_characters_after_reopening(coded, name):
    book, expected = coded
    interview, source, words = expected[name]
    text = book.interviews.text(interview)
    assert text == source
    assert book.interviews.get(interview).length == len(source)
    codings = [coding for coding in book.codings.of_interview(interview) if coding.coder == "A"]
    assert {coding.id for coding in codings} == set(words)
    for coding in codings:
        span, said = words[coding.id]
        assert coding.span == span
        assert text[coding.span.start : coding.span.end] == said
        assert not coding.changed


@pytest.mark.parametrize(("name", "start", "words"), KNOWN)
def test_words_at_places_found_by_other_tools(coded, name, start, words):
    book, expected = coded
    interview = expected[name][0]
    hits = [hit.span for hit in book.interviews.search(words) if hit.interview == interview]
    assert Span(start, start + len(words)) in hits
    coding = book.codings.add(interview, Span(start, start + len(words)), "driver.exit.cdm", coder="K")
    read = book.interviews.text(interview)[coding.span.start : coding.span.end]
    assert unicodedata.normalize("NFC", words) == read


def test_passages_stay_on_their_words_while_the_longest_volume_is_edited(coded):
    book, expected = coded
    _, source, _ = expected["interviews/arkansas_3.txt"]
    interview = book.interviews.add(book.cases.add(CaseId("E1")).id, source).id
    words = {}
    for span in _spans(source):
        coding = book.codings.add(interview, span, "driver.exit.cdm")
        words[coding.id] = source[span.start : span.end]
    draw = random.Random(7)
    text = source
    for _ in range(60):
        start = draw.randrange(len(text))
        edit = Edit(
            start, text[start : start + draw.choice([0, 0, 1, 30])], draw.choice(["", "x", "ကျွန်တော် "])
        )
        book.journal.record(interview, [edit])
        text = text[:start] + edit.inserted + text[edit.end :]
    assert book.interviews.text(interview) == text
    kept = [coding for coding in book.codings.of_interview(interview) if not coding.changed]
    assert len(kept) > PER_FILE / 2
    for coding in kept:
        assert text[coding.span.start : coding.span.end] == words[coding.id]
