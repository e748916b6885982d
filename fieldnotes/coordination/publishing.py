"""Publishing: the last check, the record, the files. A publication can never be taken back."""

from dataclasses import dataclass
from pathlib import Path

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.base.tables import IntervalTable
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.coordination.exports import ExportStore
from fieldnotes.coordination.merging import MergedView
from fieldnotes.coordination.project import Project
from fieldnotes.coordination.publications import PublicationLedger, PublicationRecord
from fieldnotes.coordination.writing import files_of, put_in_place, require_empty, write_aside
from fieldnotes.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published.

    Attributes:
        number: of the publication, from 1.
        folder: where its files are.
        files: size in bytes of each file by its path.
        exports: how many exports it used up.
        cases: number of cases.
        researchers: number of researchers.
        tally: how many cells are given as ``number``, as ``range``, and ``hidden``.
    """

    number: int
    folder: Path
    files: dict[str, int]
    exports: int
    cases: int
    researchers: int
    tally: dict[str, int]

    def as_dict(self) -> dict[str, object]:
        """For scripts."""
        return {
            "number": self.number,
            "folder": str(self.folder),
            "files": self.files,
            "exports": self.exports,
            "cases": self.cases,
            "researchers": self.researchers,
            "cells": self.tally,
        }

    def sentences(self) -> list[str]:
        """For people."""
        tally = self.tally
        made = f"Publication {self.number}: {self.cases} cases from {self.researchers} researchers"
        cells = f"{tally['number']} numbers, {tally['range']} ranges, {tally['hidden']} hidden"
        return [f"{made}; {cells}.", f"Read it: {self.folder / 'index.html'}"]


class Publisher:
    """Publishes what was merged, and writes a recorded publication again."""

    def __init__(self, vault: Vault, taxonomy: Taxonomy, exports: ExportStore) -> None:
        self._vault = vault
        self._taxonomy = taxonomy
        self._exports = exports
        self.ledger = PublicationLedger(vault)

    def publish(self, view: MergedView, project: Project, to: Path) -> Publication:
        """Write the tables into a new folder and use up the exports behind them.

        The record is stored before the folder appears: if power fails in between, the exports are used up and the
        same publication can be written again, and never could they be counted twice.

        Args:
            view: the merge of everything that counts.
            project: whose policy applies.
            to: a folder that does not exist or is empty.

        Raises:
            RefusedError: if there are too few cases or researchers, the tables are not safe, an export was published
                before, or something lies in the folder.
            WrongUseError: if the folder cannot be written.
            DamagedError: if the ledger of publications is damaged.
        """
        if view.why_not:
            raise RefusedError(view.why_not[0], "Wait for more exports; nothing was published.")
        require_empty(to)
        earlier = self.ledger.all()
        _require_unused(view, earlier)
        require_safe(view.tables, cases=view.cases, threshold=project.policy.publish_k)
        record = PublicationRecord(
            number=len(earlier) + 1,
            previous=earlier[-1].sha256 if earlier else None,
            period=view.period,
            policy=project.policy_raw.decode("utf-8"),
            taxonomy_sha256=self._taxonomy.sha256,
            exports=view.exports,
            cases=view.cases,
            researchers=view.researchers,
            tables=view.tables,
        )
        files = files_of(record, earlier, self._taxonomy, project.title)
        aside = write_aside(to, files)
        with self._vault.transaction():
            self.ledger.append(record)
            self._exports.mark_published(record.exports, record.number)
        put_in_place(aside, to)
        return _publication(record, to, files, view.tally)

    def write_again(self, number: int, project: Project, to: Path) -> Path:
        """Write a recorded publication into another folder; nothing is added up or decided again.

        Raises:
            WrongUseError: if there is no such publication, or the codebook is another one than it was made under.
            RefusedError: if something lies in the folder.
        """
        records = self.ledger.all()
        if not 1 <= number <= len(records):
            raise WrongUseError(f"There is no publication {number}.", f"There are {len(records)}.")
        record = records[number - 1]
        if record.taxonomy_sha256 != self._taxonomy.sha256:
            raise WrongUseError(
                "That publication was made under another version of the codebook.",
                "Use the version of fieldnotes that published it.",
            )
        require_empty(to)
        put_in_place(
            write_aside(to, files_of(record, records[: number - 1], self._taxonomy, project.title)), to
        )
        return to


def require_safe(tables: tuple[IntervalTable, ...], *, cases: int, threshold: int) -> None:
    """A last look at every number that is about to be published, whatever protected it.

    Raises:
        RefusedError: if a shown count could stand for fewer than ``threshold`` cases, or leave out so few.
    """
    for table in tables:
        for cell in table.cells:
            if cell.lower is None and cell.upper is None:
                continue
            if (
                cell.lower is None
                or cell.upper is None
                or cell.lower < threshold
                or cases - cell.upper < threshold
                or cell.lower > cell.upper
            ):
                raise RefusedError(
                    f"A count in the table {table.name} may not be published.",
                    "Nothing was published; report this as a fault of the program.",
                )


def _require_unused(view: MergedView, earlier: list[PublicationRecord]) -> None:
    used = {sha256 for record in earlier for sha256 in record.exports}
    if used & set(view.exports):
        raise RefusedError(
            "An export of this merge was published before, and no case may stand in two publications.",
            "Restore a backup of this vault into another folder; its ledger and its inbox disagree.",
        )


def _publication(
    record: PublicationRecord, to: Path, files: dict[str, bytes], tally: dict[str, int]
) -> Publication:
    return Publication(
        number=record.number,
        folder=to,
        files={path: len(content) for path, content in files.items()},
        exports=len(record.exports),
        cases=record.cases,
        researchers=record.researchers,
        tally=tally,
    )
