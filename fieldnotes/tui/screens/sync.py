"""Remotes, and what waits to be sent to them."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.tui.dialogs.confirm import Confirm
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.screens.remotes import RemoteActions, remote_items
from fieldnotes.tui.widgets.listing import Column, Item, Listing
from fieldnotes.tui.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fieldnotes.release.desk import ReleaseDesk
    from fieldnotes.release.pushing import PushResult

_STATES = {
    "waiting": "waiting to be sent",
    "sent": "sent, not confirmed",
    "confirmed": "confirmed: read back, the same",
}


class SyncPage(RemoteActions, Page):
    """The outbox above, the remotes below."""

    PLACE = Place.SYNC

    def body(self) -> ComposeResult:
        """Two lists."""
        yield Static("Outbox", classes="section")
        yield Listing(
            Column("release", 7, right=True),
            Column("bytes", 9, right=True),
            Column("state"),
            empty="Nothing was released yet. F4, Release shows what could leave.",
        )
        yield Static("Remotes", classes="section")
        yield Listing(
            Column("name", 16),
            Column("kind", 8),
            Column("sent to", 11),
            Column("address"),
            empty="No remote yet. a adds a folder, which may be a stick or one that Syncthing or Nextcloud shares.",
        )

    def on_mount(self) -> None:
        """Show both; the remotes take the keys."""
        self.show_remotes()
        self.query(Listing).last().lines.focus()

    @property
    def desk(self) -> "ReleaseDesk":
        """The release desk."""
        return self.fieldnotes.opened.release

    def show_remotes(self) -> None:
        """Show what is stored now."""
        outbox, remotes = self.query(Listing)
        items = self.desk.outbox()
        void = {entry.number for entry in self.desk.ledger() if entry.kind == "void"}
        outbox.show(
            [
                Item(
                    str(item.number),
                    (
                        str(item.number),
                        f"{item.size:,}",
                        _STATES[item.state] + (" (void)" if item.number in void else ""),
                    ),
                )
                for item in items
            ]
        )
        remotes.show(remote_items(self.desk.remotes.list()))
        self.fieldnotes.count_waiting()
        waiting = self.fieldnotes.waiting_exports
        self.head("Sync", facts=f"{counted(waiting, 'export')} waiting" if items else "")

    def action_push(self) -> None:
        """Send what waits."""
        if self.busy:
            return
        if not self.desk.remotes.list():
            raise AnswerIsNoError("There is no remote to send to.", "a adds one.")
        self.tell("Sending…")
        self.in_background(self.desk.push, self._pushed)

    def _pushed(self, results: "Sequence[PushResult]") -> None:
        self.show_remotes()
        problems = [f"{result.remote}: {result.problem}" for result in results if result.problem]
        told = [result.told for result in results if result.told]
        if problems or told:
            self.tell(" ".join((*told, *problems)), wrong=bool(problems))
        elif results:
            confirmed = sum(result.state == "confirmed" for result in results)
            self.tell(f"{counted(confirmed, 'export')} sent and confirmed by reading back.")
        else:
            self.tell("Nothing waits.")

    def action_delete(self) -> None:
        """Forget a remote."""
        name = self.query(Listing).last().current
        if name is None:
            return

        def forget(yes: bool) -> None:  # noqa: FBT001 - an answer
            if yes:
                self.desk.remotes.remove(name)
                self.show_remotes()

        self.fieldnotes.ask(
            Confirm(f"Forget the remote {name}?", ["What was sent there stays there."], "forgets it"), forget
        )
