"""The forger changes one thing in a release or its certificate and hopes that nobody computes it again.

Knows everything, including how certificates are made. Wants a release that passes while it hides less, or claims more.
"""

from collections import Counter

from fieldnotes.base.shipped import shipped
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.disclosure.adversary.mutation import forgeries
from fieldnotes.disclosure.adversary.populations import draw, tabulate
from fieldnotes.disclosure.certificates import check_certificate
from fieldnotes.disclosure.layout import tables_allowed
from fieldnotes.disclosure.policy import parse_policy
from fieldnotes.disclosure.protection import protect
from fieldnotes.release.layouts import layout_of

POLICY = parse_policy((shipped("exports/policies") / "standard.toml").read_bytes())
LAYOUT = layout_of(load_taxonomy(), POLICY)


def test_every_single_change_is_found():
    names = tables_allowed(POLICY, LAYOUT, 20)
    made = tabulate(draw(LAYOUT, 20, seed=11), LAYOUT, names)
    done = protect(made, layout=LAYOUT, policy=POLICY, k=5, cohort=20, taxonomy_sha256="0" * 64)
    assert check_certificate(done.tables, done.certificate, layout=LAYOUT, policy=POLICY) == []
    tried = Counter()
    for name, tables, certificate in forgeries(done.tables, done.certificate):
        assert check_certificate(tables, certificate, layout=LAYOUT, policy=POLICY), name
        tried[name] += 1
    assert len(tried) >= 15
    assert tried["hidden cell shown as k"] == tried["interval dropped"] == len(done.certificate.intervals)
