"""Disclosure control: protecting and auditing one release of a realistic cohort over the real taxonomy."""

import random
from collections.abc import Iterator

from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.disclosure.auditing import audit
from fieldnotes.disclosure.counts import FrequencyTable
from fieldnotes.disclosure.protection import protect
from fieldnotes.release.layouts import layout_of
from fieldnotes.release.policies import shipped_policy
from tests.bench.measuring import Figure, alone

COHORTS = (15, 17, 20)


def figures() -> Iterator[Figure]:
    taxonomy, policy = load_taxonomy(), shipped_policy()
    layout = layout_of(taxonomy, policy)
    for cohort in COHORTS:
        tables = _tables(random.Random(cohort), cohort)
        protected = protect(
            tables,
            layout=layout,
            policy=policy,
            k=policy.export_k,
            cohort=cohort,
            taxonomy_sha256=taxonomy.sha256,
        )
        yield alone(
            f"protect one release of {cohort} cases, groups and factors",
            lambda tables=tables, cohort=cohort: protect(
                tables,
                layout=layout,
                policy=policy,
                k=policy.export_k,
                cohort=cohort,
                taxonomy_sha256=taxonomy.sha256,
            ),
            rounds=5,
        )
        yield alone(
            f"audit it again, {cohort} cases",
            lambda protected=protected, cohort=cohort: audit(
                protected.tables, layout=layout, k=policy.export_k, cohort=cohort
            ),
            rounds=5,
        )


def _tables(chance: random.Random, cohort: int) -> list[FrequencyTable]:
    """Counts of a random cohort: each factor has its own prevalence, drawn once."""
    taxonomy = load_taxonomy()
    prevalence = {factor.id: chance.betavariate(1, 3) for factor in taxonomy.active_factors}
    cases = [
        {factor for factor, likely in prevalence.items() if chance.random() < likely} for _ in range(cohort)
    ]
    groups = {group.id: {factor.id for factor in taxonomy.factors_of(group.id)} for group in taxonomy.groups}
    return [
        FrequencyTable(
            "group",
            ("group",),
            {(group,): sum(bool(case & held) for case in cases) for group, held in groups.items()},
        ),
        FrequencyTable(
            "factor", ("factor",), {(factor,): sum(factor in case for case in cases) for factor in prevalence}
        ),
    ]
