"""``fieldnotes release``: what would leave, what left, and whether a certificate holds."""

from pathlib import Path

import click

from fieldnotes.base.files import read_received
from fieldnotes.cli.identity_opening import identity_passphrase, opened_identity
from fieldnotes.cli.options import FILE, shared_options, verb
from fieldnotes.cli.session import Session

KIND = click.option("--kind", type=click.Choice(["suppressed"]), default="suppressed", show_default=True)


@click.group()
@shared_options
def release() -> None:
    """Redacted aggregates: preview, approve, list, verify."""


@verb(release, "preview")
@KIND
@click.option(
    "--bytes", "show_bytes", is_flag=True, help="Print the exact payload that would leave, and nothing else."
)
@click.option("--with-names", is_flag=True, help="Count what the identity map knows among the findings too.")
@identity_passphrase
def preview(
    session: Session, *, kind: str, show_bytes: bool, with_names: bool, identity_fd: int | None
) -> int:
    """Show exactly what would leave, with every hidden cell drawn hidden.

    It also tells how many findings stand in the interviews of the cases; no text leaves in any case.
    """
    from fieldnotes.casebook.findings import sentence  # noqa: PLC0415 - loads the store's room
    from fieldnotes.release.describing import preview_lines, preview_record  # noqa: PLC0415 - loads the solver's room
    from fieldnotes.release.desk import ReleaseDesk  # noqa: PLC0415 - loads the solver's room

    names: tuple[str, ...] = ()
    if with_names:
        with opened_identity(session, identity_fd) as identity:
            names = identity.names()
    with session.open_book() as book:
        found = ReleaseDesk.open(book).preview(kind)
        stand = {} if show_bytes else book.findings.counts(found.cohort.cases, names)
    if show_bytes:
        click.echo(found.payload_bytes, nl=False)
        return 0
    session.answer(
        preview_record(found) | {"findings": dict(stand)}, [*preview_lines(found), sentence(stand)]
    )
    return 0 if found.ready else 1


@verb(release, "approve")
@KIND
def approve(session: Session, *, kind: str) -> None:
    """Freeze the cohort, protect, audit, sign, seal, and put the export into the outbox."""
    with session.open_release_desk() as desk:
        entry = desk.approve(kind)
    session.answer(
        {"number": entry.number, "kind": entry.kind, "cohort": entry.cohort, "payload_sha256": entry.payload_sha256,
         "sealed_bytes": entry.sealed_bytes},
        [f"Release {entry.number}: {entry.cohort} cases, {entry.sealed_bytes} bytes sealed, waiting in the outbox."],
    )  # fmt: skip


@verb(release, "list")
def list_releases(session: Session) -> None:
    """List the ledger."""
    with session.open_release_desk() as desk:
        entries = desk.ledger()
    session.answer(
        [
            {
                "number": one.number,
                "kind": one.kind,
                "cohort": one.cohort,
                "payload_sha256": one.payload_sha256,
            }
            for one in entries
        ],
        [f"release {one.number}: {one.kind}, {one.cohort} cases, {one.payload_sha256}" for one in entries]
        or ["Nothing was released yet."],
    )


@verb(release, "show")
@click.argument("number", type=int)
def show(session: Session, *, number: int) -> None:
    """Print the exact payload of a release, as it was signed."""
    with session.open_release_desk() as desk:
        raw = desk.payload(number)
    click.echo(raw, nl=False)


@verb(release, "audit")
def audit(session: Session) -> int:
    """Compute every release of this vault again, and audit all of them together as one system."""
    from fieldnotes.release.audit_words import audit_lines, audit_record  # noqa: PLC0415 - loads the solver's room

    with session.open_release_desk() as desk:
        found = desk.audit()
    session.answer(audit_record(found), audit_lines(found))
    return 0 if found.holds else 1


@verb(release, "policy")
@click.option(
    "--adopt", metavar="NAME", help="Hold this vault to a stricter policy that ships. There is no way back."
)
def policy(session: Session, *, adopt: str | None) -> None:
    """Show the redaction policy that releases are held to, every number with its reason."""
    from fieldnotes.release.policy_words import policy_lines, policy_record  # noqa: PLC0415 - loads the solver's room

    with session.open_release_desk() as desk:
        adopted = None if adopt is None else desk.adopt_policy(adopt)
        held_to = desk.policy()
    told = (
        []
        if adopted is None
        else [f"This vault holds its releases to the policy {adopted.name} from now on."]
    )
    session.answer(policy_record(held_to), [*told, *policy_lines(held_to)])


@verb(release, "statement")
@click.argument("file", type=FILE)
def statement(session: Session, *, file: Path) -> int:
    """Give the coordinator's statement to a vault that was restored from a backup."""
    from fieldnotes.release.restore_words import verdict_sentence  # noqa: PLC0415 - keeps --help light
    from fieldnotes.release.restores import Verdict  # noqa: PLC0415 - as above

    raw = read_received(file)
    with session.open_release_desk() as desk:
        restore = desk.accept_statement(raw)
    session.answer(
        {"verdict": str(restore.verdict), "old_device": restore.device, "new_device": restore.successor},
        [verdict_sentence(restore)],
    )
    return 0 if restore.verdict is Verdict.LIFTED else 1


@verb(release, "verify")
@click.argument("file", type=FILE)
@click.option(
    "--taxonomy", type=FILE, metavar="DIR", help="Made under this codebook, not the one that ships."
)
@click.option(
    "--policy", type=FILE, metavar="FILE", help="Made under this redaction policy, not one that ships."
)
def verify(session: Session, *, file: Path, taxonomy: Path | None, policy: Path | None) -> int:
    """Compute a payload's certificate again from the file alone. No vault is needed."""
    from fieldnotes.codebook.loading import load_taxonomy  # noqa: PLC0415 - as below
    from fieldnotes.disclosure.policy import parse_policy  # noqa: PLC0415 - as below
    from fieldnotes.release.verification import verify_payload  # noqa: PLC0415 - loads the solver's room

    findings = verify_payload(
        read_received(file),
        taxonomy=None if taxonomy is None else load_taxonomy(taxonomy),
        policy=None if policy is None else parse_policy(read_received(policy)),
    )
    session.answer(
        {"holds": not findings, "findings": findings},
        findings or ["The certificate holds: computed again from the file alone."],
    )
    return 1 if findings else 0
