"""What must hold after opening a vault of an earlier version was cut off or the disk failed under it."""

import shutil
from pathlib import Path

from faultchecks import whole
from faultopeners import OPENERS
from faultsteps import PASSPHRASE

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook import schema as casebook
from fieldnotes.casebook.book import Casebook
from fieldnotes.vault import backups, meta, restoring
from fieldnotes.vault.connecting import connect
from fieldnotes.vault.files import VaultFiles
from fieldnotes.vault.keyblock import parse
from fieldnotes.vault.keyfile import peek
from fieldnotes.vault.opening import open_files
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.unlocking import unlock

BEFORE = {"vault": 1, "casebook": 1}  # as 0.1.0 left them
AFTER = {"vault": len(meta.MIGRATIONS), "casebook": len(casebook.MIGRATIONS)}
# What the README beside the released vaults says of them.
TALKS = {
    f"P{number}": f"A: my brother waited by the ferry with two blankets, case {number}."
    for number in range(16)
}
_OPENER = OPENERS[PASSPHRASE]


def migrated(scene: Path, acknowledged: tuple[str, ...], _before: Path) -> None:
    """Each room has its old or its new schema; once one is new there is a copy from before; opening ends it."""
    folder = scene / "vault"
    schemas = _schemas(folder)
    for room, number in schemas.items():
        assert number in {BEFORE[room], AFTER[room]}, "half a migration"
    copies = sorted(path for path in (folder / "backups").glob("before-*.key") if ".part" not in path.name)
    if "migrated" in acknowledged:
        assert schemas == AFTER
    if schemas["vault"] != BEFORE["vault"]:
        assert "before-vault-1" in [path.stem for path in copies]
    for copy in copies:
        _restores(scene, copy)
    with whole(open_files(VaultFiles(folder), _OPENER)) as book:
        _holds_everything(book)
        known = {one.name for one in backups.known(book.vault)}
        book.cases.add(CaseId("N1"))
    assert {path.stem for path in (folder / "backups").glob("*.key") if path.stat().st_size} == known
    assert _schemas(folder) == AFTER
    with whole(open_files(VaultFiles(folder), _OPENER)) as book:
        assert book.cases.get(CaseId("N1"))
        _holds_everything(book)


def _holds_everything(book: Casebook) -> None:
    for case, text in TALKS.items():
        (talk,) = book.interviews.of(CaseId(case))
        assert book.interviews.text(talk.id) == text
        (coding,) = book.codings.of_case(CaseId(case))
        assert text[coding.span.start : coding.span.end] == "my brother waited"
    (talk,) = book.interviews.of(CaseId("Q1"))
    assert talk.title == "first talk"
    text = book.interviews.text(talk.id)
    codings = book.codings.of_case(CaseId("Q1"))
    assert "ferry was late" in text
    assert [coding.changed for coding in codings] == [False, False, True]
    assert len(book.journal.history(talk.id)) == 3


def _schemas(folder: Path) -> dict[str, int]:
    """What is written in the database, with nothing migrated by looking."""
    files = VaultFiles(folder)
    found = next(unlock([parse(copy) for copy in peek(files.key)], _OPENER))
    connection = connect(files, found.key, found.block.header.vault_id)
    try:
        rows = connection.execute("SELECT component, number FROM schema_version").fetchall()
    finally:
        connection.close()
    return {str(row["component"]): int(row["number"]) for row in rows if row["component"] in BEFORE}


def _restores(scene: Path, copy: Path) -> None:
    folder = scene.with_name("tried")
    with whole(restoring.restore(copy, folder, passphrase=Passphrase(PASSPHRASE))) as book:
        _holds_everything(book)
    shutil.rmtree(folder)
