"""The published page: what stands on it, and that nothing can run or be fetched from it."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from sample_report import BARS, EVIL, report

from fieldnotes.formats import report_html as module
from fieldnotes.formats.report_model import Block, ListTable, Section, Tally
from fieldnotes.pictures.bar import Bar
from fieldnotes.pictures.svg_bars import can_draw


class Page(HTMLParser):
    """Tags, attributes and whether every element is closed."""

    VOID = frozenset({"meta", "br", "img", "link", "rect", "line", "path", "use"})

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.open, self.ids = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *one) for one in attrs]
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *one) for one in attrs]

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag


def test_the_page_is_whole_and_every_id_stands_once():
    page = Page(report())
    assert not page.open
    assert len(set(page.ids)) == len(page.ids)
    targets = {value[1:] for _, name, value in page.attributes if name == "href" and value.startswith("#")}
    assert targets <= set(page.ids)
    assert page.tags.count("h1") == 1


def test_nothing_runs_and_nothing_is_fetched():
    page = Page(report(title=EVIL))
    assert not {"script", "link", "img", "iframe", "object", "embed", "form", "base"} & set(page.tags)
    for tag, name, value in page.attributes:
        assert not name.startswith("on"), (tag, name)
        assert name not in {"src", "srcset", "style", "data", "action", "xlink:href"}, (tag, name)
        if name == "href":
            assert not value.startswith(("javascript:", "data:"))
    style = re.search(r"<style>(.*?)</style>", report(), re.DOTALL)[1]
    assert "url(" not in style
    assert "@import" not in style


def test_every_text_is_escaped_wherever_it_stands():
    text = report(title=EVIL, lead=EVIL, citation=EVIL, codebook=EVIL)
    assert "<script" not in text
    assert "<img" not in text
    assert text.count("&lt;script&gt;") >= 6


def test_the_policy_allows_this_style_sheet_by_its_hash_and_nothing_else():
    text = report()
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = next(
        value for tag, name, value in Page(text).attributes if tag == "meta" and "default-src" in value
    )
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert text.index("Content-Security-Policy") < text.index("<style>")


def test_every_value_is_told_in_words():
    text = report()
    for words in ("34", "20–46", '<i class="hidden">hidden</i>'):
        assert words in text
    facts = re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", text)
    assert facts == [
        ("cases", "103"),
        ("researchers", "6"),
        ("values exact", "2"),
        ("given as a range", "1"),
        ("hidden", "1"),
    ]


def test_a_range_is_drawn_from_its_lower_to_its_upper_end():
    assert (
        '<rect class="solid" width="20" height="10"/><rect class="range" x="20" width="26" height="10"/>'
        in report()
    )


def test_totals_over_several_publications_are_told_apart():
    assert "Together with earlier publications" not in report()
    later = report(number=2, totals=(Section("totals-groups", "Groups", 163, "A lead."),))
    assert "publications 1 to 2: 163 cases" in " ".join(later.split())


def test_the_same_report_gives_the_same_bytes():
    assert report() == report()


def test_without_matplotlib_the_page_lacks_the_figure_and_nothing_else(monkeypatch):
    if not can_draw():
        pytest.skip("matplotlib (the coordinator extra) is not installed")
    full = report()
    monkeypatch.setattr(module, "can_draw", lambda: False)
    bare = report()
    assert "<figure>" in full
    assert "<figure>" not in bare
    assert re.sub(r"<figure>.*?</figure>\n", "", full, flags=re.DOTALL).split() == bare.split()


def test_a_tally_counts_each_kind_once():
    assert Tally.of(BARS) == Tally(1, 1, 1)
    assert Tally.of(BARS).all == 3


def test_a_block_that_is_all_hidden_is_one_line_only_where_that_is_wanted():
    hidden = (Bar("alpha row", None, None), Bar("beta row", None, None))
    for foldable in (True, False):
        listed = ListTable("List", "group", (Block("Block", hidden, foldable=foldable),))
        text = report(sections=(Section("groups", "Groups", 103, "A lead.", lists=(listed,)),))
        assert ("all 2 hidden" in text) == foldable
        assert ("alpha row" in text) != foldable
        assert "<dt>hidden</dt><dd>2</dd>" in text
    shown = ListTable("List", "group", (Block("Block", (*hidden, Bar("third", 12, 12)), foldable=True),))
    assert "alpha row" in report(sections=(Section("groups", "Groups", 103, "A lead.", lists=(shown,)),))
