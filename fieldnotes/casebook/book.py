"""The casebook: one open vault seen as cases, interviews and codings."""

from dataclasses import dataclass
from typing import Self

from fieldnotes.casebook.cases import Cases
from fieldnotes.casebook.checklist import Checklist
from fieldnotes.casebook.codings import Codings
from fieldnotes.casebook.consent import Consents
from fieldnotes.casebook.deleting import finish_deletions
from fieldnotes.casebook.interviews import Interviews
from fieldnotes.casebook.journal import Journal
from fieldnotes.casebook.restored import RestoredCases
from fieldnotes.casebook.schema import COMPONENT, MIGRATIONS
from fieldnotes.casebook.texts import Texts
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Casebook:
    """The services over one vault; each keeps to its own tables and does one thing.

    Attributes:
        vault: the open vault; the casebook does not close it.
        taxonomy: the codebook that cases are coded against.
        cases: labels, attributes, deletion.
        consent: purposes, withdrawal.
        interviews: text and search.
        journal: edits as they are made.
        codings: passages and factors.
        checklist: what has been considered.
        restored: which cases came with a restored backup.
    """

    vault: Vault
    taxonomy: Taxonomy
    cases: Cases
    consent: Consents
    interviews: Interviews
    journal: Journal
    codings: Codings
    checklist: Checklist
    restored: RestoredCases

    @classmethod
    def open(cls, vault: Vault, taxonomy: Taxonomy) -> Self:
        """The casebook in ``vault``; its tables are made or brought up to date.

        A deletion that was cut off is finished first.

        Raises:
            RefusedError: if the vault was written by a newer version of the program.
        """
        vault.migrate(COMPONENT, MIGRATIONS)
        restored = RestoredCases(vault)
        restored.record()
        finish_deletions(vault)
        texts = Texts(vault)
        return cls(
            vault,
            taxonomy,
            Cases(vault, taxonomy, texts),
            Consents(vault, texts),
            Interviews(vault, texts),
            Journal(vault, texts),
            Codings(vault, taxonomy),
            Checklist(vault, taxonomy),
            restored,
        )
