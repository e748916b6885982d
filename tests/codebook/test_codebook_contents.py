"""The shipped codebook against what the design asks of it. The tables here were typed from the design, not from the data."""

import itertools
import re
from pathlib import Path

import pytest

from fieldnotes.codebook.entries import Dimension, Role, Stance
from fieldnotes.codebook.loading import load_taxonomy

REPORT = Path(__file__).resolve().parents[2] / ".." / "shared" / "report"
TAXONOMY = load_taxonomy()

GROUPS = {
    "dm": ("driver.morality", "driver"),
    "dx": ("driver.exploitation", "driver"),
    "di": ("driver.ideology", "driver"),
    "de": ("driver.exit", "driver"),
    "ds": ("driver.support", "driver"),
    "op": ("obstacle.punishment", "obstacle-immediate"),
    "oi": ("obstacle.isolation", "obstacle-immediate"),
    "sh": ("obstacle.hierarchy", "obstacle-structural"),
    "se": ("obstacle.economic", "obstacle-structural"),
    "sn": ("obstacle.nationalism", "obstacle-structural"),
    "ua": ("uncertain.resistance", "uncertain"),
    "cp": ("condition.prospects", "condition"),
}

# key, id, dimensions: M moral, I ideological, N informational, S security, P pragmatic
FACTORS = """
dmv driver.morality.civilian-violence M
dml driver.morality.lost-legitimacy MI
dmc driver.morality.corrupt-leadership M
dmp driver.morality.peoples-side MI
dxi driver.exploitation.inhumane-treatment SIP
dxp driver.exploitation.pay PI
dxl driver.exploitation.forced-labour PI
dis driver.ideology.common-struggle I
did driver.ideology.democracy-rights I
dio driver.ideology.lost-openings IP
dip driver.ideology.party-support I
dia driver.ideology.awareness IN
dec driver.exit.cdm IP
den driver.exit.networks PS
deh driver.exit.civilian-help SP
deo driver.exit.online-information N
dsc driver.support.campaigns NMI
dsa driver.support.immediate-aid PS
dsp driver.support.promises PMI
opp obstacle.punishment.penalty S
opt obstacle.punishment.tracking S
opf obstacle.punishment.family-threat S
ops obstacle.punishment.family-survival SP
oic obstacle.isolation.confinement SP
oii obstacle.isolation.information N
ois obstacle.isolation.surveillance NS
sho obstacle.hierarchy.obedience IP
shp obstacle.hierarchy.patronage PS
shb obstacle.hierarchy.blinded NI
sec obstacle.economic.career P
seb obstacle.economic.business P
sew obstacle.economic.route-to-wealth P
sng obstacle.nationalism.guardian I
sne obstacle.nationalism.internal-enemies I
snm obstacle.nationalism.moral-distance MI
uaw uncertain.resistance.welcome PI
ual uncertain.resistance.losses PS
uar uncertain.resistance.risk S
uad uncertain.resistance.division MI
cps condition.prospects.practical-support PS
cpc condition.prospects.civilian-support PS
cpi condition.prospects.counter-ideology I
cpg condition.prospects.trusted-guarantees P
cpo condition.prospects.alternative-order I
cpu condition.prospects.unity IP
cpw condition.prospects.winning P
"""
LETTERS = {"M": "moral", "I": "ideological", "N": "informational", "S": "security", "P": "pragmatic"}
EXPECTED = [line.split() for line in FACTORS.strip().splitlines()]

BANDS = {
    "position": [
        "defector",
        "deserter",
        "in service and resisting",
        "in service",
        "family member",
        "other",
        "not said",
    ],
    "rank": [
        "other ranks",
        "non-commissioned officer",
        "junior officer",
        "major",
        "above major",
        "not said",
        "not applicable",
    ],
    "branch": ["army", "navy", "air force", "police or other security", "other", "not said"],
    "age": ["under 25", "25–34", "35–44", "45 and over", "not said"],
    "period": [
        "before Feb 2021",
        "Feb–Apr 2021",
        "May–Jul 2021",
        "Aug–Oct 2021",
        "Nov 2021 and later",
        "not left",
        "not said",
    ],
    "manner": ["alone", "with family", "in a group", "not said", "not applicable"],
    "help": ["civilians", "organised group", "both", "none", "not said", "not applicable"],
    "refuge": ["liberated area", "elsewhere inside", "abroad", "not said", "not applicable"],
}

# "Boundaries that coders will ask about": those on the left say it happened, those on the right that it would have to.
HAPPENED_OR_WOULD_HAVE_TO = [("dsc", "cpi"), ("dsa", "cps"), ("dsp", "cpg"), ("den", "cps"), ("deh", "cpc")]
OTHER_BOUNDARIES = [("dxi", "shp"), ("dia", "shb"), ("dec", "dis"), ("dec", "dmp"), ("ual", "cpw")]


def boundaries():
    """Pairs of keys: the first says *use the second instead*."""
    return {
        (factor.key, TAXONOMY.factor(boundary.instead).key)
        for factor in TAXONOMY.factors
        for boundary in factor.do_not_use_when
        if boundary.instead
    }


def test_twelve_groups_and_forty_six_factors_in_the_order_of_the_design():
    assert {group.key: (group.id, group.role) for group in TAXONOMY.groups} == GROUPS
    assert [group.key for group in TAXONOMY.groups] == list(GROUPS)
    assert len(TAXONOMY.factors) == 46
    assert TAXONOMY.active_factors == TAXONOMY.factors


@pytest.mark.parametrize(("place", "row"), list(enumerate(EXPECTED)), ids=[row[0] for row in EXPECTED])
def test_each_factor_has_the_id_key_group_and_dimensions_of_the_design(place, row):
    key, factor_id, letters = row
    factor = TAXONOMY.factors[place]
    assert (factor.key, factor.id) == (key, factor_id)
    assert set(factor.dimensions) == {Dimension(LETTERS[letter]) for letter in letters}
    group_id, role = GROUPS[key[:2]]
    assert (factor.group, factor.role) == (group_id, role)
    assert factor in TAXONOMY.factors_of(group_id)


def test_default_stances():
    exceptions = {
        "uaw": Stance.DRIVES,
        "uar": Stance.HOLDS_BACK,
        "uad": Stance.HOLDS_BACK,
        "ual": Stance.UNCERTAIN,
    }
    by_first_letter = {"d": Stance.DRIVES, "o": Stance.HOLDS_BACK, "s": Stance.HOLDS_BACK, "c": None}
    for factor in TAXONOMY.factors:
        wanted = exceptions[factor.key] if factor.key in exceptions else by_first_letter[factor.key[0]]
        assert factor.default_stance == wanted, factor.key


def test_eight_attributes_with_their_bands():
    assert {known.id: [band.label for band in known.bands] for known in TAXONOMY.attributes} == BANDS
    for known in TAXONOMY.attributes:
        for band in known.bands:
            assert band.id == band.label.lower().replace("–", "-").replace(" ", "-")


@pytest.mark.parametrize(("one", "other"), HAPPENED_OR_WOULD_HAVE_TO + OTHER_BOUNDARIES)
def test_boundaries_of_the_design_are_drawn_from_both_sides(one, other):
    assert {(one, other), (other, one)} <= boundaries()


def test_every_boundary_is_drawn_from_both_sides():
    drawn = boundaries()
    assert {pair for pair in drawn if pair[::-1] not in drawn} == set()


def test_factors_that_say_it_happened_have_a_boundary_to_a_condition_and_conditions_have_one_back():
    drawn = boundaries()
    for key in ("dsc", "dsa", "dsp", "den", "deh"):
        assert any(one == key and other.startswith("cp") for one, other in drawn), key
    for factor in TAXONOMY.factors:
        if factor.role is Role.CONDITION:
            assert any(one == factor.key and not other.startswith("cp") for one, other in drawn), factor.key


@pytest.mark.parametrize("factor", TAXONOMY.factors, ids=lambda factor: factor.key)
def test_each_factor_is_complete(factor):
    assert len(factor.definition.split()) >= 15
    assert 2 <= len(factor.use_when) <= 3
    assert len(factor.do_not_use_when) >= 2
    assert len(factor.example.split()) >= 20
    assert 1 <= len(factor.prompts) <= 2
    assert len(factor.cues["en"]) >= 12
    assert factor.source.startswith("key findings / ")


@pytest.mark.parametrize("factor", TAXONOMY.factors, ids=lambda factor: factor.key)
def test_prompts_are_open_questions(factor):
    leading = re.compile(
        r"(?i)\b(don't you|didn't you|isn't it|surely|of course|why did you not|shouldn't)\b"
    )
    for prompt in factor.prompts:
        assert prompt.endswith("?")
        assert not leading.search(prompt)
        # A question that can be answered with yes or no goes on to ask how or what.
        if re.match(r"(Did|Was|Were|Is|Are|Do|Does|Have|Has|Had|Can|Could|Would|Should|Will)\b", prompt):
            assert re.search(r"(?i)\b(how|what|anything)\b", prompt), prompt


def test_no_example_or_definition_stands_twice():
    texts = [
        text for factor in TAXONOMY.factors for text in (factor.definition, factor.example, *factor.prompts)
    ]
    assert len(set(texts)) == len(texts)


def words_of(text):
    return re.findall(r"[a-z0-9]+", text.casefold().replace("’", "'").replace("'", ""))


def runs(words, length):
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


def texts_written_for_the_codebook():
    dump = TAXONOMY.model_dump(mode="json", exclude={"citation"})  # the title of the report is cited there

    def strings(value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from itertools.chain.from_iterable(map(strings, value.values()))
        elif isinstance(value, list):
            yield from itertools.chain.from_iterable(map(strings, value))

    return list(strings(dump))


def test_nothing_is_copied_from_the_report():
    files = sorted(REPORT.glob("*.txt"))
    if not files:
        pytest.skip("the report's summary is not beside this checkout (../shared/report)")
    report = runs(words_of(" ".join(file.read_text("utf-8") for file in files)), 8)
    assert len(report) > 1_000
    for text in texts_written_for_the_codebook():
        assert not runs(words_of(text), 8) & report, text


def test_the_comparison_with_the_report_would_notice_eight_words_in_a_row():
    sentence = "Eight words in a row, taken over unchanged!"
    assert runs(words_of(sentence), 8) & runs(words_of(f"Before. {sentence} After."), 8)
    assert not runs(words_of("Seven words in a row, taken over"), 8)
