"""The files of a publication as bytes, and putting them into a new folder as one."""

import os
import secrets
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.base.tables import IntervalTable
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.coordination.cumulating import Published, cumulate
from fieldnotes.coordination.page import Page
from fieldnotes.coordination.publications import PublicationRecord
from fieldnotes.coordination.words import Words
from fieldnotes.disclosure.policy import Policy, parse_policy
from fieldnotes.formats.csv_tables import interval_table_csv
from fieldnotes.formats.datapackage import PackageFacts, TableFile, descriptor
from fieldnotes.formats.report_html import report_html
from fieldnotes.formats.report_model import FileNote, Report, Section, Terms

LEAD = "What soldiers, and people who speak about them, gave as reasons to leave the military or to stay."
TOTALS = "totals"
"""Prefix of tables over all publications so far."""


def files_of(
    record: PublicationRecord, earlier: Sequence[PublicationRecord], taxonomy: Taxonomy, title: str
) -> dict[str, bytes]:
    """Every file of a publication by its path. The same ledger gives the same bytes.

    Args:
        record: the publication.
        earlier: all publications before it; with any, tables with the totals of all of them are added.
        taxonomy: gives the labels; the one that the publication was made under.
        title: the project's name; may be empty.
    """
    policy = parse_policy(record.policy.encode("utf-8"))
    words = Words(taxonomy, policy)
    tables = [_file(table, "tables", words) for table in record.tables]
    totals: tuple[Section, ...] = ()
    if earlier:
        everything = [Published(one.tables, one.cases) for one in (*earlier, record)]
        summed = cumulate(everything)
        tables += [_file(table, TOTALS, words) for table in summed]
        page = Page(taxonomy, words, sum(one.cases for one in everything), f"{TOTALS}-")
        totals = page.sections(summed)
    report = Report(
        title=title or taxonomy.title,
        lead=LEAD,
        number=record.number,
        cases=record.cases,
        researchers=record.researchers,
        terms=_terms(policy),
        codebook=taxonomy.title,
        codebook_version=taxonomy.version,
        codebook_sha256=taxonomy.sha256,
        citation=taxonomy.citation,
        sections=Page(taxonomy, words, record.cases).sections(record.tables),
        totals=totals,
        files=tuple(FileNote(file.path, file.title, len(file.content), file.sha256) for file in tables),
    )
    return {
        **{file.path: file.content for file in tables},
        "datapackage.json": descriptor(_facts(record, policy, taxonomy, title), tables),
        "index.html": report_html(report),
    }


def require_empty(folder: Path) -> None:
    """Refuse a place where anything lies already.

    Raises:
        RefusedError: if it does.
        WrongUseError: if the folder above does not exist.
    """
    if not folder.absolute().parent.is_dir():
        raise WrongUseError("The folder above the publication's folder does not exist.", "Make it first.")
    if (
        folder.is_symlink()
        or (folder.exists() and not folder.is_dir())
        or (folder.is_dir() and any(folder.iterdir()))
    ):
        raise RefusedError(
            "There is something at the place of publication already, and it is left as it is.",
            "Give a folder that does not exist yet, or an empty one.",
        )


def write_aside(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write every file, durably, into a hidden folder beside ``folder``; :func:`put_in_place` makes it appear at once.

    Raises:
        WrongUseError: if the disk does not take it; nothing is left behind then.
    """
    aside = folder.absolute().parent / f".{folder.absolute().name}.{secrets.token_hex(4)}.part"
    try:
        aside.mkdir()
        for path, content in files.items():
            target = aside / path
            target.parent.mkdir(exist_ok=True)
            with target.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:
        shutil.rmtree(aside, ignore_errors=True)
        raise WrongUseError(
            f"The publication cannot be written there ({os.strerror(error.errno or 0)}).",
            "Choose another place, or make room; nothing was recorded.",
        ) from error
    return aside


def put_in_place(aside: Path, folder: Path) -> None:
    """Rename the finished folder to its place, which may hold an empty folder.

    Raises:
        WrongUseError: if it cannot be renamed; the hidden folder is removed then.
    """
    try:
        if folder.is_dir():
            folder.rmdir()
        aside.rename(folder)
    except OSError as error:
        shutil.rmtree(aside, ignore_errors=True)
        raise WrongUseError(
            f"The publication is recorded, but its folder could not be put in place ({os.strerror(error.errno or 0)}).",
            "Write the same publication again into another folder: fieldnotes publish --again NUMBER --to DIR.",
        ) from error


def _file(table: IntervalTable, folder: str, words: Words) -> TableFile:
    title = words.table(table.name)
    if folder == TOTALS:
        title = f"{title}, all publications so far"
    return TableFile(table, f"{folder}/{table.name}.csv", title, interval_table_csv(table, words.level))


def _facts(record: PublicationRecord, policy: Policy, taxonomy: Taxonomy, title: str) -> PackageFacts:
    return PackageFacts(
        name=f"fieldnotes-publication-{record.number}",
        title=f"{title or taxonomy.title}: publication {record.number}",
        version=record.number,
        cases=record.cases,
        researchers=record.researchers,
        threshold=policy.publish_k,
        policy_sha256=policy.sha256,
        taxonomy_version=taxonomy.version,
        taxonomy_sha256=taxonomy.sha256,
        source=taxonomy.citation,
    )


def _terms(policy: Policy) -> Terms:
    return Terms(
        threshold=policy.publish_k,
        smallest_cohort=policy.export_cohort,
        fewest_cases=policy.publish_cases,
        fewest_researchers=policy.publish_researchers,
        policy=policy.title,
        policy_sha256=policy.sha256,
    )
