"""What would leave this machine, cell by cell, before anything does."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from fieldnotes.base.errors import RefusedError
from fieldnotes.casebook.findings import sentence
from fieldnotes.coordination.words import Words
from fieldnotes.release.restore_words import verdict_sentence
from fieldnotes.tui.dialogs.ask import Ask
from fieldnotes.tui.dialogs.confirm import Confirm
from fieldnotes.tui.files import read_received, write_new
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.preview_words import tables_in_words
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.widgets.tables_view import TablesView
from fieldnotes.tui.words import counted

if TYPE_CHECKING:
    from fieldnotes.release.desk import ReleaseDesk
    from fieldnotes.release.ledger import LedgerEntry
    from fieldnotes.release.previews import Preview


class ReleasePage(Page):
    """The preview, and its approval."""

    PLACE = Place.RELEASE

    def __init__(self) -> None:
        super().__init__()
        self._preview: Preview | None = None

    def body(self) -> ComposeResult:
        """A summary, then the tables."""
        yield Static("Working out what could leave…", classes="summary", markup=False)
        yield TablesView("", remark="may be, why")

    def on_mount(self) -> None:
        """Work it out."""
        self.head("Release")
        self._work_out()

    def _work_out(self) -> None:
        session, names = self.fieldnotes.opened, self.fieldnotes.opened.names

        def work() -> "tuple[Preview, str]":
            preview = session.release.preview()
            return preview, sentence(session.book.findings.counts(preview.cohort.cases, names))

        self.in_background(work, lambda found: self._show(*found))

    def _show(self, preview: "Preview", findings: str) -> None:
        self._preview = preview
        lines = [
            (
                f"{counted(preview.cohort.size, 'case')} would be counted, under the policy {preview.policy.name}: "
                f"at least {preview.policy.export_cohort} cases, nothing shown below {preview.policy.export_k}."
            )
        ]
        kept_out = [f"{count} {reason}" for reason, count in preview.cohort.why_not.items()]
        if kept_out and preview.tables:
            lines.append(f"Not counted: {'; '.join(kept_out)}.")
        if preview.tables:
            lines.append(
                f"Redaction keeps {preview.share_kept:.0%} of all counts. "
                f"{len(preview.payload_bytes):,} bytes would be signed and sealed."
            )
        # Beside tables there is room for what is held back and what to do; without tables for all of it.
        lines += preview.notes[:2] if preview.tables else preview.notes
        lines += preview.obstacles
        if preview.cohort.size:
            lines.append(findings)
        if preview.ready:
            lines.append("Nothing has left yet. A approves, after a question.")
        summary = self.query_one(".summary", Static)
        summary.styles.max_height = 12 if preview.tables else "80%"
        summary.update("\n".join(lines))
        words = Words(self.fieldnotes.opened.taxonomy, preview.policy)
        self.query_one(TablesView).show(tables_in_words(preview, words) if preview.tables else [])
        releases = self.fieldnotes.opened.release.ledger()
        self.head("Release", facts=f"{counted(len(releases), 'release')} so far" if releases else "none yet")

    def action_approve(self) -> None:
        """Approve exactly what is shown."""
        preview = self._preview
        if preview is None or self.busy:
            return
        if not preview.ready:
            self.tell(preview.obstacles[0], wrong=True)
            return
        lines = [
            f"{counted(preview.cohort.size, 'case')} are marked as released; no later release counts them again.",
            "The tables are signed, sealed to the coordinator and put into the outbox; Sync sends them.",
        ]
        self.fieldnotes.ask(Confirm("Approve this release?", lines, "approves it"), self._approve)

    def _approve(self, yes: bool) -> None:  # noqa: FBT001 - an answer
        preview = self._preview
        if not yes or preview is None:
            return
        self.query_one(".summary", Static).update("Approving…")
        self.in_background(lambda: _approve_seen(self.fieldnotes.opened.release, preview), self._approved)

    def _approved(self, entry: "LedgerEntry") -> None:
        self.fieldnotes.count_waiting()
        self.tell(
            f"Release {entry.number} of {counted(entry.cohort, 'case')} is sealed, {entry.sealed_bytes:,} bytes, "
            "and waits in the outbox. F4, Sync sends it."
        )
        self._work_out()

    def action_accept_invite(self) -> None:
        """Accept an invite."""
        self.fieldnotes.ask(
            Ask("Accept an invite", "Path of the file the coordinator gave you."), self._accept
        )

    def _accept(self, typed: str) -> None:
        membership = self.fieldnotes.opened.release.accept_invite(read_received(typed))
        self.tell(
            f"Invite accepted. Compare by voice with the coordinator: {membership.invite_fingerprint}. "
            "Then e writes your enrolment."
        )
        self._work_out()

    def action_write_enrolment(self) -> None:
        """Write the enrolment request."""
        self.fieldnotes.ask(
            Ask("Write the enrolment request", "Path of a new file, to be given to the coordinator."),
            self._enrol,
        )

    def _enrol(self, typed: str) -> None:
        desk = self.fieldnotes.opened.release
        file = write_new(typed, desk.enrolment_request())
        self.tell(f"Written to {file}. Read this to the coordinator by voice: {desk.spoken_fingerprint()}")

    def action_audit_ledger(self) -> None:
        """Go to the audit of everything that was released."""
        from fieldnotes.tui.screens.ledger import LedgerPage  # noqa: PLC0415 - rarely gone to

        if not self.busy:
            self.app.push_screen(LedgerPage())

    def action_adopt_policy(self) -> None:
        """Adopt a stricter policy."""
        names = [one.name for one in self.fieldnotes.opened.release.adoptable_policies()]
        if not names:
            self.tell("No stricter policy ships than the one in force.")
            return
        hint = f"Type its name: {', '.join(names)}. There is no way back to a looser one."
        self.fieldnotes.ask(Ask("Hold this vault to a stricter policy", hint), self._adopt)

    def _adopt(self, typed: str) -> None:
        adopted = self.fieldnotes.opened.release.adopt_policy(typed.strip())
        self.tell(f"Releases of this vault are held to the policy {adopted.name} from now on.")
        self._work_out()

    def action_accept_statement(self) -> None:
        """Give the coordinator's statement to a restored vault."""
        self.fieldnotes.ask(
            Ask("Give the coordinator's statement", "Path of the file the coordinator gave you."),
            self._accept_statement,
        )

    def _accept_statement(self, typed: str) -> None:
        restore = self.fieldnotes.opened.release.accept_statement(read_received(typed))
        self.tell(verdict_sentence(restore))
        self._work_out()

    def go_out(self) -> bool:
        """Esc: within the tables first."""
        return self.query_one(TablesView).go_out()


def _approve_seen(desk: "ReleaseDesk", seen: "Preview") -> "LedgerEntry":
    """Approve what was seen and nothing else: this process alone has the vault, so a look beforehand is enough.

    Raises:
        RefusedError: if something else would leave than what was shown.
    """
    if desk.preview().payload_bytes != seen.payload_bytes:
        raise RefusedError("What would leave is not what was shown.", "Look at the new preview first.")
    return desk.approve()
