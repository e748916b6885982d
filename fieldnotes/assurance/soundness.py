"""Whether a vault is sound, with every fault named by the case it concerns; and saving what can be read of one that is not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldnotes.base.errors import DamagedError, WrongUseError
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.naming import concerns
from fieldnotes.casebook.salvaged import put_in_order
from fieldnotes.casebook.taxonomies import taxonomy_of
from fieldnotes.coordination import schema as coordination
from fieldnotes.coordination.desk import CoordinatorDesk
from fieldnotes.release.components import RESEARCHERS
from fieldnotes.release.desk import ReleaseDesk
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.opening import open_vault, open_with_words
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.rebuilding import Lost
from fieldnotes.vault.recovery import RecoveryWords
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.salvaging import Salvage, salvage
from fieldnotes.vault.share import Share
from fieldnotes.vault.vault import Vault
from fieldnotes.vault.verifying import Fault, Verification, examine, verify

_COMPONENTS: Mapping[str, Sequence[Migration]] = {
    **RESEARCHERS,
    coordination.COMPONENT: coordination.MIGRATIONS,
}


@dataclass(frozen=True, slots=True)
class Secrets:
    """What opens a vault: a passphrase or recovery words, and the key file on removable media where it has one."""

    passphrase: Passphrase | None = None
    words: RecoveryWords | None = None
    share: Share | None = None

    def open(self, folder: Path) -> Vault:
        """The vault in ``folder``.

        Raises:
            FieldnotesError: as for :func:`fieldnotes.vault.opening.open_vault`.
        """
        if self.passphrase is not None:
            return open_vault(folder, self.passphrase, self.share)
        if self.words is not None:
            return open_with_words(folder, self.words, self.share)
        raise WrongUseError("A vault opens with a passphrase or with recovery words.", "Give one of them.")


@dataclass(frozen=True, slots=True)
class Soundness:
    """What was found wrong with a vault.

    Attributes:
        verification: by the vault.
        concerned: for each fault, whose notes it concerns, as a sentence; empty where that cannot be told.
    """

    verification: Verification
    concerned: tuple[str, ...]

    @property
    def is_damaged(self) -> bool:
        """Whether something cannot be read."""
        return any(fault.is_damage for fault in self.verification.faults)

    @property
    def is_sound(self) -> bool:
        """Whether nothing at all is wrong."""
        return not self.verification.faults

    def sentences(self) -> tuple[str, ...]:
        """Every fault in words, then what was checked."""
        faults = self.verification.faults
        summary = ", ".join(f"{count} {what}" for what, count in self.verification.checked.items())
        told = [
            " ".join(filter(None, (fault.sentence, more)))
            for fault, more in zip(faults, self.concerned, strict=True)
        ]
        verdict = f"{len(faults)} faults." if faults else "All is well."
        return (*told, f"Checked: {summary}.", verdict, *((_DAMAGED,) if self.is_damaged else ()))

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        data = self.verification.as_dict()
        for fault, more in zip(data["faults"], self.concerned, strict=True):
            fault["concerns"] = more
        return data | {"sound": self.is_sound, "damaged": self.is_damaged}


_DAMAGED = (
    "Restore a backup into another folder, or save what can be read:"
    " `fieldnotes vault verify --salvage-to DIR`. Leave this folder as it is."
)


@dataclass(frozen=True, slots=True)
class Saved:
    """What was saved of a damaged vault.

    Attributes:
        salvage: by the vault.
        lost: a sentence for each thing that was lost, by page and case.
        mended: a sentence for each thing that was put in order.
    """

    salvage: Salvage
    lost: tuple[str, ...]
    mended: tuple[str, ...]

    def sentences(self) -> tuple[str, ...]:
        """The whole report in words."""
        rows = sum(self.salvage.saved.values())
        return (
            f"Saved {rows} rows of {len(self.salvage.saved)} tables.",
            *self.lost,
            *self.mended,
            *self.salvage.notes,
            "Nothing was lost." if not self.lost else f"{len(self.lost)} places were lost.",
        )


def open_rooms(vault: Vault) -> None:
    """Have every room that this vault is for bring its tables up to date; what is damaged is left to the checks.

    Raises:
        RefusedError: if the vault was used with a newer version.
    """
    try:
        taxonomy = taxonomy_of(vault)
        if vault.role is VaultRole.COORDINATOR:
            CoordinatorDesk.open(vault, taxonomy)
        else:
            ReleaseDesk.open(Casebook.open(vault, taxonomy))
    except DamagedError:
        return  # told, with page and table, by the checks that follow


def verify_open(vault: Vault) -> Soundness:
    """Check an open vault; see :func:`fieldnotes.vault.verifying.verify`."""
    open_rooms(vault)
    found = verify(vault)
    return Soundness(found, tuple(_concerned(vault, fault) for fault in found.faults))


def verify_folder(folder: Path, secrets: Secrets) -> Soundness:
    """Check a vault on disk, also one that no longer opens.

    Raises:
        RefusedError: wrong secret, or the vault is open elsewhere.
        DamagedError: if it does not open for another reason than damaged pages.
        WrongUseError: if there is no vault.
    """
    try:
        vault = secrets.open(folder)
    except DamagedError:
        found = examine(folder, passphrase=secrets.passphrase, words=secrets.words, share=secrets.share)
        if not found.faults:
            raise
        return Soundness(found, ("",) * len(found.faults))
    with vault:
        return verify_open(vault)


def salvage_folder(folder: Path, to: Path, secrets: Secrets) -> Saved:
    """Save what can be read of the vault in ``folder`` into a new one in ``to``, and put it in order.

    Raises:
        FieldnotesError: as for :func:`fieldnotes.vault.salvaging.salvage`.
    """
    mended: list[str] = []

    def finish(vault: Vault) -> None:
        if vault.role is VaultRole.RESEARCHER:
            for name in ("casebook", "restored"):
                vault.migrate(name, _COMPONENTS[name])
            mended.extend(put_in_order(vault))
        open_rooms(vault)

    vault, done = salvage(
        folder,
        to,
        passphrase=secrets.passphrase,
        words=secrets.words,
        share=secrets.share,
        finish=finish,
        components=_COMPONENTS,
    )
    with vault:
        lost = tuple(_lost(vault, one) for one in done.lost)
        rows = tuple(
            f"{count} rows of table {table} could not be understood."
            for table, count in done.unreadable_rows.items()
        )
    return Saved(done, (*lost, *rows), tuple(mended))


def _concerned(vault: Vault, fault: Fault) -> str:
    if fault.page is None:
        return ""
    try:
        with vault.fresh_connection() as connection:
            return concerns(connection, fault.table, fault.after, fault.upto)
    except DamagedError:
        return ""


def _lost(vault: Vault, lost: Lost) -> str:
    if lost.gap is None or lost.table is None:
        return f"Page {lost.page} holds rows, and whose they are cannot be told."
    more = concerns(vault.connection, lost.table, lost.gap.after, lost.gap.upto)
    what = "the list of tables" if lost.table == "sqlite_schema" else f"table {lost.table}"
    return f"Page {lost.page} of {what} was lost. {more}".rstrip()
