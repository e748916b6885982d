"""The security lead's part of the path: every check that exists, on the vault that is kept."""

from pathlib import Path

from fieldnotes.assurance.checks import run_checks
from fieldnotes.assurance.verdicts import Outcome
from fieldnotes.demo.results import AuditFigures
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase


def audit_kept_vault(folder: Path, passphrase: str) -> AuditFigures:
    """Run the security checks on a vault.

    Raises:
        RefusedError: if the passphrase is wrong.
    """
    with open_vault(folder, Passphrase(passphrase)) as vault:
        checks = run_checks(vault)

    def with_verdict(verdict: Outcome) -> tuple[str, ...]:
        return tuple(check.id for check in checks if check.verdict is verdict)

    return AuditFigures(
        holds=with_verdict(Outcome.HOLDS),
        does_not_hold=with_verdict(Outcome.DOES_NOT_HOLD),
        cannot_tell=with_verdict(Outcome.CANNOT_TELL),
    )
