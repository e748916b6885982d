"""A vault as 0.1.0 wrote it, opened by this version: nothing stands elsewhere than it did."""

import shutil
from pathlib import Path

import pytest

from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.text.edits import Edit, apply
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase

RELEASED = Path(__file__).parent.parent / "vault" / "released" / "0.1.0" / "researcher"
Q1 = CaseId("Q1")

# What the file holds, as tests/vault/released/README.md tells and as 0.1.0 itself showed it.
TEXT = (
    "[note] Q: When did you leave?\nA: ကျွန်တော် မနက်စောစော ထွက်ခဲ့တယ်။ The ferry was late.\n"
    "A: Nobody ever asked for papers at the landing.\nA: More tomorrow.\n"
)
SPANS = [(Span(7, 20), False), (Span(33, 65), False), (Span(89, 133), True)]
MORE = "A: More tomorrow.\n"


@pytest.fixture
def released(tmp_path, taxonomy):
    folder = tmp_path / "vault"
    shutil.copytree(RELEASED, folder)
    vault = open_vault(folder, Passphrase("correct horse battery staple"))
    yield Casebook.open(vault, taxonomy)
    vault.close()


def spans(book: Casebook) -> list[tuple[Span, bool]]:
    return [(coding.span, coding.changed) for coding in book.codings.of_case(Q1)]


def test_spans_text_and_journal_are_what_they_were(released):
    [interview] = released.interviews.of(Q1)
    assert released.interviews.text(interview.id)[133:] == TEXT[133:]
    assert released.interviews.text(interview.id) == TEXT
    assert spans(released) == SPANS
    text = TEXT
    history = released.journal.history(interview.id)
    assert len(history) == 3
    for edit in reversed(history):
        text = apply(text, edit.inverse())
    assert text == TEXT.removeprefix("[note] ").replace("Nobody ever", "Nobody").removesuffix(MORE)
    assert released.recovery.recovered() == []
    assert released.codings.lost(Q1) == []


def test_spans_go_on_moving_and_folding_changes_nothing(released):
    [interview] = released.interviews.of(Q1)
    released.journal.record(interview.id, [Edit(0, "[note] ", "")])
    moved = [(Span(span.start - 7, span.end - 7), changed) for span, changed in SPANS]
    assert spans(released) == moved
    released.journal.fold(interview.id)
    assert spans(Casebook.open(released.vault, released.taxonomy)) == moved


def test_edits_of_before_can_be_undone(released):
    [interview] = released.interviews.of(Q1)
    expected = [TEXT.removesuffix(MORE)]
    expected.append(expected[-1].replace("Nobody ever", "Nobody"))
    expected.append(expected[-1].removeprefix("[note] "))
    for text in expected:
        released.journal.undo(interview.id)
        assert released.interviews.text(interview.id) == text


def test_the_other_cases_are_as_they_were(released):
    cases = released.cases.list()
    assert [case.id for case in cases] == [*(f"P{number}" for number in range(16)), "Q1"]
    assert all(case.codings == 1 and case.considered == case.factors for case in cases[:16])
    for case in cases[:16]:
        [coding] = released.codings.of_case(case.id)
        words = released.interviews.text(coding.interview)
        assert not coding.changed
        assert coding.span.end <= len(words)
