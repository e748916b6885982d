"""Making the identity map on screen, another passphrase for it, and getting back in with its recovery words."""

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.widgets import Input

from fieldnotes.base.errors import FieldnotesError
from fieldnotes.tui.keys.bindings import bindings
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.choosing import ChoosingPage
from fieldnotes.tui.screens.passphrase import PassphrasePage

if TYPE_CHECKING:
    from fieldnotes.identity.people import IdentityMap
    from fieldnotes.tui.keys.action import Action
    from fieldnotes.vault.backups import BackupReport
    from fieldnotes.vault.recovery import RecoveryWords
    from fieldnotes.vault.vault import Vault

_OF_ITS_OWN = "Another one than the vault's: who learns that must not learn who is who."


class IdentityMakingPage(ChoosingPage):
    """Leads through it step by step; a map whose recovery words were never typed back is not kept."""

    PLACE = Place.SECRETS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.SECRETS)]

    def __init__(self) -> None:
        super().__init__()
        self._made: tuple[IdentityMap, RecoveryWords] | None = None
        self._trial = False

    def on_mount(self) -> None:
        """The first step: the passphrase."""
        self.head("Identity", "making the map")
        self.query_one("#share").display = False
        self._choose()

    def offers(self, action: "Action") -> bool:
        """It has no key file on removable media."""
        return action.id != "key-file" and super().offers(action)

    def action_key_file(self) -> None:
        """Nothing: it has none."""

    def save(self) -> bool:
        """What is not finished is not kept."""
        if self._made is not None:
            self._made[0].close()
            self._made = None
            self._remove()
        return True

    def go_out(self) -> bool:
        """Esc: leave, with nothing kept that is not finished."""
        if self.busy:
            self.tell("One moment: still working.")
            return True
        self.save()
        return False

    def _remove(self) -> None:
        from fieldnotes.vault.files import IDENTITY  # noqa: PLC0415 - only when it is broken off
        from fieldnotes.vault.wiping import wipe  # noqa: PLC0415 - as above

        wipe(self.fieldnotes.opened.vault.folder, trim_disk=False, stem=IDENTITY)

    def _choose(self, wrong: str = "") -> None:
        self.choose("Passphrase of the identity map", _OF_ITS_OWN, self._create)
        if wrong:
            self.tell(wrong, wrong=True)

    @on(Input.Submitted, "#typed")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        typed = event.value
        event.input.value = ""
        if self.choosing:
            self.typed_choice(typed)
        elif self._made is not None:
            self._words_typed(*self._made, typed)
        elif self._trial and typed:
            self.wait("Unlocking…")
            session = self.fieldnotes.opened
            self.in_background(lambda: session.unlock_identity(typed), lambda _: self._done())

    def _create(self, typed: str) -> None:
        from fieldnotes.identity.keeping import create_map  # noqa: PLC0415 - made once
        from fieldnotes.vault.passphrases import Passphrase  # noqa: PLC0415 - as above

        folder = self.fieldnotes.opened.vault.folder
        self.wait("Making the identity map…")
        self.in_background(lambda: create_map(folder, Passphrase(typed)), self._created)

    def failed(self, sentence: str) -> None:
        """Nothing was made, or it was not unlocked: the same step again."""
        if self._trial:
            self._try_it()
            self.tell(sentence, wrong=True)
        else:
            self._choose(sentence)

    def _created(self, made: "tuple[IdentityMap, RecoveryWords]") -> None:
        self._made = made
        self._show(made[1])

    def _show(self, words: "RecoveryWords") -> None:
        self.ask(
            "Recovery words of the identity map, shown this once",
            "Write them on paper, and keep it apart from the vault's: whoever has both papers knows who is who.",
        )
        self.show_words(words.words)
        self.tell("Press Enter once they are on paper.")

    def _words_typed(self, made: "IdentityMap", words: "RecoveryWords", typed: str) -> None:
        if self.query_one("#words").display:
            self._hide_words()
            self.ask("Type the recovery words", "All of them, in order, from the paper.")
            return
        if not typed.strip():
            self._show(words)
            return
        from fieldnotes.vault.recovery import RecoveryWords  # noqa: PLC0415 - loaded with the map just made

        try:
            made.vault.confirm_words(RecoveryWords.parse(typed))
        except FieldnotesError as error:
            self.tell(f"{error} An empty line shows the words again.", wrong=True)
            return
        self._made = None
        made.close()
        self._trial = True
        self._try_it()

    def _try_it(self) -> None:
        self.ask("Unlock it once", "Type its passphrase, so that you know that it opens.", secret=True)

    def _done(self) -> None:
        self.fieldnotes.action_go_out()
        self.fieldnotes.tell(
            "The identity map is made and open. It can be wiped alone; a backup of the vault leaves it out."
        )


class IdentityPassphrasePage(PassphrasePage):
    """Another passphrase for the open identity map."""

    PLACE = Place.SECRETS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.SECRETS)]

    @property
    def vault(self) -> "Vault":
        """The second small vault; the first one where it is not open, which asks for nothing."""
        identity = self.fieldnotes.opened.identity
        return self.fieldnotes.opened.vault if identity is None else identity.vault

    def change(self, typed: str, share: str) -> "BackupReport":
        """Change it; one that opens the vault is refused."""
        from fieldnotes.identity.keeping import change_passphrase  # noqa: PLC0415 - rarely needed
        from fieldnotes.vault.passphrases import Passphrase  # noqa: PLC0415 - as above

        del share
        identity = self.fieldnotes.opened.identity
        if identity is None:
            raise RuntimeError("the identity map is locked")
        return change_passphrase(identity, Passphrase(typed))


class IdentityRecoverPage(ChoosingPage):
    """Opens the identity map with its recovery words and lets another passphrase open it from now on."""

    PLACE = Place.SECRETS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.SECRETS)]

    def __init__(self) -> None:
        super().__init__()
        self._words: RecoveryWords | None = None

    def on_mount(self) -> None:
        """The first step: the words."""
        self.head("Identity", "recovery words")
        self.query_one("#share").display = False
        self._ask_words()

    def offers(self, action: "Action") -> bool:
        """It has no key file on removable media."""
        return action.id != "key-file" and super().offers(action)

    def action_key_file(self) -> None:
        """Nothing: it has none."""

    def _ask_words(self) -> None:
        self._words = None
        self.forget_choice()
        self.ask(
            "Recovery words of the identity map",
            "All twelve in order, with spaces; they stay hidden.",
            secret=True,
        )

    @on(Input.Submitted, "#typed")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        typed = event.value
        event.input.value = ""
        if self.choosing:
            self.typed_choice(typed)
            return
        from fieldnotes.vault.recovery import RecoveryWords  # noqa: PLC0415 - not before words were typed

        with self.fieldnotes.telling():
            self._words = RecoveryWords.parse(typed)
            self.choose("A new passphrase for the identity map", _OF_ITS_OWN, self._recover)

    def _recover(self, typed: str) -> None:
        from fieldnotes.identity.keeping import recover_map  # noqa: PLC0415 - rarely needed
        from fieldnotes.vault.passphrases import Passphrase  # noqa: PLC0415 - as above

        folder, words = self.fieldnotes.opened.vault.folder, self._words
        if words is not None:
            self.wait("Opening, and encrypting it again…")
            self.in_background(lambda: recover_map(folder, words, Passphrase(typed)), self._recovered)

    def _recovered(self, identity: "IdentityMap") -> None:
        self._words = None
        self.fieldnotes.opened.identity = identity
        self.fieldnotes.action_go_out()
        self.fieldnotes.tell(
            "The identity map opens with the new passphrase now, and with its recovery words as before."
        )

    def failed(self, sentence: str) -> None:
        """Nothing was changed: begin again."""
        self._ask_words()
        self.tell(sentence, wrong=True)
