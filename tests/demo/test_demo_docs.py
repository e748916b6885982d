"""The commands and links that the documentation shows exist; a reader's first mistake must not be ours."""

import re
import shlex
from pathlib import Path

import click
import pytest

from fieldnotes.cli.root import root
from fieldnotes.tui.keys.manual import key_table

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / name
    for name in (
        "README.md", "SECURITY.md", "CHANGELOG.md", "docs/manual.md", "docs/threat-model.md", "docs/architecture.md",
        *(str(page.relative_to(ROOT)) for page in sorted((ROOT / "docs" / "decisions").glob("*.md"))),
    )
]  # fmt: skip
DESCRIPTION = re.compile(r"\s{2,}.*$")
REDIRECTION = re.compile(r"\s\d?[<>]\s?\S+")


def commands() -> list[str]:
    blocks = (
        block
        for page in PAGES
        for block in re.findall(
            r"^```\w*\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
        )
    )
    lines = (line for block in blocks for line in block.splitlines() if line.startswith("fieldnotes "))
    return sorted({REDIRECTION.sub("", DESCRIPTION.sub("", line)).strip() for line in lines} - {"fieldnotes"})


def parse(line: str) -> None:
    """Let click read the line as it would, without running anything."""
    words = shlex.split(line)[1:]
    command: click.Command = root
    context = command.make_context("fieldnotes", words, obj=None)
    while isinstance(command, click.Group):
        rest = [*context._protected_args, *context.args]
        if not rest:
            return
        name, found, words = command.resolve_command(context, rest)
        assert found is not None
        command = found
        context = command.make_context(name, list(words), parent=context)


def test_the_documents_show_commands_of_all_three_roles():
    verbs = {line.split()[1] for line in commands() if not line.split()[1].startswith("-")}
    assert {
        "vault",
        "case",
        "interview",
        "code",
        "release",
        "enrol",
        "inbox",
        "merge",
        "publish",
        "audit",
    } <= verbs


@pytest.mark.parametrize("line", commands())
def test_a_command_in_the_documents_is_one_that_the_program_reads(line: str):
    parse(line)


@pytest.mark.parametrize(
    "line",
    ["fieldnotes case ad C1", "fieldnotes case add C1 --sett a=b", "fieldnotes release preview --kind wrong"],
)
def test_the_reading_notices_a_command_that_does_not_exist(line: str):
    with pytest.raises(click.UsageError):
        parse(line)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_within_the_repository_lead_somewhere(page: Path):
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_that_a_page_names_exist(page: Path):
    named = re.findall(
        r"`((?:fieldnotes|tests|docs|taxonomy|exports)/[A-Za-z0-9_./-]+\.(?:py|md|toml))`",
        page.read_text(encoding="utf-8"),
    )
    for name in named:
        assert (ROOT / name).is_file(), name


def test_nothing_is_left_to_be_filled_in():
    for page in PAGES:
        text = re.sub(r"`[^`]*`", "", page.read_text(encoding="utf-8"))
        text = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
        assert not re.search(r"\b(?:TODO|TBD|FIXME|PROMISES|LIMITS|CAPTURE|FEWFIGURES)\b", text), page.name


def test_the_key_table_of_the_manual_is_the_registry():
    manual = (ROOT / "docs" / "manual.md").read_text(encoding="utf-8")
    shown = manual.partition("<!-- keys:begin -->")[2].partition("<!-- keys:end -->")[0]
    assert shown.strip() == key_table().strip()
