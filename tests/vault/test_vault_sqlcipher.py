import pytest

from fieldnotes.base.errors import FieldnotesError, RefusedError
from fieldnotes.vault.connecting import REQUIRED
from fieldnotes.vault.sqlcipher import ConstraintError, StatementError


@pytest.fixture
def vault(made):
    with made.open_with_words() as vault:
        yield vault


def test_live_settings_are_the_required_ones(vault):
    live = vault.cipher_settings()
    assert live["cipher_version"].startswith("4.")
    assert {name: live[name] for name in REQUIRED} == dict(REQUIRED)


@pytest.mark.parametrize(
    ("name", "weaker"),
    [("secure_delete", "OFF"), ("synchronous", "NORMAL"), ("temp_store", "FILE"), ("foreign_keys", "OFF")],
)
def test_settings_are_asked_from_sqlcipher_and_not_remembered(vault, name, weaker):
    vault.connection._connection.set_authorizer(None)
    vault.connection.execute(f"PRAGMA {name} = {weaker}").fetchall()
    assert vault.cipher_settings()[name] != REQUIRED[name]


def test_rows_are_read_by_name_and_by_place(vault):
    row = vault.connection.execute("SELECT words, 7 AS seven FROM note ORDER BY rowid").fetchone()
    assert (row["words"], row[1], row["seven"]) == ("first row", 7, 7)
    assert list(row.keys()) == ["words", "seven"]


@pytest.mark.parametrize(
    ("statement", "parameters", "kind"),
    [
        ("SELECT 'Aung hid in Hpa-an", (), FieldnotesError),
        ('SELECT "Aung" FROM nowhere', (), StatementError),
        ("SELECT Aung FROM note", (), StatementError),
        ("SELECT ?", (), StatementError),
        ("INSERT INTO note (words) VALUES (?)", (None,), ConstraintError),
        ("INSERT INTO note (words) VALUES (?)", (b"Aung", "Hpa-an"), StatementError),
        ("INSERT INTO note (words) VALUES (?)", (b"Aung",), ConstraintError),
        ("INSERT INTO note (words) VALUES (?)", (object(),), StatementError),
        ("SELECT load_extension('Aung')", (), FieldnotesError),
        ("ATTACH 'Hpa-an' AS other KEY ''", (), RefusedError),
    ],
)
def test_errors_of_the_driver_carry_no_statement_and_no_value(vault, statement, parameters, kind):
    with pytest.raises(kind) as failure:
        vault.connection.execute(statement, parameters)
    told = failure.value
    chain = []
    while told is not None:
        chain.append(repr(told))
        told = told.__cause__ or told.__context__
    assert not any(piece in link for link in chain for piece in ("Aung", "Hpa", "nowhere", "note "))


def test_an_error_while_rows_are_fetched_is_translated_too(vault):
    rows = vault.connection.execute("SELECT json('1') UNION ALL SELECT json(words) FROM note")
    with pytest.raises(StatementError):
        rows.fetchall()


def test_executemany_names_the_fault_and_iterates(vault):
    with pytest.raises(ConstraintError):
        vault.connection.executemany("INSERT INTO note (words) VALUES (?)", [("a",), (None,)])
    cursor = vault.connection.execute("INSERT INTO note (words) VALUES ('z')")
    assert cursor.rowcount == 1
    assert cursor.lastrowid > 0
    assert "z" in {row[0] for row in vault.connection.execute("SELECT words FROM note")}
    assert vault.connection.total_changes >= 1
