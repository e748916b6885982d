"""The chain of each device: what is missing, repeated, late or forked. Pure; the answer does not depend on who asks when.

Each device numbers its exports 1, 2, 3 … within an epoch, and each names the hash of the one before it. A fork is two
different exports that claim the same place, or an export that names another predecessor than the one that came in. It
means that the device's key is used in two places: a copied vault, or a thief. Which of the two is the researcher's
nobody can tell from the files, so from the fork on nothing of that epoch counts until the coordinator has asked by
voice and revoked from there. Order is by number; the order of arrival only shows what came late.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fieldnotes.base.ids import DeviceId


@dataclass(frozen=True, slots=True)
class Link:
    """One export as a place in its device's chain.

    Attributes:
        device: the device.
        epoch: its numbering, from 1.
        number: place in the epoch, from 1.
        sha256: hash of the payload.
        previous: hash of the payload before it, or ``None`` for number 1.
        arrival: how many exports came in before it, plus 1.
    """

    device: DeviceId
    epoch: int
    number: int
    sha256: str
    previous: str | None
    arrival: int


class Trouble(StrEnum):
    """What can be wrong with a chain."""

    MISSING = "missing"
    REORDERED = "reordered"
    FORKED = "forked"
    NEW_EPOCH = "new epoch"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about a chain.

    Attributes:
        trouble: what kind of thing.
        device: the device.
        epoch: its numbering.
        number: the first export concerned.
        sentence: what it means, for people.
    """

    trouble: Trouble
    device: DeviceId
    epoch: int
    number: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Examination:
    """The state of all chains.

    Attributes:
        findings: by device, epoch and number.
        disputed: payload hashes of exports that do not count because a fork stands at or before them.
    """

    findings: tuple[Finding, ...]
    disputed: frozenset[str]


def examine(links: Iterable[Link]) -> Examination:
    """Examine the chains of all devices; a payload given twice is looked at once."""
    epochs: dict[tuple[DeviceId, int], dict[str, Link]] = defaultdict(dict)
    for link in sorted(links, key=lambda one: one.arrival):
        epochs[link.device, link.epoch].setdefault(link.sha256, link)
    findings: list[Finding] = []
    disputed: set[str] = set()
    for device, epoch in sorted(epochs):
        chain = sorted(epochs[device, epoch].values(), key=lambda link: (link.number, link.sha256))
        findings += _epoch_begun(chain)
        findings += _missing(chain)
        findings += _reordered(chain)
        forks = _forks(chain)
        findings += forks
        if forks:
            first = min(fork.number for fork in forks)
            disputed.update(link.sha256 for link in chain if link.number >= first)
    findings.sort(key=lambda one: (one.device, one.epoch, one.number, one.trouble))
    return Examination(tuple(findings), frozenset(disputed))


def _epoch_begun(chain: Sequence[Link]) -> list[Finding]:
    first = chain[0]
    if first.epoch == 1:
        return []
    sentence = (
        f"The device begins with epoch {first.epoch}: its vault was restored from a backup. It keeps the cases of that "
        "backup out until your statement; revoke the device that it replaces."
    )
    return [Finding(Trouble.NEW_EPOCH, first.device, first.epoch, first.number, sentence)]


def _missing(chain: Sequence[Link]) -> list[Finding]:
    """Gaps below the highest number that came in."""
    findings = []
    before = 0
    for link in chain:
        if link.number > before + 1:
            last = link.number - 1
            which = f"export {last} is" if last == before + 1 else f"exports {before + 1} to {last} are"
            sentence = f"{which.capitalize()} missing: {link.number} came in without. Ask the researcher to push again."
            findings.append(Finding(Trouble.MISSING, link.device, link.epoch, before + 1, sentence))
        before = link.number
    return findings


def _reordered(chain: Sequence[Link]) -> list[Finding]:
    """Exports that came in after one with a higher number."""
    findings = []
    earliest_later = None
    for link in reversed(chain):
        if (
            earliest_later is not None
            and link.arrival > earliest_later.arrival
            and link.number < earliest_later.number
        ):
            sentence = f"Export {link.number} came in after export {earliest_later.number}. Order is by number, so nothing is lost."
            findings.append(Finding(Trouble.REORDERED, link.device, link.epoch, link.number, sentence))
        if earliest_later is None or link.arrival < earliest_later.arrival:
            earliest_later = link
    return findings


def _forks(chain: Sequence[Link]) -> list[Finding]:
    by_number: dict[int, list[Link]] = defaultdict(list)
    for link in chain:
        by_number[link.number].append(link)
    findings = []
    for number, same in by_number.items():
        before = {link.sha256 for link in by_number.get(number - 1, ())}
        strangers = [link for link in same if before and link.previous not in before]
        if strangers:
            what = f"export {number} does not follow the export {number - 1} that came in"
            findings.append(_fork(same[0], number - 1, what))
        if len(same) > 1:
            findings.append(
                _fork(same[0], number, f"{len(same)} different exports claim to be number {number}")
            )
    return findings


def _fork(link: Link, number: int, what: str) -> Finding:
    sentence = (
        f"{what[0].upper()}{what[1:]}: the device's key is in use in two places. Nothing from export {number} on counts; "
        f"ask the researcher by voice, then revoke the device after export {number - 1}."
    )
    return Finding(Trouble.FORKED, link.device, link.epoch, number, sentence)
