import pytest

from fieldnotes.base.errors import RefusedError
from fieldnotes.vault.migrating import Migration, schema_number, statements
from fieldnotes.vault.sqlcipher import StatementError

FIRST = Migration(1, "a table", "CREATE TABLE thing (name TEXT) STRICT;")
SECOND = Migration(
    2,
    "a log; with a trigger",
    """
    -- a comment; with a semicolon
    CREATE TABLE log (name TEXT DEFAULT 'a;b') STRICT;
    CREATE TRIGGER thing_log AFTER INSERT ON thing BEGIN
        INSERT INTO log (name) VALUES (new.name);
        INSERT INTO log (name) VALUES (new.name || ';');
    END;
    """,
)
BROKEN = Migration(
    3, "half of it works", "CREATE TABLE fine (name TEXT) STRICT; CREATE TABLE thing (name TEXT) STRICT;"
)


@pytest.fixture
def vault(made):
    with made.open_with_words() as vault:
        yield vault


def tables(vault):
    return {row[0] for row in vault.connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def test_steps_run_once_and_in_order(vault):
    vault.migrate("things", [FIRST])
    vault.connection.execute("INSERT INTO thing VALUES ('old')")
    vault.migrate("things", [FIRST, SECOND])
    vault.migrate("things", [FIRST, SECOND])
    vault.connection.execute("INSERT INTO thing VALUES ('new')")
    assert [row[0] for row in vault.connection.execute("SELECT name FROM log ORDER BY rowid")] == [
        "new",
        "new;",
    ]
    assert schema_number(vault.connection, "things") == 2
    assert schema_number(vault.connection, "unheard of") == 0


def test_a_step_that_fails_leaves_the_schema_as_it_was(vault):
    vault.migrate("things", [FIRST, SECOND])
    with pytest.raises(StatementError):
        vault.migrate("things", [FIRST, SECOND, BROKEN])
    assert "fine" not in tables(vault)
    assert schema_number(vault.connection, "things") == 2


def test_a_newer_schema_is_refused_and_left_as_it_is(vault):
    vault.migrate("things", [FIRST, SECOND])
    before = tables(vault)
    with pytest.raises(RefusedError, match="newer version"):
        vault.migrate("things", [FIRST])
    assert tables(vault) == before
    assert schema_number(vault.connection, "things") == 2


def test_a_vault_whose_own_schema_is_newer_does_not_open(made):
    with made.open_with_words() as vault:
        vault.connection.execute("UPDATE schema_version SET number = 99 WHERE component = 'vault'")
    with pytest.raises(RefusedError, match="newer version"):
        made.open_with_words()
    with pytest.raises(RefusedError, match="newer version"):
        made.open_with_words()  # and the first refusal let go of the lock


@pytest.mark.parametrize("numbers", [[2], [1, 3], [1, 1], [0]])
def test_numbers_with_gaps_are_a_fault_of_the_program(vault, numbers):
    with pytest.raises(ValueError, match="not numbered"):
        vault.migrate("things", [Migration(number, "x", "") for number in numbers])


def test_statements_are_split_where_they_end():
    assert len(list(statements(SECOND.sql))) == 2
    assert list(statements(" ; ;")) == []
    with pytest.raises(ValueError, match="not complete"):
        list(statements("CREATE TRIGGER x AFTER INSERT ON y BEGIN SELECT 1;"))
