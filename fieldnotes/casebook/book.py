"""The casebook: one open vault seen as cases, interviews and codings."""

from dataclasses import dataclass
from typing import Self

from fieldnotes.base.ids import FactorId
from fieldnotes.casebook import (
    abbreviations,
    actschema,
    consenting,
    copies,
    diary,
    dismissing,
    findings,
    guides,
    localfactors,
    memos,
    retention,
    secondcoding,
    succeeding,
)
from fieldnotes.casebook.abbreviations import Abbreviations
from fieldnotes.casebook.acts import ActLog
from fieldnotes.casebook.cases import Cases
from fieldnotes.casebook.checklist import Checklist
from fieldnotes.casebook.codings import Codings
from fieldnotes.casebook.consent import Consents
from fieldnotes.casebook.consenting import ConsentRecords
from fieldnotes.casebook.copies import Copies
from fieldnotes.casebook.deleting import finish_deletions
from fieldnotes.casebook.diary import Diary
from fieldnotes.casebook.dismissing import Dismissals
from fieldnotes.casebook.findings import Findings
from fieldnotes.casebook.guides import Guides
from fieldnotes.casebook.interviews import Interviews
from fieldnotes.casebook.journal import Journal
from fieldnotes.casebook.localfactors import Codable, LocalFactors, find, known_factor
from fieldnotes.casebook.memorows import NotedTexts
from fieldnotes.casebook.memos import Memos
from fieldnotes.casebook.passages import Passages
from fieldnotes.casebook.recoding import Recoding
from fieldnotes.casebook.recovering import Recovery
from fieldnotes.casebook.restored import RestoredCases
from fieldnotes.casebook.retention import Retention
from fieldnotes.casebook.reviewing import Reviews
from fieldnotes.casebook.schema import COMPONENT, MIGRATIONS
from fieldnotes.casebook.secondcoding import SecondCodings
from fieldnotes.casebook.sessions import begin_session
from fieldnotes.casebook.takingback import Acts
from fieldnotes.casebook.tally import Tally
from fieldnotes.casebook.taxonomies import coded_under
from fieldnotes.casebook.texts import Texts
from fieldnotes.casebook.watched import WATCHED
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.vault import documents
from fieldnotes.vault.vault import Vault

_PARTS = (
    documents,
    consenting,
    retention,
    guides,
    abbreviations,
    localfactors,
    findings,
    memos,
    diary,
    actschema,
    dismissing,
    secondcoding,
    copies,
    succeeding,
)
"""Modules with tables of their own, in the order in which these are made."""


@dataclass(frozen=True, slots=True)
class Casebook:
    """The services over one vault; each keeps to its own tables and does one thing.

    Attributes:
        vault: the open vault; the casebook does not close it.
        taxonomy: the codebook that cases are coded against.
        cases: labels, attributes, deletion.
        consent: purposes, withdrawal.
        circumstances: how consent was given, and what was explained.
        retention: until when cases are kept.
        interviews: text and search.
        journal: edits as they are made.
        passages: where the passages stand.
        codings: passages and factors.
        checklist: what has been considered.
        second: second codings, and whose coding counts.
        copies: copies of cases for second coders elsewhere.
        reviews: codings whose words were edited or deleted.
        restored: which cases came with a restored backup.
        recovery: what a session that was cut off has written.
        guides: questions to begin an interview with.
        abbreviations: what expands while typing.
        local: factors of the team's own.
        findings: what could tell who somebody is, in the interviews.
        diary: the researcher's notes on the work itself.
        acts: what was done, to be undone and done again.
        recoding: a factor to another across cases.
        memos: on cases, factors and codings; all of them with the diary, to be searched.
        dismissals: candidate passages that were dismissed.
    """

    vault: Vault
    taxonomy: Taxonomy
    cases: Cases
    consent: Consents
    circumstances: ConsentRecords
    retention: Retention
    interviews: Interviews
    journal: Journal
    passages: Passages
    codings: Codings
    checklist: Checklist
    second: SecondCodings
    copies: Copies
    reviews: Reviews
    restored: RestoredCases
    recovery: Recovery
    guides: Guides
    abbreviations: Abbreviations
    local: LocalFactors
    findings: Findings
    diary: Diary
    memos: Memos
    acts: Acts
    recoding: Recoding
    dismissals: Dismissals

    @classmethod
    def open(cls, vault: Vault, taxonomy: Taxonomy | None = None) -> Self:
        """The casebook in ``vault``; its tables are made or brought up to date.

        A deletion that was cut off is finished first.

        Args:
            vault: open.
            taxonomy: the version the vault is coded under; where ``None``, found out.

        Raises:
            RefusedError: if the vault was written by a newer version of the program, or has adopted another version of
                the taxonomy than the one given.
            DamagedError: if the version it has adopted is damaged.
        """
        taxonomy = coded_under(vault, taxonomy)
        vault.migrate(COMPONENT, MIGRATIONS)
        vault.watch(COMPONENT, WATCHED)
        restored = RestoredCases(vault)
        restored.record()
        for part in _PARTS:
            vault.migrate(part.COMPONENT, part.MIGRATIONS)
            vault.watch(part.COMPONENT, part.WATCHED)
        finish_deletions(vault)
        begin_session(vault)
        texts, passages = Texts(vault), Passages(vault)
        tally, log = Tally(vault, passages), ActLog(vault)
        codings = Codings(vault, taxonomy, passages, tally, log)
        noted = NotedTexts(vault, log)
        journal, entries = Journal(vault, texts, passages), Diary(noted)
        cases = Cases(vault, taxonomy, texts, passages, log)
        checklist = Checklist(vault, taxonomy, passages, tally, log)
        return cls(
            vault,
            taxonomy,
            cases,
            Consents(vault, texts, passages),
            ConsentRecords(vault, taxonomy),
            Retention(vault, texts, passages),
            Interviews(vault, texts, passages),
            journal,
            passages,
            codings,
            checklist,
            SecondCodings(vault, checklist, log),
            Copies(vault),
            Reviews(vault, texts, passages, codings),
            restored,
            Recovery(vault, texts, journal),
            Guides(vault, taxonomy),
            Abbreviations(vault),
            LocalFactors(vault, log),
            Findings(vault),
            entries,
            Memos(noted, taxonomy, passages, codings, entries),
            Acts(vault, taxonomy, passages, tally, log),
            Recoding(vault, taxonomy, passages, tally, log),
            Dismissals(vault),
        )

    @property
    def codable(self) -> tuple[Codable, ...]:
        """What passages can be coded with: the taxonomy's active factors, then the team's own."""
        return (*self.taxonomy.active_factors, *self.local.all())

    def factor(self, factor: FactorId) -> Codable:
        """The factor of this id, of the taxonomy (retired ones too) or of the team.

        Raises:
            UnknownFactorError: if there is none.
        """
        return known_factor(self.vault.connection, self.taxonomy, factor)

    def resolve(self, asked: str) -> Codable:
        """The factor with this key or id; case and surrounding spaces do not matter.

        Raises:
            UnknownFactorError: naming factors of the taxonomy whose key, id or label look like it.
        """
        return find(self.vault.connection, asked) or self.taxonomy.resolve(asked)
