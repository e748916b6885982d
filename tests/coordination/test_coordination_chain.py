"""Chains of honest devices, of copied vaults, of thieves: what is said does not depend on who looks when."""

import hashlib
import random

from hypothesis import given
from hypothesis import strategies as st

from fieldnotes.base.ids import DeviceId
from fieldnotes.coordination.chain import Link, Trouble, examine

DEVICE = DeviceId("SHA256:" + "A" * 43)


def chain(length, *, device=DEVICE, epoch=1, branch="", after=()):
    """Links of one device, each naming the one before; ``after`` is the common past of a branch."""
    links = list(after)
    for number in range(len(links) + 1, length + 1):
        sha256 = hashlib.sha256(f"{device}{epoch}{number}{branch}".encode()).hexdigest()
        links.append(Link(device, epoch, number, sha256, links[-1].sha256 if links else None, arrival=0))
    return links


def arriving(links):
    """The same links, in this order of arrival."""
    return [
        Link(one.device, one.epoch, one.number, one.sha256, one.previous, place)
        for place, one in enumerate(links, start=1)
    ]


def troubles(links):
    return {(finding.trouble, finding.number) for finding in examine(links).findings}


@given(length=st.integers(1, 12), epoch=st.integers(1, 3))
def test_an_honest_chain_in_order_has_no_trouble(length, epoch):
    found = examine(arriving(chain(length, epoch=epoch)))
    assert not found.disputed
    assert {finding.trouble for finding in found.findings} == ({Trouble.NEW_EPOCH} if epoch > 1 else set())


@given(length=st.integers(2, 10), data=st.data())
def test_exactly_the_exports_that_are_not_there_are_missing(length, data):
    links = chain(length)
    kept = data.draw(st.sets(st.sampled_from(range(length)), min_size=1))
    highest = max(kept) + 1
    absent = set(range(1, highest)) - {place + 1 for place in kept}
    found = examine(arriving([links[place] for place in sorted(kept)]))
    first_of_gaps = {number for number in absent if number - 1 not in absent}
    assert {(one.trouble, one.number) for one in found.findings} == {
        (Trouble.MISSING, one) for one in first_of_gaps
    }
    assert not found.disputed


@given(length=st.integers(1, 8), seed=st.integers(0, 2**32 - 1))
def test_what_is_disputed_or_missing_does_not_depend_on_the_order_of_arrival(length, seed):
    shuffler = random.Random(seed)
    links = [*chain(length), *chain(length + 1, branch="copy", after=chain(length - 1))[length - 1 :]]
    shuffled = links[:]
    shuffler.shuffle(shuffled)
    one, other = examine(arriving(links)), examine(arriving(shuffled))
    assert one.disputed == other.disputed
    lasting = {Trouble.MISSING, Trouble.FORKED}
    assert [finding for finding in one.findings if finding.trouble in lasting] == [
        finding for finding in other.findings if finding.trouble in lasting
    ]


@given(common=st.integers(0, 6), own=st.integers(1, 4), foreign=st.integers(1, 4))
def test_from_a_fork_on_nothing_counts_and_before_it_everything(common, own, foreign):
    past = chain(common)
    mine = chain(common + own, after=past)
    theirs = chain(common + foreign, branch="thief", after=past)
    found = examine(arriving([*mine, *theirs[common:]]))
    assert (Trouble.FORKED, common + 1) in {(one.trouble, one.number) for one in found.findings}
    assert found.disputed == {one.sha256 for one in (*mine[common:], *theirs[common:])}


@given(length=st.integers(3, 8), data=st.data())
def test_a_successor_of_an_export_that_never_came_shows_the_fork(length, data):
    """The thief's own export 2 is held back; export 3 that follows it still gives it away."""
    forked = data.draw(st.integers(2, length - 1))
    mine = chain(forked)
    theirs = chain(length, branch="thief", after=chain(forked - 1))
    found = examine(arriving([*mine, *theirs[forked:]]))
    assert (Trouble.FORKED, forked) in {(one.trouble, one.number) for one in found.findings}
    assert found.disputed == {mine[-1].sha256, *(one.sha256 for one in theirs[forked:])}


@given(length=st.integers(1, 8), again=st.integers(1, 5))
def test_the_same_payload_any_number_of_times_is_one(length, again):
    links = chain(length)
    assert examine(arriving(links * again)) == examine(arriving(links))


@given(length=st.integers(2, 8), data=st.data())
def test_late_exports_are_told_and_still_count(length, data):
    links = chain(length)
    late = data.draw(st.integers(0, length - 2))
    order = [one for place, one in enumerate(links) if place != late] + [links[late]]
    found = examine(arriving(order))
    assert {(one.trouble, one.number) for one in found.findings} == {(Trouble.REORDERED, late + 1)}
    assert not found.disputed


def test_devices_and_epochs_are_chains_of_their_own():
    other = DeviceId("SHA256:" + "B" * 43)
    links = [*chain(3), *chain(3, device=other), *chain(2, epoch=2)]
    assert troubles(arriving(links)) == {(Trouble.NEW_EPOCH, 1)}
    forked = [*links, *chain(1, device=other, branch="copy")]
    assert examine(arriving(forked)).disputed == {one.sha256 for one in (*chain(3, device=other), forked[-1])}


def test_a_gap_is_told_in_one_sentence_with_its_ends():
    links = chain(5)
    sentences = [one.sentence for one in examine(arriving([links[0], links[4]])).findings]
    assert sentences == ["Exports 2 to 4 are missing: 5 came in without. Ask the researcher to push again."]
