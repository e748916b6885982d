"""The codebook that the vault goes by: groups and factors with what they mean, its version, and other versions of it."""

from collections.abc import Callable, Collection, Sequence
from functools import partial

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import OptionList, Static

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.base.ids import FactorId, GroupId
from fieldnotes.casebook.adopting import adopt, go_back, plan, plan_return, undecided
from fieldnotes.casebook.adoption_words import named, plan_lines, return_lines
from fieldnotes.casebook.localfactors import Codable
from fieldnotes.casebook.taxonomies import kept_in
from fieldnotes.codebook.copying import copy_to
from fieldnotes.codebook.differences import differences
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.codebook.models import Factor, Group, Taxonomy
from fieldnotes.release.terms import codebook_notice
from fieldnotes.tui.dialogs.agree import Agree
from fieldnotes.tui.dialogs.ask import Ask
from fieldnotes.tui.dialogs.finder import Finder, among
from fieldnotes.tui.dialogs.reading import Reading
from fieldnotes.tui.files import typed_path
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.widgets.factor_text import factor_text
from fieldnotes.tui.widgets.listing import Column, Item, Listing
from fieldnotes.tui.words import counted

_GROUP = "group:"


class CodebookPage(Page):
    """Groups and factors; below, the definition of the one under the cursor."""

    PLACE = Place.CODEBOOK

    def body(self) -> ComposeResult:
        """Which version it is, the list, the definition."""
        yield Static("", id="version", classes="above-list", markup=False)
        yield Listing(
            Column("key", 4),
            Column("group and factor"),
            Column("codings", 7, right=True),
            empty="",
            fitting=self._fitting,
            hint="keep what has these words in its key, label, definition or cue words…",
        )
        with VerticalScroll(classes="definition", can_focus=False):
            yield Static("", markup=False)

    def on_mount(self) -> None:
        """Ready to move."""
        self.query_one(Listing).lines.focus()
        self._fill()

    @property
    def _taxonomy(self) -> Taxonomy:
        return self.fieldnotes.opened.taxonomy

    def _fill(self) -> None:
        opened, taxonomy = self.fieldnotes.opened, self._taxonomy
        counts = {} if opened.is_coordinator else opened.book.codings.counts()
        local: Sequence[Codable] = () if opened.is_coordinator else opened.book.local.all()
        items = []
        for group in taxonomy.groups:
            items.append(Item(f"{_GROUP}{group.id}", (group.key, Text(group.label, style="bold"), "")))
            factors = [factor for factor in taxonomy.factors if factor.group == group.id]
            items += [self._item(factor, counts.get(factor.id, 0)) for factor in factors]
        if local:
            items.append(Item("local", ("the team's own",), heading=True))
            items += [self._item(factor, counts.get(factor.id, 0)) for factor in local]
        self.query_one(Listing).show(items)
        self.query_one("#version", Static).update(self._version(taxonomy))
        self.head(
            "Codebook", facts=(f"{len(taxonomy.groups)} groups, {len(taxonomy.active_factors)} factors", "")
        )

    def _version(self, taxonomy: Taxonomy) -> str:
        opened = self.fieldnotes.opened
        words = [named(taxonomy)]
        if not any(one.in_force for one in kept_in(opened.vault)):
            words.append("the one that ships")
        else:
            found = len(differences(load_taxonomy(), taxonomy))
            words += ["kept here", f"v {counted(found, 'difference')}"]
        waiting = 0 if opened.is_coordinator else sum(undecided(opened.book).values())
        if waiting:
            words.append(f"t {waiting:,} to decide")
        return " · ".join(words)

    def _item(self, factor: Codable, count: int) -> Item:
        label = Text(f"  {factor.label}")
        if isinstance(factor, Factor) and factor.retired is not None:
            label = Text(f"  retired{self._replaced(factor)}: {factor.label}", style="italic")
        return Item(factor.id, (factor.key, label, str(count) if count else ""))

    def _replaced(self, factor: Factor) -> str:
        later = [self._taxonomy.factor(one).key for one in self._taxonomy.successors(factor.id)]
        return f" → {' or '.join(later)}" if later else ""

    # Looking at one.

    def _entry(self, item: str) -> Codable | Group:
        if item.startswith(_GROUP):
            return self._taxonomy.group(GroupId(item.removeprefix(_GROUP)))
        return next(
            (factor for factor in self._taxonomy.factors if factor.id == item), None
        ) or self.fieldnotes.opened.book.factor(FactorId(item))

    def _text(self, item: str, *, whole: bool) -> Text:
        entry = self._entry(item)
        if isinstance(entry, Group):
            text = Text.assemble((f"{entry.key} {entry.label}", "bold"), f"\n{entry.definition}")
            return text.append(f"\n{entry.question}")
        text = factor_text(entry, self._taxonomy, whole=whole)
        if whole and isinstance(entry, Factor):
            text.append(f"\nDimensions: {', '.join(entry.dimensions)}")
            for language, words in entry.cues.items():
                text.append(f"\nCue words ({language}): {', '.join(words)}")
        return text

    def _fitting(self, words: str) -> Collection[str]:
        taxonomy = self._taxonomy
        texts = {f"{_GROUP}{one.id}": f"{one.key} {one.label} {one.definition}" for one in taxonomy.groups}
        texts |= {
            one.id: " ".join(
                (
                    one.key,
                    one.id,
                    one.label,
                    one.definition,
                    *(word for cue in one.cues.values() for word in cue),
                )
            )
            for one in taxonomy.factors
        }
        if not self.fieldnotes.opened.is_coordinator:
            own = self.fieldnotes.opened.book.local.all()
            texts |= {one.id: f"{one.key} {one.label} {one.description}" for one in own}
        return {
            item for item, text in texts.items() if all(word in text.casefold() for word in words.split())
        }

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if event.option_id is not None:
            box = self.query_one(".definition", VerticalScroll)
            box.query_one(Static).update(self._text(event.option_id, whole=False))
            box.scroll_home(animate=False)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.app.push_screen(Reading(self._text(event.option_id or "", whole=True)))

    def action_compare(self) -> None:
        """Show what differs from the codebook that ships."""
        found = differences(load_taxonomy(), self._taxonomy)
        if not found:
            raise AnswerIsNoError("This is the codebook that ships.", "m uses another version of it.")
        lines = "\n\n".join(map(str, found))
        self.app.push_screen(
            Reading(Text.assemble(("From the one that ships to this one\n\n", "bold"), lines))
        )

    # Other versions.

    def action_write_out_codebook(self) -> None:
        """Write the codebook into a folder, to be edited there."""

        def write(typed: str) -> None:
            folder = typed_path(typed)
            written = copy_to(self._taxonomy, folder)
            self.tell(
                f"{counted(len(written), 'file')} in {folder}. Give codebook.toml a later version; then m."
            )

        self.fieldnotes.ask(
            Ask("Write the codebook into a folder", "Its path; a new or an empty folder. It holds no notes."),
            write,
        )

    def action_migrate_codebook(self) -> None:
        """Use another version, from a folder, after a preview."""
        self.fieldnotes.ask(
            Ask("Use another version of the codebook", "The path of its folder, or the word shipped."),
            lambda typed: self._preview(
                load_taxonomy() if typed.strip() == "shipped" else load_taxonomy(typed_path(typed))
            ),
        )

    def _preview(self, new: Taxonomy, choices: dict[FactorId, FactorId] | None = None) -> None:
        opened = self.fieldnotes.opened
        if opened.is_coordinator:
            found = differences(self._taxonomy, new)
            lines, reasons = [str(one) for one in found], opened.coordination.codebook_refusals(new)
            lines = [*(f"Not possible: {reason}" for reason in reasons), *lines]
            work: Callable[[], object] = partial(opened.coordination.adopt_codebook, new)
        else:
            planned = plan(opened.book, new, choices)
            notice = codebook_notice(opened.vault, new)
            lines, reasons = [*plan_lines(planned), *([notice] if notice else [])], planned.refusals
            lines += [str(one) for one in planned.differences]
            work = partial(adopt, opened.book, new, choices)
        title, words = (
            ("Use this version?", "use it") if choices is None else ("Move them there?", "move them")
        )
        self._agree(title, lines, words, work, possible=not reasons)

    def action_revert_codebook(self) -> None:
        """Go back to the version before, after a preview."""
        if self.fieldnotes.opened.is_coordinator:
            raise AnswerIsNoError(
                "A coordinator's vault has no codings to take back.", "m uses another version."
            )
        book = self.fieldnotes.opened.book
        found = plan_return(book)
        work = partial(go_back, book)
        self._agree(
            "Go back to this version?", return_lines(found), "go back", work, possible=not found.refusals
        )

    def action_decide_codebook(self) -> None:
        """Decide where the codings under the retired factor at the cursor go."""
        current = self.query_one(Listing).current
        later = () if current is None or current.startswith(_GROUP) else self._later(FactorId(current))
        if len(later) < 2:
            raise AnswerIsNoError(
                "There is nothing to decide here.", "Go to a retired factor that several others replace."
            )
        factor = FactorId(current or "")
        items = [Item(one.id, (one.key, f"{one.label}: {one.definition}")) for one in later]
        self.fieldnotes.ask(
            Finder("Where do the codings under it go?", among(items)),
            lambda chosen: self._preview(self._taxonomy, {factor: FactorId(chosen)}),
        )

    def _later(self, factor: FactorId) -> tuple[Factor, ...]:
        known = next((one for one in self._taxonomy.factors if one.id == factor), None)
        if known is None or known.retired is None:
            return ()
        return tuple(map(self._taxonomy.factor, self._taxonomy.successors(factor)))

    def _agree(
        self, title: str, lines: Sequence[str], words: str, work: Callable[[], object], *, possible: bool
    ) -> None:
        if not possible:
            self.app.push_screen(Reading(Text("\n".join(lines))))
            return

        def done(_: object) -> None:
            self.fieldnotes.opened.codebook_changed()
            page = CodebookPage()
            self.fieldnotes.open_page(page)
            page.tell(f"This vault goes by {named(self.fieldnotes.opened.taxonomy)} now.")

        def agreed(yes: bool) -> None:  # noqa: FBT001 - an answer
            if yes:
                self.in_background(work, done)

        self.fieldnotes.ask(Agree(title, lines, words, "does it"), agreed)

    def go_out(self) -> bool:
        """Esc drops the filter first."""
        return self.query_one(Listing).clear_filter()
