"""What attacks on the real thing start from: researchers' vaults, and the program as a process."""

from contextlib import ExitStack

import pytest
from release_desks import add_cases, approve, open_desk, recode

from fieldnotes.base.ids import CaseId


@pytest.fixture
def make_desk(tmp_path_factory):
    """Make a desk over a vault of its own, with so many cases."""
    with ExitStack() as opened:

        def make(cases, **choices):
            folder = tmp_path_factory.mktemp("desk") / "vault"
            return opened.enter_context(open_desk(folder, cases, **choices))

        yield make


@pytest.fixture(scope="session")
def ledger_of_a_vault(tmp_path_factory):
    """Three releases of one vault as they left, each with who was counted in it; a case was coded anew in between."""
    ledger = []
    with open_desk(tmp_path_factory.mktemp("ledger") / "vault", 15, raised=6) as (desk, book):
        approve(desk, book, ledger)
        recode(book, CaseId("C2"), seed=9)
        for step in (1, 2):
            add_cases(book, 15 + 2 * step, first=1 + 100 * step, seed=step, raised=6)
            approve(desk, book, ledger)
    return ledger
