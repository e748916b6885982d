"""What is written out and read again is the same casebook, as far as the standard can carry it."""

import io
import unicodedata
import zipfile
from collections import Counter
from dataclasses import replace
from itertools import count
from uuid import uuid5

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from making_vaults import create_vault
from refi_material import PROJECT, SHARED, Q, qde_of, schema

from fieldnotes.base.errors import RefusedError
from fieldnotes.base.ids import CaseId, CoderLabel
from fieldnotes.base.span import Span
from fieldnotes.casebook.actchanges import ActKind
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.memorecords import MemoKind, Subject
from fieldnotes.casebook.records import NewCoding, State
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.codebook.models import NOT_SAID, Role, Stance
from fieldnotes.formats.refi.guids import CODEBOOK_NAMESPACE, ProjectGuids, codebook_guid
from fieldnotes.formats.refi.importing import carry_out
from fieldnotes.formats.refi.packaged import load
from fieldnotes.formats.refi.planning import plan_import
from fieldnotes.formats.refi.project_writing import project_file
from fieldnotes.formats.refi.xml_words import xml_words
from fieldnotes.text.edits import Edit
from fieldnotes.text.normalising import normalise_text
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

TAXONOMY = load_taxonomy()
ACTIVE = [factor.id for factor in TAXONOMY.active_factors]
CONDITIONS = {factor.id for factor in TAXONOMY.factors if factor.role is Role.CONDITION}
LOCAL = ("River crossing", "မြစ်ကူးခြင်း", '<&"quoted"> label')
HAS_SCHEMA = (SHARED / "Project.xsd").exists()

SENTENCE = st.sampled_from(
    (
        "They beat us. ",
        "ကျွန်တော် ထွက်ခဲ့တယ်။",
        "\n",
        "😀",
        "𑄮𑄧",
        "a\u0301",
        "<b>&amp;",
        "]]>",
        "  ",
        "\t",
        "ﷺ",
        "x" * 40,
    )
)
WORDS = st.lists(
    st.one_of(SENTENCE, st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=6)),
    max_size=8,
)
TEXTS = WORDS.map(lambda parts: normalise_text("".join(parts)).text)
MEMOS = WORDS.map("".join).map(lambda memo: normalise_text(memo).text if "\u2028" in memo else memo)
TITLES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20)

_numbers = count(1)


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    """One to write from and one to read into; every example has cases of its own."""
    made = []
    for name in ("from", "into"):
        folder = tmp_path_factory.mktemp(name) / "vault"
        vault, _ = create_vault(
            folder, role=VaultRole.RESEARCHER, passphrase=Passphrase("correct horse battery staple"), kdf_id=1
        )
        made.append(Casebook.open(vault, TAXONOMY))
    for number, label in enumerate(LOCAL):
        made[0].local.add(label, f"description {number}\nin two lines" if number else "")
    yield made
    for book in made:
        assert book.vault.stale() == ()
        book.vault.close()


@st.composite
def interviews(draw):
    text, title = draw(TEXTS), draw(TITLES)
    codings = []
    for _ in range(draw(st.integers(0, 6)) if text else 0):
        start = draw(st.integers(0, len(text) - 1))
        span = Span(start, draw(st.integers(start + 1, len(text))))
        factor = draw(st.one_of(st.sampled_from(ACTIVE), st.sampled_from(LOCAL)))
        stance = None if factor in CONDITIONS else draw(st.one_of(st.none(), st.sampled_from(list(Stance))))
        strength = draw(st.sampled_from((None, 1, 2, 3)))
        codings.append((span, factor, stance, strength, draw(MEMOS), draw(st.sampled_from("ABZ"))))
    return text, title, codings


FACTOR_MEMOS = st.dictionaries(st.sampled_from((*ACTIVE[:4], *LOCAL)), MEMOS, max_size=4)
DIARIES = st.lists(st.tuples(MEMOS, st.dates().map(str)), max_size=3)


@st.composite
def cases(draw):
    bands = {}
    for attribute in TAXONOMY.attributes:
        if attribute.id in ("age", "branch") and draw(st.booleans()):
            bands[attribute.id] = draw(
                st.sampled_from([band.id for band in attribute.bands if band.id != NOT_SAID])
            )
    marks = draw(
        st.dictionaries(
            st.sampled_from(ACTIVE), st.sampled_from((State.DENIED, State.NOT_RAISED)), max_size=5
        )
    )
    return draw(st.lists(interviews(), max_size=3)), bands, marks, draw(st.sampled_from("AB"))


def fill(book, wanted):
    labels = []
    for number, (texts, bands, marks, settled) in zip(_numbers, wanted, strict=False):
        label = book.cases.add(CaseId(f"C{number}")).id
        labels.append(label)
        book.cases.set_attributes(label, bands)
        book.cases.settle(label, settled)
        local = {one.label: one.id for one in book.local.all()}
        for text, title, codings in texts:
            made = book.interviews.add(label, text, title)
            new = {
                (span, factor, coder): NewCoding(
                    span, local.get(factor, factor), stance, strength, memo, coder
                )
                for span, factor, stance, strength, memo, coder in codings
            }
            book.codings.add_all(made.id, list(new.values()))
        for factor, state in marks.items():
            book.checklist.mark(label, factor, state)
    return labels


def as_told(book, label):
    """Everything of a case that is to survive."""
    case = book.cases.get(label)
    local = {one.id: (one.label, one.description) for one in book.local.all()}
    told = []
    for interview in book.interviews.of(label):
        codings = Counter(
            (
                one.span,
                local.get(one.factor, one.factor),
                one.stance,
                one.strength,
                xml_words(one.memo),
                one.coder,
            )
            for one in book.codings.of_interview(interview.id)
        )
        told.append((xml_words(interview.title), book.interviews.text(interview.id), codings))
    return case.attributes, case.settled_coder, book.checklist.states(label), told


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(cases(), min_size=1, max_size=3))
def test_a_round_trip_loses_nothing(books, tmp_path_factory, wanted):
    source, target = books
    labels = fill(source, wanted)
    written = project_file(source, labels)
    if HAS_SCHEMA:
        schema("Project.xsd").assertValid(qde_of(written.raw))
    file = tmp_path_factory.mktemp("p") / "p.qdpx"
    file.write_bytes(written.raw)
    plan = plan_import(target, load(file))
    assert plan.ours
    assert plan.left_out == {}
    assert plan.codings == written.codings
    carry_out(target, plan)
    for label in labels:
        assert as_told(target, label) == as_told(source, label)


def put_memos_and_diary(book, on_factors, entries):
    """Nothing but these, as a text is stored: some of what was drawn is no text at all."""
    for memo in book.memos.on_factors() + book.memos.in_diary():
        book.memos.remove(memo.subject)
    local = {one.label: one.id for one in book.local.all()}
    for factor, memo in on_factors.items():
        if memo.strip():
            book.memos.write(Subject(MemoKind.FACTOR, local.get(factor, factor)), memo)
    for text, day in entries:
        if text.strip():
            book.diary.add(text, day)


def memos_and_diary(book):
    local = {one.id: one.label for one in book.local.all()}
    return (
        {local.get(memo.factor, memo.factor): xml_words(memo.text) for memo in book.memos.on_factors()},
        Counter((xml_words(entry.text), entry.day) for entry in book.diary.all()),
    )


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(FACTOR_MEMOS, DIARIES)
def test_a_round_trip_loses_no_memo_on_a_factor_and_no_entry_of_the_diary(
    books, tmp_path_factory, on_factors, entries
):
    source, target = books
    put_memos_and_diary(source, on_factors, entries)
    put_memos_and_diary(target, {}, [])
    written = project_file(source)
    if HAS_SCHEMA:
        schema("Project.xsd").assertValid(qde_of(written.raw))
    file = tmp_path_factory.mktemp("p") / "p.qdpx"
    file.write_bytes(written.raw)
    plan = plan_import(target, load(file))
    assert plan.left_out == {}
    assert (plan.memos, len(plan.entries)) == (written.memos, written.entries)
    carry_out(target, replace(plan, cases=()))
    assert memos_and_diary(target) == memos_and_diary(source)
    again = plan_import(target, load(file))
    assert (again.entries, [code.memo for code in again.codes if code.memo]) == ((), []), (
        "they are there already"
    )


def test_what_is_written_keeps_to_the_schema_and_to_the_hard_facts(books):
    if not HAS_SCHEMA:
        pytest.skip("the schema is not here")
    source, _ = books
    (label,) = fill(
        source,
        [
            (
                [
                    (
                        "They\nbeat 😀 us. e\u0301",
                        "a title",
                        [(Span(10, 14), "River crossing", None, 3, "m", "B")],
                    )
                ],
                {},
                {},
                "A",
            )
        ],
    )
    raw = project_file(source, [label]).raw
    root = qde_of(raw)
    schema("Project.xsd").assertValid(root)
    assert root.get("origin") == "fieldnotes"
    for tag in ("Codes", "Sets", "Users", "Cases", "Sources", "Notes", "Variables"):
        assert all(len(one) for one in root.iter(Q + tag))
    assert not any(one.get("name") for one in root.iter(f"{Q}PlainTextSelection"))
    assert not any("Date" in name for one in root.iter() for name in one.attrib)
    with zipfile.ZipFile(io.BytesIO(raw)) as opened:
        (text,) = (name for name in opened.namelist() if name.startswith("sources/"))
        stored = opened.read(text)
        assert {part.date_time for part in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert stored == "They\nbeat 😀 us. \u00e9".encode()  # LF, no mark, NFC
    one = next(root.iter(f"{Q}PlainTextSelection"))
    start, end = int(one.get("startPosition")), int(one.get("endPosition"))
    assert stored.decode()[start:end] == "😀 us"
    empty = project_file(source, [])
    schema("Project.xsd").assertValid(qde_of(empty.raw))
    assert [child.tag for child in qde_of(empty.raw)] == [f"{{{PROJECT}}}CodeBook"]


def test_ids_are_the_same_every_time_and_of_this_vault_alone(books, make_book):
    source, _ = books
    (label,) = fill(
        source, [([("They beat us.", "", [(Span(0, 4), ACTIVE[0], None, None, "memo", "A")])], {}, {}, "A")]
    )
    first = project_file(source, [label]).raw
    assert project_file(source, [label]).raw == first
    other = make_book()
    other.cases.add(label)
    made = other.interviews.add(label, "They beat us.")
    other.codings.add(made.id, Span(0, 4), ACTIVE[0], memo="memo")

    def ids(raw):
        return {one.get("guid") for one in qde_of(raw).iter() if one.get("guid")}

    shared = ids(first) & ids(project_file(other, [label]).raw)
    codes = {one.get("guid") for tag in ("Code", "Variable") for one in qde_of(first).iter(Q + tag)}
    assert shared <= codes  # the codebook is everybody's; cases, texts and codings are not


def test_words_that_were_deleted_are_counted_and_changed_forms_follow(books):
    source, _ = books
    label = fill(source, [([], {}, {}, "A")])[0]
    made = source.interviews.add(
        label, "They beat us. cafe\u0301 noir."
    )  # typed in another form than an import stores
    source.codings.add(made.id, Span(0, 4), ACTIVE[0])
    source.codings.add(made.id, Span(20, 24), ACTIVE[1])
    source.journal.record(made.id, [Edit(0, "They ", "")])
    written = project_file(source, [label])
    assert (written.codings, written.lost) == (1, 1)
    root = qde_of(written.raw)
    (one,) = root.iter(f"{Q}PlainTextSelection")
    with zipfile.ZipFile(io.BytesIO(written.raw)) as opened:
        text = opened.read(next(name for name in opened.namelist() if name.startswith("sources/"))).decode()
    assert unicodedata.is_normalized("NFC", text)
    assert text[int(one.get("startPosition")) : int(one.get("endPosition"))] == "noir"


@given(st.uuids(), st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_ids_are_uuids_of_version_5(namespace, name):
    assert ProjectGuids(namespace).of("case", name) == str(uuid5(namespace, f"case:{name}"))
    assert codebook_guid("factor", name) == str(uuid5(CODEBOOK_NAMESPACE, f"factor:{name}"))


def test_the_package_is_plain_xml_that_declares_nothing(books):
    source, _ = books
    with zipfile.ZipFile(io.BytesIO(project_file(source, []).raw)) as opened:
        raw = opened.read("project.qde")
    assert b"<!" not in raw
    assert b"\r" not in raw
    assert etree.fromstring(raw).tag == f"{Q}Project"


def test_the_memo_on_a_case_is_its_description_and_an_import_is_no_act(books, tmp_path):
    source, target = books
    case = source.cases.add(CaseId("MEMO1")).id
    memo = "First line <&>\n\nမြစ်ကို"
    source.memos.write(Subject(MemoKind.CASE, case), memo)
    source.checklist.mark(case, ACTIVE[0], State.DENIED)
    file = tmp_path / "one.qdpx"
    file.write_bytes(project_file(source, [case]).raw)
    if HAS_SCHEMA:
        schema("Project.xsd").assertValid(qde_of(file.read_bytes()))
    plan = plan_import(target, load(file))
    assert (plan.memos, dict(plan.left_out)) == (1, {})
    before = target.acts.all()
    carry_out(target, plan)
    assert target.memos.text(Subject(MemoKind.CASE, plan.cases[0].label)) == memo
    assert target.checklist.states(plan.cases[0].label)[ACTIVE[0]] is State.DENIED
    assert target.acts.all() == before


def test_a_case_that_is_being_coded_a_second_time_is_not_written_out(book):
    """It would show the codings that are hidden, or lack them."""
    case = book.cases.add(CaseId("C1")).id
    book.second.begin(case, CoderLabel("B"))
    with pytest.raises(RefusedError, match="Coder B is coding case C1"):
        project_file(book)
    book.checklist.mark_rest_not_raised(case)
    assert project_file(book).cases == 1


def test_some_cases_take_only_the_memos_on_their_factors_along_and_no_diary(make_book):
    book = make_book()
    for case, factor in ((CaseId("C1"), ACTIVE[0]), (CaseId("C2"), ACTIVE[1])):
        made = book.interviews.add(book.cases.add(case).id, "They beat us.")
        book.codings.add(made.id, Span(0, 4), factor)
        book.memos.write(Subject(MemoKind.FACTOR, factor), f"thoughts on {case}")
    book.diary.add("not to be read elsewhere")
    written = project_file(book, [CaseId("C1")])
    words = etree.tostring(qde_of(written.raw), encoding="unicode")
    assert "thoughts on C1" in words
    assert "thoughts on C2" not in words
    assert "not to be read elsewhere" not in words
    assert (written.memos, written.entries) == (1, 0)
    everything = project_file(book)
    assert (everything.memos, everything.entries) == (2, 1)


def test_a_memo_that_is_there_stays_and_the_other_stands_behind_it(make_book, tmp_path):
    source, target = make_book(), make_book()
    on_factor = Subject(MemoKind.FACTOR, ACTIVE[0])
    source.memos.write(on_factor, "theirs")
    source.diary.add("the same words", "2024-02-29")
    target.memos.write(on_factor, "ours")
    target.diary.add("the same words", "2024-03-01")
    file = tmp_path / "one.qdpx"
    file.write_bytes(project_file(source).raw)
    carry_out(target, plan_import(target, load(file)))
    assert target.memos.text(on_factor) == "ours\n\ntheirs"
    assert [entry.day for entry in target.diary.all()] == ["2024-02-29", "2024-03-01"]
    assert target.acts.undo().kind is ActKind.DIARY, "what was written by hand is undone, not the import"


def test_notes_on_codes_and_on_a_project_of_another_program_are_kept(make_book, tmp_path):
    book = make_book()
    guid = codebook_guid("factor", ACTIVE[0])
    file = tmp_path / "p.qde"
    file.write_text(
        f"""<Project xmlns="{PROJECT}" name="p" origin="Other"><CodeBook><Codes>
        <Code guid="{guid}" name="known" isCodable="true"><NoteRef targetGUID="{NOTES[0]}"/></Code>
        <Code guid="{NOTES[3]}" name="new one" isCodable="true"><NoteRef targetGUID="{NOTES[1]}"/></Code>
        </Codes></CodeBook><Notes>
        <Note guid="{NOTES[0]}" name="n"><PlainTextContent>on a known code</PlainTextContent></Note>
        <Note guid="{NOTES[1]}" name="n"><PlainTextContent>on a new code</PlainTextContent></Note>
        <Note guid="{NOTES[2]}" name="Field trip"><PlainTextContent>day: 2024-02-29</PlainTextContent></Note>
        </Notes><NoteRef targetGUID="{NOTES[2]}"/><NoteRef targetGUID="{NOTES[0][::-1]}"/></Project>""",
        "utf-8",
    )
    plan = plan_import(book, load(file))
    assert dict(plan.left_out) == {"references to notes that the file does not hold": 1}
    carry_out(book, plan)
    assert book.memos.text(Subject(MemoKind.FACTOR, ACTIVE[0])) == "on a known code"
    assert "on a new code" in book.local.all()[0].description
    assert [entry.text for entry in book.diary.all()] == ["Field trip\n\nday: 2024-02-29"]


NOTES = [f"00000000-0000-4000-8000-00000000000{number}" for number in range(1, 5)]
