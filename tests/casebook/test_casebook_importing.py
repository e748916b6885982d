import os

import pytest

from fieldnotes.base.errors import AnswerIsNoError, DamagedError, WrongUseError
from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.importing import import_bytes, open_capped, read_capped
from fieldnotes.formats.importing import import_file
from fieldnotes.text.decoding import MAX_IMPORT_BYTES


def test_a_file_becomes_an_interview_and_what_changed_is_told(book, new_case, tmp_path):
    file = tmp_path / "Ko Aung 0912345.txt"
    file.write_bytes(b"\xef\xbb\xbfQ: Why?\r\nA: They beat us.\x1b[0m\r\n")
    interview, read = import_file(book, new_case(), file)
    assert book.interviews.text(interview.id) == read.normalised.text == "Q: Why?\nA: They beat us.␛[0m\n"
    assert [change.kind for change in read.normalised.changes] == [
        "byte-order-mark",
        "line-endings",
        "control-characters",
    ]
    assert interview.length == len(read.normalised.text)
    assert interview.title == ""  # a file's name may be a person's
    assert (interview.number, import_file(book, interview.case, file, "second")[0].title) == (1, "second")


def _sparse(path):
    with path.open("wb") as file:
        file.truncate(100 * 2**20)


def _text_of(size):
    return lambda path: path.write_bytes(b"x" * size)


BAD = {
    "missing": (lambda _: None, WrongUseError),
    "folder": (lambda path: path.mkdir(), WrongUseError),
    "pipe": (os.mkfifo, WrongUseError),
    "device": (lambda path: path.symlink_to("/dev/zero"), WrongUseError),
    "empty": (_text_of(0), WrongUseError),
    "blank": (lambda path: path.write_bytes(b"\n \n"), WrongUseError),
    "100 MB": (_sparse, WrongUseError),
    "one byte too large": (_text_of(MAX_IMPORT_BYTES + 1), WrongUseError),
    "binary": (lambda path: path.write_bytes(bytes(range(256)) * 50), DamagedError),
    "UTF-16": (lambda path: path.write_bytes("Q: Why?".encode("utf-16")), DamagedError),
    "Latin-1": (lambda path: path.write_bytes("Aung’s café".encode("cp1252")), DamagedError),
    "malformed at the end": (lambda path: path.write_bytes(b"x" * 10**6 + b"\xe1\x80"), DamagedError),
    "unreadable": (lambda path: path.symlink_to("/proc/self/mem"), DamagedError),
    "changing": (lambda path: path.symlink_to("/proc/self/status"), DamagedError),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_gets_a_sentence_and_leaves_the_data_as_it_was(book, new_case, tmp_path, what):
    make, error = BAD[what]
    case = new_case()
    path = tmp_path / "secretname.txt"
    make(path)
    before = (book.vault.connection.total_changes, book.cases.get(case), book.interviews.of(case))
    with pytest.raises(error) as caught:
        import_file(book, case, path)
    assert caught.value.exit_code == (2 if error is WrongUseError else 4)
    assert caught.value.problem.endswith(".")
    assert caught.value.remedy.endswith(".")
    assert "secretname" not in str(caught.value)
    assert (book.vault.connection.total_changes, book.cases.get(case), book.interviews.of(case)) == before


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path):
    # Sparse and a thousand times the limit: reading it would take long and 20 GB.
    path = tmp_path / "huge"
    with path.open("wb") as file:
        file.truncate(1000 * MAX_IMPORT_BYTES)
    with pytest.raises(WrongUseError):
        read_capped(path)


def test_the_largest_file_is_taken(own_book, tmp_path):
    path = tmp_path / "large"
    path.write_bytes(b"We walked by night.\n" * (MAX_IMPORT_BYTES // 20) + b"x" * (MAX_IMPORT_BYTES % 20))
    assert path.stat().st_size == MAX_IMPORT_BYTES
    interview, read = import_file(own_book, own_book.cases.add(CaseId("C1")).id, path)
    assert interview.length == MAX_IMPORT_BYTES
    assert read.normalised.changes == ()


def test_an_unknown_case_is_noticed_before_the_file_is_opened(book, tmp_path):
    with pytest.raises(AnswerIsNoError):
        import_file(book, CaseId("none"), tmp_path / "missing")
    with pytest.raises(AnswerIsNoError):
        import_bytes(book, CaseId("none"), b"\0")


def test_hostile_strings_are_stored_shown_and_found(own_book, shared_data):
    case = own_book.cases.add(CaseId("C1")).id
    for name in ("blns_first_half.txt", "csv_injection.txt"):
        interview, read = import_file(own_book, case, shared_data / "hostile" / name)
        text = own_book.interviews.text(interview.id)
        assert text == read.normalised.text
        assert not [char for char in text if ord(char) < 0x20 and char not in "\n\t"]
        for line in filter(None, text.split("\n")):
            hits = [hit for hit in own_book.interviews.search(line) if hit.interview == interview.id]
            assert hits, line
            assert all(text[hit.span.start : hit.span.end].casefold() == line.casefold() for hit in hits), (
                line
            )


def read_while(path, change):
    with open_capped(path, 1_000, WrongUseError("too large", "")) as file:
        file.read(4)
        change()
        return file.read()


@pytest.mark.parametrize("words", ["A: one two", "A: one two three", "A:"])
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path, words):
    """As long as before, longer, or shorter."""
    path = tmp_path / "one.txt"
    path.write_text("A: one two")
    os.utime(path, ns=(0, 1))
    assert read_while(path, lambda: None) == b"ne two"
    with pytest.raises(DamagedError, match="changed while it was read"):
        read_while(path, lambda: path.write_text(words))
    assert path.read_text() == words, "the file itself is left alone"
