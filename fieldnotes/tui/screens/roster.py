"""The project, its invite, and the devices whose exports count."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import DeviceId
from fieldnotes.tui.dialogs.ask import Ask
from fieldnotes.tui.files import read_received, write_new
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.widgets.listing import Column, Item, Listing
from fieldnotes.tui.words import counted

if TYPE_CHECKING:
    from fieldnotes.coordination.desk import CoordinatorDesk


_NO_DEVICE = "none"


class RosterPage(Page):
    """The roster."""

    PLACE = Place.ROSTER

    def body(self) -> ComposeResult:
        """The project, then the devices."""
        yield Static("", classes="summary", markup=False)
        yield Listing(
            Column("device", 16),
            Column("person", 6, right=True),
            Column("state", 10),
            Column("last export", 11, right=True),
            Column("fingerprint"),
            empty="No device yet.\n\nw writes the invite into a file for researchers; a reads the enrolment that each "
            "of them sends back.",
        )

    def on_mount(self) -> None:
        """Show what is stored."""
        self._fill()
        self.query_one(Listing).lines.focus()

    @property
    def desk(self) -> "CoordinatorDesk":
        """The coordinator's desk."""
        return self.fieldnotes.opened.coordination

    def _fill(self) -> None:
        project = self.desk.project()
        if project is None:
            told = "No project yet: writing the invite makes one under the policy that ships."
        else:
            title = project.title or project.id[:12]
            told = f"Project {title}, policy {project.policy.name}, reporting period {project.period}."
        self.query_one(".summary", Static).update(told)
        devices = self.desk.devices()
        self.query_one(Listing).show(
            [
                Item(
                    device.device,
                    (
                        device.label,
                        str(device.person),
                        device.state,
                        f"{device.last_epoch}.{device.last_number}" if device.last_number else "none",
                        device.spoken,
                    ),
                )
                for device in devices
            ]
        )
        self.head("Roster", facts=counted(len(devices), "device"))

    def action_write_invite(self) -> None:
        """Write the invite into a file."""
        self.fieldnotes.ask(
            Ask(
                "Write the invite",
                "Path of a new file. Give it to researchers only: it holds the project's secret path.",
            ),
            self._write_invite,
        )

    def _write_invite(self, typed: str) -> None:
        self.desk.ensure_project()
        file = write_new(typed, self.desk.invite())
        self._fill()
        self.tell(f"Written to {file}. Researchers compare this by voice: {self.desk.invite_fingerprint()}")

    def action_add(self) -> None:
        """Read an enrolment."""
        self.fieldnotes.ask(
            Ask("Read an enrolment", "Path of the file a researcher sent."), self._read_enrolment
        )

    def _read_enrolment(self, typed: str) -> None:
        raw = read_received(typed)
        summary = self.desk.read_enrolment(raw)

        def confirm(heard: str) -> None:
            if not heard.strip():
                raise WrongUseError(
                    "No fingerprint was typed.", "Have the researcher read it to you by voice."
                )
            if self.desk.devices() and not summary.known:
                self.fieldnotes.ask(
                    Ask(
                        "Is it another device of a researcher who is on the roster?",
                        "Label or fingerprint of that device, so that the researcher counts once; empty if not.",
                    ),
                    lambda other: put_on(heard, other),
                )
            else:
                put_on(heard, "")

        def put_on(heard: str, other: str) -> None:
            same = self.desk.named_device(other) if other.strip() else None
            self.desk.confirm(raw, heard, same_person_as=same)
            self._fill()
            self.tell(f"{summary.label} is on the roster; its exports count from now on.")

        self.fieldnotes.ask(
            Ask(
                f"Confirm the device {summary.label}",
                "Have the researcher read the fingerprint of the device by voice and type what you hear.",
            ),
            confirm,
        )

    def action_delete(self) -> None:
        """Revoke the device under the cursor."""
        current = self.query_one(Listing).current
        if current is None:
            return

        def revoke(typed: str) -> None:
            epoch, _, number = typed.strip().rpartition(".")
            if not number.isdecimal() or not (epoch or "1").isdecimal():
                raise WrongUseError(
                    "That is not the number of an export.", "Type it as 3 or 1.3; 0 for none."
                )
            self.desk.revoke(DeviceId(current), int(number), epoch=int(epoch) if epoch else None)
            self._fill()
            self.tell("Revoked. A revocation is never taken back.")

        self.fieldnotes.ask(
            Ask(
                "Revoke this device", "Number of its last export that still counts, such as 1.3; 0 for none."
            ),
            revoke,
        )

    def action_write_statement(self) -> None:
        """State what came in from a lost device: the one under the cursor, or the one that it replaces."""
        current = self.query_one(Listing).current
        if current is None:
            return
        here = next(device for device in self.desk.devices() if device.device == current)

        def other_named(typed: str) -> None:
            named = None if typed.strip() in {"", _NO_DEVICE} else self.desk.named_device(typed)
            lost, heir = (here.device, named) if here.state == "revoked" else (named, here.device)
            if here.state != "revoked" and not typed.strip():
                raise WrongUseError("No device was named.", f"Type its fingerprint, or {_NO_DEVICE}.")
            self.fieldnotes.ask(
                Ask("Write the statement", "Path of a new file, to be given to the researcher."),
                lambda path: self._write_statement(lost, heir, path),
            )

        if here.state == "revoked":
            asked = Ask(
                f"Which device replaces {here.label}?",
                "Label or fingerprint; empty if the researcher has just one other.",
            )
        else:
            asked = Ask(
                f"Which device does {here.label} replace?",
                f"Fingerprint or label, as the researcher's Release screen names it; {_NO_DEVICE} if it names none.",
            )
        self.fieldnotes.ask(asked, other_named)

    def _write_statement(self, lost: DeviceId | None, heir: DeviceId | None, path: str) -> None:
        def written(raw: bytes) -> None:
            file = write_new(path, raw)
            self._fill()
            self.tell(
                f"Written to {file}. It is good for one restored vault; nothing more is accepted from the other."
            )

        self.tell("Fetching what is new first…")
        self.in_background(lambda: self.desk.statement(lost, heir), written)

    def go_out(self) -> bool:
        """Esc drops the filter first."""
        return self.query_one(Listing).clear_filter()
