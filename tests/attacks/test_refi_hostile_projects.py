"""The adversary sends a project to import: bombs, lies about sizes, paths that lead elsewhere, spans that point nowhere.

Wanted: a traceback, the machine's memory, a minute of its time, a file outside of the package, a row in the vault.
"""

import io
import json
import subprocess
import sys
import time
import zipfile

import pytest
from making_vaults import create_vault

from fieldnotes.base.errors import DamagedError, FieldnotesError, RefusedError, WrongUseError
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.formats.refi import limits
from fieldnotes.formats.refi.importing import carry_out
from fieldnotes.formats.refi.packaged import load
from fieldnotes.formats.refi.planning import plan_import
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

NAMESPACE = 'xmlns="urn:QDA-XML:project:1.0"'
SECONDS = 15
"""Of the processor, on a machine that others use too."""

MEGABYTES = 400
"""Of address space beyond what the program has when it begins to read."""

_LIMITED = """
import json, resource, sys, time
from pathlib import Path
from lxml import etree
from fieldnotes.base.errors import FieldnotesError
from fieldnotes.formats.refi.packaged import load
size = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (size + int(sys.argv[2]) * 2**20,) * 2)
began = time.process_time()
try:
    loaded = load(Path(sys.argv[1]))
    told = [0, "codes", len(loaded.project.codes)]
except FieldnotesError as error:
    told = [error.exit_code, str(error), 0]
print(json.dumps([*told, time.process_time() - began]))
"""


def guid(number):
    return f"00000000-0000-4000-8000-{number:012d}"


def project(inner):
    return f'<?xml version="1.0" encoding="utf-8"?><Project {NAMESPACE} name="p">{inner}</Project>'.encode()


def packed(xml, parts=(), name="project.qde"):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, xml)
        for part, content in parts:
            made.writestr(part, content)
    return raw.getvalue()


def read_limited(path):
    """Load it in a process of its own with little memory; exit code, sentence, codes, seconds."""
    ran = subprocess.run(
        [sys.executable, "-c", _LIMITED, str(path), str(MEGABYTES)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    return json.loads(ran.stdout)


def entity_bomb():
    lines = ['<!ENTITY a "haha">']
    lines += [f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)]
    return f"<?xml version='1.0'?><!DOCTYPE p [{''.join(lines)}]><Project {NAMESPACE} name='&j;'/>".encode()


def million_codes():
    one = '<Code guid="1" name="a" isCodable="true"/>'
    return project(f"<CodeBook><Codes>{one * 1_000_000}</Codes></CodeBook>")


def nested(depth, tag='Code guid="1" name="a" isCodable="true"'):
    return project(
        f"<CodeBook><Codes>{f'<{tag}>' * depth}{f'</{tag.split()[0]}>' * depth}</Codes></CodeBook>"
    )


def texts(count, part="internal://t.txt"):
    return project("<Sources>" + f'<TextSource guid="1" plainTextPath="{part}"/>' * count + "</Sources>")


BOMBS = {
    "entities": (lambda: packed(entity_bomb()), RefusedError, "entities"),
    "entities in UTF-16": (lambda: packed(entity_bomb().decode().encode("utf-16")), RefusedError, "entities"),
    "entities without a package": (entity_bomb, RefusedError, "entities"),
    "an external file": (
        lambda: packed(
            f'<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><Project {NAMESPACE} name="&x;"/>'.encode()
        ),
        RefusedError,
        "entities",
    ),
    "a million codes": (
        lambda: packed(million_codes()),
        WrongUseError,
        "more than 10,000 elements of the kind Code",
    ),
    "a million codes without a package": (million_codes, WrongUseError, "more than 10,000"),
    "a million unknown elements": (
        lambda: packed(project("<x/>" * 1_600_000)),
        WrongUseError,
        "more than 1,500,000 elements",
    ),
    "deep nesting": (lambda: packed(nested(100_000)), DamagedError, "cannot be read"),
    "XML of 128 MB": (lambda: packed(b" " * 2**27 + b"<a/>"), WrongUseError, "MiB"),
    "a text of 128 MB ten times": (
        lambda: packed(texts(10), [("sources/t.txt", b"a" * 2**27)]),
        None,
        "",
    ),
    "ten thousand times the same text": (
        lambda: packed(texts(10_000), [("sources/t.txt", b"word " * 2**20)]),
        WrongUseError,
        "larger than 64 MiB together",
    ),
    "more texts than are read": (lambda: packed(texts(10_001)), WrongUseError, "10,000"),
    "an attribute of 20 MB": (
        lambda: packed(project(f'<CodeBook><Codes><Code name="{"a" * 20_000_000}"/></Codes></CodeBook>')),
        DamagedError,
        "cannot be read",
    ),
    "a word of 20 MB": (
        lambda: packed(project(f"<Description>{'a' * 20_000_000}</Description>")),
        DamagedError,
        "cannot be read",
    ),
}


@pytest.mark.parametrize("what", BOMBS)
def test_bombs_are_refused_with_a_sentence_in_little_memory_and_time(tmp_path, what):
    make, error, words = BOMBS[what]
    path = tmp_path / "p.qdpx"
    path.write_bytes(make())
    code, sentence, _, seconds = read_limited(path)
    assert seconds < SECONDS
    assert code == (0 if error is None else error.exit_code)
    assert words in sentence


def test_a_file_larger_than_is_read_is_not_read(tmp_path):
    path = tmp_path / "p.qdpx"
    with path.open("wb") as file:
        file.truncate(limits.LARGEST_FILE + 1)
    code, sentence, _, seconds = read_limited(path)
    assert (code, "512 MiB" in sentence, seconds < 1) == (2, True, True)


@pytest.fixture
def book(tmp_path):
    vault, _ = create_vault(
        tmp_path / "vault", role=VaultRole.RESEARCHER, passphrase=Passphrase("invented notes"), kdf_id=1
    )
    with vault:
        yield Casebook.open(vault, load_taxonomy())


def imported(book, tmp_path, raw):
    path = tmp_path / "p.qdpx"
    path.write_bytes(raw)
    plan = plan_import(book, load(path))
    carry_out(book, plan)
    return plan


@pytest.mark.parametrize(
    "name",
    [
        "../../../secret.txt", "..\\..\\secret.txt", "/etc/hostname", "%2e%2e/%2e%2e/secret.txt", "//server/share/x",
        "file:///etc/hostname", "internal://../secret.txt", "relative:///../secret.txt", "absolute:///etc/hostname",
        "internal://", "", "con", "a" * 100_000,
    ],
)  # fmt: skip
def test_a_path_leads_nowhere_outside_of_the_package(book, tmp_path, name):
    (tmp_path / "secret.txt").write_text("Zq7canary")
    scheme = name if "://" in name else f"internal://{name}"
    inner = f'<Sources><TextSource guid="{guid(1)}" name="n" plainTextPath="{scheme}"/></Sources>'
    plan = imported(book, tmp_path, packed(project(inner), [("../secret.txt", "y"), ("/etc/x", "y")]))
    assert plan.interviews in (0, 1)
    for case in plan.cases:
        for interview in case.interviews:
            assert interview.text == "y"  # only ever what the package itself holds under that name
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p.qdpx", "secret.txt", "vault"]


SPANS = {
    "beyond the text": ("0", "999", "passages that end beyond the text"),
    "begins beyond the text": ("500", "999", "passages that end beyond the text"),
    "negative": ("-5", "3", "passages that run backwards or begin before the text"),
    "reversed": ("7", "2", "passages that run backwards or begin before the text"),
    "empty": ("3", "3", "passages without any words"),
    "not a number": ("one", "2", "passages whose positions are no numbers"),
    "a number of a million digits": ("0", "9" * 1_000_000, "passages whose positions are no numbers"),
    "other digits": ("٣", "٥", "passages whose positions are no numbers"),
    "a fraction": ("1.5", "3", "passages whose positions are no numbers"),
}


@pytest.mark.parametrize("what", SPANS)
def test_a_span_that_points_nowhere_is_counted_and_the_others_come(book, tmp_path, what):
    start, end, told = SPANS[what]
    selections = "".join(
        f'<PlainTextSelection guid="{guid(10 + n)}" startPosition="{a}" endPosition="{z}">'
        f'<Coding guid="{guid(20 + n)}"><CodeRef targetGUID="{guid(1)}"/></Coding></PlainTextSelection>'
        for n, (a, z) in enumerate(((start, end), ("0", "4")))
    )
    xml = project(
        f'<CodeBook><Codes><Code guid="{guid(1)}" name="c" isCodable="true"/></Codes></CodeBook><Sources>'
        f'<TextSource guid="{guid(2)}"><PlainTextContent>They beat us.</PlainTextContent>{selections}</TextSource></Sources>'
    )
    plan = imported(book, tmp_path, packed(xml))
    assert plan.left_out == {told: 1}
    (coding,) = book.codings.of_case(plan.cases[0].label)
    assert (coding.span.start, coding.span.end) == (0, 4)


def test_guids_that_stand_for_two_things(book, tmp_path):
    g = guid(7)
    xml = project(
        f'<Users><User guid="{g}" name="A. Name"/><User guid="{g}" name="Another"/></Users>'
        f'<CodeBook><Codes><Code guid="{g}" name="first" isCodable="true"/>'
        f'<Code guid="{{{g.upper()}}}" name="second" isCodable="true"/></Codes></CodeBook>'
        f'<Cases><Case guid="{g}" name="C1"><SourceRef targetGUID="{g}"/></Case></Cases><Sources>'
        + "".join(
            f'<TextSource guid="{g}"><PlainTextContent>text {n}</PlainTextContent>'
            f'<PlainTextSelection guid="{g}" startPosition="0" endPosition="4"><Coding guid="{g}" creatingUser="{g}">'
            f'<CodeRef targetGUID="{g}"/></Coding></PlainTextSelection></TextSource>'
            for n in (1, 2)
        )
        + "</Sources>"
    )
    plan = imported(book, tmp_path, packed(xml))
    assert plan.left_out == {"GUIDs that stand for two things; the first counts": 3}
    assert [code.name for code in plan.codes] == ["first"]
    assert (plan.interviews, plan.codings, len(book.local.all())) == (2, 2, 1)
    assert [case.id for case in book.cases.list()] == ["C1", "P1"]


def test_a_failure_half_way_leaves_nothing(book, tmp_path):
    xml = project(
        f'<CodeBook><Codes><Code guid="{guid(1)}" name="c" isCodable="true"/></Codes></CodeBook><Sources>'
        f'<TextSource guid="{guid(2)}"><PlainTextContent>one</PlainTextContent></TextSource>'
        f'<TextSource guid="{guid(3)}"><PlainTextContent>two</PlainTextContent></TextSource></Sources>'
    )
    path = tmp_path / "p.qdpx"
    path.write_bytes(packed(xml))
    plan = plan_import(book, load(path))
    book.cases.add(plan.cases[1].label)  # taken since the preview
    with pytest.raises(WrongUseError):
        carry_out(book, plan)
    assert [case.id for case in book.cases.list()] == [plan.cases[1].label]
    assert book.local.all() == ()
    assert book.interviews.of(plan.cases[1].label) == []


def test_looking_at_a_project_stores_nothing(book, tmp_path):
    path = tmp_path / "p.qdpx"
    path.write_bytes(
        packed(
            project(f'<CodeBook><Codes><Code guid="{guid(1)}" name="c" isCodable="true"/></Codes></CodeBook>')
        )
    )
    before = book.vault.connection.total_changes
    plan_import(book, load(path))
    assert book.vault.connection.total_changes == before


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"x", b"<", b"<a/>", b"<Project/", b"<html/>", b"PK\x05\x06" + b"\0" * 18, packed(b"", name="other.xml"),
        packed(b"not xml"), packed(project("<Sources><TextSource/></Sources>"))[:-30], b"\0" * 1000,
        b"age-encryption.org/v1\n-> X25519 x",
    ],
)  # fmt: skip
def test_what_is_no_project_gets_a_sentence(tmp_path, raw):
    path = tmp_path / "secretname.qdpx"
    path.write_bytes(raw)
    with pytest.raises(FieldnotesError) as caught:
        load(path)
    assert caught.value.problem.endswith(".")
    assert "secretname" not in str(caught.value)


def test_elements_in_odd_places_do_no_harm(book, tmp_path):
    odd = (
        '<CodeRef targetGUID="x"/><Coding/><PlainTextSelection/><Case><CodeRef/><SelectionRef targetGUID="y"/></Case>'
        "<VariableValue><TextValue>x</TextValue></VariableValue><Sources><PDFSource><Representation><PlainTextSelection/>"
        "</Representation></PDFSource><TextSource><Coding/><VariableValue/><NoteRef/></TextSource></Sources>"
        "<Notes><Note><NoteRef targetGUID='z'/></Note></Notes><Description>d</Description><!-- c --><?pi x?>"
        "<Sets/><Graphs/><Set/><unknown xmlns='urn:other'><Code guid='1' name='inside'/></unknown>"
    )
    plan = imported(book, tmp_path, packed(project(odd)))
    assert plan.left_out["PDF documents"] == 1
    assert plan.left_out["descriptions of the project"] == 1


def test_many_names_that_are_the_same_take_no_longer_than_others(tmp_path, book):
    codes = "".join(f'<Code guid="{guid(n)}" name="same" isCodable="true"/>' for n in range(5_000))
    path = tmp_path / "p.qdpx"
    path.write_bytes(packed(project(f"<CodeBook><Codes>{codes}</Codes></CodeBook>")))
    began = time.process_time()
    plan = plan_import(book, load(path))
    assert time.process_time() - began < SECONDS
    assert len({code.label.casefold() for code in plan.codes}) == 5_000
