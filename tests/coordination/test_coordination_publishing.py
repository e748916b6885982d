"""Six researchers, a hundred cases: what is published is true, safe by the rules, and names nobody."""

import csv
import hashlib
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic_devices import LAYOUT, POLICY, as_new, cases, close, new_world, truth

from fieldnotes.base.errors import AnswerIsNoError, DamagedError, RefusedError, WrongUseError
from fieldnotes.base.tables import IntervalCell, IntervalTable
from fieldnotes.coordination import publishing
from fieldnotes.coordination.publishing import require_safe
from fieldnotes.coordination.records import Standing

COHORTS = ((10, 15), (11, 17), (12, 20), (13, 18), (14, 16), (15, 17))
TOTAL = sum(count for _, count in COHORTS)
EVERYBODY = tuple(case for seed, count in COHORTS for case in cases(seed, count))


@pytest.fixture(scope="module")
def six(tmp_path_factory):
    made = new_world(tmp_path_factory.mktemp("six"), devices=6)
    yield made
    close(made)


@pytest.fixture
def empty(six, tmp_path):
    """Six confirmed devices that sent nothing yet."""
    with as_new(six, tmp_path) as made:
        yield made


@pytest.fixture
def world(empty):
    """All six sent one export, and all came in."""
    for device, (seed, count) in zip(empty.devices, COHORTS, strict=True):
        device.send(empty.store, seed, count)
    assert len(empty.desk.pull(empty.store).accepted) == 6
    return empty


def read(folder, path):
    return list(csv.DictReader(io.StringIO((folder / path).read_text(encoding="utf-8"), newline="")))


def files_in(folder):
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def check_against_truth(tables, everybody):
    """Every interval holds the truth, every number is the truth; returns how many cells are shown."""
    shown = 0
    for table in tables:
        true = truth(everybody, table.name)
        assert [cell.key for cell in table.cells] == list(LAYOUT.keys(table.name))
        for cell in table.cells:
            if cell.lower is not None:
                shown += 1
                assert cell.lower <= true[cell.key] <= cell.upper, (table.name, cell.key)
    return shown


def test_the_merged_view_holds_the_truth_and_shows_something(world):
    view = world.desk.merge()
    assert (view.cases, view.researchers, len(view.exports)) == (TOTAL, 6, 6)
    assert view.publishable
    assert {"group", "factor"} <= {table.name for table in view.tables}
    assert check_against_truth(view.tables, EVERYBODY) >= 1
    assert view.tally["number"] + view.tally["range"] + view.tally["hidden"] == sum(
        len(table.cells) for table in view.tables
    )


def test_what_is_published_is_what_was_merged_and_is_true(world, tmp_path):
    view = world.desk.merge()
    made = world.desk.publish(tmp_path / "out")
    assert (made.number, made.cases, made.researchers, made.exports) == (1, TOTAL, 6, 6)
    for table in view.tables:
        true = truth(EVERYBODY, table.name)
        rows = read(tmp_path / "out", f"tables/{table.name}.csv")
        assert len(rows) == len(table.cells)
        for row, cell in zip(rows, table.cells, strict=True):
            if row["shown"] == "hidden":
                assert (row["lower"], row["upper"]) == ("", "")
            else:
                assert int(row["lower"]) <= true[cell.key] <= int(row["upper"])
                assert (row["shown"] == "number") == (row["lower"] == row["upper"])


def test_every_shown_count_keeps_the_publication_threshold_on_both_sides(world):
    for table in world.desk.merge().tables:
        for cell in table.cells:
            if cell.lower is not None:
                assert cell.lower >= POLICY.publish_k
                assert TOTAL - cell.upper >= POLICY.publish_k


def test_the_descriptor_fits_the_files(world, tmp_path):
    out = tmp_path / "out"
    made = world.desk.publish(out)
    files = files_in(out)
    assert {path: len(content) for path, content in files.items()} == made.files
    package = json.loads(files["datapackage.json"])
    assert package["fieldnotes"]["cases"] == TOTAL
    described = {one["path"]: (one["bytes"], one["hash"]) for one in package["resources"]}
    assert described == {
        path: (len(content), "sha256:" + hashlib.sha256(content).hexdigest())
        for path, content in files.items()
        if path.endswith(".csv")
    }


def test_nothing_published_names_a_device_a_researcher_or_an_export(world, tmp_path):
    world.desk.publish(tmp_path / "out")
    everything = b"\n".join(files_in(tmp_path / "out").values()).decode()
    for device in world.devices:
        public = device.key.public.split()[1]
        for word in (
            device.label,
            device.key.device_id,
            device.key.device_id[7:],
            public,
            device.spoken,
            device.previous,
        ):
            assert word not in everything
    assert world.desk.project().id not in everything
    assert world.desk._projects.prefix() not in everything
    assert world.desk._projects.path_secret().hex() not in everything
    for one in world.desk.exports():
        assert one.payload_sha256 not in everything


def test_an_export_is_in_one_publication_only(world, tmp_path):
    world.desk.publish(tmp_path / "one")
    assert {one.standing for one in world.desk.exports()} == {Standing.PUBLISHED}
    with pytest.raises(AnswerIsNoError, match="not published yet"):
        world.desk.publish(tmp_path / "two")
    assert not (tmp_path / "two").exists()
    world.desk.pull(world.store)
    assert {one.publication for one in world.desk.exports()} == {1}


def test_a_second_publication_is_over_new_cases_and_its_totals_are_sums(world, tmp_path):
    world.desk.publish(tmp_path / "one")
    later = [(seed + 100, count) for seed, count in COHORTS]
    for device, (seed, count) in zip(world.devices, later, strict=True):
        device.send(world.store, seed, count)
    world.desk.pull(world.store)
    second = world.desk.publish(tmp_path / "two")
    newcomers = tuple(case for seed, count in later for case in cases(seed, count))
    assert second.cases == TOTAL
    first_record, second_record = world.desk.publications()
    assert not set(first_record.exports) & set(second_record.exports)
    assert second_record.previous == first_record.sha256
    assert check_against_truth(second_record.tables, newcomers)
    for record in (first_record, second_record):
        for table in record.tables:
            rows = read(tmp_path / "two", f"totals/{table.name}.csv")
            true = truth(EVERYBODY + newcomers, table.name)
            for row, cell in zip(rows, table.cells, strict=True):
                if row["shown"] != "hidden":
                    assert int(row["lower"]) <= true[cell.key] <= int(row["upper"])
    assert "Together with earlier publications" in (tmp_path / "two" / "index.html").read_text()
    assert not (tmp_path / "one" / "totals").exists()


def test_too_few_cases_or_researchers_publish_nothing(empty, tmp_path):
    for device, (seed, count) in list(zip(empty.devices, COHORTS, strict=True))[:3]:
        device.send(empty.store, seed, count)
    empty.desk.pull(empty.store)
    view = empty.desk.merge()
    assert "There are 52 cases, and a publication needs 60." in view.why_not
    assert "There are 3 researchers, and a publication needs 5." in view.why_not
    with pytest.raises(RefusedError, match="52 cases"):
        empty.desk.publish(tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert empty.desk.publications() == []
    assert {one.standing for one in empty.desk.exports()} == {Standing.COUNTS}


def test_five_devices_of_four_people_are_four_researchers(empty, tmp_path):
    vault = empty.desk._projects._vault
    vault.connection.execute("UPDATE device SET person = 1 WHERE id = ?", (empty.devices[4].key.device_id,))
    for device, (seed, count) in list(zip(empty.devices, COHORTS, strict=True))[:5]:
        device.send(empty.store, seed, count)
    empty.desk.pull(empty.store)
    with pytest.raises(RefusedError, match="4 researchers"):
        empty.desk.publish(tmp_path / "out")


def test_disputed_and_revoked_exports_are_left_out(world):
    thief = world.devices[0].copy()
    thief.number, thief.previous = 0, None
    thief.send(world.store, 99, 15)
    world.desk.pull(world.store)
    view = world.desk.merge()
    assert view.left_out == {Standing.DISPUTED: 2}
    assert (view.cases, view.researchers) == (TOTAL - 15, 5)
    assert view.tables
    check_against_truth(
        view.tables, tuple(case for seed, count in COHORTS[1:] for case in cases(seed, count))
    )
    world.desk.revoke(world.devices[1].key.device_id, 0)
    view = world.desk.merge()
    assert view.left_out == {Standing.DISPUTED: 2, Standing.REVOKED: 1}
    assert (view.cases, view.tables, view.publishable) == (TOTAL - 15 - 17, (), False)


def test_a_period_is_merged_alone(world):
    world.desk.start_period("R2")
    world.devices[0].send(world.store, 30, 15)
    world.desk.pull(world.store)
    assert world.desk.merge("R1").cases == TOTAL
    assert world.desk.merge("R2").cases == 15
    assert world.desk.merge().cases == TOTAL + 15
    with pytest.raises(AnswerIsNoError):
        world.desk.merge("R3")


def test_a_place_that_is_taken_stays_as_it_was(world, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for place in ("out", "file"):
        with pytest.raises(RefusedError, match="already"):
            world.desk.publish(tmp_path / place)
    with pytest.raises(WrongUseError, match="above"):
        world.desk.publish(tmp_path / "no" / "where")
    assert files_in(tmp_path / "out") == {"mine": b"mine"}
    assert world.desk.publications() == []
    assert not list(tmp_path.glob(".*"))
    (tmp_path / "empty").mkdir()
    world.desk.publish(tmp_path / "empty")
    assert (tmp_path / "empty" / "index.html").is_file()


def test_a_power_cut_after_the_record_loses_only_the_folder(world, tmp_path, monkeypatch):
    """The process dies between the record and the rename: never twice, and the same bytes can be written again."""

    def dies(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(publishing, "put_in_place", dies)
    with pytest.raises(KeyboardInterrupt):
        world.desk.publish(tmp_path / "out")
    monkeypatch.undo()
    assert not (tmp_path / "out").exists()
    with pytest.raises(AnswerIsNoError):
        world.desk.merge()
    world.desk.publish_again(1, tmp_path / "again")
    world.desk.publish_again(1, tmp_path / "once more")
    assert files_in(tmp_path / "again") == files_in(tmp_path / "once more")
    assert "index.html" in files_in(tmp_path / "again")
    with pytest.raises(WrongUseError, match="no publication 2"):
        world.desk.publish_again(2, tmp_path / "x")


def test_the_same_publication_written_again_has_the_same_bytes(world, tmp_path):
    world.desk.publish(tmp_path / "out")
    world.desk.publish_again(1, tmp_path / "again")
    assert files_in(tmp_path / "out") == files_in(tmp_path / "again")


@pytest.mark.parametrize("change", ["record", "sha256", "number"])
def test_a_changed_ledger_is_noticed_and_nothing_more_is_published(world, tmp_path, change):
    world.desk.publish(tmp_path / "out")
    connection = world.desk._projects._vault.connection
    if change == "record":
        raw = bytes(connection.execute("SELECT record FROM publication").fetchone()["record"])
        connection.execute(
            "UPDATE publication SET record = ?", (raw.replace(b'"cases":103', b'"cases":104'),)
        )
    elif change == "sha256":
        connection.execute("UPDATE publication SET sha256 = ?", ("0" * 64,))
    else:
        connection.execute("UPDATE accepted_export SET publication = NULL")
        connection.execute("UPDATE publication SET number = 2")
    with pytest.raises(DamagedError, match="ledger of publications"):
        world.desk.publications()


def test_an_export_that_the_inbox_forgot_to_be_published_is_still_refused(world, tmp_path):
    world.desk.publish(tmp_path / "out")
    world.desk._projects._vault.connection.execute("UPDATE accepted_export SET publication = NULL")
    with pytest.raises(RefusedError, match="published before"):
        world.desk.publish(tmp_path / "two")
    assert not (tmp_path / "two").exists()


@given(lower=st.integers(0, 100), width=st.integers(0, 100), threshold=st.integers(1, 20))
def test_the_last_look_lets_through_exactly_what_the_rule_allows(lower, width, threshold):
    upper = min(100, lower + width)
    table = IntervalTable(
        name="group", dimensions=("group",), cells=(IntervalCell(key=("a",), lower=lower, upper=upper),)
    )
    if lower >= threshold and 100 - upper >= threshold:
        require_safe((table,), cases=100, threshold=threshold)
    else:
        with pytest.raises(RefusedError, match="may not be published"):
            require_safe((table,), cases=100, threshold=threshold)


def test_the_last_look_wants_both_ends_or_none():
    for ends in ((None, 50), (50, None)):
        cell = IntervalCell(key=("a",), lower=ends[0], upper=ends[1])
        with pytest.raises(RefusedError):
            require_safe(
                (IntervalTable(name="group", dimensions=("group",), cells=(cell,)),), cases=100, threshold=10
            )
