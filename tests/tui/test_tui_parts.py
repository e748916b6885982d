"""Small parts: idle watch, matching of factors, words, faults, paths that were typed."""

from pathlib import Path

import pytest

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.casebook.records import Purpose
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.tui.faults import fault_sentence
from fieldnotes.tui.files import read_received, write_new
from fieldnotes.tui.idling import IdleWatch
from fieldnotes.tui.matching import matching_factors
from fieldnotes.tui.words import consent_letters, counted


class Clock:
    now = 0.0
    asleep = 0.0


def watch(seconds: float) -> tuple[IdleWatch, Clock]:
    clock = Clock()
    return IdleWatch(seconds, lambda: clock.now, lambda: clock.asleep), clock


def test_idle_time_runs_out_unless_somebody_is_there() -> None:
    idle, clock = watch(180)
    clock.now = 100
    assert idle.left == 80
    idle.touched()
    assert idle.left == 180
    clock.now = 300
    assert idle.left == 0


def test_listening_waits_longer_and_keys_do_not_prolong_it() -> None:
    idle, clock = watch(180)
    idle.listen(900)
    clock.now = 600
    idle.touched()
    assert idle.left == 300
    idle.stop_listening()
    assert idle.left == 180


def test_after_sleep_it_is_time_to_lock() -> None:
    idle, clock = watch(180)
    clock.asleep = 3600.0
    assert idle.left == 0


def test_a_sleep_on_the_lock_screen_is_over_once_it_is_open() -> None:
    idle, clock = watch(180)
    clock.asleep = 3600.0
    idle.begin()
    assert idle.left == 180
    clock.asleep = 3700.0
    assert idle.left == 0


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("dmv", "dmv"),
        ("DM", "dmv"),
        ("penalty", "opp"),
        ("fam surv", "ops"),
        ("online", "deo"),
        ("ိာလ", "dmv"),
    ],
)
def test_a_factor_is_found_by_key_or_words(typed: str, first: str) -> None:
    assert matching_factors(load_taxonomy().active_factors, typed)[0].key == first


def test_every_key_finds_its_own_factor_first() -> None:
    taxonomy = load_taxonomy()
    for factor in taxonomy.active_factors:
        assert matching_factors(taxonomy.active_factors, factor.key)[0] == factor


def test_nothing_is_found_for_nonsense() -> None:
    assert matching_factors(load_taxonomy().active_factors, "zzzzqq") == []


def test_words() -> None:
    assert counted(1, "case") == "1 case"
    assert counted(1200, "coding") == "1,200 codings"


def test_consent_letters() -> None:
    assert consent_letters({Purpose.STORE, Purpose.AGGREGATE}, tuple(Purpose)) == "S·A·"


def test_a_sentence_of_ours_is_told_as_it_is_and_a_fault_by_its_place_only() -> None:
    assert fault_sentence(RefusedError("This.", "That.")) == (3, "This. That.")
    code, told = fault_sentence(KeyError("secret words"))
    assert code == 4
    assert "KeyError" in told
    assert "secret" not in told


def test_files_that_others_sent(tmp_path: Path) -> None:
    assert read_received(str(write_new(str(tmp_path / "invite"), b"abc"))) == b"abc"
    for wrong in ("", str(tmp_path / "absent"), str(tmp_path)):
        with pytest.raises(WrongUseError):
            read_received(wrong)
    with pytest.raises(WrongUseError):
        write_new(str(tmp_path / "invite"), b"other")
    assert (tmp_path / "invite").read_bytes() == b"abc"
