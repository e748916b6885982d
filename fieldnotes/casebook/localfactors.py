"""Factors of a team's own, for what the taxonomy does not foresee. They are coded and shown like others and never leave.

They stand apart from the taxonomy, and nothing that a release counts is looked up here: tables are laid out from the
taxonomy alone.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from fieldnotes.base.errors import AnswerIsNoError, RefusedError, WrongUseError
from fieldnotes.base.ids import CaseId, FactorId
from fieldnotes.casebook.actchanges import ActKind, Change, LocalState, What
from fieldnotes.casebook.actforgetting import forget_of_factor, kept_by_acts
from fieldnotes.casebook.acts import ActLog
from fieldnotes.casebook.blinding import acting_coder
from fieldnotes.casebook.deleting import deletion
from fieldnotes.casebook.localrows import local_state, put_local
from fieldnotes.casebook.rows import active_factor, refuse_unstorable
from fieldnotes.codebook.models import Factor, Taxonomy, plain
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault
from fieldnotes.vault.watching import Watched

COMPONENT: Final = "local"
PREFIX: Final = "local."
LONGEST_LABEL: Final = 200
LONGEST_DESCRIPTION: Final = 20_000
_LONGEST_SLUG = 40
_KEY = re.compile(r"l[1-9][0-9]*")

MIGRATIONS: Final = (
    Migration(
        1,
        "factors of the team's own",
        """
        -- A number is never used again: the key made of it must not come to mean another factor.
        CREATE TABLE local_factors (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE CHECK (id GLOB 'local.[a-z0-9]*'),
            label TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (length(label) BETWEEN 1 AND 200),
            description TEXT NOT NULL DEFAULT '',
            guid TEXT UNIQUE CHECK (guid IS NULL OR length(guid) = 36)
        ) STRICT;
        """,
    ),
)

WATCHED: Final = (Watched("local_factors", scope="'factors of the team''s own'"),)


@dataclass(frozen=True, slots=True)
class LocalFactor:
    """A factor of the team's own.

    Attributes:
        id: such as ``local.river-crossing``; stable for ever.
        key: what a coder types, ``l1``, ``l2``, …; no key of the taxonomy has a digit.
        label: the team's words.
        description: what it is, may be empty.
        guid: by which another program knows it, where it came from one; lower case, without braces.
    """

    id: FactorId
    key: str
    label: str
    description: str
    guid: str | None = None


Codable: TypeAlias = Factor | LocalFactor
"""What a passage can be coded with."""


class LocalFactors:
    """The factors of one casebook's team. Adding and describing one are acts; removing one is for good."""

    def __init__(self, vault: Vault, log: ActLog) -> None:
        self._vault = vault
        self._log = log

    def add(
        self, label: str, description: str = "", *, guid: str | None = None, case: CaseId | None = None
    ) -> LocalFactor:
        """A new factor. Its id is made from the label where that has Latin letters, otherwise from its number.

        Args:
            label: one line of at most 200 characters.
            description: what it is, at most 20,000 characters.
            guid: by which another program knows it.
            case: while coding which: there, undo of the last act takes it back, unless it is used by then.

        Raises:
            AnswerIsNoError: if there is no such case.
            WrongUseError: if the label is empty or too long, or is one already, or if it holds control characters.
        """
        label = _checked(label, description)
        with self._vault.transaction() as connection:
            _refuse_second(connection, label, None)
            row = connection.execute(
                "INSERT INTO local_factors (id, label, description, guid) VALUES ('local.0', ?, ?, ?) RETURNING number",
                (label, description, guid),
            ).fetchone()
            number = int(row["number"])
            factor = _id(connection, label, number)
            connection.execute("UPDATE local_factors SET id = ? WHERE number = ?", (factor, number))
            self._note(connection, factor, None, case)
        return self.get(factor)

    def all(self) -> tuple[LocalFactor, ...]:
        """Every one, in the order they were made."""
        rows = self._vault.connection.execute("SELECT * FROM local_factors ORDER BY number").fetchall()
        return tuple(_local(row) for row in rows)

    def get(self, asked: str) -> LocalFactor:
        """The factor with this id or key; case and surrounding spaces do not matter.

        Raises:
            AnswerIsNoError: if there is none.
        """
        found = find(self._vault.connection, asked)
        if found is None:
            raise AnswerIsNoError(
                f"The team has no factor {asked.strip()!r}.", "List them: fieldnotes code local list."
            )
        return found

    def describe(self, factor: FactorId, label: str, description: str) -> LocalFactor:
        """Give a factor another label and description. Its id and its codings stay.

        Raises:
            AnswerIsNoError: if there is none.
            WrongUseError: as for :meth:`add`.
        """
        known = self.get(factor)
        label = _checked(label, description)
        with self._vault.transaction() as connection:
            _refuse_second(connection, label, known.id)
            before = local_state(connection, known.id)
            if before is not None:
                put_local(connection, known.id, before._replace(label=label, description=description))
            self._note(connection, known.id, before, None)
        return self.get(known.id)

    def remove(self, factor: FactorId) -> None:
        """Delete a factor for good, with the memo on it and what undo keeps of its names and of codings that had it.

        Raises:
            AnswerIsNoError: if there is none.
            RefusedError: if passages are coded with it, saying how many.
        """
        known = self.get(factor)
        used = self._vault.connection.execute(
            "SELECT count(*) FROM codings WHERE factor = ?", (known.id,)
        ).fetchone()[0]
        if used:
            raise RefusedError(
                f"{used} coding{'s' if used > 1 else ''} use{'' if used > 1 else 's'} {known.id}, so it was not removed.",
                "Remove these codings first, or recode them.",
            )
        with deletion(self._vault) as connection:
            connection.execute("DELETE FROM local_factors WHERE id = ?", (known.id,))
            connection.execute("DELETE FROM factor_memos WHERE factor = ?", (known.id,))
            forget_of_factor(connection, known.id)

    def _note(
        self, connection: Connection, factor: FactorId, before: LocalState | None, case: CaseId | None
    ) -> None:
        after = local_state(connection, factor)
        coder = "" if case is None else acting_coder(connection, case)
        change = Change(What.LOCAL, case, before, after, subject=factor, coder=coder)
        self._log.record(connection, ActKind.LOCAL, [change])


def is_local(factor: str) -> bool:
    """Whether an id is one of a team's own factors."""
    return factor.startswith(PREFIX)


def find(connection: Connection, asked: str) -> LocalFactor | None:
    """The team's factor with this id or key, or ``None``."""
    wanted = asked.strip().casefold()
    column = "id"
    value: str | int = wanted
    if _KEY.fullmatch(wanted) and len(wanted) < 12:
        column, value = "number", int(wanted[1:])
    row = connection.execute(f"SELECT * FROM local_factors WHERE {column} = ?", (value,)).fetchone()  # noqa: S608 - one of two constants
    return None if row is None else _local(row)


def known_factor(connection: Connection, taxonomy: Taxonomy, factor: FactorId) -> Codable:
    """The factor of this id, of the taxonomy (retired ones too) or of the team.

    A factor of the team whose row is gone, as from a damaged vault, goes by its id: codings with it are still there.

    Raises:
        UnknownFactorError: if the taxonomy has none of that id.
    """
    if not is_local(factor):
        return taxonomy.factor(factor)
    slug = factor.removeprefix(PREFIX)
    return find(connection, factor) or LocalFactor(factor, "l?", slug, "")


def codable_factor(connection: Connection, taxonomy: Taxonomy, factor: FactorId) -> Codable:
    """The factor, if passages may be coded with it.

    Raises:
        UnknownFactorError: if there is none.
        WrongUseError: if it was retired, naming what replaces it.
    """
    found = find(connection, factor) if is_local(factor) else None
    return active_factor(taxonomy, factor) if found is None else found


def _checked(label: str, description: str) -> str:
    label = unicodedata.normalize("NFC", " ".join(label.split()))
    refuse_unstorable(label, one_line=True)
    refuse_unstorable(description)
    if not 1 <= len(label) <= LONGEST_LABEL or len(description) > LONGEST_DESCRIPTION:
        raise WrongUseError(
            f"A factor's name has 1 to {LONGEST_LABEL} characters and its description at most {LONGEST_DESCRIPTION:,}.",
            "Give a short name; put the rest into a memo.",
        )
    return label


def _refuse_second(connection: Connection, label: str, own: FactorId | None) -> None:
    row = connection.execute("SELECT id FROM local_factors WHERE label = ?", (label,)).fetchone()
    if row is not None and row["id"] != own:
        raise WrongUseError(
            "The team has a factor of that name already.", "Use that one, or choose another name."
        )


def _id(connection: Connection, label: str, number: int) -> FactorId:
    slug = plain("".join(c for c in unicodedata.normalize("NFKD", label) if c.isascii()))
    slug = slug[:_LONGEST_SLUG].strip("-") or f"factor-{number}"
    taken = connection.execute("SELECT 1 FROM local_factors WHERE id = ?", (PREFIX + slug,)).fetchone()
    if taken or kept_by_acts(
        connection, PREFIX + slug
    ):  # what undo brings back must not come to mean another
        slug = f"{slug}-{number}"
    return FactorId(PREFIX + slug)


def _local(row: Any) -> LocalFactor:
    return LocalFactor(
        FactorId(row["id"]), f"l{row['number']}", row["label"], row["description"], row["guid"]
    )
