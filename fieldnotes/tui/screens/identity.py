"""Who is who, once its own passphrase was given, and the words to point out while writing."""

from typing import TYPE_CHECKING

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList, Static

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.tui.dialogs.agree import Agree
from fieldnotes.tui.dialogs.ask import Ask
from fieldnotes.tui.dialogs.confirm import Confirm
from fieldnotes.tui.dialogs.reading import Reading
from fieldnotes.tui.files import typed_path
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.widgets.listing import Column, Item, Listing
from fieldnotes.tui.words import counted

if TYPE_CHECKING:
    from pathlib import Path

    from fieldnotes.identity.people import IdentityMap
    from fieldnotes.tui.session import Session
    from fieldnotes.vault.backups import Backup
    from fieldnotes.vault.unfinished import UnfinishedError
    from fieldnotes.vault.verdicts import Verdict

_NONE = (
    "No identity map: nobody's name is kept beside this vault. Whoever opens both would know who is who. u makes one, with a"
    " passphrase of its own."
)
_LOCKED = "The identity map is locked. u unlocks it for this session; every lock closes it."
_OPEN = "The identity map is open until the next lock; u locks it now. a adds a pseudonym, Enter shows what it stands for."
_WORD, _PERSON = "word ", "person "


class IdentityPage(Page):
    """Two lists in one: pseudonyms, and words kept in the vault itself."""

    PLACE = Place.IDENTITY

    def body(self) -> ComposeResult:
        """What state it is in, then the lists. Real names are not among them: Enter shows those of one line."""
        yield Static("", classes="summary", markup=False)
        yield Listing(
            Column("pseudonym or word", 42),
            Column("stands for", 14),
            Column("note"),
            empty="Nothing here yet.\n\nw adds words to point out while writing, such as places. They lie in the vault, so never"
            " a person's name: those belong into the identity map.",
        )

    def on_mount(self) -> None:
        """Ready to move."""
        self.query_one(Listing).lines.focus()
        self._fill()

    def on_screen_resume(self) -> None:
        """A map may have been made, or recovered; not on the way out, when the vault is closed."""
        if self.is_current and not self._session.vault.connection.closed:
            self._fill()

    @property
    def _session(self) -> "Session":
        return self.fieldnotes.opened

    def _opened(self) -> "IdentityMap":
        identity = self._session.identity
        if identity is None:
            raise AnswerIsNoError("The identity map is not open.", "u unlocks it, or makes one.")
        return identity

    def _exists(self) -> bool:
        from fieldnotes.identity.keeping import exists  # noqa: PLC0415 - only this screen asks

        return exists(self._session.vault.folder)

    def _fill(self) -> None:
        identity = self._session.identity
        people = [] if identity is None else identity.all()
        words = self._session.book.findings.words()
        state = _OPEN if identity is not None else _LOCKED if self._exists() else _NONE
        self.query_one(".summary", Static).update(state)
        items = [
            Item(
                f"{_PERSON}{one.pseudonym}",
                (one.pseudonym, counted(len(one.names), "name"), "has a note" if one.note else ""),
            )
            for one in people
        ]
        if words:
            items.append(Item("heading", ("Words to point out, kept in the vault",), heading=True))
        items += [Item(f"{_WORD}{word}", (word, "", "")) for word in words]
        self.query_one(Listing).show(items)
        self.head(
            "Identity",
            facts="none"
            if state is _NONE
            else "locked"
            if identity is None
            else counted(len(people), "pseudonym"),
        )

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        chosen = event.option_id or ""
        with self.fieldnotes.telling():
            if chosen.startswith(_PERSON):
                one = self._opened().get(chosen.removeprefix(_PERSON))
                text = Text.assemble((f"{one.pseudonym} stands for\n\n", "bold"), "\n".join(one.names))
                if one.note:
                    text.append(f"\n\nNote: {one.note}")
                self.app.push_screen(Reading(text))

    # Opening and closing it.

    def action_unlock(self) -> None:
        """Make, unlock or lock the map, as it stands."""
        from fieldnotes.tui.screens.identity_making import IdentityMakingPage  # noqa: PLC0415 - made once

        if self.fieldnotes.busy:
            return
        if self._session.identity is not None:
            self._session.lock_identity()
            self._fill()
            self.tell("The identity map is locked.")
        elif self._exists():
            self.fieldnotes.ask(
                Ask("Passphrase of the identity map", "Its own, not the vault's.", secret=True), self._unlock
            )
        else:
            self.app.push_screen(IdentityMakingPage())

    def _unlock(self, typed: str) -> None:
        session = self._session
        self.tell("Unlocking the identity map…")

        def work() -> "IdentityMap | UnfinishedError":
            from fieldnotes.vault.unfinished import UnfinishedError  # noqa: PLC0415 - the store is loaded by now

            try:
                return session.unlock_identity(typed)
            except UnfinishedError as error:
                return error

        self.in_background(work, lambda found: self._unlocked(found, typed))

    def _unlocked(self, found: "IdentityMap | UnfinishedError", typed: str) -> None:
        if isinstance(found, Exception):
            self._offer_to_discard(found.problem, typed)
            return
        self._fill()
        told = found.vault.notices
        if told:
            self.tell(" ".join(told))

    def _offer_to_discard(self, problem: str, typed: str) -> None:
        from fieldnotes.vault.discarding import discard  # noqa: PLC0415 - only where the making was cut off
        from fieldnotes.vault.files import IDENTITY  # noqa: PLC0415 - as above
        from fieldnotes.vault.passphrases import Passphrase  # noqa: PLC0415 - as above

        folder = self._session.vault.folder

        def answered(yes: bool) -> None:  # noqa: FBT001 - an answer
            if yes:
                self.in_background(
                    lambda: discard(folder, Passphrase(typed), stem=IDENTITY), lambda _: self._fill()
                )

        lines = (problem, "r opens it all the same, if you have its recovery words on paper.")
        self.fieldnotes.ask(Confirm("Remove the unfinished identity map?", lines, "removes it"), answered)

    def action_recover(self) -> None:
        """Open it with its recovery words."""
        from fieldnotes.tui.screens.identity_making import IdentityRecoverPage  # noqa: PLC0415 - rarely needed

        if not self._exists():
            raise AnswerIsNoError("There is no identity map.", "u makes one.")
        if self._session.identity is None and not self.fieldnotes.busy:
            self.app.push_screen(IdentityRecoverPage())

    def action_change_passphrase(self) -> None:
        """Choose another passphrase for it."""
        from fieldnotes.tui.screens.identity_making import IdentityPassphrasePage  # noqa: PLC0415 - rarely needed

        self._opened()
        if not self.fieldnotes.busy:
            self.app.push_screen(IdentityPassphrasePage())

    # What is in it.

    def action_add(self) -> None:
        """Add a pseudonym, or another name to one."""
        identity = self._opened()
        current = (self.query_one(Listing).current or "").removeprefix(_PERSON)
        known = {one.pseudonym for one in identity.all()}
        self.fieldnotes.ask(
            Ask(
                "Which pseudonym?",
                "A new one, or one that is to stand for one more name.",
                value=current
                if current in known and self.query_one(Listing).filter
                else identity.next_free(),
            ),
            self._ask_name,
        )

    def _ask_name(self, pseudonym: str) -> None:
        from fieldnotes.identity.pseudonyms import parse_pseudonym  # noqa: PLC0415 - the map is open by now

        kept = parse_pseudonym(pseudonym)
        self.fieldnotes.ask(
            Ask(
                f"What does {kept} stand for?",
                "A name, a number, a place. The notes stay as they are: F8 replaces there.",
            ),
            lambda name: self._ask_note(kept, name),
        )

    def _ask_note(self, pseudonym: str, name: str) -> None:
        identity = self._opened()
        person = identity.add(pseudonym, [name])
        self._fill()
        self.query_one(Listing).go_to(f"{_PERSON}{pseudonym}")
        self.fieldnotes.ask(
            Ask(f"A note on {pseudonym}?", "May be empty.", value=person.note),
            lambda note: self._set_note(pseudonym, note),
        )

    def _set_note(self, pseudonym: str, note: str) -> None:
        self._opened().add(pseudonym, [], note.strip())
        self._fill()

    def action_add_words(self) -> None:
        """Add words to point out."""
        self.fieldnotes.ask(
            Ask(
                "Which words to point out?",
                "One line, such as a place. Never a person's name: it would lie in the vault.",
            ),
            self._add_words,
        )

    def _add_words(self, typed: str) -> None:
        kept = self._session.book.findings.add_words(typed)
        self._fill()
        self.query_one(Listing).go_to(f"{_WORD}{kept}")

    def action_delete(self) -> None:
        """Forget the line under the cursor."""
        current = self.query_one(Listing).current or ""
        if current.startswith(_WORD):
            self._session.book.findings.remove_words(current.removeprefix(_WORD))
            self._fill()
        elif current.startswith(_PERSON):
            pseudonym = current.removeprefix(_PERSON)

            def delete(yes: bool) -> None:  # noqa: FBT001 - an answer
                if yes:
                    self._opened().remove(pseudonym)
                    self._fill()

            lines = [
                "It goes for good, with all it stands for. In the notes the pseudonym stays where it stands."
            ]
            self.fieldnotes.ask(Confirm(f"Forget {pseudonym}?", lines, "forgets it"), delete)

    # Keeping and destroying it.

    def action_back_up(self) -> None:
        """Ask where to."""
        self._opened()
        self.fieldnotes.ask(
            Ask(
                "Back up the identity map into which folder?",
                "A folder that exists, best on another stick than the vault's backups. An empty line: inside the vault's folder.",
            ),
            self._back_up,
        )

    def _back_up(self, typed: str) -> None:
        from fieldnotes.vault.backups import back_up  # noqa: PLC0415 - rarely needed

        identity = self._opened()
        to: Path | None = typed_path(typed) if typed.strip() else None
        self.tell("Backing up…")
        self.in_background(lambda: back_up(identity.vault, to), self._backed_up)

    def _backed_up(self, made: "Backup") -> None:
        self.tell(
            f"Backed up and tried: {made.name} in {made.folder}. It opens with the identity map's passphrase."
        )

    def action_wipe(self) -> None:
        """Destroy the map alone, after a word."""
        if not self._exists():
            raise AnswerIsNoError("There is no identity map.", "There is nothing to wipe.")

        def agreed(yes: bool) -> None:  # noqa: FBT001 - an answer
            if yes:
                self._wipe()

        lines = (
            "Its keys are overwritten first, then its files go, and its backups that are known and within reach.",
            "The vault stays, with every name in it that was not replaced. There is no way back.",
        )
        self.fieldnotes.ask(Agree("Destroy the identity map alone?", lines, "wipe", "destroys it"), agreed)

    def _wipe(self) -> None:
        from fieldnotes.vault.backups import key_files_elsewhere  # noqa: PLC0415 - rarely needed
        from fieldnotes.vault.files import IDENTITY  # noqa: PLC0415 - as above
        from fieldnotes.vault.wiping import wipe  # noqa: PLC0415 - as above

        session = self._session
        elsewhere = tuple if session.identity is None else key_files_elsewhere(session.identity.vault)
        session.lock_identity()
        folder = session.vault.folder
        self.tell("Destroying the keys…")
        self.in_background(lambda: wipe(folder, elsewhere=elsewhere, stem=IDENTITY), self._wiped)

    def _wiped(self, verdict: "Verdict") -> None:
        self._fill()
        self.app.push_screen(Reading(Text("\n".join(verdict.sentences()))))

    def go_out(self) -> bool:
        """Esc drops the filter first."""
        return self.query_one(Listing).clear_filter()
