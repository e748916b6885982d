"""Casebooks and hand-made projects for the tests of REFI-QDA."""

import io
import zipfile
from collections import Counter
from pathlib import Path
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "refi"
PROJECT = "urn:QDA-XML:project:1.0"
Q = f"{{{PROJECT}}}"


def guid(number):
    return str(UUID(int=number + (1 << 100)))


def schema(name):
    return etree.XMLSchema(file=str(SHARED / name))


def project_xml(  # every part as XML already
    *, origin="Another program 1.0", users="", codes="", variables="", cases="", sources="", notes="", more=""
):
    def part(tag, inner):
        return f"<{tag}>{inner}</{tag}>" if inner else ""

    return (
        f'<?xml version="1.0" encoding="utf-8"?><Project xmlns="{PROJECT}" name="p" origin={quoteattr(origin)}>'
        + part("Users", users)
        + (f"<CodeBook><Codes>{codes}</Codes></CodeBook>" if codes else "")
        + part("Variables", variables)
        + part("Cases", cases)
        + part("Sources", sources)
        + part("Notes", notes)
        + more
        + "</Project>"
    )


def code(number, name, inner="", *, codable="true"):
    return f'<Code guid="{guid(number)}" name={quoteattr(name)} isCodable="{codable}">{inner}</Code>'


def selection(number, start, end, codes=(), *, name="", user="", inner=""):
    called = f" name={quoteattr(name)}" if name else ""
    made_by = f' creatingUser="{user}"' if user else ""
    codings = "".join(
        f'<Coding guid="{guid(number * 1000 + place)}"{made_by}><CodeRef targetGUID="{guid(one)}"/></Coding>'
        for place, one in enumerate(codes, 1)
    )
    return (
        f'<PlainTextSelection guid="{guid(number)}" startPosition="{start}" endPosition="{end}"{called}>'
        f"{inner}{codings}</PlainTextSelection>"
    )


def source(number, selections="", *, path=None, content=None, name="a text"):
    where = f" plainTextPath={quoteattr(path)}" if path else ""
    inner = f"<PlainTextContent>{escape(content)}</PlainTextContent>" if content is not None else ""
    return f'<TextSource guid="{guid(number)}" name={quoteattr(name)}{where}>{inner}{selections}</TextSource>'


def package(to, xml, parts=None, *, name="project.qde"):
    """A .qdpx at ``to`` with the project and other parts (bytes by name)."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, xml)
        for part, content in (parts or {}).items():
            made.writestr(part, content)
    to.write_bytes(raw.getvalue())
    return to


def qde_of(raw):
    with zipfile.ZipFile(io.BytesIO(raw)) as opened:
        return etree.fromstring(opened.read("project.qde"))


def words(book, case):
    """The coded words of a case with their factor and coder, counted."""
    texts = {one.id: book.interviews.text(one.id) for one in book.interviews.of(case)}
    return Counter(
        (texts[one.interview][one.span.start : one.span.end], one.factor, one.coder)
        for one in book.codings.of_case(case)
    )
