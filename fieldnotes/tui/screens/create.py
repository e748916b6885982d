"""Making a vault: its role, a passphrase twice, perhaps a key file, the recovery words shown once and typed back."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from fieldnotes.base.errors import FieldnotesError
from fieldnotes.tui.endings import Ending, Way
from fieldnotes.tui.files import typed_path
from fieldnotes.tui.keys.bindings import bindings
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.choosing import ChoosingPage

if TYPE_CHECKING:
    from fieldnotes.tui.keys.action import Action
    from fieldnotes.vault.recovery import RecoveryWords
    from fieldnotes.vault.share import Share
    from fieldnotes.vault.vault import Vault

_ROLES = (
    Option("researcher    writes interviews, codes them, releases tables", id="researcher"),
    Option("coordinator   receives tables, merges and publishes them", id="coordinator"),
)

_KEY_FILE_WARNING = (
    "Nothing opens the vault without this file, neither passphrase nor recovery words. Its path, on a stick that"
    " you keep away from this machine. An empty line: no key file."
)

Made = tuple["Vault", "RecoveryWords", "Share | None"]


class CreatePage(ChoosingPage):
    """Leads through the creation step by step; nothing is on the disk until the second passphrase was typed."""

    PLACE = Place.LOCK
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.LOCK, Place.SECRETS)]

    def __init__(self) -> None:
        super().__init__()
        self._role = ""
        self._naming: str | None = None
        self._pair: tuple[Path, Path] | None = None
        self._made: Made | None = None

    def above(self) -> Iterable[Widget]:
        """The roles to choose from, then words that are shown once."""
        yield OptionList(*_ROLES, id="role")
        yield from super().above()

    def on_mount(self) -> None:
        """The first step: the role."""
        self.head("no vault yet")
        self.ask("Create a vault", f"There is no vault in {self.fieldnotes.folder} yet. What will it be for?")
        self.query_one("#typed").display = False
        self.query_one("#share").display = False
        self.set_focus(self.query_one("#role"))

    @property
    def holds_secrets(self) -> bool:
        """From the first passphrase on: a lock takes everything out of the memory, and the half-made vault away."""
        return bool(self._role)

    def offers(self, action: "Action") -> bool:
        """A backup is restored instead of the first step; a key file is chosen with the passphrase."""
        if action.id == "restore-backup":
            return not self._role
        if action.id in {"key-file", "recover"}:
            return action.id == "key-file" and self.choosing
        return (action.id in {"out", "lock"} and self.holds_secrets) or super().offers(action)

    def go_out(self) -> bool:
        """Esc: begin again, with nothing kept."""
        if self.busy:
            self.tell("One moment: the vault is being made.")
        elif self.holds_secrets:
            self.fieldnotes.leave(Ending(Way.LOCK))
        return True

    def save(self) -> bool:
        """A vault whose recovery words were never typed back is not kept, nor is its key file."""
        if self._made is not None:
            from fieldnotes.vault.wiping import wipe  # noqa: PLC0415 - only when the creation is broken off

            vault, _, _ = self._made
            self._made = None
            vault.close()
            wipe(self.fieldnotes.folder, trim_disk=False)
            self._take_back_pair()
        return True

    def action_restore(self) -> None:
        """Make a vault of a backup instead."""
        if not self._role:
            from fieldnotes.tui.screens.restore import RestorePage  # noqa: PLC0415 - only where a backup is restored

            self.fieldnotes.open_page(RestorePage())

    @on(OptionList.OptionSelected, "#role")
    def _role_chosen(self, event: OptionList.OptionSelected) -> None:
        self._role = event.option_id or ""
        self.fieldnotes.idle.begin()
        self.query_one("#role").display = False
        self._choose()

    def _choose(self, wrong: str = "") -> None:
        told = "Six or more words that nobody would guess. Without it and the recovery words nothing can be read, ever."
        pair = self._pair
        self.choose(
            f"Passphrase of the {self._role}'s vault",
            f"{told} Key file: {pair[0]}, copy {pair[1]}."
            if pair
            else f"{told} Ctrl+K adds a key file on a stick.",
            self._create,
        )
        if wrong:
            self.tell(wrong, wrong=True)

    @on(Input.Submitted, "#typed")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        typed = event.value
        event.input.value = ""
        if self._naming is not None:
            with self.fieldnotes.telling():
                self._named(typed)
        elif self.choosing:
            self.typed_choice(typed)
        elif self._made is not None:
            self._words_typed(*self._made, typed)

    # A key file on removable media.

    def action_key_file(self) -> None:
        """Ask for two places for a key file."""
        if self.choosing and not self.busy:
            self.forget_choice()
            self._pair = None
            self._naming = ""
            self.ask("Key file on removable media", _KEY_FILE_WARNING)

    def _named(self, typed: str) -> None:
        if not typed.strip() and not self._naming:
            self._naming = None
            self._choose()
        elif not self._naming:
            self._naming = str(typed_path(typed))
            self.ask(
                "A second copy of the key file",
                "Its path, on another stick kept in another place: a stick that is lost or breaks loses the vault.",
            )
        else:
            self._pair = (Path(self._naming), typed_path(typed))
            self._naming = None
            self._choose()

    def _take_back_pair(self) -> None:
        for path in self._pair or ():
            with suppress(OSError):  # a stick that was pulled out keeps a file that opens nothing
                path.unlink(missing_ok=True)

    # Making it.

    def _create(self, typed: str) -> None:
        self.wait("Creating the vault…")
        self.in_background(lambda: self._make(typed), self._created)

    def _make(self, typed: str) -> Made:
        from fieldnotes.vault.creating import VaultRole, create_vault  # noqa: PLC0415 - only where there is no vault
        from fieldnotes.vault.passphrases import Passphrase  # noqa: PLC0415 - as above
        from fieldnotes.vault.share import write_pair  # noqa: PLC0415 - as above

        folder, pair = self.fieldnotes.folder, self._pair
        share = write_pair(*pair, vault=folder) if pair else None
        try:
            made = create_vault(
                folder,
                role=VaultRole(self._role),
                passphrase=Passphrase(typed),
                kdf_id=None,
                share=share,
                await_words=True,
            )
        except FieldnotesError:
            self._take_back_pair()
            raise
        return *made, share

    def failed(self, sentence: str) -> None:
        """Nothing was created: begin again with the passphrase."""
        self._choose(sentence)

    def _created(self, made: Made) -> None:
        self._made = made
        self._show(made[1])

    def _show(self, words: "RecoveryWords") -> None:
        self.ask(
            "Recovery words, shown this once",
            "Write them on paper and keep it away from this machine: whoever has them opens the vault.",
        )
        self.show_words(words.words)
        self.tell("Press Enter once they are on paper.")

    def _words_typed(self, vault: "Vault", words: "RecoveryWords", share: "Share | None", typed: str) -> None:
        if self.query_one("#words").display:
            self._hide_words()
            self.ask("Type the recovery words", "All of them, in order, from the paper.")
            return
        if not typed.strip():
            self._show(words)
            return
        from fieldnotes.vault.recovery import RecoveryWords  # noqa: PLC0415 - loaded with the vault just made

        try:
            vault.confirm_words(RecoveryWords.parse(typed), share)
        except FieldnotesError as error:
            self.tell(f"{error} An empty line shows the words again.", wrong=True)
            return
        self._made = None
        vault.close()
        self.fieldnotes.leave(Ending(Way.MADE))
