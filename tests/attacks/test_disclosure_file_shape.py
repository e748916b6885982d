"""The adversary holds the bytes of exports and looks beside the numbers: length, order of keys, spelling, times.

Knows: every export in the clear and sealed. Wants: anything that policy, codebook and counts do not fix; that could carry a
message, or tell when, where and by whom a file was made.
"""

import json

import pytest
from disclosure_subjects import REAL
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.records import Purpose
from fieldnotes.disclosure.adversary.telltales import in_lengths, in_payload, in_shape


def dumped(document):
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode() + b"\n"


HONEST = {"cohort": 17, "name": "group", "tables": [{"n": 12}, {"n": "S"}]}


@pytest.mark.parametrize(
    "raw",
    [
        dumped(HONEST | {"made": "2026-03-01"}),
        dumped(HONEST | {"made": 1770000000}),
        dumped(HONEST | {"label": "he left at night"}),
        dumped(HONEST | {"weight": 0.5}),
        json.dumps(HONEST, sort_keys=True).encode(),
        json.dumps(HONEST | {"a": 1}, separators=(",", ":")).encode(),
    ],
)
def test_it_finds_what_does_not_belong(raw):
    assert in_payload(dumped(HONEST), cohort=17, layout=REAL) == []
    assert in_payload(raw, cohort=17, layout=REAL)


@settings(max_examples=30)
@given(st.permutations(["cohort", "name", "tables"]))
def test_another_order_of_keys_is_seen(order):
    turned = json.dumps({key: HONEST[key] for key in order}, separators=(",", ":")).encode()
    assert bool(in_shape([dumped(HONEST), turned])) == (order != sorted(order))


def test_two_lengths_are_seen():
    assert in_lengths([b"12", b"123"])
    assert not in_lengths([b"12", b"34"])


def test_exports_of_vaults_that_have_nothing_in_common_tell_nothing(make_desk, tmp_path):
    """Different people, cases, words and sizes: the bytes differ in counts and digests only. So does a void export."""
    payloads, sealed = [], []
    for number, cases in enumerate((15, 18)):
        desk, book = make_desk(cases, seed=number, first=1 + 100 * number, raised=6)
        entry = desk.approve()
        payloads.append(desk.payload(entry.number))
        sealed.append(desk._outbox.sealed(entry.number))
        assert in_payload(payloads[-1], cohort=cases, layout=REAL) == []
    assert in_shape(payloads) == []
    book.consent.withdraw(CaseId("C104"), Purpose.PUBLISH)
    (tmp_path / "store").mkdir()
    desk.remotes.add("stick", "folder", str(tmp_path / "store"), auto=False)
    desk.push()
    assert desk.ledger()[0].kind == "void"
    assert in_payload(desk.payload(1), cohort=18, layout=REAL) == []
    assert in_lengths([*sealed, desk._outbox.sealed(1)]) == []
