"""Copies of cases for a second coder elsewhere: which were sent from this vault, and which cases here are such copies.

A copy can never be released where it was received: its mark keeps it out of every cohort, and consent to count it cannot be
recorded there. Its text stays as it came, so that codings of it fit the original when they come back.

The secrets are those of texts in this very database, and lie in it as the texts do.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fieldnotes.base.errors import AnswerIsNoError, RefusedError
from fieldnotes.base.ids import CaseId, CoderLabel, InterviewId
from fieldnotes.casebook.records import Purpose
from fieldnotes.casebook.rows import case_row
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault
from fieldnotes.vault.watching import Watched

COMPONENT: Final = "copies"

MIGRATIONS: Final = (
    Migration(
        1,
        "copies of cases, sent and received",
        """
        CREATE TABLE copy_key (one INTEGER PRIMARY KEY CHECK (one = 1), secret TEXT NOT NULL) STRICT;

        CREATE TABLE sent_copies (
            case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
            copy_id TEXT NOT NULL CHECK (length(copy_id) = 32),
            coder TEXT NOT NULL CHECK (coder GLOB '[A-Z]'),
            secret BLOB NOT NULL CHECK (length(secret) = 32),
            recipient TEXT NOT NULL,
            returned INTEGER NOT NULL DEFAULT 0 CHECK (returned IN (0, 1)),
            PRIMARY KEY (case_id, copy_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE received_copies (
            case_id TEXT PRIMARY KEY REFERENCES cases (id) ON DELETE CASCADE,
            copy_id TEXT NOT NULL CHECK (length(copy_id) = 32),
            original TEXT NOT NULL,
            coder TEXT NOT NULL CHECK (coder GLOB '[A-Z]'),
            secret BLOB NOT NULL CHECK (length(secret) = 32),
            reply_to TEXT NOT NULL,
            purposes TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE received_texts (
            case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
            number INTEGER NOT NULL CHECK (number >= 1),
            digest BLOB NOT NULL CHECK (length(digest) = 32),
            PRIMARY KEY (case_id, number)
        ) STRICT, WITHOUT ROWID;
        """,
    ),
)

WATCHED: Final = (
    Watched("copy_key", scope="'the key for copies of cases'"),
    Watched("sent_copies", scope="'case ' || {row}.case_id"),
    Watched("received_copies", scope="'case ' || {row}.case_id"),
    Watched("received_texts", scope="'case ' || {row}.case_id"),
)

NEVER_COUNTED: Final = frozenset((Purpose.AGGREGATE, Purpose.PUBLISH))
"""What consent is never recorded for in a copy: the original is counted, or nothing is."""


@dataclass(frozen=True, slots=True)
class SentCopy:
    """A copy that was sent.

    Attributes:
        case: of which case.
        copy_id: 32 hexadecimal digits, drawn at random.
        coder: who codes it there.
        secret: by which what comes back is known to come from whoever holds the copy; 32 bytes.
        recipient: the age key it was sealed to.
        returned: whether its coding came back.
    """

    case: CaseId
    copy_id: str
    coder: CoderLabel
    secret: bytes
    recipient: str
    returned: bool


@dataclass(frozen=True, slots=True)
class ReceivedCopy:
    """A case here that is a copy.

    Attributes:
        case: its label here.
        copy_id: as in :class:`SentCopy`.
        original: its label where it came from.
        coder: who codes it.
        secret: as in :class:`SentCopy`.
        reply_to: the age key that its coding goes back to.
        purposes: what the person had agreed to, as the original says.
        digests: SHA-256 of every text as it was received, by number.
    """

    case: CaseId
    copy_id: str
    original: CaseId
    coder: CoderLabel
    secret: bytes
    reply_to: str
    purposes: frozenset[Purpose]
    digests: Mapping[int, bytes]


class Copies:
    """The copies that one casebook knows of."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def key(self) -> str | None:
        """The secret age key that copies for this vault are sealed to; ``None`` before one was drawn."""
        row = self._vault.connection.execute("SELECT secret FROM copy_key").fetchone()
        return None if row is None else str(row["secret"])

    def keep_key(self, secret: str) -> str:
        """Keep a key that was just drawn, unless there is one already; the one that is kept."""
        with self._vault.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO copy_key (one, secret) VALUES (1, ?)", (secret,))
            return str(connection.execute("SELECT secret FROM copy_key").fetchone()["secret"])

    def note_sent(self, case: CaseId, coder: CoderLabel, recipient: str) -> SentCopy:
        """Note that a copy leaves, and draw what identifies it.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        with self._vault.transaction() as connection:
            case_row(connection, case)
            made = SentCopy(
                case, secrets.token_hex(16), coder, secrets.token_bytes(32), recipient, returned=False
            )
            connection.execute(
                "INSERT INTO sent_copies (case_id, copy_id, coder, secret, recipient) VALUES (?, ?, ?, ?, ?)",
                (case, made.copy_id, coder, made.secret, recipient),
            )
        return made

    def sent(self, case: CaseId) -> tuple[SentCopy, ...]:
        """The copies of a case that were sent."""
        rows = self._vault.connection.execute(
            "SELECT * FROM sent_copies WHERE case_id = ? ORDER BY coder, copy_id", (case,)
        )
        return tuple(map(_sent, rows.fetchall()))

    def sent_by_id(self, copy_id: str) -> SentCopy:
        """The copy that was sent under an id.

        Raises:
            AnswerIsNoError: if none was, or its case was deleted since.
        """
        row = self._vault.connection.execute(
            "SELECT * FROM sent_copies WHERE copy_id = ?", (copy_id,)
        ).fetchone()
        if row is None:
            raise AnswerIsNoError(
                "This is the coding of a copy that was not sent from this vault, or whose case was deleted since.",
                "Open the vault that sent the copy.",
            )
        return _sent(row)

    def note_returned(self, copy: SentCopy) -> None:
        """Note that its coding came back."""
        with self._vault.transaction() as connection:
            connection.execute(
                "UPDATE sent_copies SET returned = 1 WHERE case_id = ? AND copy_id = ?",
                (copy.case, copy.copy_id),
            )

    def note_received(self, copy: ReceivedCopy) -> None:
        """Mark a case, in the transaction that adds it, as a copy.

        Raises:
            RefusedError: if the same copy is here already, or was sent from this vault.
        """
        with self._vault.transaction() as connection:
            for table in ("sent_copies", "received_copies"):
                row = connection.execute(
                    f"SELECT case_id FROM {table} WHERE copy_id = ?",  # noqa: S608 - one of two constants
                    (copy.copy_id,),
                ).fetchone()
                if row is not None:
                    raise RefusedError(
                        f"This is a copy of case {row['case_id']}, which is in this vault.",
                        "A copy is received into the vault of the second coder, once.",
                    )
            connection.execute(
                "INSERT INTO received_copies (case_id, copy_id, original, coder, secret, reply_to, purposes)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    copy.case, copy.copy_id, copy.original, copy.coder, copy.secret, copy.reply_to,
                    " ".join(sorted(copy.purposes)),
                ),
            )  # fmt: skip
            connection.executemany(
                "INSERT INTO received_texts (case_id, number, digest) VALUES (?, ?, ?)",
                [(copy.case, number, digest) for number, digest in copy.digests.items()],
            )

    def received(self, case: CaseId) -> ReceivedCopy | None:
        """What is known of a case that is a copy; ``None`` of any other."""
        connection = self._vault.connection
        row = connection.execute("SELECT * FROM received_copies WHERE case_id = ?", (case,)).fetchone()
        if row is None:
            return None
        digests = connection.execute("SELECT number, digest FROM received_texts WHERE case_id = ?", (case,))
        return ReceivedCopy(
            CaseId(row["case_id"]),
            row["copy_id"],
            CaseId(row["original"]),
            CoderLabel(row["coder"]),
            bytes(row["secret"]),
            row["reply_to"],
            frozenset(map(Purpose, row["purposes"].split())),
            {one["number"]: bytes(one["digest"]) for one in digests.fetchall()},
        )

    def refuse_edit(self, interview: InterviewId) -> None:
        """Refuse to write in the text of a copy; see :func:`refuse_edit_of_copy`."""
        refuse_edit_of_copy(self._vault.connection, interview)


def digest_of(text: str) -> bytes:
    """SHA-256 of a text as it is stored."""
    return hashlib.sha256(text.encode()).digest()


def copied_cases(connection: Connection) -> frozenset[CaseId]:
    """The cases that are copies."""
    rows = connection.execute("SELECT case_id FROM received_copies").fetchall()
    return frozenset(CaseId(row["case_id"]) for row in rows)


def refuse_copies(connection: Connection, cases: Iterable[CaseId], what: str, instead: str) -> None:
    """Refuse something that is never done with a copy.

    Args:
        connection: of the vault.
        cases: that it would be done with.
        what: what is not done, such as ``is never released``.
        instead: what to do instead, a sentence.

    Raises:
        RefusedError: naming the first case that is a copy.
    """
    copied = copied_cases(connection)
    for case in cases:
        if case in copied:
            raise RefusedError(f"Case {case} is a copy for a second coder, which {what}.", instead)


def refuse_edit_of_copy(connection: Connection, interview: InterviewId) -> None:
    """Refuse to change the text of a copy: codings of other words could not go back.

    Raises:
        RefusedError: if the interview is one of a copy.
    """
    row = connection.execute(
        "SELECT c.case_id FROM received_copies c JOIN interviews i ON i.case_id = c.case_id WHERE i.id = ?",
        (interview,),
    ).fetchone()
    if row is not None:
        raise RefusedError(
            f"Case {row['case_id']} is a copy for a second coder, so its text stays as it came.",
            "Code it as it is; changes belong into the original.",
        )


def _sent(row: Any) -> SentCopy:
    return SentCopy(
        CaseId(row["case_id"]),
        row["copy_id"],
        CoderLabel(row["coder"]),
        bytes(row["secret"]),
        row["recipient"],
        bool(row["returned"]),
    )
