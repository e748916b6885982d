"""The labelled passages, by which candidates are measured, are those that were written before anything was tuned."""

import hashlib

import pytest

from fieldnotes.codebook.loading import load_taxonomy
from tests.bench.labelled import FILE, FOLDER, Half, half_of, labelled

WRITTEN = "ec8712b3483ec5b597fcb4f0869ce75fe5e29886ae0d4dfd975e496aabbf06db"


def test_the_labelled_passages_are_as_they_were_written():
    assert hashlib.sha256(FILE.read_bytes()).hexdigest() == WRITTEN
    assert (FOLDER / "passages.sha256").read_text() == f"{WRITTEN}  passages.jsonl\n"


@pytest.mark.parametrize("half", Half)
def test_each_half_has_passages_of_every_factor(half):
    passages = labelled(half)
    assert len(passages) > 150
    active = {factor.id for factor in load_taxonomy().active_factors}
    assert {factor for passage in passages for factor in passage.factors} == active


def test_the_halves_are_told_by_the_id_alone():
    # printf p001 | sha256sum ends in 7, that of p002 in e, of p003 in 8, of p004 in 5.
    halves = [half_of(f"p00{number}") for number in (1, 2, 3, 4)]
    assert halves == [Half.HELD_OUT, Half.TUNING, Half.TUNING, Half.HELD_OUT]
    ids = [{passage.id for passage in labelled(half)} for half in Half]
    assert not ids[0] & ids[1]
    assert len(ids[0] | ids[1]) == 538
