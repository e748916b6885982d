"""The backups of the open vault: what it remembers, what is within reach, and another one now."""

from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList

from fieldnotes.base.errors import WrongUseError
from fieldnotes.tui.dialogs.ask import Ask
from fieldnotes.tui.dialogs.reading import Reading
from fieldnotes.tui.files import typed_path
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.widgets.listing import Column, Item, Listing
from fieldnotes.tui.words import counted

if TYPE_CHECKING:
    from fieldnotes.vault.backups import Backup, KnownBackup

_REACH = {True: "within reach", False: "out of reach"}


class BackupsPage(Page):
    """The list of backups."""

    PLACE = Place.BACKUPS

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, KnownBackup] = {}

    def body(self) -> ComposeResult:
        """The list; paths last, for they may be long."""
        yield Listing(
            Column("made", 18),
            Column("reach", 12),
            Column("name", 14),
            Column("folder"),
            empty="No backup yet.\n\nPress b to make one. A backup on the same disk is lost with it: use a stick or"
            " another disk, and keep it away from this machine.",
        )

    def on_mount(self) -> None:
        """Show what is known."""
        self.query_one(Listing).lines.focus()
        self._fill()

    def _fill(self) -> None:
        from fieldnotes.vault.backups import known  # noqa: PLC0415 - only this screen lists them

        found = sorted(
            known(self.fieldnotes.opened.vault), key=lambda one: (one.made, one.name), reverse=True
        )
        self._known = {str(one.key): one for one in found}
        self.query_one(Listing).show(
            [
                Item(key, (one.made, _REACH[one.reachable], one.name, str(one.folder)))
                for key, one in self._known.items()
            ]
        )
        out = sum(not one.reachable for one in found)
        self.head(
            "Security",
            "backups",
            facts=f"{counted(len(found), 'backup')}, {out} out of reach" if found else "",
        )

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        one = self._known[event.option_id or ""]
        self.app.push_screen(
            Reading(
                Text.assemble(
                    (f"{one.name}, made {one.made}, {_REACH[one.reachable]}\n", "bold"),
                    f"{one.folder}\n\nIt opens with the passphrase of its day and with the recovery words. To restore it,"
                    f" lock, and on the lock screen press Ctrl+O; its key file is {one.key.name}.",
                )
            )
        )

    def action_back_up(self) -> None:
        """Ask where to, then how many to keep."""
        from fieldnotes.vault.backups import last  # noqa: PLC0415 - only this screen makes them

        before = last(self.fieldnotes.opened.vault)
        self.fieldnotes.ask(
            Ask(
                "Back up into which folder?",
                "A folder that exists, best on a stick or another disk. An empty line: inside the vault's own folder,"
                " which helps against damage only.",
                value="" if before is None else str(before.folder),
            ),
            self._placed,
        )

    def _placed(self, typed: str) -> None:
        from fieldnotes.vault.backups import KEEP  # noqa: PLC0415 - only this screen makes them

        self.fieldnotes.ask(
            Ask(
                "How many backups of this vault stay there?",
                "Older ones in that folder are destroyed.",
                value=str(KEEP),
            ),
            lambda keep: self._back_up(typed_path(typed) if typed.strip() else None, keep),
        )

    def _back_up(self, to: Path | None, keep: str) -> None:
        from fieldnotes.vault.backups import back_up  # noqa: PLC0415 - only this screen makes them

        if not keep.strip().isdecimal():
            raise WrongUseError("That is not a number.", "Type how many to keep, such as 5.")
        vault, number = self.fieldnotes.opened.vault, int(keep)
        self.tell("Backing up…")
        self.in_background(lambda: back_up(vault, to, keep=number, progress=self._progress), self._backed_up)

    def _progress(self, done: int, whole: int) -> None:
        """Called on the thread that copies."""
        percent = 100 * done // max(1, whole)
        self.fieldnotes.from_elsewhere(
            lambda: self.tell(f"Backing up: {percent} % copied, then it is tried.")
        )

    def _backed_up(self, made: "Backup") -> None:
        self._fill()
        self.query_one(Listing).go_to(str(made.key))
        self.tell(f"Backed up and tried: {made.name} in {made.folder}, {made.bytes / 1_000_000:,.1f} MB.")

    def failed(self, sentence: str) -> None:
        """What is known may have changed all the same."""
        self._fill()
        self.tell(sentence, wrong=True)

    def go_out(self) -> bool:
        """Esc drops the filter first."""
        return self.query_one(Listing).clear_filter()
