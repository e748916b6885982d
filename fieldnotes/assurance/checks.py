"""All security checks of an open vault, in the order a security lead would ask for them."""

from pathlib import Path

from fieldnotes.assurance.departures import outbox_holds_only_tables
from fieldnotes.assurance.files import encrypted_headers, file_modes, identity_map, strangers
from fieldnotes.assurance.plaintext import plaintext_scan
from fieldnotes.assurance.process import process_checks
from fieldnotes.assurance.releases import attacks_learn_nothing, releases_computed_again
from fieldnotes.assurance.storage import (
    key_file_copies,
    live_cipher_settings,
    page_integrity,
    passphrase_cost,
)
from fieldnotes.assurance.verdicts import Check
from fieldnotes.casebook.book import Casebook
from fieldnotes.release.desk import ReleaseDesk
from fieldnotes.release.policies import shipped_policy
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.vault import Vault


def run_checks(vault: Vault, scan: Path | None = None) -> list[Check]:
    """Run every check that applies to this vault.

    Args:
        vault: open; the checks read it and change nothing.
        scan: one more file or folder to search for words of the notes.
    """
    checks = [
        file_modes(vault.folder),
        strangers(vault.folder),
        encrypted_headers(vault.folder),
        identity_map(vault.folder),
        key_file_copies(vault.folder),
        passphrase_cost(vault.folder),
        live_cipher_settings(vault),
        page_integrity(vault),
        *process_checks(),
    ]
    if vault.role is VaultRole.RESEARCHER:
        checks += _researcher_checks(vault, scan)
    return checks


def _researcher_checks(vault: Vault, scan: Path | None) -> list[Check]:
    book = Casebook.open(vault)
    desk = ReleaseDesk.open(book)
    membership = desk.membership()
    policy = shipped_policy() if membership is None else membership.policy
    levels = {level.id for coarsening in policy.coarsening.values() for level in coarsening.levels}
    payloads = {entry.number: desk.payload(entry.number) for entry in desk.ledger()}
    audited = desk.audit()
    checks = [
        outbox_holds_only_tables(payloads, book.taxonomy, levels | {policy.name}),
        releases_computed_again(audited),
        attacks_learn_nothing(audited),
        plaintext_scan(book, vault.folder),
    ]
    if scan is not None:
        checks.append(plaintext_scan(book, scan, name="no-plaintext-in-scanned-path"))
    return checks
