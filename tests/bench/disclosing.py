"""Disclosure control: protecting and auditing one release of an invented cohort over the real taxonomy."""

from collections.abc import Iterator
from functools import partial

from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.disclosure.adversary.populations import draw, tabulate
from fieldnotes.disclosure.auditing import audit
from fieldnotes.disclosure.layout import tables_allowed
from fieldnotes.disclosure.protection import protect
from fieldnotes.release.layouts import layout_of
from fieldnotes.release.policies import shipped_policy
from tests.bench.measuring import Figure, alone

COHORTS = {15: 5, 17: 5, 20: 5, 45: 3, 70: 3, 100: 3, 200: 3}
"""Cases of a cohort, and how often each is measured. From 40 cases on a release has all tables but pairs."""


def figures() -> Iterator[Figure]:
    taxonomy, policy = load_taxonomy(), shipped_policy()
    layout = layout_of(taxonomy, policy)
    k = policy.export_k
    for cohort, rounds in COHORTS.items():
        names = tables_allowed(policy, layout, cohort)
        tables = tabulate(draw(layout, cohort, seed=cohort), layout, names)
        again = partial(
            protect,
            tables,
            layout=layout,
            policy=policy,
            k=k,
            cohort=cohort,
            taxonomy_sha256=taxonomy.sha256,
        )
        protected = again().tables
        what = f"{cohort} cases, {len(names)} tables of {sum(len(table.cells) for table in tables)} cells"
        yield alone(f"protect and audit one release: {what}", again, rounds, wanted="1 s")
        yield alone(
            f"audit it once more: {cohort} cases",
            partial(audit, protected, layout=layout, k=k, cohort=cohort),
            rounds,
        )
