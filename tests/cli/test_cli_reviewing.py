"""Looking again at codings whose words changed, from the command line."""

import pytest

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.text.edits import Edit
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase

PASSPHRASE = "correct horse battery staple"  # noqa: S105 - the tests' own vaults


@pytest.fixture
def edited(researcher):
    """An interview with three codings: one whose words were edited, one whose words were deleted, one left alone."""
    researcher("case", "add", "C1")
    researcher(
        "interview", "new", "--case", "C1", stdin=b"Q: Who knew?\nA: My cousin hid me. I ran. He stayed.\n"
    )
    for span in ("16:33", "34:40", "41:51"):
        assert researcher("code", "add", "--case", "C1", "--factor", "dmv", "--span", span).code == 0
    with open_vault(researcher.vault, Passphrase(PASSPHRASE)) as vault:
        book = Casebook.open(vault, load_taxonomy())
        [interview] = book.interviews.of(CaseId("C1"))
        book.journal.record(interview.id, [Edit(34, "I ran. ", ""), Edit(19, "cousin", "aunt")])
    return researcher


def test_changed_and_lost_codings_are_listed_kept_placed_and_removed(edited):
    listed = edited("code", "review", "--case", "C1", "--json").json
    assert [(one["lost"], one["before"], one["now"]) for one in listed] == [
        (False, "My cousin hid me.", "My aunt hid me."),
        (True, "I ran.", ""),
    ]
    told = edited("code", "review", "--case", "C1").out
    assert "before: My cousin hid me." in told
    assert "now:    deleted" in told
    changed, lost = (one["coding"] for one in listed)
    assert edited("code", "review", "--case", "C1", "--keep", str(lost)).code == 1
    assert [
        one["coding"]
        for one in edited("code", "review", "--case", "C1", "--keep", str(changed), "--json").json
    ] == [lost]
    placed = edited("code", "place", str(lost), "--span", "32:42", "--json")
    assert placed.code == 2, "these words carry the factor already"
    assert edited("code", "place", str(lost), "--span", "32:34", "--json").json == {
        "coding": lost,
        "start": 32,
        "end": 34,
    }
    assert edited("code", "review", "--case", "C1", "--json").json == []
    assert "looked at since" in edited("code", "review", "--case", "C1").out


def test_what_was_kept_is_to_be_reviewed_again_after_undo_in_a_later_session(edited):
    listed = edited("code", "review", "--case", "C1", "--json").json
    changed = str(listed[0]["coding"])
    assert edited("code", "review", "--case", "C1", "--keep", changed).code == 0
    assert edited("code", "undo", "--case", "C1").out == "Undone: review of dmv in C1.\n"
    assert edited("code", "review", "--case", "C1", "--json").json == listed
    assert edited("code", "redo", "--case", "C1").out == "Done again: review of dmv in C1.\n"
    assert edited("code", "review", "--case", "C1", "--json").json == listed[1:]
