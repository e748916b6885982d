from dataclasses import dataclass

from fieldnotes.base.errors import DamagedError
from fieldnotes.vault.checkpointing import Checkpoints
from fieldnotes.vault.sqlcipher import Connection


@dataclass(frozen=True, slots=True)
class PageFault:
    """One fault in a database: a sentence without any content."""

    sentence: str


def page_faults(connection: Connection, checkpoints: Checkpoints) -> tuple[PageFault, ...]:
    """Check that every page authenticates, that the b-trees hang together, and that no reference points nowhere.

    The write-ahead log is moved into the database first: with a log that is not empty ``cipher_integrity_check``
    wrongly reports page 1 (measured with SQLCipher 4.19).
    """
    try:
        moved = checkpoints.truncate()
    except DamagedError as error:
        return (PageFault(error.problem),)
    if not moved:
        return (PageFault("The database is being read just now, so its pages could not be checked."),)
    return tuple(PageFault(sentence) for sentence in faults_of_copy(connection))


def faults_of_copy(connection: Connection) -> tuple[str, ...]:
    """The same of a database without a write-ahead log: a sentence for each fault."""
    found: list[str] = []
    for check in (_unauthentic_pages, _broken_trees, _references_to_nothing):
        try:
            found += check(connection)
        except DamagedError as error:
            found.append(error.problem)
    return tuple(found)


def _unauthentic_pages(connection: Connection) -> list[str]:
    return [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]


def _broken_trees(connection: Connection) -> list[str]:
    return [str(row[0]) for row in connection.execute("PRAGMA integrity_check(100)") if row[0] != "ok"]


def _references_to_nothing(connection: Connection) -> list[str]:
    return [
        f"A row of {row[0]} refers to a row of {row[2]} that is not there."
        for row in connection.execute("PRAGMA foreign_key_check")
    ]
