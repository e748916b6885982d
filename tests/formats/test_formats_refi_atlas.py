"""A project that ATLAS.ti 8.4 wrote (sky-loom/refi-qda, MIT), counted here in its XML and not by the program."""

import re
import zipfile

import pytest
from lxml import etree
from refi_material import SHARED, Q, package, words

from fieldnotes.formats.refi.importing import carry_out
from fieldnotes.formats.refi.packaged import load
from fieldnotes.formats.refi.planning import plan_import

QDE, QDPX = SHARED / "Project.qde", SHARED / "TestProject.qdpx"
pytestmark = pytest.mark.skipif(not QDE.exists(), reason="the ATLAS.ti project is not here")


@pytest.fixture(scope="module")
def xml():
    return etree.parse(str(QDE)).getroot()


def test_the_project_as_it_is_has_codes_and_no_texts(book, xml):
    with zipfile.ZipFile(QDPX) as opened:
        assert [
            name for name in opened.namelist() if name.endswith(".txt")
        ] == []  # the fact that decides the rest
    plan = plan_import(book, load(QDPX))
    codes = xml.findall(f"{Q}CodeBook/{Q}Codes/{Q}Code")
    assert [code.name for code in plan.codes] == [code.get("name") for code in codes]
    assert len(codes) == 14
    sources = xml.find(f"{Q}Sources")
    texts = sources.findall(f"{Q}TextSource")
    left_out = dict(plan.left_out)
    assert left_out.pop("texts that have no plain text in the file") == len(texts) == 6
    selections = [one for text in texts for one in text.findall(f"{Q}PlainTextSelection")]
    assert left_out.pop("passages in texts that are not there") == len(selections) == 6
    codings = [one for text in texts for one in text.iter(f"{Q}Coding")]
    assert left_out.pop("codings in texts that are not there") == len(codings) == 7
    assert left_out.pop("notes that belong to no coding") == len(xml.findall(f"{Q}Notes/{Q}Note")) == 2
    for what, tag in (
        ("pictures", "PictureSource"),
        ("PDF documents", "PDFSource"),
        ("sound recordings", "AudioSource"),
        ("films", "VideoSource"),
    ):
        assert left_out.pop(what) == len(sources.findall(f"{Q}{tag}"))
    others = [one for one in sources if one.tag != f"{Q}TextSource"]
    tags = {f"{Q}{kind}Selection" for kind in ("Picture", "PDF", "Audio", "Video", "Transcript", "PlainText")}
    assert left_out.pop("selections in pictures, PDF documents and recordings") == sum(
        one.tag in tags for other in others for one in other.iter()
    )
    assert left_out.pop("codings on pictures, PDF documents and recordings") == sum(
        1 for other in others for _ in other.iter(f"{Q}Coding")
    )
    assert left_out.pop("transcripts of recordings") == sum(
        1 for other in others for _ in other.iter(f"{Q}Transcript")
    )
    for what, path in (("sets", "Sets/Set"), ("links", "Links/Link"), ("graphs", "Graphs/Graph")):
        assert left_out.pop(what) == len(xml.findall("/".join(Q + part for part in path.split("/"))))
    assert left_out == {}
    made = carry_out(book, plan)
    assert (made.cases, made.interviews, made.codings, made.factors) == (0, 0, 0, 14)
    described = {one.label: one.description for one in book.local.all()}
    assert described == {one.get("name"): one.findtext(f"{Q}Description", "") for one in codes}
    assert described["Coke::full-fat Coke"] == "aka regular"


def text_for(source):
    """A text in which each selection's quoted words stand where the project says; the project came without its texts."""
    length = (
        max((int(one.get("endPosition")) for one in source.iter(f"{Q}PlainTextSelection")), default=0) + 20
    )
    letters = list("ne si " * (length // 6 + 1))[:length]
    for one in source.iter(f"{Q}PlainTextSelection"):
        start, end, name = int(one.get("startPosition")), int(one.get("endPosition")), one.get("name")
        quoted = name.removesuffix("…")
        if name.endswith("…") or len(quoted) == end - start:
            letters[start : start + len(quoted)] = quoted
    return "".join(letters[:length])


def test_with_texts_its_passages_have_the_words_it_quotes(book, xml, tmp_path):
    sources = xml.findall(f"{Q}Sources/{Q}TextSource")
    parts = {
        f"Sources/{source.get('plainTextPath').removeprefix('internal://')}": text_for(source)
        for source in sources
    }
    file = package(tmp_path / "with texts.qdpx", QDE.read_bytes(), parts, name="Project.qde")
    plan = plan_import(book, load(file))
    selections = [one for source in sources for one in source.findall(f"{Q}PlainTextSelection")]
    codings = [one for source in sources for one in source.iter(f"{Q}Coding")]
    uncoded = [one for one in selections if one.find(f"{Q}Coding") is None]
    assert plan.decision.moved == 0
    assert plan.decision.looked_at == len(selections)
    assert "texts that have no plain text in the file" not in plan.left_out
    assert (plan.interviews, plan.passages) == (len(sources), len(selections))
    assert plan.codings == len(codings) + len(uncoded)
    made = carry_out(book, plan)
    assert made.cases == made.interviews == len(sources)
    names = {code.get("guid"): code.get("name") for code in xml.iter(f"{Q}Code")}
    ids = {one.label: one.id for one in book.local.all()}
    found = {}
    for case in book.cases.list():
        for (coded, factor, coder), count in words(book, case.id).items():
            assert (count, coder) == (1, "A")
            found.setdefault(coded, set()).add(factor)
    wanted = {}
    for source in sources:
        text = text_for(source)
        for one in source.iter(f"{Q}PlainTextSelection"):
            coded = text[int(one.get("startPosition")) : int(one.get("endPosition"))]
            codes = [names[ref.get("targetGUID")] for ref in one.iter(f"{Q}CodeRef")]
            wanted.setdefault(coded, set()).update(ids[name] for name in codes or ["passage without a code"])
    assert found == wanted
    assert "Oh, that was great. See you tomorrow? Eleven thirty. Mm." in found
    memos = [
        coding.memo for case in book.cases.list() for coding in book.codings.of_case(case.id) if coding.memo
    ]
    described = [
        one.findtext(f"{Q}Description") for one in selections if one.find(f"{Q}Description") is not None
    ]
    assert sorted(memos) == sorted(described)
    # Nobody's name came with it: not of those who coded, and not of files that are called after people.
    stored = "\n".join(
        str(value)
        for table in ("cases", "interviews", "codings", "case_attributes")
        for row in book.vault.connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - of this test
        for value in row
    )
    for user in xml.iter(f"{Q}User"):
        assert user.get("name") not in stored
    assert not re.search(
        "Mabel|Simon|Mab",
        "".join(one.title for case in book.cases.list() for one in book.interviews.of(case.id)),
    )
    assert {one.id for one in book.cases.list()} == {f"P{number}" for number in range(1, len(sources) + 1)}
