"""Cases: a label, attributes in bands, a settled coder, and whether a release has taken the case."""

from collections.abc import Iterable, Mapping

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.base.ids import AttributeId, BandId, CaseId, CoderLabel
from fieldnotes.base.labels import parse_case_id, parse_coder
from fieldnotes.casebook import summaries
from fieldnotes.casebook.actchanges import ActKind, Change, What
from fieldnotes.casebook.acts import ActLog
from fieldnotes.casebook.attributes import refuse_contradiction
from fieldnotes.casebook.copies import refuse_copies
from fieldnotes.casebook.deleting import delete_case, deletion
from fieldnotes.casebook.passages import Passages
from fieldnotes.casebook.records import Case, CaseSummary
from fieldnotes.casebook.rows import case_row, consent_of, today, touch
from fieldnotes.casebook.texts import Texts
from fieldnotes.codebook.implications import with_implied
from fieldnotes.codebook.models import NOT_SAID, Taxonomy
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault


class Cases:
    """The cases of one casebook."""

    def __init__(
        self, vault: Vault, taxonomy: Taxonomy, texts: Texts, passages: Passages, log: ActLog
    ) -> None:
        self._vault = vault
        self._log = log
        self._taxonomy = taxonomy
        self._texts = texts
        self._passages = passages

    def add(self, case: CaseId) -> Case:
        """A new case with nothing known about it.

        Raises:
            WrongUseError: if the label has another form than a case label, or is taken.
            RefusedError: if the vault was just made and has not been locked and unlocked once.
        """
        case = parse_case_id(case)
        self._vault.require_tried()
        with self._vault.transaction() as connection:
            taken = connection.execute("SELECT id FROM cases WHERE id = ? COLLATE NOCASE", (case,)).fetchone()
            if taken is not None:
                raise WrongUseError(f"There is a case {taken['id']} already.", "Choose another label.")
            connection.execute("INSERT INTO cases (id, changed) VALUES (?, ?)", (case, today()))
        return self.get(case)

    def get(self, case: CaseId) -> Case:
        """The case.

        Raises:
            AnswerIsNoError: if there is none of that label.
        """
        connection = self._vault.connection
        row = case_row(connection, case)
        return Case(
            case,
            with_implied(self._taxonomy.implications, _set_bands(connection, case)),
            consent_of(connection, case),
            CoderLabel(row["settled_coder"]),
            row["released"],
        )

    def list(self) -> list[CaseSummary]:
        """Every case, in the order of their labels read as people do (C2 before C10)."""
        return summaries.summaries(self._vault.connection, self._taxonomy, self._passages)

    def set_attribute(self, case: CaseId, attribute: str, band: str) -> None:
        """Set one attribute; see :meth:`set_attributes`."""
        self.set_attributes(case, {attribute: band})

    def set_attributes(self, case: CaseId, bands: Mapping[str, str]) -> None:
        """Set attributes together, by id or label; what the taxonomy implies from them need not be set.

        Setting *not said* takes back what was set.

        Raises:
            AnswerIsNoError: if there is no such case.
            WrongUseError: if the taxonomy has no such attribute or band, or if what would be set contradicts what is
                set, by the taxonomy's implications. Nothing is set then.
        """
        with self._vault.transaction() as connection:
            case_row(connection, case)
            before = _set_bands(connection, case)
            wanted = dict(before)
            for name, level in bands.items():
                attribute, band = self._taxonomy.resolve_band(name, level)
                wanted.pop(attribute, None)
                if band != NOT_SAID:
                    wanted[attribute] = band
            refuse_contradiction(wanted, self._taxonomy)
            connection.execute("DELETE FROM case_attributes WHERE case_id = ?", (case,))
            connection.executemany(
                "INSERT INTO case_attributes (case_id, attribute, band) VALUES (?, ?, ?)",
                [(case, attribute, band) for attribute, band in wanted.items()],
            )
            changed = [
                Change(What.BAND, case, before.get(one), wanted.get(one), subject=one)
                for one in dict.fromkeys((*before, *wanted))
            ]
            self._log.record(connection, ActKind.BANDS, changed)
            touch(connection, case)

    def settle(self, case: CaseId, coder: CoderLabel) -> None:
        """Say whose codings count for this case.

        Raises:
            AnswerIsNoError: if there is no such case.
            WrongUseError: if ``coder`` is not one capital letter.
        """
        coder = parse_coder(coder)
        with self._vault.transaction() as connection:
            case_row(connection, case)
            connection.execute("UPDATE cases SET settled_coder = ? WHERE id = ?", (coder, case))
            touch(connection, case)

    def delete(self, case: CaseId) -> None:
        """Delete a case for good: text, codings, memos, journal, marks and index rows, and what they leave behind.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        case_row(self._vault.connection, case)
        self._texts.drop()
        self._passages.drop()
        with deletion(self._vault) as connection:
            delete_case(connection, case)

    def mark_released(self, cases: Iterable[CaseId], number: int) -> None:
        """Note that the release ``number`` (from 1) took these cases. They stay editable; no other release takes them.

        Raises:
            AnswerIsNoError: if one of them does not exist.
            RefusedError: if one of them was released already, or is a copy for a second coder. None is marked then.
        """
        cases = tuple(cases)
        with self._vault.transaction() as connection:
            refuse_copies(connection, cases, "is never released here", "It is released where it came from.")
            for case in cases:
                released = case_row(connection, case)["released"]
                if released is not None:
                    raise RefusedError(
                        f"Case {case} left with release {released} already.",
                        "A case is counted in one release only; leave it out of this one.",
                    )
                connection.execute("UPDATE cases SET released = ? WHERE id = ?", (number, case))

    def unmark_released(self, number: int) -> int:
        """Take back that the release ``number`` took its cases: it never left. How many may be released again."""
        with self._vault.transaction() as connection:
            return connection.execute(
                "UPDATE cases SET released = NULL WHERE released = ?", (number,)
            ).rowcount


def _set_bands(connection: Connection, case: CaseId) -> dict[AttributeId, BandId]:
    rows = connection.execute("SELECT attribute, band FROM case_attributes WHERE case_id = ?", (case,))
    return {AttributeId(row["attribute"]): BandId(row["band"]) for row in rows.fetchall()}
