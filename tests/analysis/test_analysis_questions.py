"""Reading questions: every fault is one sentence with its place, and nothing typed breaks the reader."""

import pytest
from coded_material import TAXONOMY
from hypothesis import example, given
from hypothesis import strategies as st

from fieldnotes.analysis.retrieval.expressions import And, Codings, Not, OfFactors, Or, Related, Relation
from fieldnotes.analysis.retrieval.names import Names
from fieldnotes.analysis.retrieval.parsing import LONGEST, QuestionError, parse
from fieldnotes.base.ids import FactorId
from fieldnotes.casebook.localfactors import LocalFactor

RIVER = LocalFactor(FactorId("local.river-crossing"), "l1", "river crossing", "")
NAMES = Names(TAXONOMY, [RIVER])


def term(key: str) -> Codings:
    return Codings((OfFactors(frozenset({TAXONOMY.resolve(key).id})),))


DMV, OPF, DEC = term("dmv"), term("opf"), term("dec")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("dmv and opf or dec", Or((And((DMV, OPF)), DEC))),
        ("dmv and (opf or dec)", And((DMV, Or((OPF, DEC))))),
        ("not dmv near opf", Related(Not(DMV), Relation.NEAR, OPF, 2)),
        ("not (dmv near opf)", Not(Related(DMV, Relation.NEAR, OPF, 2))),
        ("dmv not near/0 opf", Related(DMV, Relation.NEAR, OPF, 0, wanted=False)),
        ("dmv NEAR/12 opf AND dec", And((Related(DMV, Relation.NEAR, OPF, 12), DEC))),
        ("dmv then opf then dec", Related(DMV, Relation.THEN, Related(OPF, Relation.THEN, DEC))),
        ("dmv and not opf", And((DMV, Not(OPF)))),
        ("(((dmv)))", DMV),
        ("all", Codings(())),
        ("factor:dmv", DMV),
        ("l1", Codings((OfFactors(frozenset({RIVER.id})),))),
        ("local", Codings((OfFactors(frozenset({RIVER.id})),))),
    ],
)
def test_what_a_question_means(question, expected):
    assert parse(question, NAMES) == expected


@pytest.mark.parametrize(
    ("question", "place", "words"),
    [
        ("", 1, "missing at the end"),
        ("dmv and", 8, "missing at the end"),
        ("dmv or or opf", 8, "nothing before it"),
        ("dmv and dmz", 9, "'dmz' is neither a factor nor a group"),
        ("(dmv or opf", 1, "not closed"),
        ("dmv)", 4, "closed that was not opened"),
        ("dmv (opf)", 5, "not expected"),
        ("dmv not opf", 5, "not expected"),
        ("near dmv", 1, "nothing before it"),
        ("dmv near/x opf", 5, "no number of sentences"),
        ("dmv near/ opf", 5, "no number of sentences"),
        ("dmv near/10000 opf", 5, "no number of sentences"),
        ("dmv overlaps/2 opf", 5, "counts no sentences"),
        ("dmv stance:pushes", 5, "no stance 'pushes'"),
        ("dmv strength:4", 5, "no strength '4'"),
        ("dmv colour=red", 5, "'colour'"),
        ("dmv position=general", 5, "general"),
        ('dmv rank="other', 10, "quotation mark"),
        ("dmv all", 5, "not expected"),
        ("dimension:mora", 1, "no dimension"),
        ("case:U-Kyaw-the-elder-of-the-village", 1, "not a case label"),
        ("(" * 60 + "dmv", None, "nested too deeply"),
        ("dmv near " * 60 + "dmv", None, "nested too deeply"),
        ("dmv or " * 400, LONGEST + 1, "longer than"),
    ],
)
def test_a_fault_is_told_with_its_place(question, place, words):
    with pytest.raises(QuestionError) as told:
        parse(question, NAMES)
    assert words in told.value.problem
    if place is not None:
        assert told.value.problem.startswith(f"At character {place} of the question: ")
    assert "\n" not in str(told.value)


def test_a_name_that_is_none_is_answered_with_what_looks_like_it():
    with pytest.raises(QuestionError, match=r"driver\.morality\.civilian-violence"):
        parse("civilian-violense", NAMES)


PIECES = st.sampled_from(
    [
        "dmv",
        "dm",
        "and",
        "or",
        "not",
        "near/2",
        "then",
        "(",
        ")",
        "all",
        "stance:drives",
        '"',
        "-",
        ":",
        "=",
        "/",
        "ကျွန်",
        " ",
    ]
)


@given(st.lists(PIECES, max_size=12).map(" ".join) | st.text(max_size=40))
@example('"')
@example("-")
@example('a="')
def test_whatever_is_typed_is_read_or_told(question):
    told: list[QuestionError] = []
    try:
        parse(question, NAMES)
    except QuestionError as error:
        told.append(error)
    assert all(0 <= error.at <= len(question) for error in told)
