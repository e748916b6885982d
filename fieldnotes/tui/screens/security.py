"""Every security check with its evidence: what this machine, this process and this vault are really like."""

from typing import TYPE_CHECKING

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList

from fieldnotes.tui.dialogs.reading import Reading
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.widgets.listing import Column, Item, Listing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fieldnotes.assurance.verdicts import Check
    from fieldnotes.vault.vault import Vault

_SIGNS = {"holds": "✓ holds", "does not hold": "✗ does not hold", "cannot tell": "? cannot tell"}


class SecurityPage(Page):
    """The checks.

    Args:
        run: runs them; the checks of ``fieldnotes audit`` where ``None``.
    """

    PLACE = Place.SECURITY

    def __init__(self, run: "Callable[[Vault], Sequence[Check]] | None" = None) -> None:
        super().__init__()
        self._run = run
        self._checks: dict[str, Check] = {}

    def body(self) -> ComposeResult:
        """The list."""
        yield Listing(Column("verdict", 15), Column("check", 26), Column("evidence"), empty="Checking…")

    def on_mount(self) -> None:
        """Run every check."""
        self.head("Security")
        self.query_one(Listing).lines.focus()
        self.action_check_again()

    def action_check_again(self) -> None:
        """Run every check again."""
        if self._run is None:
            from fieldnotes.assurance.checks import run_checks  # noqa: PLC0415 - only this screen needs the checks

            self._run = run_checks
        run, vault = self._run, self.fieldnotes.opened.vault
        self.in_background(lambda: run(vault), self._show)

    def action_change_passphrase(self) -> None:
        """Choose another passphrase."""
        from fieldnotes.tui.screens.passphrase import PassphrasePage  # noqa: PLC0415 - rarely gone to

        if not self.fieldnotes.busy:
            self.app.push_screen(PassphrasePage())

    def action_show_backups(self) -> None:
        """Show the backups."""
        from fieldnotes.tui.screens.backups import BackupsPage  # noqa: PLC0415 - rarely gone to

        if not self.fieldnotes.busy:
            self.app.push_screen(BackupsPage())

    def action_verify(self) -> None:
        """Check every page and row."""
        from fieldnotes.tui.screens.verified import VerifiedPage  # noqa: PLC0415 - rarely gone to

        if not self.fieldnotes.busy:
            self.app.push_screen(VerifiedPage())

    def _show(self, checks: "Sequence[Check]") -> None:
        self._checks = {check.id: check for check in checks}
        listing = self.query_one(Listing)
        listing.show(
            [Item(check.id, (_SIGNS[check.verdict.value], check.id, check.evidence)) for check in checks]
        )
        listing.lines.focus()
        failed = sum(check.verdict == "does not hold" for check in checks)
        unknown = sum(check.verdict == "cannot tell" for check in checks)
        self.head(
            "Security",
            facts=f"{len(checks) - failed - unknown} hold, {failed} do not hold, {unknown} cannot be told",
        )

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        check = self._checks[event.option_id or ""]
        text = Text.assemble((f"{_SIGNS[check.verdict.value]}: {check.id}\n", "bold"), check.evidence)
        if check.do:
            text.append(f"\n\n{check.do}")
        self.app.push_screen(Reading(text))

    def go_out(self) -> bool:
        """Esc drops the filter first."""
        return self.query_one(Listing).clear_filter()
