"""``fieldnotes invite`` and ``enrol``: how a device and a coordinator come to know each other."""

from pathlib import Path

import click

from fieldnotes.base.files import read_received, write_new
from fieldnotes.cli.options import FILE, shared_options, verb
from fieldnotes.cli.session import Session


@click.group()
@shared_options
def invite() -> None:
    """Invite researchers to a project (coordinator)."""


@verb(invite, "create")
@click.option(
    "--to", type=FILE, default="invite.json", show_default=True, help="Where to write the invite file."
)
@click.option("--title", default="", help="What people call the project; the first time only.")
@click.option(
    "--policy", type=FILE, help="A redaction policy at least as strict as the floor; the first time only."
)
def create(session: Session, *, to: Path, title: str, policy: Path | None) -> None:
    """Write the project's invite file; the first time, start the project."""
    raw_policy = None if policy is None else read_received(policy)
    with session.open_coordinator_desk() as desk:
        if title or raw_policy is not None:
            desk.create_project(raw_policy, title=title)
        desk.ensure_project()
        raw = desk.invite()
        spoken = desk.invite_fingerprint()
    write_new(to, raw)
    session.answer({"invite": to, "bytes": len(raw), "fingerprint": spoken},
                   [f"Wrote {to}.", "Read this fingerprint aloud to whoever you give it to:", f"  {spoken}"])  # fmt: skip


@verb(invite, "show")
@click.argument("file", type=FILE)
def show(session: Session, *, file: Path) -> None:
    """Show what an invite file holds. No vault is needed."""
    from fieldnotes.release.invitations import describe_invite  # noqa: PLC0415 - keeps --help light

    told = describe_invite(read_received(file))
    session.answer(told, [f"{name.replace('_', ' '):16} {value}" for name, value in told.items()])


@click.group()
@shared_options
def enrol() -> None:
    """Join a project (researcher), and confirm who joins (coordinator)."""


@verb(enrol, "request")
@click.argument("invite_file", metavar="INVITE", type=FILE)
@click.option(
    "--to",
    type=FILE,
    default="enrolment.age",
    show_default=True,
    help="Where to write it for the coordinator.",
)
def request(session: Session, *, invite_file: Path, to: Path) -> None:
    """Accept an invite and write this device's enrolment, sealed to the coordinator."""
    raw = read_received(invite_file)
    with session.open_release_desk() as desk:
        joined = desk.accept_invite(raw)
        sealed = desk.enrolment_request()
        spoken = desk.spoken_fingerprint()
    write_new(to, sealed)
    session.answer(
        {
            "project": joined.project,
            "enrolment": to,
            "fingerprint": spoken,
            "invite_fingerprint": joined.invite_fingerprint,
        },
        [
            f"Wrote {to} for the coordinator.",
            f"The invite's fingerprint, to compare with what the coordinator reads out: {joined.invite_fingerprint}",
            f"This device's fingerprint, to read aloud to the coordinator: {spoken}",
        ],
    )


@verb(enrol, "confirm")
@click.argument("file", type=FILE)
@click.option(
    "--fingerprint",
    metavar="GROUPS",
    help="The fingerprint the researcher read aloud; asked for if left out.",
)
@click.option(
    "--same-person-as",
    metavar="DEVICE",
    help="Another device of this researcher, who then counts once: its fingerprint or label.",
)
def confirm(session: Session, *, file: Path, fingerprint: str | None, same_person_as: str | None) -> None:
    """Confirm a device after its owner has read its fingerprint aloud."""
    raw = read_received(file)
    with session.open_coordinator_desk() as desk:
        heard = (
            fingerprint
            if fingerprint is not None
            else click.prompt("Fingerprint the researcher reads aloud", err=True)
        )
        other = desk.named_device(same_person_as) if same_person_as else None
        device = desk.confirm(raw, heard, same_person_as=other)
    session.answer({"device": device}, [f"Confirmed {device}."])


@verb(enrol, "list")
@click.option(
    "--allowed-signers", is_flag=True, help="Print the roster for ssh-keygen -Y verify, and nothing else."
)
def list_devices(session: Session, *, allowed_signers: bool) -> None:
    """List the devices of the project."""
    with session.open_coordinator_desk() as desk:
        if allowed_signers:
            click.echo(desk.allowed_signers(), nl=False)
            return
        known = desk.devices()
    session.answer(
        [
            {
                "device": one.device,
                "label": one.label,
                "state": str(one.state),
                "last_number": one.last_number,
            }
            for one in known
        ],
        [f"{one.label:12} {one.state:10} last export {one.last_number}  {one.device}" for one in known]
        or ["No devices yet."],
    )


@verb(enrol, "revoke")
@click.argument("device")
@click.option(
    "--last-number", type=int, required=True, help="The last export of it that is still accepted; 0 for none."
)
@click.option(
    "--epoch",
    type=int,
    help="The numbering that the last export belongs to; that of its last export if left out.",
)
def revoke(session: Session, *, device: str, last_number: int, epoch: int | None) -> None:
    """Revoke a lost or stolen device, given by its fingerprint or label."""
    with session.open_coordinator_desk() as desk:
        known = desk.named_device(device)
        desk.revoke(known, last_number, epoch=epoch)
    session.answer(
        {"revoked": known, "last_number": last_number}, [f"Revoked {known} after export {last_number}."]
    )


@verb(enrol, "statement")
@click.argument("device")
@click.option(
    "--to", type=FILE, default="statement.json", show_default=True, help="Where to write the statement."
)
@click.option(
    "--for",
    "successor",
    metavar="DEVICE",
    help="The device that the restored vault enrolled; found if the researcher has just one other.",
)
def statement(session: Session, *, device: str, to: Path, successor: str | None) -> None:
    """State what came in from a revoked device, for the vault that was restored from its backup.

    DEVICE is a fingerprint or label, or `none` if the backup was made before its vault had a device. Every remote is
    pulled from first. Afterwards nothing more of that device is accepted.
    """
    with session.open_coordinator_desk() as desk:
        about = None if device == "none" else desk.named_device(device)
        raw = desk.statement(about, desk.named_device(successor) if successor else None)
    write_new(to, raw)
    session.answer(
        {"statement": to, "device": about, "bytes": len(raw)},
        [f"Wrote {to}. Give it to the researcher; it is good for one restored vault only."],
    )
