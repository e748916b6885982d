"""The identity map: pseudonyms, and what each stands for. It knows no case and no interview."""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final, Self

from fieldnotes.base.errors import AnswerIsNoError, RefusedError, WrongUseError
from fieldnotes.identity.pseudonyms import beginning_for, next_free, parse_pseudonym
from fieldnotes.text.identifiers.finding import Kind
from fieldnotes.text.visible import CONTROL
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.vault import Vault
from fieldnotes.vault.watching import Watched

COMPONENT: Final = "identity"

LONGEST_NAME: Final = 200
LONGEST_NOTE: Final = 1000

MIGRATIONS: Final = (
    Migration(
        1,
        "pseudonyms and what they stand for",
        f"""
        CREATE TABLE pseudonyms (
            pseudonym TEXT PRIMARY KEY CHECK (length(pseudonym) BETWEEN 1 AND 40),
            note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= {LONGEST_NOTE})
        ) STRICT, WITHOUT ROWID;

        -- A name, a telephone number, a place: whatever the pseudonym stands for in the notes. Two may bear one name.
        CREATE TABLE real_names (
            pseudonym TEXT NOT NULL REFERENCES pseudonyms (pseudonym) ON DELETE CASCADE,
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND {LONGEST_NAME}),
            PRIMARY KEY (pseudonym, name)
        ) STRICT, WITHOUT ROWID;
        """,
    ),
)

WATCHED: Final = (
    Watched("pseudonyms", scope="'identity map'"),
    Watched("real_names", scope="'identity map'"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the map, whatever it stands for: a person, a place, a number.

    Attributes:
        pseudonym: as it stands in the notes.
        names: what it stands for, in the order of the alphabet.
        note: the researcher's own, may be empty.
    """

    pseudonym: str
    names: tuple[str, ...]
    note: str


class IdentityMap:
    """An open identity map. A context manager; :meth:`close` locks it.

    Attributes:
        vault: the second small vault that it lies in.
    """

    def __init__(self, vault: Vault) -> None:
        self.vault = vault

    @classmethod
    def on(cls, vault: Vault) -> Self:
        """The map in an open identity vault; its tables are made or brought up to date, traces of what was removed go.

        Raises:
            RefusedError: if it was written by a newer version of the program.
        """
        vault.migrate(COMPONENT, MIGRATIONS)
        vault.watch(COMPONENT, WATCHED)
        vault.checkpoints.truncate()
        return cls(vault)

    def all(self) -> list[Person]:
        """Every line, by pseudonym: P2 before P10."""
        rows = self.vault.connection.execute("SELECT pseudonym, note FROM pseudonyms").fetchall()
        found = [Person(row["pseudonym"], self._names(row["pseudonym"]), row["note"]) for row in rows]
        return sorted(found, key=lambda person: _reading_order(person.pseudonym))

    def get(self, pseudonym: str) -> Person:
        """One line.

        Raises:
            AnswerIsNoError: if there is none of that pseudonym.
        """
        row = self.vault.connection.execute(
            "SELECT pseudonym, note FROM pseudonyms WHERE pseudonym = ?", (" ".join(pseudonym.split()),)
        ).fetchone()
        if row is None:
            raise AnswerIsNoError("The identity map has no such pseudonym.", "List them.")
        return Person(row["pseudonym"], self._names(row["pseudonym"]), row["note"])

    def add(self, pseudonym: str, names: Iterable[str], note: str | None = None) -> Person:
        """Let ``pseudonym`` stand for ``names`` too; it is made if it is new.

        Args:
            pseudonym: see :func:`fieldnotes.identity.pseudonyms.parse_pseudonym`.
            names: names, numbers, places; any script.
            note: in place of the one before; ``None`` leaves it.

        Raises:
            WrongUseError: if one of them cannot be stored, or is the pseudonym itself.
        """
        kept = parse_pseudonym(pseudonym)
        wanted = [parse_name(name) for name in names]
        if kept.casefold() in {name.casefold() for name in wanted}:
            raise WrongUseError("A pseudonym cannot stand for itself.", "Choose another pseudonym.")
        if note is not None and (len(note) > LONGEST_NOTE or CONTROL.search(note)):
            raise WrongUseError("That note cannot be kept.", f"Use up to {LONGEST_NOTE} letters.")
        with self.vault.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO pseudonyms (pseudonym) VALUES (?)", (kept,))
            if note is not None:
                connection.execute("UPDATE pseudonyms SET note = ? WHERE pseudonym = ?", (note, kept))
            connection.executemany(
                "INSERT OR IGNORE INTO real_names (pseudonym, name) VALUES (?, ?)",
                [(kept, name) for name in wanted],
            )
        return self.get(kept)

    def remove(self, pseudonym: str, name: str | None = None) -> None:
        """Forget a pseudonym for good with all it stands for, or one of its names. The notes stay as they are.

        Raises:
            AnswerIsNoError: if there is none of that pseudonym, or it does not stand for that name.
            RefusedError: if the log cannot be emptied now; that is done at the next opening.
        """
        known = self.get(pseudonym)
        if name is not None and parse_name(name) not in known.names:
            raise AnswerIsNoError(
                f"{known.pseudonym} does not stand for that.", "Look at what it stands for."
            )
        with self.vault.transaction() as connection:
            if name is None:
                connection.execute("DELETE FROM pseudonyms WHERE pseudonym = ?", (known.pseudonym,))
            else:
                connection.execute(
                    "DELETE FROM real_names WHERE pseudonym = ? AND name = ?",
                    (known.pseudonym, parse_name(name)),
                )
        if not self.vault.checkpoints.truncate():
            raise RefusedError(
                "It is removed, but traces may remain in the log of the identity map, which is in use.",
                "Lock and unlock it; the removal is finished then.",
            )

    def names(self) -> tuple[str, ...]:
        """Everything the map knows that must not stand in the notes."""
        rows = self.vault.connection.execute("SELECT DISTINCT name FROM real_names ORDER BY name").fetchall()
        return tuple(row["name"] for row in rows)

    def pseudonyms_of(self, words: str) -> tuple[str, ...]:
        """The pseudonyms that stand for these words, whatever their case."""
        wanted = parse_name(words).casefold()
        return tuple(
            person.pseudonym for person in self.all() if wanted in {name.casefold() for name in person.names}
        )

    def propose(self, words: str, kind: Kind | None = None, taken: Collection[str] = ()) -> str:
        """A pseudonym for these words: the one they have, else the next free one of their kind.

        Args:
            words: to be replaced.
            kind: what they are; a person's name where ``None``.
            taken: pseudonyms in use elsewhere.
        """
        known = self.pseudonyms_of(words)
        return known[0] if known else self.next_free(kind, taken)

    def next_free(self, kind: Kind | None = None, taken: Collection[str] = ()) -> str:
        """The next free pseudonym of a kind; a person's where ``None``."""
        return next_free([*(person.pseudonym for person in self.all()), *taken], beginning_for(kind))

    def close(self) -> None:
        """Lock it."""
        self.vault.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _names(self, pseudonym: str) -> tuple[str, ...]:
        rows = self.vault.connection.execute(
            "SELECT name FROM real_names WHERE pseudonym = ? ORDER BY name", (pseudonym,)
        ).fetchall()
        return tuple(row["name"] for row in rows)


def parse_name(typed: str) -> str:
    """What a pseudonym stands for, in NFC, on one line, blanks made single.

    Raises:
        WrongUseError: if it is empty, longer than :data:`LONGEST_NAME`, or holds control characters.
    """
    name = " ".join(unicodedata.normalize("NFC", typed).split())
    if not 1 <= len(name) <= LONGEST_NAME or CONTROL.search(name):
        raise WrongUseError(
            "That cannot be kept as a name.",
            f"Give one line of 1 to {LONGEST_NAME} letters, such as a name or a number.",
        )
    return name


def _reading_order(pseudonym: str) -> tuple[str, int, str]:
    letters = pseudonym.rstrip("0123456789")
    figures = pseudonym[len(letters) :]
    return letters.casefold(), int(figures or 0), pseudonym
