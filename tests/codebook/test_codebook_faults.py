"""Every kind of fault, planted in a copy of the shipped taxonomy, is named with file, id and field."""

import re

import pytest

from fieldnotes.base.errors import DamagedError, WrongUseError
from fieldnotes.base.shipped import shipped
from fieldnotes.codebook.checking import check_taxonomy
from fieldnotes.codebook.errors import FaultyTaxonomyError
from fieldnotes.codebook.loading import load_taxonomy

DM = "factors/driver.morality.toml"
DX = "factors/driver.exploitation.toml"
CP = "factors/condition.prospects.toml"
UA = "factors/uncertain.resistance.toml"
DMV = "driver.morality.civilian-violence"
DML = "driver.morality.lost-legitimacy"
CPS = "condition.prospects.practical-support"
HEAD = "codebook.toml"
ATTR = "attributes.toml"

# file, text to replace, what by, and the fault to be found: file, id, field, a word of the problem
PLANTED = {
    "missing field": (DM, 'source = "key findings / drivers / morality"\n', "", DM, DMV, "source", "missing"),
    "unknown field": (DM, "source = ", "sauce = ", DM, DMV, "sauce", "misspelt"),
    "words for a list": (DM, 'dimensions = ["moral"]', 'dimensions = "moral"', DM, DMV, "dimensions", "list"),
    "number for words": (DM, 'label = "violence against civilians, refusal to be complicit"', "label = 7", DM, DMV, "label", "quotation"),
    "date for words": (HEAD, 'version = "1.0.0"', "version = 2021-06-01", HEAD, "", "version", "quotation"),
    "version of another form": (HEAD, 'version = "1.0.0"', 'version = "one"', HEAD, "", "version", "three numbers"),
    "id of another form": (DM, f'id = "{DMV}"', 'id = "Driver Morality"', DM, "Driver Morality", "id", "lower-case"),
    "id too long": (DM, f'id = "{DMV}"', f'id = "driver.morality.{"a" * 50}"', DM, f"driver.morality.{'a' * 50}", "id", "64"),
    "no id": (DM, f'id = "{DMV}"\n', "", DM, "factor 1", "id", "missing"),
    "id twice": (DM, f'id = "{DML}"', f'id = "{DMV}"', DM, DMV, "id", "taken"),
    "id in the wrong group": (DM, f'id = "{DMV}"', 'id = "driver.exit.violence"', DM, "driver.exit.violence", "id", "driver.morality."),
    "id of a team's own factor": (DM, f'id = "{DMV}"', 'id = "local.own.violence"', DM, "local.own.violence", "id", "driver.morality."),
    "key twice": (DM, 'key = "dml"', 'key = "dmv"', DM, DML, "key", "taken"),
    "key of another group": (DM, 'key = "dmv"', 'key = "dxv"', DM, DMV, "key", "dm"),
    "key of a group": (DM, 'key = "dmv"', 'key = "dm"', DM, DMV, "key", "taken"),
    "key too long": (DM, 'key = "dmv"', 'key = "dmvv"', DM, DMV, "key", "letters"),
    "group's key begins another's": (HEAD, 'key = "dx"', 'key = "d"', HEAD, "driver.exploitation", "key", "ambiguous"),
    "group's key twice": (HEAD, 'key = "dx"', 'key = "dm"', HEAD, "driver.exploitation", "key", "taken"),
    "group's id twice": (HEAD, 'id = "driver.exploitation"', 'id = "driver.morality"', HEAD, "driver.morality", "id", "taken"),
    "label twice": (DX, 'label = "forced labour"', 'label = "low pay and imposed deductions"', DX, "driver.exploitation.forced-labour", "label", "taken"),
    "unknown group": (DM, 'group = "driver.morality"', 'group = "driver.moral"', DM, "", "group", "not a group"),
    "no group": (DM, 'group = "driver.morality"', "", DM, "", "group", "missing"),
    "group without factors": (HEAD, "[[group]]", '[[group]]\nid = "driver.luck"\nkey = "dl"\nlabel = "luck"\nrole = "driver"\ndefinition = "Luck."\nquestion = "Is it luck?"\n\n[[group]]', HEAD, "driver.luck", "id", "no factor"),
    "unknown role": (HEAD, 'role = "driver"', 'role = "cause"', HEAD, "driver.morality", "role", "obstacle-immediate"),
    "role that does not fit the id": (HEAD, 'role = "driver"', 'role = "condition"', HEAD, "driver.morality", "id", "condition."),
    "unknown dimension": (DM, '["moral"]', '["moral", "religious"]', DM, DMV, "dimensions[2]", "pragmatic"),
    "no dimension": (DM, '["moral"]', "[]", DM, DMV, "dimensions", "at least 1"),
    "dimension twice": (DM, '["moral"]', '["moral", "moral"]', DM, DMV, "dimensions", "twice"),
    "dimension without a meaning": (HEAD, "moral = ", "ideological = ", HEAD, "", "", "TOML"),
    "unknown dimension in the head": (HEAD, "moral = ", "morals = ", HEAD, "", "dimensions.morals", "one of"),
    "unknown stance": (DM, '"drives"', '"pushes"', DM, DMV, "default_stance", "holds-back"),
    "stance that does not fit the role": (DM, '"drives"', '"holds-back"', DM, DMV, "default_stance", "drives"),
    "driver without stance": (DM, 'default_stance = "drives"\n', "", DM, DMV, "default_stance", "drives"),
    "condition with a stance": (CP, "dimensions =", 'default_stance = "drives"\ndimensions =', CP, CPS, "default_stance", "left out"),
    "uncertain without stance": (UA, 'default_stance = "drives"\n', "", UA, "uncertain.resistance.welcome", "default_stance", "uncertain"),
    "instead pointing nowhere": (DM, f'instead = "{DML}"', 'instead = "driver.morality.nowhere"', DM, DMV, "do_not_use_when[1].instead", "not a factor"),
    "instead pointing at itself": (DM, f'instead = "{DML}"', f'instead = "{DMV}"', DM, DMV, "do_not_use_when[1].instead", "itself"),
    "instead by key": (DM, f'instead = "{DML}"', 'instead = "dml"', DM, DMV, "do_not_use_when[1].instead", "factor's id"),
    "boundary without text": (DM, "{ text = ", "{ txt = ", DM, DMV, "do_not_use_when[1].text", "missing"),
    "empty example": (DM, 'example = """', 'example = ""\nremark = """', DM, DMV, "example", "empty"),
    "blank label": (DM, 'label = "violence against civilians, refusal to be complicit"', 'label = "  "', DM, DMV, "label", "empty"),
    "no prompts": (DM, "prompts = [", "prompts = []\nquestions = [", DM, DMV, "prompts", "at least 1"),
    "three prompts": (DM, "prompts = [", 'prompts = [ "One?",', DM, DMV, "prompts", "at most 2"),
    "no English cues": (DM, "cues.en = [", "cues.fr = [", DM, DMV, "cues", "cues.en"),
    "cue in capitals": (DM, 'cues.en = [\n  "civilians"', 'cues.en = [\n  "Civilians"', DM, DMV, "cues.en", "small letters"),
    "cue twice": (DM, 'cues.en = [\n  "civilians"', 'cues.en = [\n  "civilians", "civilians"', DM, DMV, "cues.en", "twice"),
    "cues in no language": (DM, "cues.en = [", 'cues.English = ["a"]\ncues.en = [', DM, DMV, "cues.English", "language"),
    "retired later than now": (DM, f'id = "{DMV}"', f'id = "{DMV}"\nretired = {{ since = "2.0.0", replaced_by = [] }}', DM, DMV, "retired.since", "later"),
    "replaced by nothing known": (DM, f'id = "{DMV}"', f'id = "{DMV}"\nretired = {{ since = "1.0.0", replaced_by = ["driver.morality.gone"] }}', DM, DMV, "retired.replaced_by[1]", "not a factor"),
    "replaced by itself": (DM, f'id = "{DMV}"', f'id = "{DMV}"\nretired = {{ since = "1.0.0", replaced_by = ["{DMV}"] }}', DM, DMV, "retired.replaced_by[1]", "itself"),
    "instead pointing at a retired one": (DM, f'id = "{DML}"', f'id = "{DML}"\nretired = {{ since = "1.0.0", replaced_by = ["{DMV}"] }}', DM, DMV, "do_not_use_when[1].instead", "retired"),
    "attribute without not said": (ATTR, '[[attribute.bands]]\nid = "not-said"\nlabel = "not said"\n', "", ATTR, "position", "bands", "not-said"),
    "attribute twice": (ATTR, 'id = "rank"', 'id = "position"', ATTR, "position", "id", "taken"),
    "band twice": (ATTR, 'id = "navy"', 'id = "army"', ATTR, "branch", "bands[2].id", "taken"),
    "band whose label is another's": (ATTR, 'label = "navy"', 'label = "Army"', ATTR, "branch", "bands[2].label", "taken"),
    "band without label": (ATTR, 'label = "navy"\n', "", ATTR, "branch", "bands[2].label", "missing"),
    "implication about no attribute": (ATTR, 'implies_attribute = "period"', 'implies_attribute = "month"', ATTR, "implication 1", "implies_attribute", "not an attribute"),
    "implication about no band": (ATTR, 'implies_bands = ["not-left"]', 'implies_bands = ["stayed"]', ATTR, "implication 1", "implies_bands[1]", "not a band"),
    "implication about itself": (ATTR, 'implies_attribute = "period"', 'implies_attribute = "position"', ATTR, "implication 1", "implies_attribute", "another"),
    "implication from not said": (ATTR, 'bands = ["in-service-and-resisting", "in-service"]', 'bands = ["in-service", "not-said"]', ATTR, "implication 1", "bands", "not-said"),
    "implication without not said": (ATTR, 'implies_bands = ["not-left"]', 'implies_bands = ["not-left", "aug-oct-2021"]', ATTR, "implication 1", "implies_bands", "step by step"),
    "implications that contradict": (ATTR, 'bands = ["in-service-and-resisting", "in-service"]', 'bands = ["in-service", "defector"]', ATTR, "position", "bands[1]", "contradict"),
    "unknown table": (ATTR, "[[implication]]", "[[implications]]", ATTR, "", "implications", "known"),
}  # fmt: skip


def found(folder):
    return [(fault.file, fault.id, fault.field) for fault in check_taxonomy(folder)]


def test_the_shipped_taxonomy_has_no_fault():
    assert check_taxonomy(shipped("taxonomy")) == []


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_named(name, folder, change):
    file, old, new, *place, word = PLANTED[name]
    change(file, old, new)
    faults = [fault for fault in check_taxonomy(folder) if [fault.file, fault.id, fault.field] == place]
    assert faults, check_taxonomy(folder)
    assert any(word in fault.problem for fault in faults), faults
    with pytest.raises(FaultyTaxonomyError):
        load_taxonomy(folder)


SINGLE = [
    "missing field",
    "version of another form",
    "unknown stance",
    "instead pointing nowhere",
    "unknown dimension",
    "no dimension",
    "band whose label is another's",
    "implications that contradict",
]


@pytest.mark.parametrize("name", SINGLE)
def test_one_slip_is_told_once(name, folder, change):
    file, old, new, *place, _ = PLANTED[name]
    change(file, old, new)
    assert found(folder) == [tuple(place)]


def test_all_faults_are_named_not_only_the_first_even_within_one_factor(folder, change):
    change(DM, 'key = "dmv"', 'key = "zzz"')
    change(DM, 'dimensions = ["moral"]', 'dimensions = ["morel"]')
    change(DM, f'instead = "{DML}"', 'instead = "driver.morality.lost"')
    change(DM, "definition = ", "defintion = ")
    change(DX, 'default_stance = "drives"', 'default_stance = "uncertain"')
    change(ATTR, 'id = "navy"', 'id = "army"')
    change(HEAD, 'role = "driver"', 'role = "cause"')
    assert sorted(found(folder)) == sorted(
        [
            (DM, DMV, "key"),
            (DM, DMV, "dimensions[1]"),
            (DM, DMV, "do_not_use_when[1].instead"),
            (DM, DMV, "definition"),
            (DM, DMV, "defintion"),
            (DX, "driver.exploitation.inhumane-treatment", "default_stance"),
            (ATTR, "branch", "bands[2].id"),
            (HEAD, "driver.morality", "role"),
        ]
    )


def test_a_factor_key_that_begins_another_is_ambiguous_to_type(folder, change):
    change(HEAD, 'key = "dm"', 'key = "m"')
    change(DM, 'key = "dmv"', 'key = "mv"')
    change(DM, 'key = "dml"', 'key = "mvl"')
    change(DM, 'key = "dmc"', 'key = "mc"')
    change(DM, 'key = "dmp"', 'key = "mp"')
    assert found(folder) == [(DM, DMV, "key")]


@pytest.mark.parametrize("file", [HEAD, ATTR, DM])
def test_a_slip_in_the_toml_of_one_file_is_that_fault_and_no_other(file, folder, change):
    change(file, " = ", " == ")
    faults = check_taxonomy(folder)
    assert [(fault.file, fault.id, fault.field) for fault in faults] == [(file, "", "")]
    assert re.search(r"TOML.*line \d+", faults[0].problem)


def test_several_broken_files_are_each_named(folder, change):
    for file in (HEAD, ATTR, DM):
        change(file, " = ", " == ")
    assert sorted(found(folder)) == [(ATTR, "", ""), (HEAD, "", ""), (DM, "", "")]


def test_files_that_are_missing_stray_or_of_another_encoding(folder):
    (folder / ATTR).unlink()
    (folder / "factor.toml").write_text("")
    (folder / DM).write_bytes((folder / DM).read_bytes().replace(b"weighs", b"w\xe9ighs", 1))
    problems = {fault.file: fault.problem for fault in check_taxonomy(folder)}
    assert problems.keys() == {ATTR, "factor.toml", DM}
    assert "missing" in problems[ATTR]
    assert "not read" in problems["factor.toml"]
    assert "UTF-8" in problems[DM]


def test_nesting_that_exhausts_the_reader_is_a_fault(folder):
    (folder / DM).write_text("a = " + "[" * 100_000)
    assert (DM, "", "") in found(folder)


def test_a_folder_without_factors(folder):
    for file in (folder / "factors").iterdir():
        file.unlink()
    assert ("factors", "", "") in found(folder)


def test_entries_that_are_no_tables(folder):
    (folder / DM).write_text('group = "driver.morality"\nfactor = [1, "two"]\n')
    places = found(folder)
    assert (DM, "factor 1", "") in places
    assert (DM, "factor 2", "") in places


@pytest.mark.parametrize("use", [check_taxonomy, load_taxonomy])
def test_no_such_folder(use, tmp_path):
    with pytest.raises(WrongUseError, match="no folder"):
        use(tmp_path / "nowhere")


def test_loading_a_faulty_folder_names_the_first_fault_and_their_number(folder, change):
    change(DM, 'key = "dmv"', 'key = "zzz"')
    change(DM, f'instead = "{DML}"', f'instead = "{DMV}"')
    with pytest.raises(DamagedError) as caught:
        load_taxonomy(folder)
    assert caught.value.exit_code == 4
    assert "2 faults" in str(caught.value)
    assert str(check_taxonomy(folder)[0]) in str(caught.value)
