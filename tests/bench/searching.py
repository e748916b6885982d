"""Searching 10,000 notes of 4 KB: against plain SQLite FTS5 asked the same, in the clear, on the same texts."""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.searching import folded
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole
from tests.bench.measuring import Figure, against, alone

NOTES = 10_000
PASSPHRASE = Passphrase("a passphrase for measuring only")
_SENTENCES = (
    "A: we walked at night and said nothing to anybody at the bridge. ",
    "Q: who knew of it then, and who came to hear of it later on? ",
    "ကျွန်တော်တို့ ညဘက်မှာ လမ်းလျှောက်ခဲ့တယ်။ ",
)
RARE, COMMON, SHORT = "lantern of number 77", "said nothing", "ည"


def note(number: int) -> str:
    """About 4 KB of UTF-8, each note another turn of the sentences; every hundredth holds a rare phrase."""
    turned = "".join(_SENTENCES[(number + place) % 3] for place in range(24))
    return turned[number % 40 :] + (f"the lantern of number {number}." if number % 100 == 77 else "")


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root) / "vault"
        create_vault(folder, role=VaultRole.RESEARCHER, passphrase=PASSPHRASE, kdf_id=1)[0].close()
        with open_vault(folder, PASSPHRASE) as vault:
            book = Casebook.open(vault, load_taxonomy())
            for start in range(0, NOTES, 500):
                with vault.transaction():
                    case = book.cases.add(CaseId(f"N{start}")).id
                    for number in range(start, start + 500):
                        book.interviews.add(case, note(number))
            plain = _plain(Path(root) / "plain.db")
            yield from _compared(book, plain)


def _compared(book: Casebook, plain: sqlite3.Connection) -> Iterator[Figure]:
    for name, needle in (("rare", RARE), ("common", COMMON)):
        yield against(
            f"search, {name} words, every place, against plain FTS5 looked through for places",
            lambda needle=needle: sum(1 for _ in book.interviews.find(needle)),
            _places(plain, needle),
            rounds=9,
            wanted="2",
        )
    yield alone(
        "search, common words, until the first place", lambda: next(book.interviews.find(COMMON)), rounds=9
    )
    yield alone(
        "search, one letter (no index can help), until the first place",
        lambda: next(book.interviews.find(SHORT)),
        rounds=9,
    )


def _plain(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file)
    connection.execute("CREATE VIRTUAL TABLE notes USING fts5 (text, tokenize='trigram')")
    connection.executemany(
        "INSERT INTO notes (text) VALUES (?)", ((note(number),) for number in range(NOTES))
    )
    connection.commit()
    return connection


def _places(plain: sqlite3.Connection, needle: str) -> Callable[[], int]:
    """Plain FTS5 names the notes; where in them the words stand has to be looked for there too."""

    def look() -> int:
        found = 0
        wanted = folded(needle)
        for (text,) in plain.execute("SELECT text FROM notes WHERE notes MATCH ?", (f'"{needle}"',)):
            lowered = folded(text)
            at = lowered.find(wanted)
            while at >= 0:
                found += 1
                at = lowered.find(wanted, at + 1)
        return found

    return look
