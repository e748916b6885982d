"""The forger changes one thing in a release or its certificate and hopes that nobody computes it again.

Knows everything, including how certificates are made. Wants a release that passes while it hides less, or claims more: for
the function that checks, and for `fieldnotes release verify`, which a stranger runs on a file.
"""

from collections import Counter

import pytest
from disclosure_campaign import NEVER_PASSING
from disclosure_subjects import POLICY, REAL
from release_desks import open_desk

from fieldnotes.disclosure.adversary.mutation import forgeries, recertified
from fieldnotes.disclosure.adversary.populations import draw, tabulate
from fieldnotes.disclosure.certificates import check_certificate
from fieldnotes.disclosure.layout import tables_allowed
from fieldnotes.disclosure.protection import protect
from fieldnotes.sealing.canonical import canonical_json
from fieldnotes.sealing.payload import parse_payload


def test_every_single_change_is_found():
    names = tables_allowed(POLICY, REAL, 20)
    made = tabulate(draw(REAL, 20, seed=11), REAL, names)
    done = protect(made, layout=REAL, policy=POLICY, k=5, cohort=20, taxonomy_sha256="0" * 64)
    assert check_certificate(done.tables, done.certificate, layout=REAL, policy=POLICY) == []
    tried = Counter()
    for name, tables, certificate in forgeries(done.tables, done.certificate):
        assert check_certificate(tables, certificate, layout=REAL, policy=POLICY), name
        if name in NEVER_PASSING and not tried[name]:
            anew = recertified((name, tables, certificate), REAL)
            assert anew is None or check_certificate(*anew[1:], layout=REAL, policy=POLICY), name
        tried[name] += 1
    assert len(tried) >= 15
    assert tried["hidden cell shown as k"] == tried["interval dropped"] == len(done.certificate.intervals)


@pytest.fixture(scope="module")
def payload(tmp_path_factory):
    with open_desk(tmp_path_factory.mktemp("forged") / "vault", 15) as (desk, _):
        return desk.payload(desk.approve().number)


def test_one_change_of_each_kind_is_found_by_whoever_verifies_the_file(payload, program, tmp_path):
    honest = parse_payload(payload)
    file = tmp_path / "payload.json"
    file.write_bytes(payload)
    assert program("release", "verify", file, passphrase=None).code == 0
    of_each_kind = {name: forged for name, *forged in forgeries(honest.tables, honest.certificate)}
    assert {"lower k", "table dropped", "hidden cell shown as k", "interval widened"} <= set(of_each_kind)
    for name, (tables, certificate) in of_each_kind.items():
        file.write_bytes(
            canonical_json(honest.model_copy(update={"tables": tables, "certificate": certificate}))
        )
        told = program("release", "verify", file, passphrase=None)
        assert told.code != 0, name
        assert told.out + told.err, name
