import threading
from contextlib import suppress

import pytest

from fieldnotes.vault.sqlcipher import StatementError


def add(vault, words):
    vault.connection.execute("INSERT INTO note (words) VALUES (?)", (words,))


@pytest.fixture
def vault(made):
    with made.open_with_words() as vault:
        yield vault


class BrokenOffError(Exception):
    """Something that goes wrong within a transaction."""


def broken_off(vault, *words):
    with vault.transaction():
        for word in words:
            add(vault, word)
        raise BrokenOffError


def test_all_or_nothing(made, vault, rows):
    with pytest.raises(BrokenOffError):
        broken_off(vault, "lost", "lost too")
    assert made.rows(vault) == rows
    with vault.transaction():
        add(vault, "kept")
    assert made.rows(vault) == (*rows, "kept")


def test_an_inner_block_joins_the_outer_one(made, vault, rows):
    def outer():
        with vault.transaction():
            with vault.transaction():
                add(vault, "inner")
            assert vault.connection.in_transaction
            broken_off(vault, "more")

    with pytest.raises(BrokenOffError):
        outer()
    assert made.rows(vault) == rows
    with vault.transaction(), vault.transaction():
        add(vault, "both")
    assert not vault.connection.in_transaction
    assert made.rows(vault) == (*rows, "both")


def test_half_of_a_failed_inner_block_is_never_stored(made, vault, rows):
    def outer():
        with vault.transaction():
            add(vault, "outer")
            with suppress(BrokenOffError):
                broken_off(vault, "half of the inner")

    with pytest.raises(StatementError, match="none of it was stored"):
        outer()
    assert made.rows(vault) == rows
    with vault.transaction():
        add(vault, "next")
    assert made.rows(vault) == (*rows, "next")


def test_threads_take_turns(made, vault, rows):
    def work(name):
        for number in range(20):
            with vault.transaction():
                add(vault, f"{name}{number}")
                add(vault, f"{name}{number}")

    threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stored = made.rows(vault)[len(rows) :]
    assert len(stored) == 80
    assert all(stored[at] == stored[at + 1] for at in range(0, 80, 2))


def test_a_statement_outside_a_transaction_is_stored_at_once(made, rows):
    with made.open_with_words() as vault:
        add(vault, "alone")
    with made.open_with_words() as vault:
        assert made.rows(vault) == (*rows, "alone")
