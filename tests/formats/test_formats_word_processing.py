"""Word processor files: read whole, as independent programs write them, and refused where they are traps."""

import io
import random
import struct
import zipfile
from contextlib import suppress
from pathlib import Path

import docx
import odfdo
import pytest
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.base.errors import DamagedError, FieldnotesError, RefusedError, WrongUseError
from fieldnotes.formats.importing import read_bytes, read_file
from fieldnotes.formats.packages import MOST_PARTS, Package
from fieldnotes.formats.word_processing import read_document

TALK = ["Q: When did you leave?", "A: မနက်စောစော ထွက်ခဲ့တယ်။", "", "A: The  ferry\twas late."]
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def written_docx(paragraphs: list[str]) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def written_odt(paragraphs: list[str]) -> bytes:
    document = odfdo.Document("text")
    document.body.clear()
    for paragraph in paragraphs:
        document.body.append(odfdo.Paragraph(paragraph))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def packed(parts: dict[str, bytes], **options: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", options.get("compression", zipfile.ZIP_DEFLATED)) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def docx_of(body: str, extra: str = "") -> bytes:
    return packed(
        {
            "[Content_Types].xml": b"<x/>",
            "word/document.xml": (
                f'<w:document xmlns:w="{_W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
                f"{extra}><w:body>{body}</w:body></w:document>"
            ).encode(),
        }
    )


@pytest.mark.parametrize("write", [written_docx, written_odt], ids=["docx", "odt"])
def test_what_another_program_wrote_is_read_whole(write):
    read = read_document(write(TALK))
    assert read.text == "\n".join(TALK)
    assert read.left_out == ()


_LINES = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=60).map(str.strip)


@settings(max_examples=40)
@given(st.lists(_LINES, min_size=1, max_size=6))
def test_any_paragraphs_come_back_from_docx(paragraphs: list[str]):
    assert read_document(written_docx(paragraphs)).text == "\n".join(paragraphs)


@settings(max_examples=40)
@given(st.lists(_LINES.filter(lambda line: "\N{NO-BREAK SPACE}" not in line), min_size=1, max_size=6))
def test_any_paragraphs_come_back_from_odt(paragraphs: list[str]):
    assert read_document(written_odt(paragraphs)).text == "\n".join(paragraphs)


def test_tables_and_insertions_are_read_and_what_was_struck_out_is_told():
    document = docx.Document()
    document.add_paragraph("A: before")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "left cell", "right cell"
    paragraph = document.add_paragraph("A: we ")
    paragraph._p.append(parse_xml(f'<w:ins xmlns:w="{_W}"><w:r><w:t>walked</w:t></w:r></w:ins>'))
    paragraph._p.append(parse_xml(f'<w:del xmlns:w="{_W}"><w:r><w:delText>ran</w:delText></w:r></w:del>'))
    paragraph.add_run().add_break()
    paragraph.add_run("at night")
    file = io.BytesIO()
    document.save(file)
    read = read_document(file.getvalue())
    assert read.text == "A: before\nleft cell\nright cell\nA: we walked\nat night"
    assert read.left_out == ("Text struck out with changes being tracked were left out.",)


def test_a_text_box_written_for_new_and_old_programs_is_read_once():
    box = "<w:txbxContent><w:p><w:r><w:t>in the box</w:t></w:r></w:p></w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>outside</w:t></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert read_document(docx_of(body)).text == "outside\nin the box"


def test_footnotes_comments_and_pictures_are_told():
    body = (
        "<w:p><w:r><w:t>A: said</w:t></w:r><w:r><w:footnoteReference w:id='1'/></w:r>"
        "<w:r><w:commentReference w:id='1'/></w:r><w:r><w:drawing/></w:r></w:p>"
    )
    read = read_document(docx_of(body))
    assert read.text == "A: said"
    assert read.left_out == (
        "Comments were left out.",
        "Footnotes were left out.",
        "Pictures and drawings were left out.",
    )


def test_the_whole_way_normalises_as_for_any_text(tmp_path: Path):
    file = tmp_path / "talk.docx"
    file.write_bytes(written_docx(["A: cafe\u0301", "A: \u202eturned\u202c"]))
    read = read_file(file)
    assert read.text == "A: caf\u00e9\nA: ␦turned␦"
    assert [change.kind for change in read.normalised.changes] == ["direction-controls", "composed"]


BOMB = b"<x>" + b" " * (80 * 2**20) + b"</x>"


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (packed({"a.txt": b"x"}), WrongUseError),
        (packed({"word/document.xml": b"<w>"}), DamagedError),
        (packed({"word/document.xml": b"<w/>"}), DamagedError),
        (docx_of("<w:p/>"), WrongUseError),
        (packed({"word/document.xml": BOMB}), WrongUseError),
        (
            packed({"word/document.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
            RefusedError,
        ),
        (
            packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<!DOCTYPE x><x/>"}),
            RefusedError,
        ),
        (packed({"mimetype": b"application/epub+zip", "content.xml": b"<x/>"}), WrongUseError),
        (packed({f"{number}": b"" for number in range(MOST_PARTS + 1)}), WrongUseError),
        (written_docx(TALK)[:-200], DamagedError),
        (b"PK\x03\x04" + b"\0" * 100, DamagedError),
        (b"PK\x05\x06", DamagedError),
    ],
    ids=[
        "another package", "not well formed", "no body", "no text", "zip bomb", "entities", "doctype in odt", "epub",
        "too many parts", "cut off", "zeros", "almost nothing",
    ],
)  # fmt: skip
def test_traps_and_ruins_are_refused_in_a_sentence(raw: bytes, error: type[FieldnotesError]):
    with pytest.raises(error) as refused:
        read_bytes(raw)
    assert refused.value.__cause__ is None
    assert str(refused.value).count(". ") == 1


def test_a_password_is_told():
    raw = bytearray(docx_of("<w:p/>"))
    for signature, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = -1
        while (place := raw.find(signature, place + 1)) >= 0:
            struct.pack_into("<H", raw, place + at, 1)
    with pytest.raises(RefusedError, match="password"):
        read_bytes(bytes(raw))


def test_a_part_that_lies_about_its_size_takes_no_memory():
    raw = bytearray(packed({"word/document.xml": b"<x>" + b"a" * 10_000 + b"</x>"}))
    place = raw.index(b"PK\x01\x02")
    struct.pack_into("<I", raw, place + 24, 2**31 - 1)
    with pytest.raises(FieldnotesError):
        Package(bytes(raw)).read("word/document.xml", 1_000)


def test_blanks_by_the_billion_are_not_written_out():
    content = (
        b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        b' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>'
        b'<text:p>a<text:s text:c="9999999999"/>b<text:s text:c="-3"/>c</text:p>'
        b"</office:text></office:body></office:document-content>"
    )
    raw = packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content})
    assert len(read_document(raw).text) < 2_000


@settings(max_examples=150)
@given(st.integers(0, 2**32 - 1))
def test_damaged_files_give_text_or_a_sentence_and_nothing_else(seed: int):
    chance = random.Random(seed)
    raw = bytearray(chance.choice(_WHOLE))
    for _ in range(chance.randint(1, 8)):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    with suppress(FieldnotesError):
        read_bytes(bytes(raw))


_WHOLE = (written_docx(TALK), written_odt(TALK))
