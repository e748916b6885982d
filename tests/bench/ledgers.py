"""The union audit over 1 to 50 earlier releases: that it grows with their number and no faster, and what memory it takes.

``audit`` computes every release again, as ``fieldnotes release audit`` does in a new process. ``one more`` is what a release
costs that is approved while the program runs, beside the earlier ones that it has computed already.
"""

import resource
import statistics
from collections.abc import Iterator

from rich.table import Table

from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.disclosure.adversary.populations import draw, tabulate
from fieldnotes.disclosure.layout import tables_allowed
from fieldnotes.disclosure.protection import suppress
from fieldnotes.disclosure.released import Released
from fieldnotes.disclosure.unions import UnionAuditor
from fieldnotes.release.layouts import layout_of
from fieldnotes.release.policies import shipped_policy
from tests.bench.measuring import Figure, timed

EARLIER = (1, 2, 5, 10, 20, 50)
SIZES = (15, 17, 20)
"""Cohorts, in turn: what a researcher who releases as soon as it is possible has."""


def figures() -> Iterator[Figure]:
    """None: all of it stands in the table."""
    yield from ()


def tables() -> Iterator[Table]:
    policy = shipped_policy()
    layout = layout_of(load_taxonomy(), policy)
    releases = []
    for number in range(max(EARLIER) + 1):
        size = SIZES[number % len(SIZES)]
        counts = tabulate(draw(layout, size, seed=number), layout, tables_allowed(policy, layout, size))
        shown = suppress(counts, layout=layout, k=policy.export_k, cohort=size).tables
        releases.append(Released(f"release {number + 1}", layout, shown, size, policy.export_k))
    table = Table("earlier releases", "audit", "a release", "one more", "peak memory", title="union audit")
    for count in EARLIER:
        whole = statistics.median(timed(lambda: UnionAuditor().audit(releases[:count])) for _ in range(3))  # noqa: B023 - called at once
        auditor = UnionAuditor()
        auditor.audit(releases[:count])
        more = timed(lambda: auditor.audit(releases[: count + 1]))  # noqa: B023 - called at once
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        table.add_row(
            str(count),
            f"{whole:.3f} s",
            f"{whole / count * 1000:.1f} ms",
            f"{more * 1000:.1f} ms",
            f"{peak:.0f} MB",
        )
    yield table
