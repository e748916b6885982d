"""Co-occurrence: worked out by hand, then against counting every pair."""

from collections import Counter
from itertools import combinations

import pytest
from coded_material import SENTENCE, TAXONOMY, coded, material
from hypothesis import given
from hypothesis import strategies as st

from fieldnotes.analysis.cooccurrence import By, Pair, cooccurrence

ORDER = [factor.id for factor in TAXONOMY.factors]
DMV, OPF, DEC = (TAXONOMY.resolve(key).id for key in ("dmv", "opf", "dec"))

# C1: dmv 0-30 holds two passages of opf; dec stands in sentence 5. C2: dmv, opf beside it without sharing a character.
STUDY = material(
    [
        coded("C1", 0, 30, "dmv"),
        coded("C1", 2, 8, "opf"),
        coded("C1", 20, 28, "opf"),
        coded("C1", 50, 60, "dec"),
        coded("C2", 0, 10, "dmv"),
        coded("C2", 10, 20, "opf"),
        coded("C3", 0, 10, "dec"),
    ]
)


def test_overlap_counts_each_pair_of_codings():
    found = cooccurrence(STUDY, By.OVERLAP, ORDER)
    assert found.codes == (DMV, DEC, OPF)
    assert found.counts == {DMV: 2, OPF: 3, DEC: 2}
    assert found.together == {(DMV, OPF): 2}
    # n12 / (n1 + n2 - n12) = 2 / (2 + 3 - 2)
    assert found.pair(OPF, DMV).coefficient == pytest.approx(2 / 3)
    assert found.pair(DMV, DEC).coefficient == 0


def test_a_case_counts_once():
    found = cooccurrence(STUDY, By.CASE, ORDER)
    assert found.counts == {DMV: 2, OPF: 2, DEC: 2}
    assert found.together == {(DMV, OPF): 2, (DMV, DEC): 1, (DEC, OPF): 1}
    assert found.pair(DMV, OPF).coefficient == 1
    assert found.pair(DMV, DEC).coefficient == pytest.approx(1 / 3)


def test_near_counts_sentences():
    # C1: dmv covers sentences 0-2, opf 0 and 2, dec 5. From dmv's end and the second opf to dec: three sentences.
    assert cooccurrence(STUDY, By.NEAR, ORDER, within=0).together == {(DMV, OPF): 2}
    assert cooccurrence(STUDY, By.NEAR, ORDER, within=1).together == {(DMV, OPF): 3}
    assert cooccurrence(STUDY, By.NEAR, ORDER, within=2).together == {(DMV, OPF): 3}
    assert cooccurrence(STUDY, By.NEAR, ORDER, within=3).together == {
        (DMV, OPF): 3,
        (DMV, DEC): 1,
        (DEC, OPF): 1,
    }
    assert cooccurrence(STUDY, By.NEAR, ORDER, within=5).together == {
        (DMV, OPF): 3,
        (DMV, DEC): 1,
        (DEC, OPF): 2,
    }


def test_groups_count_words_once_that_carry_two_of_their_factors():
    study = material([coded("C1", 0, 10, "dmv"), coded("C1", 0, 10, "dml"), coded("C1", 5, 12, "opf")])
    groups = {factor.id: factor.group for factor in TAXONOMY.factors}
    found = cooccurrence(study, By.OVERLAP, (), code=groups.__getitem__)
    assert found.counts == {"driver.morality": 1, "obstacle.punishment": 1}
    assert found.together == {("driver.morality", "obstacle.punishment"): 1}


def test_a_coefficient_out_of_its_range_is_not_given_and_unequal_codes_are_marked():
    # The manual's own example: 100 and 10 with 5 together are 5 / 105, and the codes are too unequal.
    example = Pair("a", "b", 100, 10, 5)
    assert example.coefficient == pytest.approx(0.048, abs=0.0005)
    assert example.unequal
    assert not Pair("a", "b", 50, 10, 5).unequal
    # One long passage over three short ones: 3 / (1 + 3 - 3) would be 3.
    assert Pair("a", "b", 1, 3, 3).coefficient is None
    assert Pair("a", "b", 2, 3, 6).coefficient is None
    assert Pair("a", "b", 3, 3, 4).coefficient is None


SPANS = st.lists(
    st.tuples(
        st.sampled_from(["C1", "C2"]),
        st.booleans(),
        st.integers(0, 70),
        st.integers(1, 30),
        st.sampled_from(["dmv", "opf", "dec", "dml"]),
    ),
    max_size=20,
)


@given(SPANS, st.sampled_from(By), st.integers(0, 3))
def test_every_pair_is_counted_once(spans, by, within):
    study = material([coded(c, s, s + n, key, second=second) for c, second, s, n, key in set(spans)])
    expected: Counter[frozenset[str]] = Counter()
    if by is By.CASE:
        for case in study.cases:
            raised = {one.factor for one in study.codings if one.case == case}
            expected.update(frozenset(pair) for pair in combinations(raised, 2))
    else:
        for one, other in combinations(study.codings, 2):
            if one.interview == other.interview and one.factor != other.factor:
                mine, theirs = (range(x.start, x.end) for x in (one, other))
                apart = min(abs(a // SENTENCE - b // SENTENCE) for a in mine for b in theirs)
                if (apart <= within) if by is By.NEAR else set(mine) & set(theirs):
                    expected[frozenset((one.factor, other.factor))] += 1
    found = cooccurrence(study, by, ORDER, within=within)
    assert {frozenset(pair): n for pair, n in found.together.items()} == dict(expected)
    for pair in found.pairs:
        assert pair.coefficient is None or 0 <= pair.coefficient <= 1
