"""What a published page shows: plain values, every label already in words. No device and no researcher has a place in it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from fieldnotes.pictures.bar import Bar, Chart


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of a list that belong together.

    Attributes:
        title: their heading; none if empty.
        rows: one a value.
        foldable: whether one line may stand for all rows when every one of them is hidden.
    """

    title: str
    rows: tuple[Bar, ...]
    foldable: bool = False

    @property
    def folded(self) -> bool:
        """Whether one line stands for all rows."""
        return self.foldable and bool(self.rows) and all(row.hidden for row in self.rows)


@dataclass(frozen=True, slots=True)
class ListTable:
    """A table with one dimension: a row, a bar, a value.

    Attributes:
        caption: what is counted.
        header: what a row is, such as *factor*.
        blocks: its rows.
    """

    caption: str
    header: str
    blocks: tuple[Block, ...]

    @property
    def values(self) -> tuple[Bar, ...]:
        """Every value of the table."""
        return tuple(row for block in self.blocks for row in block.rows)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A row of a table with two dimensions; ``None`` where the table has no cell."""

    label: str
    cells: tuple[Bar | None, ...]


@dataclass(frozen=True, slots=True)
class MatrixTable:
    """A table with two dimensions.

    Attributes:
        caption: what is counted.
        header: what a row is.
        columns: headings of the columns.
        rows: its rows, each with a cell for each column.
        note: a sentence under the table; may be empty.
    """

    caption: str
    header: str
    columns: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    note: str = ""

    @property
    def values(self) -> tuple[Bar, ...]:
        """Every value of the table."""
        return tuple(cell for row in self.rows for cell in row.cells if cell is not None)


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with what it says in one sentence."""

    chart: Chart
    caption: str


@dataclass(frozen=True, slots=True)
class Section:
    """A family of tables.

    Attributes:
        id: letters and hyphens; the section's anchor.
        title: its heading.
        cases: number of cases N behind its counts; the end of its axes.
        lead: one or two sentences under the heading.
        figures: charts before the tables.
        lists: tables with one dimension.
        matrices: tables with two.
        hidden: names of tables in which every value is hidden; named in a sentence, not drawn.
        hidden_values: how many values they have together.
    """

    id: str
    title: str
    cases: int
    lead: str
    figures: tuple[Figure, ...] = ()
    lists: tuple[ListTable, ...] = ()
    matrices: tuple[MatrixTable, ...] = ()
    hidden: tuple[str, ...] = ()
    hidden_values: int = 0

    @property
    def values(self) -> tuple[Bar, ...]:
        """Every value of the tables that are drawn."""
        tables: tuple[ListTable | MatrixTable, ...] = (*self.lists, *self.matrices)
        return tuple(value for table in tables for value in table.values)


@dataclass(frozen=True, slots=True)
class FileNote:
    """A file that lies beside the page.

    Attributes:
        path: relative, with forward slashes.
        title: what it holds.
        size: in bytes.
        sha256: its hash.
    """

    path: str
    title: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What the tables were held to.

    Attributes:
        threshold: the fewest people a shown count stands for.
        smallest_cohort: fewest cases of one researcher's release.
        fewest_cases: fewest cases of a publication.
        fewest_researchers: fewest researchers of a publication.
        policy: name of the policy.
        policy_sha256: its hash.
    """

    threshold: int
    smallest_cohort: int
    fewest_cases: int
    fewest_researchers: int
    policy: str
    policy_sha256: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything on the page.

    Attributes:
        title: the project's name, or the codebook's title where it has none.
        lead: one sentence on what is counted, under the title.
        number: of the publication, from 1.
        cases: number of cases N.
        researchers: number of researchers.
        terms: what the tables were held to.
        codebook: title of the codebook.
        codebook_version: its version.
        codebook_sha256: its content hash.
        citation: the work it is grounded in.
        sections: the tables.
        totals: the tables over this publication and all earlier ones; empty for the first.
        files: what lies beside the page.
    """

    title: str
    lead: str
    number: int
    cases: int
    researchers: int
    terms: Terms
    codebook: str
    codebook_version: str
    codebook_sha256: str
    citation: str
    sections: tuple[Section, ...]
    totals: tuple[Section, ...]
    files: tuple[FileNote, ...]

    @property
    def tally(self) -> "Tally":
        """How many values are numbers, ranges, hidden."""
        drawn = Tally.of(value for section in self.sections for value in section.values)
        return replace(drawn, hidden=drawn.hidden + sum(section.hidden_values for section in self.sections))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many values of some tables are shown in which way."""

    numbers: int
    ranges: int
    hidden: int

    @classmethod
    def of(cls, values: Iterable[Bar]) -> "Tally":
        """Count values by how they are shown."""
        numbers = ranges = hidden = 0
        for value in values:
            hidden += value.hidden
            numbers += not value.hidden and value.lower == value.upper
            ranges += not value.hidden and value.lower != value.upper
        return cls(numbers, ranges, hidden)

    @property
    def all(self) -> int:
        """How many there are."""
        return self.numbers + self.ranges + self.hidden
