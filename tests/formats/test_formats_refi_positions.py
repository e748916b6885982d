"""Positions as other programs count them. The files are made here the way NVivo for Windows makes them: CRLF, a byte order
mark that is not counted, UTF-16 units."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refi_material import code, package, project_xml, selection, source, words

from fieldnotes.base.span import Span
from fieldnotes.formats.refi.conventions import (
    NVIVO,
    STANDARD,
    Breaks,
    Convention,
    Features,
    Positions,
    simplified,
)
from fieldnotes.formats.refi.deciding import Source, decide
from fieldnotes.formats.refi.elements import Selection
from fieldnotes.formats.refi.importing import carry_out
from fieldnotes.formats.refi.packaged import load
from fieldnotes.formats.refi.planning import plan_import

LINES = (
    "Q: Why did you leave? 😀",
    "A: They beat us every day.",
    "",
    "A: 𑄮𑄧 ကျွန်တော် ထွက်ခဲ့တယ်။ At night 😀 we ran.",
)
CODED = ("beat us", "ထွက်ခဲ့တယ်", "we ran", "every day.", "leave?", "night")


def utf16(text):
    return len(text.encode("utf-16-le")) // 2


def counted(text, words_, unit=len):
    """Where words stand in a text, counted in some unit."""
    start = text.index(words_)
    return unit(text[:start]), unit(text[: start + len(words_)])


def project(place, *, origin, names=False, content=None):
    chosen = "".join(
        selection(100 + number, *place(one), [1 + number % 2], name=one if names else "")
        for number, one in enumerate(CODED)
    )
    where = {"content": content} if content is not None else {"path": "internal://t.txt"}
    return project_xml(
        origin=origin,
        codes=code(1, "Violence code") + code(2, "Another code"),
        sources=source(50, chosen, **where),
    )


def imported(book, tmp_path, xml, text=None):
    parts = {} if text is None else {"Sources/t.txt": text}
    plan = plan_import(book, load(package(tmp_path / f"{len(book.cases.list())}.qdpx", xml, parts)))
    carry_out(book, plan)
    return plan, {coded for coded, _, _ in words(book, plan.cases[0].label)}


CRLF, LF = "\r\n".join(LINES), "\n".join(LINES)


@pytest.mark.parametrize("names", [False, True])
def test_nvivo_for_windows_counts_utf16_units_without_the_mark(book, tmp_path, names):
    xml = project(
        lambda one: counted(CRLF, one, utf16), origin="NVivo 12 Plus 12.0.0.71 (Windows)", names=names
    )
    plan, coded = imported(book, tmp_path, xml, "\ufeff".encode() + CRLF.encode())
    assert coded == set(CODED)
    assert plan.decision.convention == Convention(utf16=True)
    behind = len(CODED) - 1  # one stands before the first emoji
    assert plan.decision.moved == behind
    assert f"{behind} passages were moved" in plan.decision.sentence
    assert "NVivo" in plan.decision.sentence


def test_it_counts_a_line_break_as_two_where_the_file_has_one(book, tmp_path):
    xml = project(lambda one: counted(CRLF, one, utf16), origin="NVivo 20 (Windows)", content=LF)
    plan, coded = imported(book, tmp_path, xml)
    assert coded == set(CODED)
    assert plan.decision.convention == NVIVO


def test_the_standard_counts_code_points_of_the_file_as_it_is(book, tmp_path):
    for text in (LF, CRLF):
        xml = project(lambda one, text=text: counted(text, one), origin="Another program 1.0")
        plan, coded = imported(book, tmp_path, xml, text.encode())
        assert coded == set(CODED)
        assert (plan.decision.convention, plan.decision.moved) == (STANDARD, 0)


@pytest.mark.parametrize("names", [False, True])
def test_what_fits_is_believed_over_the_programs_name(book, tmp_path, names):
    # NVivo for Mac, or a later version: it says NVivo and keeps to the standard.
    xml = project(lambda one: counted(CRLF, one), origin="NVivo 15 (Windows)", names=names)
    plan, coded = imported(book, tmp_path, xml, CRLF.encode())
    assert coded == set(CODED)
    assert plan.decision.convention == STANDARD
    assert plan.decision.moved == 0
    # And a program nobody has heard of that counts as NVivo does.
    xml = project(lambda one: counted(CRLF, one, utf16), origin="Something", names=names)
    plan, coded = imported(book, tmp_path, xml, CRLF.encode())
    assert coded == set(CODED)
    assert plan.decision.convention == Convention(utf16=True)


def test_a_mark_or_breaks_counted_in_other_ways_are_found_by_what_is_quoted(book, tmp_path):
    marked = "\ufeff" + LF
    xml = project(lambda one: counted(marked, one), origin="Something", names=True)
    plan, coded = imported(book, tmp_path, xml, marked.encode())
    assert (coded, plan.decision.convention) == (set(CODED), Convention(mark=True))
    xml = project(lambda one: counted(LF, one), origin="Something", names=True)
    plan, coded = imported(book, tmp_path, xml, CRLF.encode())
    assert (coded, plan.decision.convention) == (set(CODED), Convention(breaks=Breaks.ONE))
    assert plan.decision.moved == len(CODED) - 1  # all but the one in the first line


def test_utf16_files_and_shortened_names_are_read(book, tmp_path):
    xml = project_xml(
        origin="Something",
        codes=code(1, "Violence code"),
        sources=source(
            50, selection(100, *counted(LF, CODED[0]), [1], name="beat…"), path="internal://t.txt"
        ),
    )
    plan, coded = imported(book, tmp_path, xml, LF.encode("utf-16"))
    assert coded == {CODED[0]}
    assert plan.decision.quoted == 1


def test_a_passage_keeps_its_words_through_normalising(book, tmp_path):
    text = (
        "\ufeffThe cafe\u0301 was\r\nclosed\u2028when they\x0cbeat us. \u202eyes\u202c " + "x" * 2500 + " end"
    )
    chosen = ("cafe\u0301 was", "closed", "they", "beat us", "x" * 2500 + " end")
    body = text.removeprefix("\ufeff")
    xml = project_xml(
        codes=code(1, "one"),
        sources=source(
            50,
            "".join(selection(100 + n, *counted(body, one), [1]) for n, one in enumerate(chosen)),
            path="internal://t.txt",
        ),
    )
    plan, coded = imported(book, tmp_path, xml, text.encode())
    assert {one.replace("\n", "") for one in coded} == {
        "café was", "closed", "they", "beat us", "x" * 2500 + " end"
    }  # fmt: skip
    assert any("NFC" in sentence for sentence in plan.cases[0].interviews[0].changes)


TEXTS = st.lists(
    st.sampled_from(("word ", "\r\n", "\n", "\r", "😀", "က", "𑄮", "a", " ")), min_size=1, max_size=20
).map("".join)
CONVENTIONS = st.builds(Convention, st.booleans(), st.sampled_from(list(Breaks)), st.booleans())


@given(TEXTS, CONVENTIONS, st.booleans())
def test_every_position_comes_back_from_every_way_of_counting(text, convention, mark):
    positions = Positions(text, convention, mark=mark)
    at = 1 if convention.mark and mark else 0
    for index, character in enumerate(text):
        in_pair = character == "\n" and text[index - 1 : index] == "\r"
        lone = (character == "\n" and not in_pair) or (
            character == "\r" and text[index + 1 : index + 2] != "\n"
        )
        if not (in_pair and convention.breaks is Breaks.ONE):
            assert positions.index(at) == (index, True)
        width = utf16(character) if convention.utf16 else 1
        if convention.breaks is Breaks.TWO and lone:
            width = 2
        if convention.breaks is Breaks.ONE and in_pair:
            width = 0
        if width == 2:
            assert positions.index(at + 1) == (index, False)
            assert positions.span(at, at + 1) == Span(index, index + 1)  # half a character is all of it
        at += width
    assert positions.index(at) == (len(text), True)
    assert positions.span(at, at + 1) is None


@given(TEXTS, CONVENTIONS, st.booleans())
def test_a_simpler_name_counts_the_same(text, convention, mark):
    simple = simplified(convention, Features.of(text, mark=mark))
    one, other = Positions(text, convention, mark=mark), Positions(text, simple, mark=mark)
    assert [one.index(at) for at in range(2 * len(text) + 3)] == [
        other.index(at) for at in range(2 * len(text) + 3)
    ]


def test_nothing_is_weighed_for_a_file_of_ours():
    text = "😀 " * 40 + "word " * 40
    cut = [Selection("", "", at, at + 2, "") for at in range(81, 200, 3)]  # as odd as passages can be
    made = decide("fieldnotes", [Source(text, mark=False, selections=cut)], ours=True)
    assert (made.convention, made.moved) == (STANDARD, 0)


def test_a_hundred_thousand_positions_are_placed_in_the_time_of_reading():
    text = ("word 😀\n" * 20_000)[:100_000]
    every = [Selection("", "", at, at + 4, "") for at in range(90_000)]
    began = time.perf_counter()
    decide("NVivo 12 (Windows)", [Source(text, mark=False, selections=every)])
    assert time.perf_counter() - began < 10
