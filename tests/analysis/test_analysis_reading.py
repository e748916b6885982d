"""The material of an analysis, read from a casebook with edits that are not folded and codings that are lost."""

from coded_material import TAXONOMY

from fieldnotes.analysis.counts import cases_per_factor, cases_per_group
from fieldnotes.analysis.crossing import cases_raising, cross
from fieldnotes.analysis.reading import read_material
from fieldnotes.base.ids import AttributeId, CaseId, CoderLabel
from fieldnotes.base.span import Span
from fieldnotes.text.edits import Edit

TEXT = "Q: Why?\nA: They beat us. I left at night.\nWe ran. ကျွန်တော်တို့ ပြေးခဲ့တယ်။\n"


def key(factor) -> str:
    return TAXONOMY.factor(factor).key


def test_places_follow_edits_and_lost_codings_are_left_out(coded_book):
    case = coded_book.cases.add(CaseId("C20")).id
    interview = coded_book.interviews.add(case, TEXT)
    dmv, dec, opf = (TAXONOMY.resolve(one).id for one in ("dmv", "dec", "opf"))
    at, gone = TEXT.index("I left"), TEXT.index("They beat")
    coded_book.codings.add(interview.id, Span(at, at + 6), dec)
    coded_book.codings.add(interview.id, Span(gone, gone + 13), dmv)
    last = TEXT.index("We ran")
    coded_book.codings.add(interview.id, Span(last, last + 6), opf)
    coded_book.journal.record(interview.id, [Edit(gone, "They beat us. ", ""), Edit(0, "", "Well: ")])
    # 14 characters went before "I left" and "We ran", 6 came.
    found = [
        (key(one.factor), one.start, one.end)
        for one in read_material(coded_book).codings
        if one.case == "C20"
    ]
    assert found == [("dec", at - 8, at - 2), ("opf", last - 8, last - 2)]
    coded_book.journal.fold(interview.id)
    again = [
        (key(one.factor), one.start, one.end)
        for one in read_material(coded_book).codings
        if one.case == "C20"
    ]
    assert again == found


def test_the_settled_coder_counts_unless_another_is_asked_for(coded_book):
    assert {key(one.factor) for one in read_material(coded_book).codings} == {"dmv", "dml", "opp"}
    assert {key(one.factor) for one in read_material(coded_book, CoderLabel("B")).codings} == {"dec"}
    coded_book.cases.settle(CaseId("C1"), "B")
    settled = [(one.case, key(one.factor)) for one in read_material(coded_book).codings]
    assert settled == [("C1", "dec"), ("C2", "dmv"), ("C2", "dmv")]


def test_counts_of_cases_are_those_that_the_report_gives(coded_book):
    material = read_material(coded_book)
    factors = {factor.id: factor.id for factor in TAXONOMY.active_factors}
    counted = cases_raising(material, factors)
    assert {factor: counted[factor] for factor in factors} == cases_per_factor(coded_book)
    groups = {factor.id: factor.group for factor in TAXONOMY.active_factors}
    by_group = cases_raising(material, groups)
    assert {group.id: by_group[group.id] for group in TAXONOMY.groups} == cases_per_group(coded_book)


def test_bands_come_with_what_they_imply_and_cases_nobody_coded_do_not_count(coded_book):
    coded_book.cases.set_attribute(CaseId("C1"), "position", "defector")
    coded_book.cases.set_attribute(CaseId("C3"), "period", "not left")
    material = read_material(coded_book)
    assert material.cases[CaseId("C3")].band(AttributeId("manner")) == "not-applicable"
    assert [case.id for case in material.coded_cases] == ["C1", "C2"]
    coded_book.checklist.mark_rest_not_raised(CaseId("C3"))
    material = read_material(coded_book)
    assert [case.id for case in material.coded_cases] == ["C1", "C2", "C3"]
    listed = [(case.id, case.considered == case.factors) for case in coded_book.cases.list()]
    assert [(case.id, case.complete) for case in material.cases.values()] == listed
    assert [label for label, complete in listed if complete] == ["C3"]
    position = TAXONOMY.attribute(AttributeId("position"))
    crossed = cross(
        material,
        {factor.id: factor.group for factor in TAXONOMY.active_factors},
        [group.id for group in TAXONOMY.groups],
        position.id,
        [band.id for band in position.bands],
    )
    assert crossed.cases == {"defector": 1, "not-said": 2}
    assert {cell: n for cell, n in crossed.raising.items() if n} == {
        ("driver.morality", "defector"): 1,
        ("obstacle.punishment", "defector"): 1,
        ("driver.morality", "not-said"): 1,
    }


def test_sentences_begin_where_the_text_has_them(coded_book):
    interview = coded_book.interviews.add(CaseId("C3"), TEXT)
    starts = read_material(coded_book).sentences(interview.id)
    assert [TEXT[start:][:4] for start in starts] == ["Why?", "They", "I le", "We r", "ကျွန"]
