"""The content of the published page: which tables stand where, with every label in words."""

from collections.abc import Sequence

from fieldnotes.base.ids import GroupId
from fieldnotes.base.tables import IntervalCell, IntervalTable
from fieldnotes.codebook.models import Role, Taxonomy
from fieldnotes.coordination.words import Words
from fieldnotes.disclosure.layout import ATTRIBUTE_PREFIX, FACTOR, GROUP, GROUP_BY_PREFIX, PAIR
from fieldnotes.formats.report_model import Block, Figure, ListTable, MatrixRow, MatrixTable, Section
from fieldnotes.pictures.bar import Bar, Chart

_LEFT = (Role.DRIVER,)
_RIGHT = (Role.OBSTACLE_IMMEDIATE, Role.OBSTACLE_STRUCTURAL)
_NEITHER = (Role.UNCERTAIN, Role.CONDITION)
_ROLES = {
    Role.DRIVER: "Drivers",
    Role.OBSTACLE_IMMEDIATE: "Immediate obstacles",
    Role.OBSTACLE_STRUCTURAL: "Structural obstacles",
    Role.UNCERTAIN: "Works either way",
    Role.CONDITION: "Conditions that would make more leave",
}


class Page:
    """Builds the sections of a page from the tables of one publication, or from totals over several.

    Args:
        taxonomy: gives groups and roles.
        words: gives labels.
        cases: number of cases N behind the tables.
        prefix: goes before the anchors, so that two sets of sections can stand on one page.
    """

    def __init__(self, taxonomy: Taxonomy, words: Words, cases: int, prefix: str = "") -> None:
        self._taxonomy = taxonomy
        self._words = words
        self._cases = cases
        self._prefix = prefix

    def sections(self, tables: Sequence[IntervalTable]) -> tuple[Section, ...]:
        """A section for each family of tables that is given."""
        named = {table.name: table for table in tables}
        attributes = [table for table in tables if table.name.startswith(ATTRIBUTE_PREFIX)]
        crossed = [table for table in tables if table.name.startswith(GROUP_BY_PREFIX)]
        found: list[Section] = []
        if GROUP in named:
            found.append(self._groups(named[GROUP]))
        if FACTOR in named:
            found.append(self._factors(named[FACTOR]))
        if attributes:
            found.append(self._attributes(attributes))
        if crossed:
            found.append(self._crossed(crossed))
        if PAIR in named:
            found.append(self._pairs(named[PAIR]))
        return tuple(found)

    def _groups(self, table: IntervalTable) -> Section:
        bars = self._bars(table)
        drawn = [
            self._figure(
                "Cases that raise at least one factor of the group. Groups of reasons to leave stand to the left, "
                "groups of what holds back to the right.",
                self._of_roles(bars, *_LEFT),
                self._of_roles(bars, *_RIGHT),
            ),
            self._figure(
                "Groups that stand on neither side: armed resistance, which can work either way, and prospects, which "
                "would have to come about.",
                (),
                self._of_roles(bars, *_NEITHER),
            ),
        ]
        blocks = tuple(
            Block(title, rows) for role, title in _ROLES.items() if (rows := self._of_roles(bars, role))
        )
        return Section(
            id=f"{self._prefix}groups",
            title="Reasons to leave, reasons to stay",
            cases=self._cases,
            lead="The codebook puts its factors into groups. A case counts towards a group when it raises at least one "
            "factor of it, once however many it raises.",
            figures=tuple(figure for figure in drawn if figure is not None),
            lists=(ListTable(self._words.table(GROUP), self._words.dimension(GROUP), blocks),),
        )

    def _factors(self, table: IntervalTable) -> Section:
        bars = self._bars(table)
        sides: dict[bool, list[Block]] = {True: [], False: []}
        for group in self._taxonomy.groups:
            rows = tuple(
                bars[factor.id] for factor in self._taxonomy.factors_of(group.id) if factor.id in bars
            )
            if rows:
                sides[group.role is Role.DRIVER].append(Block(group.label, rows, foldable=True))
        return Section(
            id=f"{self._prefix}factors",
            title="Single factors",
            cases=self._cases,
            lead="Within each group, how many cases raise each factor; no more than raise the group.",
            lists=tuple(
                ListTable(title, self._words.dimension(FACTOR), tuple(blocks))
                for title, blocks in (
                    ("What drives", sides[True]),
                    ("What holds back, and the rest", sides[False]),
                )
                if blocks
            ),
        )

    def _attributes(self, tables: Sequence[IntervalTable]) -> Section:
        drawn, hidden = _parted(tables)
        return Section(
            id=f"{self._prefix}attributes",
            title="Whom the cases are about",
            cases=self._cases,
            lead="Attributes describe the soldier, also when a relative speaks. They are kept in broad bands only, and bands "
            "are put together here by a rule fixed before anything was counted. The levels of an attribute add up to all "
            "cases.",
            lists=tuple(
                ListTable(
                    _capital(self._words.dimension(table.dimensions[0])),
                    "level",
                    (Block("", tuple(self._bars(table).values())),),
                )
                for table in drawn
            ),
            hidden=tuple(self._words.dimension(table.dimensions[0]) for table in hidden),
            hidden_values=sum(len(table.cells) for table in hidden),
        )

    def _crossed(self, tables: Sequence[IntervalTable]) -> Section:
        drawn, hidden = _parted(tables)
        return Section(
            id=f"{self._prefix}crossed",
            title="Groups of factors by attribute",
            cases=self._cases,
            lead="How many cases at each level of an attribute raise each group.",
            matrices=tuple(self._matrix(table) for table in drawn),
            hidden=tuple(self._words.table(table.name) for table in hidden),
            hidden_values=sum(len(table.cells) for table in hidden),
        )

    def _matrix(self, table: IntervalTable) -> MatrixTable:
        rows, columns = (tuple(dict.fromkeys(cell.key[place] for cell in table.cells)) for place in (0, 1))
        cells = {cell.key: cell for cell in table.cells}
        return MatrixTable(
            caption=self._words.table(table.name),
            header=self._words.dimension(table.dimensions[0]),
            columns=tuple(self._words.level(table.dimensions[1], column) for column in columns),
            rows=tuple(
                MatrixRow(
                    self._words.level(table.dimensions[0], row),
                    tuple(_bar("", cells.get((row, column))) for column in columns),
                )
                for row in rows
            ),
        )

    def _pairs(self, table: IntervalTable) -> Section:
        return Section(
            id=f"{self._prefix}pairs",
            title="Two groups in one case",
            cases=self._cases,
            lead="How many cases raise both the group of the row and the group of the column.",
            matrices=(self._matrix(table),),
        )

    def _figure(self, caption: str, left: tuple[Bar, ...], right: tuple[Bar, ...]) -> Figure | None:
        if not left and not right:
            return None
        titles = ("reasons to leave", "what holds back") if left and right else ("", "")
        return Figure(Chart(left, right, self._cases, *titles), caption)

    def _bars(self, table: IntervalTable) -> dict[str, Bar]:
        """A bar for each level of a table with one dimension."""
        dimension = table.dimensions[0]
        return {
            cell.key[0]: Bar(self._words.level(dimension, cell.key[0]), cell.lower, cell.upper)
            for cell in table.cells
        }

    def _of_roles(self, bars: dict[str, Bar], *roles: Role) -> tuple[Bar, ...]:
        return tuple(bar for group, bar in bars.items() if self._taxonomy.group(GroupId(group)).role in roles)


def _parted(tables: Sequence[IntervalTable]) -> tuple[list[IntervalTable], list[IntervalTable]]:
    """Tables with something to show, and tables in which every value is hidden."""
    shown = [table for table in tables if any(cell.lower is not None for cell in table.cells)]
    return shown, [table for table in tables if table not in shown]


def _bar(label: str, cell: IntervalCell | None) -> Bar | None:
    return None if cell is None else Bar(label, cell.lower, cell.upper)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
