"""The ledger as one system: computed again from its own bytes, nobody counted twice, and what is wrong said in words."""

import json
import shutil
from pathlib import Path

import pytest
from changed_taxonomies import SHIPPED, with_version
from making_vaults import create_vault

from fieldnotes.base.errors import RefusedError
from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.adopting import adopt, go_back
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import Purpose
from fieldnotes.disclosure import unions
from fieldnotes.release.audit_words import audit_lines, audit_record
from fieldnotes.release.desk import ReleaseDesk
from fieldnotes.release.ledger_audits import Verdict
from fieldnotes.release.members import Members
from fieldnotes.release.policies import shipped_policy_raw
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.sqlcipher import ConstraintError

RELEASED = Path(__file__).resolve().parents[1] / "vault" / "released" / "0.1.0" / "researcher"
PASSPHRASE = "a passphrase for invented notes"  # noqa: S105 - of throw-away vaults


def verdicts(audit):
    return [one.verdict for one in audit.entries]


def behind(book, *statements):
    """Change the database as no part of the program does."""
    connection = book.vault.connection
    triggers = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN ('release_ledger', 'release_member')"
    ).fetchall()
    for row in triggers:
        if not row["name"].startswith("fn_"):
            connection.execute(f"DROP TRIGGER {row['name']}")
    for statement in statements:
        connection.execute(statement)


@pytest.fixture(scope="module")
def models(tmp_path_factory, add_cases, new_coordinator):
    """Two closed vaults: one with 17 cases that are ready, and it after releases of 17 and 15 cases."""
    folder = tmp_path_factory.mktemp("ledger")
    coordinator = new_coordinator()
    made, _ = create_vault(
        folder / "one", role=VaultRole.RESEARCHER, passphrase=Passphrase(PASSPHRASE), kdf_id=1
    )
    with made:
        book = Casebook.open(made, SHIPPED)
        add_cases(book, 17)
        ReleaseDesk.open(book).accept_invite(coordinator.invite())
    shutil.copytree(folder / "one", folder / "two")
    with open_vault(folder / "two", Passphrase(PASSPHRASE)) as vault:
        book = Casebook.open(vault, SHIPPED)
        desk = ReleaseDesk.open(book)
        desk.approve()
        add_cases(book, 15, first=101, seed=2)
        desk.approve()
    return folder, coordinator


@pytest.fixture
def coordinator(models):
    return models[1]


@pytest.fixture
def book(models, tmp_path, request):
    model = "two" if "two" in request.fixturenames else "one"
    shutil.copytree(models[0] / model, tmp_path / "vault")
    with open_vault(tmp_path / "vault", Passphrase(PASSPHRASE)) as vault:
        yield Casebook.open(vault, SHIPPED)


@pytest.fixture
def desk(book):
    """A desk with 17 cases that are ready."""
    return ReleaseDesk.open(book)


@pytest.fixture
def two(book):
    """A desk after two releases, of 17 and 15 cases."""
    return ReleaseDesk.open(book)


def test_before_a_release_there_is_nothing_to_audit(desk):
    audit = desk.audit()
    assert audit.holds
    assert audit_lines(audit) == ["Nothing was released yet."]


def test_releases_hold_together_and_their_sums_are_told(two):
    audit = two.audit()
    assert verdicts(audit) == [Verdict.HOLDS, Verdict.HOLDS]
    assert (audit.holds, audit.remarks, audit.together.cases) == (True, (), 32)
    lines = audit_lines(audit)
    assert lines[:2] == ["release 1: 17 cases, holds", "release 2: 15 cases, holds"]
    assert "2 releases of 32 cases, no case in two of them" in lines[2]
    frozen = [json.loads(two._ledger.counts(number)) for number in (1, 2)]
    truth = [
        sum({tuple(key): n for key, n in tables[0]["cells"]}[one,] for tables in frozen)
        for (one,) in (tuple(key) for key, _ in frozen[0][0]["cells"])
    ]
    told = [one for one in audit_record(audit)["totals"] if one["table"] == "group"]
    assert len(told) == len(truth)
    assert all(one["lower"] <= n <= one["upper"] for one, n in zip(told, truth, strict=True))


def test_a_lost_mark_is_found_and_its_case_not_counted_again(two, book, add_cases):
    """What a restored database or a fault could do: the case would enter the next cohort, and subtraction show the rest."""
    add_cases(book, 15, first=201, seed=3)
    assert two.preview().ready
    book.vault.connection.execute("UPDATE cases SET released = NULL WHERE id IN ('C1', 'C2', 'C101')")
    preview = two.preview()
    assert preview.cohort.size == 18
    assert not preview.ready
    assert preview.tables == ()
    assert "counted already (2 in release 1, 1 in release 2)" in preview.obstacles[0]
    assert "release audit" in preview.obstacles[0]
    with pytest.raises(RefusedError, match="counted already"):
        two.approve()
    assert len(two.ledger()) == 2
    audit = two.audit()
    assert not audit.holds
    assert audit.remarks == (
        "Case C1 is marked as not released, and it was counted in release 1.",
        "Case C2 is marked as not released, and it was counted in release 1.",
        "Case C101 is marked as not released, and it was counted in release 2.",
    )
    assert any("Approve nothing more" in line for line in audit_lines(audit))


def test_a_case_cannot_be_noted_for_two_releases_nor_its_note_taken_back(two, book):
    connection = book.vault.connection
    for statement in (
        "INSERT INTO release_member (case_id, number) VALUES ('C1', 2)",
        "UPDATE release_member SET number = 2 WHERE case_id = 'C1'",
        "DELETE FROM release_member WHERE case_id = 'C1'",
    ):
        with pytest.raises(ConstraintError):
            connection.execute(statement)
    assert two.audit().holds


def test_a_withdrawal_after_the_push_leaves_the_count_and_nothing_of_the_person(two, book, store):
    two.remotes.add("stick", "folder", str(store), auto=False)
    two.push()
    book.consent.withdraw(CaseId("C4"), delete=True)
    assert (
        book.vault.connection.execute(
            "SELECT count(*) AS found FROM release_member WHERE case_id = 'C4'"
        ).fetchone()["found"]
        == 0
    )
    audit = two.audit()
    assert audit.holds
    assert [one.cohort for one in audit.entries] == [17, 15]
    book.consent.withdraw(CaseId("C5"), Purpose.PUBLISH)
    assert two.audit().holds


def test_what_was_made_void_counts_nobody_and_its_cases_are_counted_once(two, book, store):
    two.remotes.add("stick", "folder", str(store), auto=False)
    book.consent.withdraw(CaseId("C4"), Purpose.AGGREGATE)
    two.push()
    audit = two.audit()
    assert verdicts(audit) == [Verdict.VOID, Verdict.VOID]
    assert (audit.holds, audit.together.cases) == (True, 0)
    two.approve()
    audit = two.audit()
    assert verdicts(audit) == [Verdict.VOID, Verdict.VOID, Verdict.HOLDS]
    assert (audit.holds, audit.together.cases) == (True, 31)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE release_member SET number = 2 WHERE case_id = 'C1'", "Release 2 counts 15 cases, and 16 are noted"),
        ("DELETE FROM release_member WHERE case_id = 'C1'", "marked as counted in release 1, and it was not released"),
        ("UPDATE cases SET released = 2 WHERE id = 'C1'", "marked as counted in release 2, and it was counted in release 1"),
    ],
)  # fmt: skip
def test_two_records_that_differ_are_told(two, book, statement, told):
    behind(book, statement)
    audit = two.audit()
    assert not audit.holds
    assert told in " ".join(audit.remarks)


def test_an_export_that_shows_what_was_never_counted_is_found(desk, monkeypatch):
    """A fault between counting and sealing: the export is sound by itself, and not what was frozen."""
    from fieldnotes.release import approving  # noqa: PLC0415 - to plant a fault in it

    real = approving.frozen_counts

    def another(tables):
        first = json.loads(real(tables))
        first[0]["cells"] = [[key, n + 1] for key, n in first[0]["cells"]]
        return json.dumps(first).encode()

    monkeypatch.setattr(approving, "frozen_counts", another)
    desk.approve()
    audit = desk.audit()
    assert verdicts(audit) == [Verdict.FAILS]
    assert not audit.holds
    assert "frozen snapshot has another number" in audit.entries[0].remarks[0]


@pytest.mark.usefixtures("two")
def test_earlier_releases_are_computed_once_while_the_desk_is_open(book, add_cases, monkeypatch):
    add_cases(book, 15, first=201, seed=3)
    desk = ReleaseDesk.open(book)
    computed = []
    real = unions.audit

    def counting(tables, **context):
        computed.append(tables)
        return real(tables, **context)

    monkeypatch.setattr(unions, "audit", counting)
    desk.preview()
    assert len(computed) == 3
    desk.preview()
    desk.audit()
    assert len(computed) == 3, "nothing has changed, so nothing is solved again"
    desk.approve()
    desk.audit()
    assert len(computed) == 4, "the approved release under its number; the earlier ones not again"


def test_a_release_under_an_earlier_policy_and_codebook_is_still_computed_again(desk, book, coordinator):
    desk.approve()
    strict = shipped_policy_raw("strict").decode()
    desk.accept_invite(
        coordinator.invite(
            policy_name="strict", policy=strict, taxonomy_sha256=with_version(SHIPPED, "1.1.0").sha256
        )
    )
    adopt(book, with_version(SHIPPED, "1.1.0"))
    now = ReleaseDesk.open(Casebook.open(book.vault))
    assert verdicts(now.audit()) == [Verdict.HOLDS]
    go_back(Casebook.open(book.vault))


def test_a_release_whose_policy_is_not_kept_cannot_be_told_and_does_not_fail(desk, book, coordinator):
    own = shipped_policy_raw().decode().replace('name = "standard"', 'name = "ours"')
    desk.accept_invite(coordinator.invite(policy_name="ours", policy=own))
    desk.approve()
    assert verdicts(desk.audit()) == [Verdict.HOLDS]
    stricter = own.replace('name = "ours"', 'name = "ours-too"')
    desk.accept_invite(coordinator.invite(policy_name="ours-too", policy=stricter))
    assert verdicts(ReleaseDesk.open(book).audit()) == [Verdict.HOLDS], (
        "the policy of the release was kept with it"
    )
    book.vault.connection.execute("DELETE FROM documents WHERE kind = 'policy of a release'")
    audit = ReleaseDesk.open(book).audit()
    assert verdicts(audit) == [Verdict.UNKNOWN]
    assert audit.holds
    assert "cannot be computed again here" in audit_lines(audit)[1]


def test_vaults_of_earlier_versions_get_the_second_record_from_the_marks(tmp_path):
    """A vault that version 0.1.0 of the program made, with one release in it."""
    shutil.copytree(RELEASED, tmp_path / "old")
    with open_vault(tmp_path / "old", Passphrase("correct horse battery staple")) as vault:
        book = Casebook.open(vault, SHIPPED)
        desk = ReleaseDesk.open(book)
        marks = {one.id: one.released for one in book.cases.list() if one.released is not None}
        assert Members(vault).all() == marks
        assert len(marks) == 16
        assert verdicts(desk.audit()) == [Verdict.HOLDS]
        assert desk.audit().holds
