"""What the demo found out, in figures: for printing, for ``--json``, and for tests that compute them again."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ResearcherFigures:
    """One researcher's part.

    Attributes:
        label: R1 to R6.
        cases: cases in the vault.
        withheld: cases without consent to publish, which no release may count.
        interviews: interviews imported.
        characters: code points stored, all interviews together.
        codings: passages coded.
        raised: sum over cases of the factors raised.
        stored_bytes: size of the vault on disk.
    """

    label: str
    cases: int
    withheld: int
    interviews: int
    characters: int
    codings: int
    raised: int
    stored_bytes: int


@dataclass(frozen=True, slots=True)
class ReleaseFigures:
    """One researcher's release.

    Attributes:
        label: R1 to R6.
        cohort: cases counted.
        groups: counts of groups of factors.
        groups_shown: those of them that show a number.
        shown: cells of all tables that show a number.
        hidden: cells that show the suppression mark.
        payload_bytes: size of what was signed.
        sealed_bytes: size of what left; the same for every export of the policy.
        state: the outbox's word for it.
    """

    label: str
    cohort: int
    groups: int
    groups_shown: int
    shown: int
    hidden: int
    payload_bytes: int
    sealed_bytes: int
    state: str


@dataclass(frozen=True, slots=True)
class MergeFigures:
    """Merged and published tables, held against the truth that only the demo knows.

    Attributes:
        accepted: exports the coordinator accepted.
        rejected: exports the coordinator refused.
        cases: cases counted, over all exports.
        cells: cells merged.
        contained: cells whose true total lies within the merged interval; all of them must.
        exact: cells whose merged interval is one number.
        published_exact: cells published as a number.
        published_intervals: cells published as an interval.
        published_hidden: cells hidden in the publication.
        published_wrong: published cells that do not hold the true total; must be none.
    """

    accepted: int
    rejected: int
    cases: int
    cells: int
    contained: int
    exact: int
    published_exact: int
    published_intervals: int
    published_hidden: int
    published_wrong: int


@dataclass(frozen=True, slots=True)
class SearchFigures:
    """The search of every file written for words of the notes.

    Attributes:
        files: files searched.
        searched_bytes: their size together.
        fragments: stretches of 24 characters looked for, in UTF-8 and UTF-16.
        hits: files that hold one; must be none.
        control_hits: fragments found in a control that holds all of them; must equal ``fragments``.
    """

    files: int
    searched_bytes: int
    fragments: int
    hits: int
    control_hits: int


@dataclass(frozen=True, slots=True)
class AuditFigures:
    """The security audit of the vault that is kept.

    Attributes:
        holds: ids of the checks that hold.
        does_not_hold: ids of those that do not, which may be this machine's doing.
        cannot_tell: ids of those that cannot be told here.
    """

    holds: tuple[str, ...]
    does_not_hold: tuple[str, ...]
    cannot_tell: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WipeFigures:
    """The wipe of one vault.

    Attributes:
        label: whose vault.
        pieces: pieces of 32 bytes of the key file that were looked for.
        hits_before: pieces found in the key file before the wipe; all of them, or the search is worth nothing.
        hits_after: pieces found after it, in the old key file's blocks and in every file that remains; must be none.
        files_left: files left in the vault's folder.
        milliseconds: until the key blocks were overwritten and read back.
        erased_logically: the verdict.
        physical: ``assured`` or ``not assured``.
    """

    label: str
    pieces: int
    hits_before: int
    hits_after: int
    files_left: int
    milliseconds: float
    erased_logically: bool
    physical: str


@dataclass(frozen=True, slots=True)
class DemoResult:
    """Everything the demo found out.

    Attributes:
        folder: where it all lies.
        kept_vault: the researcher's vault to open in the application.
        kept_passphrase: opens it; everything in it is invented.
        published: the folder with the published tables.
        researchers: one entry a researcher.
        releases: one entry a researcher.
        merged: the coordinator's part.
        search: for words of the notes.
        audit: of the kept vault.
        wipe: of the last researcher's vault.
        seconds: from start to end.
    """

    folder: Path
    kept_vault: Path
    kept_passphrase: str
    published: Path
    researchers: tuple[ResearcherFigures, ...]
    releases: tuple[ReleaseFigures, ...]
    merged: MergeFigures
    search: SearchFigures
    audit: AuditFigures
    wipe: WipeFigures
    seconds: float

    @property
    def holds(self) -> bool:
        """Whether every claim that does not depend on the machine came true."""
        return (
            self.merged.accepted == len(self.researchers)
            and self.merged.rejected == 0
            and self.merged.contained == self.merged.cells
            and self.merged.published_wrong == 0
            and all(release.state == "confirmed" for release in self.releases)
            and len({release.sealed_bytes for release in self.releases}) == 1
            and self.search.hits == 0
            and self.search.control_hits == self.search.fragments
            and self.wipe.hits_before == self.wipe.pieces
            and self.wipe.hits_after == 0
            and self.wipe.files_left == 0
            and self.wipe.erased_logically
        )
