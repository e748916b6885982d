"""What must hold after an operation was cut off anywhere: asked of the vault itself, in the test's own process."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from faultrig import THE_CUT
from faultsteps import BEFORE, DOOMED_CANARY, STEPS, TALK, Held, held, unlocked

from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.text.edits import Edit
from fieldnotes.vault.keys import database_key
from fieldnotes.vault.vault import Vault

_PAGE, _RESERVED, _SALT = (
    4096,
    80,
    16,
)  # SQLCipher 4: IV and HMAC-SHA512 at the end of a page, salt at the head


TAXONOMY = load_taxonomy()


@contextmanager
def opened(scene: Path) -> Iterator[Casebook]:
    """The casebook of a scene's vault, opened with the recovery words and found to be whole."""
    with whole(unlocked(scene)) as book:
        yield book


@contextmanager
def whole(vault: Vault, taxonomy: Taxonomy | None = TAXONOMY) -> Iterator[Casebook]:
    """The casebook of an open vault: no page, no reference, no row is amiss, and no false alarm is raised.

    Args:
        vault: open.
        taxonomy: the version it is coded under; found out where ``None``.
    """
    with vault:
        book = Casebook.open(vault, taxonomy)
        assert vault.page_faults() == ()
        assert vault.stale() == ()
        assert not [notice for notice in vault.notices if "older" in notice]
        yield book


def edited(scene: Path, acknowledged: tuple[str, ...], _before: Path) -> None:
    """Nothing acknowledged is lost, nothing but the step that was under way came on top, and work goes on."""
    done = [step.name for step in STEPS]
    told = [name for name in acknowledged if name not in {"closed", THE_CUT}]
    assert told == done[: len(told)]
    certain = [name for name in before_the_cut(acknowledged) if name != "closed"]
    states = [BEFORE, *(step.after for step in STEPS)]
    with opened(scene) as book:
        found = held(book)
        assert found in states[len(certain) : len(told) + 2], (len(certain), found.codings, found.lost)
        if DOOMED_CANARY not in found.texts:
            assert DOOMED_CANARY.encode() not in decrypted(book.vault)
        else:
            assert DOOMED_CANARY.encode() in decrypted(book.vault)  # the search sees what is there
    works_again(scene, found)


def before_the_cut(acknowledged: tuple[str, ...]) -> tuple[str, ...]:
    """What was acknowledged before the power went; everything where it did not go in the middle of something.

    ext4, shut down, lets an fsync that is under way return success (measured with plain writes: 25 of 250 cuts), which no
    disk does that loses power. So what is told after that moment says nothing.
    """
    return acknowledged[: acknowledged.index(THE_CUT)] if THE_CUT in acknowledged else acknowledged


def works_again(scene: Path, found: Held) -> None:
    """Another edit is stored and found at the next opening."""
    with opened(scene) as book:
        book.journal.record(TALK, [Edit(0, "", "Afterwards. ")])
    with opened(scene) as book:
        assert held(book).texts == ("Afterwards. " + found.texts[0], *found.texts[1:])
        assert held(book).lost == found.lost


def decrypted(vault: Vault) -> bytes:
    """Every page of the database file in the clear, as someone with the key and the disk reads it.

    The log is moved into it first: what the database no longer holds must be gone from here.
    """
    vault.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    key = bytes.fromhex(database_key(vault._key, vault.vault_id)[2:66])
    raw = (vault.folder / "vault.db").read_bytes()
    pages = [raw[at : at + _PAGE] for at in range(0, len(raw), _PAGE)]
    return b"".join(_clear(key, page, _SALT if number == 0 else 0) for number, page in enumerate(pages))


def _clear(key: bytes, page: bytes, start: int) -> bytes:
    body, initial = page[start : _PAGE - _RESERVED], page[_PAGE - _RESERVED : _PAGE - _RESERVED + 16]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(initial)).decryptor()
    return decryptor.update(body) + decryptor.finalize()
