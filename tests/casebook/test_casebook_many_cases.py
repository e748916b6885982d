"""A thousand cases: how many queries the list, the filter and the retention dates take, whatever their number."""

import pytest

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.choosing import CaseFilter
from fieldnotes.casebook.records import Purpose


def statements(book, act):
    """How many statements ``act`` has the vault carry out."""
    counted = []
    plain = type(book.vault.connection).execute

    def execute(connection, sql, *parameters):
        counted.append(sql)
        return plain(connection, sql, *parameters)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(book.vault.connection), "execute", execute)
        act()
    return len(counted)


def add(book, first, count):
    with book.vault.transaction():
        for number in range(first, first + count):
            book.cases.add(CaseId(f"C{number}"))
            book.consent.give(CaseId(f"C{number}"), Purpose.STORE)


ACTS = {
    "list": lambda book: book.cases.list(),
    "filter": lambda book: CaseFilter(book, book.cases.list()).fitting("store -released"),
    "retention": lambda book: book.retention.notice(),
}


def test_each_takes_as_many_queries_for_a_thousand_cases_as_for_ten(book):
    counts = []
    for first, count in ((1, 10), (11, 990)):
        add(book, first, count)
        counts.append({name: statements(book, lambda: act(book)) for name, act in ACTS.items()})  # noqa: B023 - called at once
    assert len(book.cases.list()) == 1000
    assert counts[0] == counts[1]
    assert all(counts[0].values())
