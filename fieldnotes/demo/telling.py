"""The demo in words: one function a step, figures in, lines out."""

import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from fieldnotes.demo.results import (
    AuditFigures,
    DemoResult,
    MergeFigures,
    ReleaseFigures,
    ResearcherFigures,
    SearchFigures,
    WipeFigures,
)


def tell_fieldwork(figures: ResearcherFigures) -> str:
    """One researcher's cases."""
    return (
        f"   {figures.label}: {figures.cases} cases, {figures.interviews} interviews of {figures.characters:,} characters, "
        f"{figures.codings} passages coded, {figures.raised} factors raised, {figures.stored_bytes:,} bytes stored; "
        f"{figures.withheld} without consent to publish"
    )


def tell_fieldwork_total(everyone: Sequence[ResearcherFigures]) -> Iterator[str]:
    """All researchers together."""
    cases = sum(one.cases for one in everyone)
    withheld = sum(one.withheld for one in everyone)
    yield (
        f"   together: {cases} cases, {sum(one.characters for one in everyone):,} characters, "
        f"{sum(one.codings for one in everyone):,} codings, {sum(one.stored_bytes for one in everyone):,} bytes stored"
    )
    yield f"   {withheld} cases lack consent to publish: they are kept, coded, and counted in nothing that leaves"


def tell_release(figures: ReleaseFigures) -> str:
    """One researcher's release."""
    return (
        f"   {figures.label}: {figures.cohort} cases, {figures.shown} cells shown, {figures.hidden} hidden "
        f"({figures.groups_shown} of {figures.groups} groups shown); {figures.payload_bytes:,} bytes signed, "
        f"{figures.sealed_bytes:,} bytes sealed, {figures.state}"
    )


def tell_release_total(everyone: Sequence[ReleaseFigures]) -> Iterator[str]:
    """All releases together."""
    shown = sum(one.shown for one in everyone)
    cells = shown + sum(one.hidden for one in everyone)
    groups, groups_shown = sum(one.groups for one in everyone), sum(one.groups_shown for one in everyone)
    smallest, largest = min(one.cohort for one in everyone), max(one.cohort for one in everyone)
    yield (
        f"   {shown} of {cells} cells are shown ({shown / cells:.0%}): {groups_shown} of {groups} group counts, "
        f"{shown - groups_shown} of {cells - groups} factor counts"
    )
    yield (
        f"   with {smallest} to {largest} cases and a threshold of five that is what is safe: a count below five, a zero, "
        "nearly everybody,"
    )
    yield "   and whatever would give one of these away, are hidden behind one mark; no attribute is tabulated below 20 cases"
    if len({one.sealed_bytes for one in everyone}) == 1:
        yield "   every sealed export has the same length: the store learns nothing from it"


def tell_merge(figures: MergeFigures) -> Iterator[str]:
    """The coordinator's part."""
    yield (
        f"   pulled: {figures.accepted} accepted, {figures.rejected} refused (signature, chain, schema, certificate "
        "computed again)"
    )
    yield (
        f"   merged: {figures.cells} cells over {figures.cases} cases; the true total lies within the interval in "
        f"{figures.contained} of {figures.cells}, exactly known are {figures.exact}"
    )
    yield (
        f"   published after protecting again (threshold ten): {figures.published_exact} exact, "
        f"{figures.published_intervals} as intervals, {figures.published_hidden} hidden; "
        f"{figures.published_wrong} contradict the truth"
    )


def tell_audit(figures: AuditFigures) -> Iterator[str]:
    """The security audit."""
    total = len(figures.holds) + len(figures.does_not_hold) + len(figures.cannot_tell)
    yield f"   {len(figures.holds)} of {total} checks hold"
    if figures.does_not_hold:
        yield f"   do not hold here: {', '.join(figures.does_not_hold)}"
    if figures.cannot_tell:
        yield f"   cannot be told here: {', '.join(figures.cannot_tell)}"


def tell_search(figures: SearchFigures) -> str:
    """The search for words of the notes."""
    return (
        f"   {figures.fragments} fragments of notes looked for in {figures.files} files ({figures.searched_bytes:,} bytes), "
        f"encrypted pages included: {figures.hits} hits (control: {figures.control_hits} found where they do stand)"
    )


def tell_wipe(figures: WipeFigures) -> Iterator[str]:
    """The wipe."""
    yield (
        f"   {figures.label}: key blocks overwritten and read back in {figures.milliseconds:.0f} ms, "
        f"{figures.files_left} files left in the vault's folder"
    )
    yield (
        f"   key hits before wipe: {figures.hits_before} of {figures.pieces} pieces; "
        f"key hits after wipe: {figures.hits_after} (the old blocks, and every file that remains)"
    )
    verdict = "verified" if figures.erased_logically else "NOT verified"
    yield f"   verdict: logical erase {verdict}; physical erase {figures.physical} on this disk"


def tell_end(result: DemoResult) -> Iterator[str]:
    """Where everything is, and how to go on."""
    yield f"Done in {result.seconds:.1f} s; " + (
        "every claim held." if result.holds else "A CLAIM DID NOT HOLD."
    )
    yield ""
    yield f"Published tables:   {result.published / 'index.html'}"
    yield f"Open a demo vault:  {_command()} --vault {shlex.quote(str(result.kept_vault))}"
    yield f"Its passphrase:     {result.kept_passphrase}"
    yield "                    (printed because everything behind it is invented; look at case C1, and C2 in Burmese)"
    yield f"Throw all of it away by deleting {result.folder}"


def _command() -> str:
    """The program as it was started, so that the line can be typed as it stands; it need not be on the search path."""
    return sys.argv[0] if Path(sys.argv[0]).name == "fieldnotes" else "fieldnotes"
