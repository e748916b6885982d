"""A lost laptop on the command line: restore, enrol again, revoke, statement; and an export made void. Each a process."""

import shutil
from pathlib import Path

import pytest
from making_vaults import create_vault

from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import Purpose
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.coordination.desk import CoordinatorDesk
from fieldnotes.release.desk import ReleaseDesk
from fieldnotes.vault.backups import back_up
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.restoring import restore
from fieldnotes.vault.roles import VaultRole

CASES = 16
PHRASE = Passphrase("correct horse battery staple")


def fill(book: Casebook) -> None:
    with book.vault.transaction():
        for number in range(CASES):
            case = CaseId(f"P{number}")
            book.cases.add(case)
            for purpose in Purpose:
                book.consent.give(case, purpose)
            interview = book.interviews.add(case, f"A: he left at night, case {number}.")
            key = "dmv" if number < 10 else "opf"
            book.codings.add(interview.id, Span(3, 20), book.taxonomy.resolve(key).id)
            book.checklist.mark_rest_not_raised(case)


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A coordinator's and a researcher's vault that know each other, made without processes because that is not tested."""
    folder = tmp_path_factory.mktemp("pattern")
    taxonomy = load_taxonomy()
    coordinator, _ = create_vault(folder / "desk", role=VaultRole.COORDINATOR, passphrase=PHRASE, kdf_id=1)
    researcher, _ = create_vault(folder / "laptop", role=VaultRole.RESEARCHER, passphrase=PHRASE, kdf_id=1)
    with coordinator, researcher:
        desk, book = CoordinatorDesk.open(coordinator, taxonomy), Casebook.open(researcher, taxonomy)
        fill(book)
        desk.create_project()
        (folder / "invite.json").write_bytes(desk.invite())
        release = ReleaseDesk.open(book)
        release.accept_invite(desk.invite())
        desk.confirm(release.enrolment_request("laptop"))
    return folder


@pytest.fixture
def joined(program, pattern: Path, tmp_path: Path):
    """The two vaults and a folder between them."""
    shutil.copytree(pattern, tmp_path, dirs_exist_ok=True)
    (tmp_path / "store").mkdir()
    for name in ("desk", "laptop"):
        added = program("remote", "add", "stick", "folder", tmp_path / "store", vault=tmp_path / name)
        assert added.code == 0, added.err
    return tmp_path / "desk", tmp_path / "laptop"


def backup_of(folder: Path, to: Path) -> Path:
    to.mkdir(exist_ok=True)
    with open_vault(folder, PHRASE) as vault:
        return back_up(vault, to).key


def enrol(program, desk: Path, laptop: Path, folder: Path, *more: str) -> None:
    file = folder / f"enrol-{laptop.name}.age"
    asked = program("enrol", "request", folder / "invite.json", "--to", file, "--json", vault=laptop)
    assert asked.code == 0, asked.err
    confirmed = program(
        "enrol", "confirm", file, "--fingerprint", asked.json["fingerprint"], *more, vault=desk
    )
    assert confirmed.code == 0, confirmed.err


def test_from_a_lost_laptop_to_releasing_again(program, joined, tmp_path: Path):
    desk, laptop = joined
    key = backup_of(laptop, tmp_path / "stick")
    with restore(key, tmp_path / "new", passphrase=PHRASE):
        pass
    new = tmp_path / "new"

    seen = program("release", "preview", "--json", vault=new)
    assert (seen.code, seen.json["cohort"]) == (1, 0)
    (told,) = seen.json["restores"]
    old = program("enrol", "list", "--json", vault=desk).json[0]["device"]
    assert (told["old_device"], told["last_known"], told["verdict"]) == (old, 0, "open")
    words = program("release", "preview", vault=new).out
    assert "16 cases that came with it are kept out of releases" in words
    refused = program("release", "approve", vault=new)
    assert refused.code == 3
    assert "came with a restored backup" in refused.err

    enrol(program, desk, new, tmp_path, "--same-person-as", old)
    early = program("enrol", "statement", old, "--to", tmp_path / "statement", vault=desk)
    assert early.code == 3
    assert "may still send" in early.err
    assert not (tmp_path / "statement").exists()
    assert program("enrol", "revoke", old, "--last-number", "0", vault=desk).code == 0
    made = program("enrol", "statement", old, "--to", tmp_path / "statement", "--json", vault=desk)
    assert made.code == 0, made.err
    assert made.json["device"] == old

    changed = tmp_path / "changed"
    changed.write_bytes((tmp_path / "statement").read_bytes().replace(b'"serial":1', b'"serial":2'))
    assert program("release", "statement", changed, vault=new).code == 4
    given = program("release", "statement", tmp_path / "statement", "--json", vault=new)
    assert (given.code, given.json["verdict"]) == (0, "lifted"), given.err

    approved = program("release", "approve", "--json", vault=new)
    assert (approved.code, approved.json["cohort"]) == (0, CASES), approved.err
    assert program("sync", vault=new).code == 0
    pulled = program("inbox", "pull", "--json", vault=desk)
    assert [(one["epoch"], one["number"], one["cases"]) for one in pulled.json["accepted"]] == [(2, 1, CASES)]


def test_what_the_lost_laptop_sent_after_the_backup_is_never_sent_again(program, joined, tmp_path: Path):
    desk, laptop = joined
    key = backup_of(laptop, tmp_path / "stick")
    assert program("release", "approve", vault=laptop).code == 0
    assert program("sync", vault=laptop).code == 0
    with restore(key, tmp_path / "new", passphrase=PHRASE):
        pass
    new = tmp_path / "new"
    old = program("enrol", "list", "--json", vault=desk).json[0]["device"]
    enrol(program, desk, new, tmp_path, "--same-person-as", old)
    assert program("inbox", "pull", vault=desk).code == 0
    assert program("enrol", "revoke", old, "--last-number", "1", vault=desk).code == 0
    assert program("enrol", "statement", old, "--to", tmp_path / "statement", vault=desk).code == 0
    given = program("release", "statement", tmp_path / "statement", vault=new)
    assert given.code == 1
    assert "stay out for good" in given.out
    assert program("release", "approve", vault=new).code == 3


def test_withdrawn_before_it_was_sent_a_release_leaves_void(program, joined):
    desk, laptop = joined
    assert program("release", "approve", vault=laptop).code == 0
    assert program("case", "withdraw", "P3", "--purpose", "publish", vault=laptop).code == 0
    sent = program("sync", "--json", vault=laptop)
    assert sent.code == 0
    assert [(one["state"], one["problem"]) for one in sent.json] == [("confirmed", "")]
    assert "made void" in sent.json[0]["told"]
    assert program("release", "list", "--json", vault=laptop).json[0]["kind"] == "void"
    pulled = program("inbox", "pull", vault=desk)
    assert pulled.code == 0
    assert "void, it counts nothing" in pulled.out
    again = program("release", "approve", "--json", vault=laptop)
    assert (again.code, again.json["number"], again.json["cohort"]) == (0, 2, CASES - 1)
    assert program("sync", vault=laptop).code == 0
    pulled = program("inbox", "pull", "--json", vault=desk)
    assert pulled.json["findings"] == []
    assert [(one["number"], one["cases"]) for one in pulled.json["accepted"]] == [(2, CASES - 1)]
