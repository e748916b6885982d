"""The whole path, from a first passphrase to a published table and a wiped vault, through the services of every room."""

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from fieldnotes.base.errors import DamagedError
from fieldnotes.coordination.desk import CoordinatorDesk
from fieldnotes.demo import telling
from fieldnotes.demo.auditing import audit_kept_vault
from fieldnotes.demo.coordinating import confirm, coordinator, pull_merge_publish
from fieldnotes.demo.keysearch import wipe_and_search
from fieldnotes.demo.places import Places, make_places
from fieldnotes.demo.researching import join_and_work, passphrase_of, release_and_push
from fieldnotes.demo.results import DemoResult, MergeFigures, ReleaseFigures, ResearcherFigures
from fieldnotes.demo.study import PlannedResearcher, plan_study
from fieldnotes.demo.wordsearch import search_for_words

Say = Callable[[str], None]
"""Where each line goes: the terminal, or nowhere."""


def run(folder: Path | None, say: Say) -> DemoResult:
    """Walk the whole path on an invented study and say each step with its figures.

    Args:
        folder: an empty or new folder; ``None`` for a fresh one in the platform's temporary folder. It is kept.
        say: called with each line.

    Raises:
        WrongUseError: if something lies in the folder already.
    """
    started = time.perf_counter()
    study = plan_study()
    places = make_places(folder)
    say(f"A throw-away folder, readable by you only: {places.root}")
    say(f"Six researchers and a coordinator; every person and every word is invented. {_COST}")
    with coordinator(places) as desk:
        worked = _fieldwork(desk, places, study, say)
        released = _releases(places, study, say)
        merged = _merge(desk, places, study, say)
    kept, wiped = study[0].label, study[-1].label
    _title(say, f"4  Security audit of {kept}'s vault")
    audit = audit_kept_vault(places.researcher(kept), passphrase_of(kept))
    _say_all(say, telling.tell_audit(audit))
    _title(say, "5  Words of the notes, looked for in every file that was written")
    search = search_for_words(places.root, study)
    say(telling.tell_search(search))
    _title(say, f"6  Wiping {wiped}'s vault")
    wipe = wipe_and_search(wiped, places.researcher(wiped), places.root)
    _say_all(say, telling.tell_wipe(wipe))
    result = DemoResult(
        folder=places.root,
        kept_vault=places.researcher(kept),
        kept_passphrase=passphrase_of(kept),
        published=places.published,
        researchers=worked,
        releases=released,
        merged=merged,
        search=search,
        audit=audit,
        wipe=wipe,
        seconds=time.perf_counter() - started,
    )
    say("")
    _say_all(say, telling.tell_end(result))
    return result


_COST = "A guess at a passphrase costs 64 MiB in these throw-away vaults (KDF 1), 256 MiB in real ones."


def _fieldwork(
    desk: CoordinatorDesk, places: Places, study: Sequence[PlannedResearcher], say: Say
) -> tuple[ResearcherFigures, ...]:
    _title(say, "1  Create vaults, invite, enrol, import interviews, code them, complete the checklists")
    invite, spoken = desk.invite(), desk.invite_fingerprint()
    (places.exchange / "invite.json").write_bytes(invite)
    say(f"   invite: {len(invite):,} bytes, read aloud as {spoken}")
    worked = []
    for researcher in study:
        enrolled = join_and_work(places.researcher(researcher.label), researcher, invite)
        request = places.exchange / f"enrolment-{researcher.label}.age"
        request.write_bytes(enrolled.request)
        confirm(desk, enrolled, spoken)
        worked.append(enrolled.figures)
        say(telling.tell_fieldwork(enrolled.figures))
    _say_all(say, telling.tell_fieldwork_total(worked))
    say(
        f"   {len(desk.devices())} devices enrolled, each after fingerprints were compared in both directions"
    )
    return tuple(worked)


def _releases(places: Places, study: Sequence[PlannedResearcher], say: Say) -> tuple[ReleaseFigures, ...]:
    _title(say, "2  Release: preview, approve, sign, seal, push to a folder, read back")
    released = []
    for researcher in study:
        figures = release_and_push(places.researcher(researcher.label), researcher.label, places.store)
        if figures.cohort != len(researcher.cohort):
            raise DamagedError("A cohort is not what consent allows.", "Report this; nothing was published.")
        released.append(figures)
        say(telling.tell_release(figures))
    _say_all(say, telling.tell_release_total(released))
    return tuple(released)


def _merge(
    desk: CoordinatorDesk, places: Places, study: Sequence[PlannedResearcher], say: Say
) -> MergeFigures:
    _title(say, "3  Coordinator: pull, verify, merge as intervals, protect again, publish")
    figures = pull_merge_publish(desk, places, study)
    _say_all(say, telling.tell_merge(figures))
    return figures


def _title(say: Say, words: str) -> None:
    say("")
    say(words)


def _say_all(say: Say, lines: Iterable[str]) -> None:
    for line in lines:
        say(line)
