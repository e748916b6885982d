"""Making a vault: its role, a passphrase twice, the recovery words shown once and typed back."""

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Center, Middle, Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from fieldnotes.base.errors import FieldnotesError
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.card import CardPage

if TYPE_CHECKING:
    from fieldnotes.vault.recovery import RecoveryWords
    from fieldnotes.vault.vault import Vault

_ROLES = (
    Option("researcher   writes interviews, codes them, releases tables", id="researcher"),
    Option("coordinator  receives tables of researchers, merges and publishes", id="coordinator"),
)


class CreatePage(CardPage):
    """Leads through the creation step by step; nothing is on the disk until the second passphrase was typed."""

    PLACE = Place.LOCK
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self) -> None:
        super().__init__()
        self._role = ""
        self._first = ""
        self._made: tuple[Vault, RecoveryWords] | None = None

    def body(self) -> ComposeResult:
        """One card whose content follows the step."""
        with Middle(), Center(), Vertical(classes="card"):
            yield Static("Create a vault", classes="card-title", id="step")
            yield Static(
                f"There is no vault in {self.fieldnotes.folder} yet. What will it be for?",
                classes="card-line",
                id="told",
                markup=False,
            )
            yield Static("", classes="words", id="words", markup=False)
            yield OptionList(*_ROLES, id="role")
            yield Input(password=True, id="typed")
            yield Static("", id="answer", classes="card-line", markup=False)

    def on_mount(self) -> None:
        """The first step: the role."""
        self.head("no vault yet")
        self.query_one("#typed").display = False
        self.query_one("#words").display = False
        self.query_one("#role").focus()

    def save(self) -> bool:
        """A vault whose recovery words were never typed back is not kept."""
        if self._made is not None:
            from fieldnotes.vault.wiping import wipe  # noqa: PLC0415 - only when the creation is broken off

            vault, _ = self._made
            self._made = None
            vault.close()
            wipe(self.fieldnotes.folder, trim_disk=False)
        return True

    @on(OptionList.OptionSelected, "#role")
    def _role_chosen(self, event: OptionList.OptionSelected) -> None:
        self._role = event.option_id or ""
        self.query_one("#role").display = False
        self.ask(
            f"Passphrase of the {self._role}'s vault",
            "Six or more words that nobody would guess. Without it and the recovery words nothing can be read, ever.",
            secret=True,
        )

    @on(Input.Submitted, "#typed")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        typed = event.value
        event.input.value = ""
        if self._made is not None:
            self._words_typed(typed)
        elif not self._first:
            self._first_passphrase(typed)
        else:
            self._second_passphrase(typed)

    def _first_passphrase(self, typed: str) -> None:
        from fieldnotes.vault.passphrases import advice  # noqa: PLC0415 - not before one is chosen

        against = advice(typed)
        if against is not None:
            self.tell(against, wrong=True)
            return
        self._first = typed
        self.ask(
            "The same passphrase again", "So that a slip of a finger does not lock you out.", secret=True
        )

    def _second_passphrase(self, typed: str) -> None:
        if typed != self._first:
            self._first = ""
            self.ask("Passphrase", "Begin again with the passphrase.", secret=True)
            self.tell("The two were not the same.", wrong=True)
            return
        self._first = ""
        self.query_one("#typed", Input).disabled = True
        self.tell("Creating the vault…")
        self._create(typed)

    @work(thread=True, exclusive=True)
    def _create(self, typed: str) -> None:
        from fieldnotes.vault.creating import VaultRole, create_vault  # noqa: PLC0415 - only where there is no vault
        from fieldnotes.vault.passphrases import Passphrase  # noqa: PLC0415 - as above

        try:
            made = create_vault(
                self.fieldnotes.folder, role=VaultRole(self._role), passphrase=Passphrase(typed)
            )
        except FieldnotesError as error:
            self.app.call_from_thread(self._failed, str(error))
        else:
            self.app.call_from_thread(self._created, made)

    def _failed(self, sentence: str) -> None:
        self.ask("Passphrase", "Nothing was created.", secret=True)
        self.tell(sentence, wrong=True)

    def _created(self, made: "tuple[Vault, RecoveryWords]") -> None:
        self._made = made
        words = self.query_one("#words", Static)
        words.display = True
        rows = [made[1].words[start : start + 4] for start in range(0, len(made[1].words), 4)]
        words.update(
            "\n".join(
                "   ".join(f"{4 * row + place + 1:>2} {word:<9}" for place, word in enumerate(four))
                for row, four in enumerate(rows)
            )
        )
        self.ask(
            "Recovery words, shown this once",
            "Write them on paper and keep it away from this machine: whoever has them opens the vault.",
        )
        self.tell("Press Enter once they are on paper.")

    def _words_typed(self, typed: str) -> None:
        shown = self.query_one("#words")
        if shown.display:
            shown.display = False
            self.ask("Type the recovery words", "All of them, in order, from the paper.")
            return
        if self._made is None:
            return
        from fieldnotes.vault.recovery import RecoveryWords  # noqa: PLC0415 - loaded with the vault just made

        vault, words = self._made
        try:
            right = RecoveryWords.parse(typed) == words
        except FieldnotesError as error:
            self.tell(f"{error} An empty line shows the words again.", wrong=True)
            if not typed.strip():
                self._created(self._made)
            return
        if not right:
            self.tell("Those are other words. An empty line shows them again.", wrong=True)
            return
        self._made = None
        from fieldnotes.tui.session import Session  # noqa: PLC0415 - as above

        self.fieldnotes.unlocked(Session(vault))
