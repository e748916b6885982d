"""A damaged vault with a casebook: pages named by case, and everything that can be read there again, in order."""

import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making_vaults import create_vault

from fieldnotes.assurance.soundness import Secrets, salvage_folder, verify_folder
from fieldnotes.base.errors import DamagedError
from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.inbackups import still_in_backups
from fieldnotes.casebook.memorecords import MemoKind, Subject
from fieldnotes.casebook.naming import whose
from fieldnotes.casebook.records import Purpose
from fieldnotes.casebook.salvaged import CASE, STRAY_WORDS
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.text.edits import Edit
from fieldnotes.vault import backups
from fieldnotes.vault.btrees import walk
from fieldnotes.vault.files import VaultFiles
from fieldnotes.vault.locating import schema_of
from fieldnotes.vault.opening import open_files
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.unlocking import PassphraseOpener

PAGE = 4096
PASSPHRASE = Passphrase("one passphrase for a damaged casebook")
OPENER = PassphraseOpener(PASSPHRASE)
SECRETS = Secrets(passphrase=PASSPHRASE)
TEXT = "".join(f"A: sentence {n} about the river and the bridge.\n" for n in range(150))
TABLES = (
    *("cases", "interviews", "snapshots", "journal", "passages", "codings", "checklist_marks", "consents"),
    "dismissed_candidates",
)


@pytest.fixture(scope="module")
def pattern(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pattern") / "field"
    vault, _ = create_vault(folder, role=VaultRole.RESEARCHER, passphrase=PASSPHRASE, kdf_id=1)
    with vault:
        book = Casebook.open(vault, load_taxonomy())
        factor = book.taxonomy.active_factors[0].id
        for n in range(1, 13):
            case = CaseId(f"C{n}")
            book.cases.add(case)
            book.consent.give(case, Purpose.STORE)
            book.checklist.mark_rest_not_raised(case)
            interview = book.interviews.add(case, f"{case}. {TEXT}", title=f"talk {n}")
            book.codings.add(interview.id, Span(4, 30), factor, memo=f"memo of {case}")
            book.dismissals.dismiss(interview.id, factor, [f"{case}.", "A: sentence 1"])
            for edit in range(20):
                book.journal.record(interview.id, [Edit(0, "", f"word{edit} of {case} {'x' * 90} ")])
    return folder


@pytest.fixture
def hurt(pattern, tmp_path):
    shutil.copytree(pattern, tmp_path / "hurt")
    return tmp_path / "hurt"


def unlocked(folder):
    return open_files(VaultFiles(folder), OPENER)


def pages_of(folder, table):
    """The pages of a table, its root first, then those below it."""
    with unlocked(folder) as vault, vault.copier.pages() as pages:
        root = next(
            entry.root for entry in schema_of(pages)[0] if (entry.type, entry.name) == ("table", table)
        )
        return [root, *sorted(walk(pages, root, lambda _: None).pages - {root})]


def flip(folder, pages):
    raw = bytearray((folder / "vault.db").read_bytes())
    for page in pages:
        raw[page * PAGE - 200] ^= 1
    (folder / "vault.db").write_bytes(raw)


def saved(folder):
    report = salvage_folder(folder, folder.parent / "saved", SECRETS)
    return report, folder.parent / "saved"


@pytest.mark.parametrize("table", TABLES)
def test_a_damaged_page_is_named_by_the_cases_it_concerns(hurt, table):
    """The page of a table is damaged, and the index still tells whose its rows are."""
    found = pages_of(hurt, table)
    flip(hurt, found[-1:])
    told = verify_folder(hurt, SECRETS)
    fault, concerned = next(
        (fault, words)
        for fault, words in zip(told.verification.faults, told.concerned, strict=True)
        if fault.page == found[-1]
    )
    assert fault.table == table
    assert concerned.startswith("It concerns C"), concerned
    assert told.is_damaged


def test_the_cases_named_are_those_whose_rows_stood_on_the_page(hurt):
    rows = {}
    with unlocked(hurt) as vault:
        book = Casebook.open(vault, load_taxonomy())
        for n in range(1, 13):
            rows[book.interviews.of(CaseId(f"C{n}"))[0].id] = f"C{n}, interview 1"
    pages = pages_of(hurt, "snapshots")
    page = pages[len(pages) // 2]
    flip(hurt, [page])
    with unlocked(hurt) as vault:
        lost = {label for interview, label in rows.items() if not readable(vault, interview)}
    told = verify_folder(hurt, SECRETS)
    assert lost
    words = " ".join(told.concerned)
    assert all(one in words for one in lost)


def readable(vault, interview):
    try:
        with vault.fresh_connection() as connection:
            connection.execute("SELECT text FROM snapshots WHERE interview_id = ?", (interview,)).fetchone()
    except DamagedError:
        return False
    return True


def test_tables_of_other_rooms_have_no_case(hurt):
    with unlocked(hurt) as vault:
        Casebook.open(vault, load_taxonomy())
        assert whose(vault.connection, "release_ledger", None, None) == ()
        assert whose(vault.connection, None, None, None) == ()
        assert len(whose(vault.connection, "cases", None, None)) == 12


def test_a_whole_casebook_is_saved_with_nothing_to_put_in_order(hurt):
    report, folder = saved(hurt)
    assert (report.lost, report.mended) == ((), ())
    with unlocked(folder) as vault:
        book = Casebook.open(vault, load_taxonomy())
        assert len(book.cases.list()) == 12
        assert {hit.case for hit in book.interviews.search("sentence 149")} == {f"C{n}" for n in range(1, 13)}
        talk = book.interviews.of(CaseId("C3"))[0]
        assert book.interviews.text(talk.id).startswith("word19 of C3 ")
        assert len(book.journal.history(talk.id)) == 20
        assert len(book.dismissals.dismissed(talk.id, book.taxonomy.active_factors[0].id)) == 2
    assert verify_folder(folder, SECRETS).is_sound


@pytest.mark.parametrize("table", TABLES)
def test_the_root_of_a_table_lost_loses_no_words_of_the_others(hurt, table):
    """A root page is the worst one to lose: every row of the table hangs below it."""
    flip(hurt, pages_of(hurt, table)[:1])
    report, folder = saved(hurt)
    with unlocked(folder) as vault:
        book = Casebook.open(vault, load_taxonomy())
        texts = []
        for one in book.cases.list():
            for interview in book.interviews.of(one.id):
                texts.append(book.interviews.text(interview.id))
                for coding in (*book.codings.of_case(one.id), *book.codings.lost(one.id)):
                    assert coding.memo.startswith("memo of")
    assert verify_folder(folder, SECRETS).is_sound
    for n in range(1, 13):
        of_case = [text for text in texts if f"C{n}. A: sentence 0" in text]
        assert len(of_case) == 1, (n, table)
        assert of_case[0].endswith("sentence 149 about the river and the bridge.\n") or table == "journal"
    assert report.lost


def test_edits_after_a_lost_one_keep_their_words_at_the_end_of_the_text(hurt):
    pages = pages_of(hurt, "journal")
    flip(hurt, [pages[3]])
    report, folder = saved(hurt)
    assert any("Edits of its text were lost" in sentence for sentence in report.mended)
    with unlocked(folder) as vault:
        book = Casebook.open(vault, load_taxonomy())
        texts = {one.id: book.interviews.text(book.interviews.of(one.id)[0].id) for one in book.cases.list()}
        broken = [case for case, text in texts.items() if STRAY_WORDS in text]
        assert broken
        for case in broken:
            assert f"{case}. A: sentence 0" in texts[case]
            assert f"word19 of {case}" in texts[case].split(STRAY_WORDS)[1]
            assert book.codings.of_case(case)[0].changed
        mended = " ".join(report.mended)
        whole = [case for case in texts if f"Case {case}, " not in mended]
        assert whole
        assert all(texts[case].startswith(f"word19 of {case}") for case in whole)
        for hit in book.interviews.search("word19"):
            assert book.interviews.text(hit.interview)[hit.span.start : hit.span.end] == "word19"


@pytest.mark.torture
@given(data=st.data())
@settings(max_examples=20)
def test_whatever_pages_are_lost_the_casebook_opens_and_is_sound(pattern, tmp_path_factory, data):
    root = tmp_path_factory.mktemp("any")
    shutil.copytree(pattern, root / "whole")
    with unlocked(root / "whole") as vault:
        tables = (
            "cases",
            "interviews",
            "snapshots",
            "journal",
            "passages",
            "codings",
            "checklist_marks",
            "consents",
        )
        rows = {
            table: vault.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - the names above
            for table in tables
        }
    shutil.copytree(pattern, root / "hurt")
    count = (root / "hurt" / "vault.db").stat().st_size // PAGE
    flip(root / "hurt", data.draw(st.sets(st.integers(2, count), min_size=1, max_size=count // 3)))
    report, folder = saved(root / "hurt")
    with unlocked(folder) as vault:
        book = Casebook.open(vault, load_taxonomy())
        for one in book.cases.list():
            assert one.id == CASE or one.id in {f"C{n}" for n in range(1, 13)}
            for interview in book.interviews.of(one.id):
                assert len(book.interviews.text(interview.id)) == interview.length
            book.codings.of_case(one.id)
    assert verify_folder(folder, SECRETS).is_sound
    if any(report.salvage.saved[table] < count for table, count in rows.items()):
        assert report.lost, "an index can go without a loss, a row cannot"


def test_a_deleted_case_is_named_in_the_backups_that_hold_it_and_only_there(hurt, tmp_path):
    for name in ("before", "after", "away"):
        (tmp_path / name).mkdir()
    with unlocked(hurt) as vault:
        book = Casebook.open(vault, load_taxonomy())
        backups.back_up(vault, tmp_path / "before")
        book.cases.add(CaseId("LATE"))
        backups.back_up(vault, tmp_path / "away")
        (tmp_path / "away").rename(tmp_path / "unplugged")
        book.cases.delete(CaseId("C4"))
        backups.back_up(vault, tmp_path / "after")
        told = still_in_backups(vault, CaseId("C4"))
        assert len(told) == 2
        assert any(str(tmp_path / "before") in one and "still holds C4" in one for one in told)
        assert any(str(tmp_path / "away") in one and "may hold C4" in one for one in told)
        book.cases.delete(CaseId("LATE"))
        told = still_in_backups(vault, CaseId("LATE"))
        assert [str(tmp_path / "before") in one for one in told] == [False, False]


def test_acts_of_which_a_part_was_lost_are_not_kept_and_the_others_are_undone(hurt):
    """Memos and the diary are saved like any other rows; undo is left only what it can do in full."""
    with unlocked(hurt) as vault:
        book = Casebook.open(vault, load_taxonomy())
        book.memos.write(Subject(MemoKind.CASE, "C3"), "a memo")
        book.diary.add("an entry")
        acts = len(book.acts.all())
    flip(hurt, pages_of(hurt, "passages")[-1:])
    _, folder = saved(hurt)
    with unlocked(folder) as vault:
        book = Casebook.open(vault, load_taxonomy())
        assert book.memos.text(Subject(MemoKind.CASE, "C3")) == "a memo"
        assert [entry.text for entry in book.diary.all()] == ["an entry"]
        left = book.acts.all()
        assert 0 < len(left) <= acts
        while any(act.done for act in book.acts.all()):
            book.acts.undo()
        assert vault.connection.execute("PRAGMA foreign_key_check").fetchall() == []
