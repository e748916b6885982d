"""Where else in a vault, and in its backups, certain words stand. Every table is asked, whoever made it."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from fieldnotes.base.ids import CaseId, InterviewId
from fieldnotes.casebook.occurrences import Words
from fieldnotes.casebook.summaries import reading_order
from fieldnotes.casebook.texts import read
from fieldnotes.vault.backups import Holding, holding
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault

_TEXTS: Final = frozenset({"snapshots", "journal"})
"""Told interview by interview."""

_CALLED: Final[Mapping[str, str]] = {
    "act_changes": "what undo keeps",
    "act_words": "the earlier words of a coding that undo keeps",
    "abbreviations": "an abbreviation",
    "case_attributes": "an attribute",
    "case_memos": "a memo on a case",
    "cases": "a case's label",
    "codings": "a memo",
    "diary_entries": "the diary",
    "factor_memos": "a memo on a factor",
    "guides": "an interview guide",
    "interviews": "the title of an interview",
    "local_factors": "a factor of the team's own",
    "pointed_words": "the list of words to point out",
    "setting": "a setting",
    "words_before": "the earlier words of a changed coding",
}


def tables_holding(connection: Connection, words: Words, besides: Collection[str] = ()) -> dict[str, int]:
    """In which tables the letters of ``words`` stand, and in how many rows.

    Args:
        connection: of a vault or a backup.
        words: to look for.
        besides: tables to leave out.
    """
    found = {}
    for table, columns in _text_columns(connection):
        if table in besides or table in _TEXTS:
            continue
        listed = ", ".join(f'"{column}"' for column in columns)
        rows = connection.execute(f'SELECT {listed} FROM "{table}"')  # noqa: S608 - names from the schema itself
        count = sum(any(isinstance(value, str) and words.held(value) for value in row) for row in rows)
        if count:
            found[table] = count
    return found


def sentences(found: Mapping[str, int]) -> tuple[str, ...]:
    """A sentence for each table, to be told beside what was replaced."""
    return tuple(
        f"It still stands in {_CALLED.get(table, f'the table {table}')}{f', {count} times' if count > 1 else ''}."
        for table, count in sorted(found.items())
    )


def interviews_holding(connection: Connection, words: Words) -> dict[str, int]:
    """How often the letters of ``words`` stand in the texts of each case, in reading order; a case without any is absent."""
    found: dict[str, int] = {}
    for row in connection.execute("SELECT id, case_id FROM interviews").fetchall():
        count = words.held(read(connection, InterviewId(row["id"])))
        if count:
            found[row["case_id"]] = found.get(row["case_id"], 0) + count
    return dict(sorted(found.items(), key=lambda item: reading_order(CaseId(item[0]))))


def backups_holding(vault: Vault, words: Words) -> tuple[str, ...]:
    """A sentence for each known backup that still holds the words, or may; empty if none does."""

    def has_words(connection: Connection) -> bool:
        return bool(
            tables_holding(connection, words)
            or interviews_holding(connection, words)
            or _journal_holds(connection, words)
        )

    return tuple(_sentence(one) for one in holding(vault, has_words))


def _journal_holds(connection: Connection, words: Words) -> bool:
    rows = connection.execute("SELECT removed, inserted FROM journal")
    return any(words.held(row["removed"]) or words.held(row["inserted"]) for row in rows)


def _sentence(one: Holding) -> str:
    backup = one.backup
    where = f"{backup.name} in {backup.folder}, made {backup.made}"
    if one.certain:
        return f"Backup {where}, still holds what was replaced; it goes when newer backups take its place, or destroy it."
    return f"Backup {where}, cannot be looked into now and may hold what was replaced; destroy it if it does."


def _text_columns(connection: Connection) -> Iterator[tuple[str, list[str]]]:
    """Every table of rows with its columns of text; the search index holds no text and is left out."""
    tables = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        " AND name NOT LIKE 'sqlite!_%' ESCAPE '!' AND name NOT LIKE 'interview!_index!_%' ESCAPE '!'"
    ).fetchall()
    for table in tables:
        columns = connection.execute(
            "SELECT name FROM pragma_table_info(?) WHERE type = 'TEXT'", (table["name"],)
        ).fetchall()
        if columns:
            yield table["name"], [column["name"] for column in columns]
