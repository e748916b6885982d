"""The coordinator's part of the path: project, roster, pull, merge, publish."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from fieldnotes.base.errors import RefusedError
from fieldnotes.base.tables import IntervalTable
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.coordination.desk import CoordinatorDesk
from fieldnotes.demo.places import Places
from fieldnotes.demo.researching import STORE, THROW_AWAY_COST, Enrolled, passphrase_of
from fieldnotes.demo.results import MergeFigures
from fieldnotes.demo.study import PlannedResearcher
from fieldnotes.demo.truth import Cell, true_counts
from fieldnotes.disclosure.layout import CellKey
from fieldnotes.disclosure.merging import MergedCell, merge
from fieldnotes.disclosure.policy import Policy
from fieldnotes.release.layouts import layout_of
from fieldnotes.release.policies import shipped_policy
from fieldnotes.sealing.payload import parse_payload
from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole


@contextmanager
def coordinator(places: Places) -> Iterator[CoordinatorDesk]:
    """A coordinator's desk over a new vault with a new project under the shipped policy."""
    vault, _ = create_vault(
        places.coordinator,
        role=VaultRole.COORDINATOR,
        passphrase=Passphrase(passphrase_of("coordinator")),
        kdf_id=THROW_AWAY_COST,
    )
    with vault:
        desk = CoordinatorDesk.open(vault, load_taxonomy())
        desk.create_project(title="demo")
        yield desk


def confirm(desk: CoordinatorDesk, enrolled: Enrolled, invite_spoken: str) -> None:
    """Compare fingerprints in both directions, as two people on the telephone would, and put the device on the roster.

    Raises:
        RefusedError: if what one side reads out is not what the other side sees.
    """
    if enrolled.invite_heard != invite_spoken:
        raise RefusedError("The invite is another one than was given out.", "Stop: somebody stands between.")
    desk.confirm(enrolled.request, enrolled.spoken)


def pull_merge_publish(
    desk: CoordinatorDesk, places: Places, study: Sequence[PlannedResearcher]
) -> MergeFigures:
    """Pull from the store, merge, publish, and hold both the merged and the published cells against the truth.

    Raises:
        RefusedError: if the totals may not be published; the message says why.
    """
    desk.remotes.add(STORE, "folder", str(places.store), auto=False)
    report = desk.pull()
    policy = shipped_policy()
    sums = _sums(desk, policy)
    view = desk.merge()
    desk.publish(places.published)
    truth = true_counts((case for researcher in study for case in researcher.cohort), policy)
    intervals = [
        (truth[name, key], one.interval) for name, cells in sums.items() for key, one in cells.items()
    ]
    return MergeFigures(
        accepted=len(report.accepted),
        rejected=len(report.rejected),
        cases=view.cases,
        cells=len(intervals),
        contained=sum(interval.lower <= true <= interval.upper for true, interval in intervals),
        exact=sum(interval.exact for _, interval in intervals),
        published_exact=view.tally["number"],
        published_intervals=view.tally["range"],
        published_hidden=view.tally["hidden"],
        published_wrong=_contradicting(desk.publications()[-1].tables, truth),
    )


def _sums(desk: CoordinatorDesk, policy: Policy) -> Mapping[str, Mapping[CellKey, MergedCell]]:
    """The sums before they are protected for publishing: what the coordinator's program knows and shows to nobody."""
    payloads = [parse_payload(desk.payload(entry.name)) for entry in desk.inbox()]
    exports = [
        (payload.tables, payload.certificate) for payload in payloads if payload.certificate is not None
    ]
    return merge(exports, layout=layout_of(load_taxonomy(), policy)).cells


def _contradicting(tables: Iterable[IntervalTable], truth: Counter[Cell]) -> int:
    return sum(
        not cell.lower <= truth[table.name, cell.key] <= cell.upper
        for table in tables
        for cell in table.cells
        if cell.lower is not None and cell.upper is not None
    )
