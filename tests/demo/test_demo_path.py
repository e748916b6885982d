"""The whole path is walked once, and every figure it claims is computed again here by other means."""

import csv
import dataclasses
import json
import re
import stat
from collections import Counter
from pathlib import Path

import pytest

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.shipped import shipped
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import Purpose
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.coordination.desk import CoordinatorDesk
from fieldnotes.demo.path import run
from fieldnotes.demo.researching import passphrase_of
from fieldnotes.demo.results import DemoResult
from fieldnotes.demo.study import plan_study
from fieldnotes.vault.inspecting import vault_info
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase

STUDY = plan_study()
TAXONOMY = load_taxonomy()
LIMIT_SECONDS = 60


@dataclasses.dataclass(frozen=True)
class Walk:
    result: DemoResult
    lines: list[str]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    lines: list[str] = []
    result = run(tmp_path_factory.mktemp("walk") / "demo", lines.append)
    return Walk(result, lines)


@pytest.fixture(scope="module")
def payloads(walk: Walk) -> list[dict]:
    """What the coordinator accepted, as plain JSON."""
    with open_vault(walk.result.folder / "coordinator", Passphrase(passphrase_of("coordinator"))) as vault:
        desk = CoordinatorDesk.open(vault, TAXONOMY)
        return [json.loads(desk.payload(entry.name)) for entry in desk.inbox()]


def cases_that_raise(cases, wanted: str) -> int:
    """Counted from the plan: cases in which a passage carries the factor, or any factor of the group."""
    return sum(
        any(
            passage.factor == wanted or passage.factor.startswith(wanted + ".")
            for interview in case.interviews
            for passage in interview.passages
        )
        for case in cases
    )


def test_every_claim_holds_within_a_minute(walk: Walk):
    assert walk.result.holds
    assert walk.result.seconds < LIMIT_SECONDS
    assert "every claim held" in walk.text


def test_the_result_is_plain_data_for_scripts(walk: Walk):
    told = json.loads(json.dumps(dataclasses.asdict(walk.result), default=str))
    assert told["merged"]["cells"] == walk.result.merged.cells
    assert [one["label"] for one in told["researchers"]] == ["R1", "R2", "R3", "R4", "R5", "R6"]


def test_holds_turns_false_for_each_claim_that_is_broken(walk: Walk):
    good = walk.result

    def broken(part: str, **changes) -> DemoResult:
        return dataclasses.replace(good, **{part: dataclasses.replace(getattr(good, part), **changes)})

    assert not broken("merged", contained=good.merged.cells - 1).holds
    assert not broken("merged", rejected=1).holds
    assert not broken("merged", published_wrong=1).holds
    assert not broken("search", hits=1).holds
    assert not broken("search", control_hits=good.search.fragments - 1).holds
    assert not broken("wipe", hits_after=1).holds
    assert not broken("wipe", hits_before=0).holds
    assert not broken("wipe", files_left=1).holds
    odd = dataclasses.replace(good.releases[0], sealed_bytes=good.releases[0].sealed_bytes + 1)
    assert not dataclasses.replace(good, releases=(odd, *good.releases[1:])).holds


@pytest.mark.parametrize("place", range(5))
def test_a_vault_holds_what_was_planned_and_the_figures_say_so(walk: Walk, place: int):
    planned, told = STUDY[place], walk.result.researchers[place]
    folder = walk.result.folder / f"researcher-{planned.label}"
    with open_vault(folder, Passphrase(passphrase_of(planned.label))) as vault:
        book = Casebook.open(vault, TAXONOMY)
        characters = codings = raised = withheld = 0
        for case in planned.cases:
            stored = book.interviews.of(case.id)
            texts = [book.interviews.text(interview.id) for interview in stored]
            assert texts == [written.text for written in case.interviews]
            characters += sum(map(len, texts))
            found = [
                (text[coding.span.start : coding.span.end], coding.factor)
                for interview, text in zip(stored, texts, strict=True)
                for coding in book.codings.of_interview(interview.id)
            ]
            wanted = [
                (written.text[passage.span.start : passage.span.end], passage.factor)
                for written in case.interviews
                for passage in written.passages
            ]
            assert Counter(found) == Counter(wanted)
            assert book.checklist.is_complete(case.id)
            codings += len(found)
            raised += len({factor for _, factor in found})
            withheld += Purpose.PUBLISH not in book.consent.of(case.id)
    assert (told.cases, told.characters, told.codings, told.raised, told.withheld) == (
        len(planned.cases), characters, codings, raised, withheld
    )  # fmt: skip
    assert withheld == len(planned.cases) - len(planned.cohort) > 0


def test_what_left_shows_only_true_counts_and_hides_the_rest(walk: Walk, payloads: list[dict]):
    cohorts = {len(planned.cohort): planned for planned in STUDY}
    assert len(payloads) == len(STUDY)
    shown = hidden = 0
    for payload in payloads:
        candidates = [one for one in STUDY if len(one.cohort) == payload["certificate"]["cohort"]]
        cells = [
            (table["name"], cell["key"][0], cell["n"])
            for table in payload["tables"]
            for cell in table["cells"]
        ]
        numbers = [(name, label, n) for name, label, n in cells if n != "S"]
        assert any(
            all(cases_that_raise(one.cohort, label) == n for _, label, n in numbers) for one in candidates
        ), cohorts
        assert all(5 <= n <= payload["certificate"]["cohort"] - 5 for _, _, n in numbers)
        shown += len(numbers)
        hidden += len(cells) - len(numbers)
    assert (shown, hidden) == (
        sum(one.shown for one in walk.result.releases),
        sum(one.hidden for one in walk.result.releases),
    )
    assert hidden > shown > 0
    groups = [
        cell["n"]
        for one in payloads
        for table in one["tables"]
        if table["name"] == "group"
        for cell in table["cells"]
    ]
    assert (len(groups), len(groups) - groups.count("S")) == (
        sum(one.groups for one in walk.result.releases),
        sum(one.groups_shown for one in walk.result.releases),
    )


def test_exports_in_the_store_are_of_one_size_and_named_by_nothing_but_hashes(walk: Walk):
    files = [file for file in (walk.result.folder / "store").rglob("*") if file.is_file()]
    assert {file.stat().st_size for file in files} == {one.sealed_bytes for one in walk.result.releases}
    assert len(files) == len(STUDY)
    for file in files:
        assert re.fullmatch(r"[0-9a-f]{16}/[0-9a-f]{64}", str(file.relative_to(walk.result.folder / "store")))


def test_published_numbers_contain_the_truth_and_nothing_small(walk: Walk):
    cohort = [case for planned in STUDY for case in planned.cohort]
    tally: Counter[str] = Counter()
    for file in sorted(walk.result.published.rglob("*.csv")):
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                tally[row["shown"]] += 1
                label = row.get("group") or row.get("factor")
                if row["shown"] == "hidden":
                    assert row["lower"] == row["upper"] == ""
                else:
                    assert int(row["lower"]) <= cases_that_raise(cohort, label) <= int(row["upper"])
                    assert int(row["lower"]) >= 10
                    assert len(cohort) - int(row["upper"]) >= 10
    figures = walk.result.merged
    assert (tally["number"], tally["range"], tally["hidden"]) == (
        figures.published_exact, figures.published_intervals, figures.published_hidden
    )  # fmt: skip
    assert tally["number"] + tally["range"] > 0
    assert figures.cases == len(cohort) >= 60


def test_merged_intervals_come_from_the_exports_alone(walk: Walk, payloads: list[dict]):
    totals: dict[tuple[str, str], list[int]] = {}
    for payload in payloads:
        proven = {
            (one["table"], one["key"][0]): (one["lower"], one["upper"])
            for one in payload["certificate"]["intervals"]
        }
        for table in payload["tables"]:
            for cell in table["cells"]:
                place = (table["name"], cell["key"][0])
                lower, upper = proven[place] if cell["n"] == "S" else (cell["n"], cell["n"])
                ends = totals.setdefault(place, [0, 0])
                ends[0] += lower
                ends[1] += upper
    cohort = [case for planned in STUDY for case in planned.cohort]
    truth = {place: cases_that_raise(cohort, place[1]) for place in totals}
    figures = walk.result.merged
    assert figures.cells == len(totals)
    assert figures.exact == sum(lower == upper for lower, upper in totals.values())
    assert figures.contained == sum(totals[place][0] <= truth[place] <= totals[place][1] for place in totals)


def test_no_passage_and_no_passphrase_lies_in_any_file(walk: Walk):
    passages = {
        interview.text[passage.span.start : passage.span.end]
        for planned in STUDY
        for case in planned.cases
        for interview in case.interviews
        for passage in interview.passages
    }
    secrets = [passphrase_of(planned.label) for planned in STUDY]
    files = [file for file in walk.result.folder.rglob("*") if file.is_file()]
    assert len(files) > 20
    for file in files:
        raw = file.read_bytes()
        assert not [text for text in (*passages, *secrets) if text[:20].encode() in raw], file.name


def test_everything_is_private_and_throw_away_vaults_use_the_low_cost(walk: Walk):
    assert stat.S_IMODE(walk.result.folder.stat().st_mode) == 0o700
    for place in range(5):
        folder = walk.result.folder / f"researcher-{STUDY[place].label}"
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir() if file.is_file()} == {0o600}
        assert vault_info(folder).kdf_id == 1
    assert "64 MiB in these throw-away vaults" in walk.text


def test_the_wiped_vault_is_gone(walk: Walk):
    folder = walk.result.folder / f"researcher-{STUDY[-1].label}"
    assert list(folder.iterdir()) == []
    with pytest.raises(WrongUseError):
        open_vault(folder, Passphrase(passphrase_of(STUDY[-1].label)))
    assert "key hits after wipe: 0" in walk.text


def test_the_audit_of_the_kept_vault_finds_the_vault_itself_sound(walk: Walk):
    about_the_vault = {"file-modes", "database-header", "nothing-else-in-folder", "cipher-settings", "passphrase-cost",
                       "key-file-copies", "page-authentication", "outbox-holds-only-tables",
                       "releases-computed-again", "attacks-on-releases"}  # fmt: skip
    assert about_the_vault <= set(walk.result.audit.holds)


def test_the_last_lines_say_where_it_is_and_how_to_go_on(walk: Walk):
    result = walk.result
    assert (result.published / "index.html").is_file()
    assert (result.published / "datapackage.json").is_file()
    assert str(result.published / "index.html") in walk.text
    assert f"fieldnotes --vault {result.kept_vault}" in walk.text
    assert result.kept_passphrase in walk.text
    with open_vault(result.kept_vault, Passphrase(result.kept_passphrase)) as vault:
        book = Casebook.open(vault, TAXONOMY)
        assert book.interviews.text(book.interviews.of(STUDY[0].cases[0].id)[0].id).startswith("Q: ")


def test_figures_in_the_lines_are_those_of_the_result(walk: Walk):
    merged, search, wipe = walk.result.merged, walk.result.search, walk.result.wipe
    assert f"{merged.contained} of {merged.cells}, exactly known are {merged.exact}" in walk.text
    assert f"{search.fragments} fragments of notes looked for in {search.files} files" in walk.text
    assert f"key hits before wipe: {wipe.hits_before} of {wipe.pieces}" in walk.text
    for one in walk.result.releases:
        assert f"{one.label}: {one.cohort} cases, {one.shown} cells shown, {one.hidden} hidden" in walk.text


def test_the_readme_gives_the_figures_of_this_demo(walk: Walk):
    readme = " ".join((Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8").split())
    releases, merged = walk.result.releases, walk.result.merged
    groups, shown = sum(one.groups for one in releases), sum(one.groups_shown for one in releases)
    factors = sum(one.shown + one.hidden for one in releases) - groups
    cohorts = [one.cohort for one in releases]
    for sentence in (
        f"six researchers release {min(cohorts)} to {max(cohorts)} cases each",
        f"{shown} of their {groups} group counts and {sum(one.shown for one in releases) - shown} of their {factors} factor",
        f"over {merged.cases} cases, {merged.exact} of {merged.cells} totals are known exactly",
        f"{merged.published_exact} numbers and {merged.published_intervals} intervals, and {merged.published_hidden} cells",
    ):
        assert sentence in readme, sentence


def test_the_shipped_policy_is_the_one_the_demo_runs_under(walk: Walk, payloads: list[dict]):
    invite = (walk.result.folder / "exchange" / "invite.json").read_text()
    assert "fieldnotes-policy" in invite
    assert {payload["certificate"]["k"] for payload in payloads} == {5}
    assert (shipped("exports/policies") / "standard.toml").is_file()


def test_an_occupied_folder_is_refused_by_the_command_and_left_as_it_is(program, tmp_path: Path):
    (tmp_path / "mine").write_text("something of mine")
    refused = program("demo", "--dir", tmp_path, passphrase=None)
    assert (refused.code, refused.out) == (2, "")
    assert "left as it is" in refused.err
    assert [file.name for file in tmp_path.iterdir()] == ["mine"]
