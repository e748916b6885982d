"""A release is made only under the codebook that the project counts under, and of cases in which nothing waits to be decided."""

import json

import pytest
from changed_taxonomies import SHIPPED, retiring, with_factor, with_version

from fieldnotes.base.errors import DamagedError, RefusedError
from fieldnotes.casebook.adopting import adopt, go_back
from fieldnotes.casebook.book import Casebook
from fieldnotes.release.cohorts import Reason, find_cohort
from fieldnotes.release.desk import ReleaseDesk
from fieldnotes.release.terms import codebook_notice
from fieldnotes.sealing.invites import read_invite

DMV, DML, DMC = (
    f"driver.morality.{name}" for name in ("civilian-violence", "lost-legitimacy", "corrupt-leadership")
)
OURS = with_version(with_factor(SHIPPED, DMV, label="killing of civilians"), "1.1.0")


def test_a_release_under_another_codebook_is_refused_before_anything_is_signed(desk, book):
    assert desk.preview().ready
    assert codebook_notice(book.vault, SHIPPED) is None
    assert "Nothing could be released" in codebook_notice(book.vault, OURS)
    adopt(book, OURS)
    now = ReleaseDesk.open(Casebook.open(book.vault))
    [obstacle] = now.preview().obstacles
    assert "another codebook" in obstacle
    assert "1.1.0" in obstacle
    with pytest.raises(RefusedError, match="another codebook"):
        now.approve()
    assert (now.ledger(), now.outbox()) == ([], [])
    go_back(Casebook.open(book.vault))
    assert ReleaseDesk.open(Casebook.open(book.vault)).approve().number == 1


def test_an_invite_that_names_the_codebook_lets_its_researchers_release(desk, book, coordinator):
    invite = coordinator.invite(taxonomy_sha256=OURS.sha256)
    assert read_invite(invite).taxonomy_sha256 == OURS.sha256
    desk.accept_invite(invite)
    assert "another codebook" in desk.preview().obstacles[0], "the one that ships is the other one now"
    adopt(book, OURS)
    now = ReleaseDesk.open(Casebook.open(book.vault))
    assert now.preview().ready
    now.approve()
    assert json.loads(now.payload(1))["taxonomy_sha256"] == OURS.sha256


def test_an_invite_without_a_codebook_has_the_bytes_it_always_had(coordinator):
    raw = coordinator.invite()
    line, newline, signature = raw.partition(b"\n")
    document = json.loads(line)
    assert "taxonomy_sha256" not in document
    absent = json.dumps({**document, "taxonomy_sha256": None}, sort_keys=True, separators=(",", ":"))
    spelled = absent.encode() + newline + signature
    with pytest.raises(DamagedError):
        read_invite(spelled)


def test_a_case_with_a_coding_that_waits_to_be_decided_is_not_released(book, add_cases):
    add_cases(book, 17)
    before = find_cohort(book)
    counted = sum(any(one.factor == DMV for one in book.codings.of_case(case)) for case in before.cases)
    assert 0 < counted < before.size
    adopt(book, retiring(SHIPPED, "1.1.0", {DMV: (DML, DMC)}))
    after = find_cohort(Casebook.open(book.vault))
    assert after.why_not == {Reason.UNDECIDED: counted}
    assert after.size == before.size - counted
