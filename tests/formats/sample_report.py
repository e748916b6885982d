"""A small report with every kind of value in it, and text that would do harm if it were not escaped."""

from fieldnotes.formats.report_html import report_html
from fieldnotes.formats.report_model import (
    Block,
    Figure,
    FileNote,
    ListTable,
    MatrixRow,
    MatrixTable,
    Report,
    Section,
    Terms,
)
from fieldnotes.pictures.bar import Bar, Chart

EVIL = "<script>alert(1)</script><img src=x onerror=y>"
BARS = (Bar("exact", 34, 34), Bar("ranged", 20, 46), Bar(EVIL, None, None))
SECTION = Section(
    id="groups",
    title="Groups",
    cases=103,
    lead="A lead.",
    figures=(Figure(Chart(BARS[:2], BARS[2:], 103, "left", "right"), "What the figure says."),),
    lists=(ListTable("List", "group", (Block("Block", BARS),)),),
    matrices=(
        MatrixTable("Matrix", "group", ("one", "two"), (MatrixRow("row", (BARS[0], None)),), "A note."),
    ),
)


def report(**changes):
    plain = {
        "title": "A title",
        "lead": "A lead.",
        "number": 1,
        "cases": 103,
        "researchers": 6,
        "terms": Terms(10, 15, 60, 5, "standard", "a" * 64),
        "codebook": "Codebook",
        "codebook_version": "1.0.0",
        "codebook_sha256": "b" * 64,
        "citation": "A citation.",
        "sections": (SECTION,),
        "totals": (),
        "files": (FileNote("tables/group.csv", "Groups", 123, "c" * 64),),
    }
    return report_html(Report(**(plain | changes))).decode()
