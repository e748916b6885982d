import pytest

from fieldnotes.base.errors import AnswerIsNoError, WrongUseError
from fieldnotes.codebook.guides import guide_from_text, guide_of, guides_of


def test_the_codebook_makes_a_guide_of_each_group_and_of_all(taxonomy):
    made = {guide.name: guide for guide in guides_of(taxonomy)}
    assert set(made) == {group.key for group in taxonomy.groups} | {
        "drivers",
        "obstacles",
        "conditions",
        "everything",
    }
    prompts = {prompt for factor in taxonomy.active_factors for prompt in factor.prompts}
    assert {question for guide in made.values() for question in guide.questions} == prompts
    assert len(made["everything"].questions) <= len(taxonomy.active_factors)


def test_groups_are_chosen_together(taxonomy):
    both = guide_of(taxonomy, "dm, se,dm")
    assert both.name == "dm,se"
    assert (
        both.questions == guide_of(taxonomy, "driver.morality").questions + guide_of(taxonomy, "se").questions
    )
    for unknown in ("zz", "dm,zz", "", ","):
        with pytest.raises(AnswerIsNoError):
            guide_of(taxonomy, unknown)


def test_a_skeleton_is_turns():
    guide = guide_from_text("g", "Where were you?\nWho knew?")
    assert guide.skeleton == "Q: Where were you?\nA: \n\nQ: Who knew?\nA: \n"


def test_a_list_of_questions_is_read_as_people_write_it():
    text = (
        "# Families\n\n1. Who knew?\n2)  And   who helped?\n- Q: Why?\nQ: ဘယ်သူ သိလဲ။\n10 years ago, where?\nQ:\n"
    )
    assert guide_from_text("g", text).questions == (
        "Who knew?", "And who helped?", "Q: Why?", "ဘယ်သူ သိလဲ။", "10 years ago, where?"
    )  # fmt: skip


@pytest.mark.parametrize("text", ["", "\n\n", "# only a remark\n", "Q: \n", "x" * 1001, "q?\n" * 501])
def test_a_text_without_questions_or_too_long_is_refused(text):
    with pytest.raises(WrongUseError):
        guide_from_text("g", text)


def test_guides_of_the_team_are_kept_and_found_before_nothing(book):
    book.guides.add("families", "Who knew?\nWho helped?")
    assert [guide.name for guide in book.guides.own()] == ["families"]
    assert book.guides.get("Families ").questions == ("Who knew?", "Who helped?")
    assert book.guides.get("dm").questions == guide_of(book.taxonomy, "dm").questions
    with pytest.raises(WrongUseError):
        book.guides.add("families", "Another?")
    book.guides.delete("families")
    with pytest.raises(AnswerIsNoError):
        book.guides.get("families")
    with pytest.raises(AnswerIsNoError):
        book.guides.delete("dm")


@pytest.mark.parametrize(
    "name", ["", "Two Words", "dm", "everything", "driver.morality", "ā", "x" * 41, "-x", "a,b"]
)
def test_names_that_cannot_be_are_refused(book, name):
    with pytest.raises(WrongUseError):
        book.guides.add(name, "Who knew?")
