"""Adding a remote: the same for researchers and coordinators."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol, cast

from fieldnotes.tui.dialogs.ask import Ask
from fieldnotes.tui.files import typed_path
from fieldnotes.tui.widgets.listing import Item

if TYPE_CHECKING:
    from fieldnotes.tui.screens.page import Page


class Remote(Protocol):
    """What both kinds of remote have."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def kind(self) -> str:
        """Its kind of store."""

    @property
    def url(self) -> str:
        """Its address."""

    @property
    def auto(self) -> bool:
        """Whether it is used without being asked."""


class RemoteActions:
    """Asks for a name and a folder; mixed into a screen that has a desk with remotes."""

    @property
    def desk(self) -> Any:
        """The desk whose remotes are shown."""
        raise NotImplementedError

    def show_remotes(self) -> None:
        """Show what is stored now."""
        raise NotImplementedError

    def action_add(self) -> None:
        """Add a folder."""
        cast("Page", self).fieldnotes.ask(
            Ask("New remote", "What to call it, such as stick or office."), self._named
        )

    def _named(self, name: str) -> None:
        cast("Page", self).fieldnotes.ask(
            Ask(f"Folder of {name}", "Its path. It need not be there now; nothing is sent until you ask."),
            lambda typed: self._add(name.strip(), typed),
        )

    def _add(self, name: str, typed: str) -> None:
        self.desk.remotes.add(name, "folder", str(typed_path(typed)), auto=False)
        self.show_remotes()


def remote_items(remotes: Sequence[Remote]) -> list[Item]:
    """Remotes as lines: name, kind, when it is used, address."""
    return [
        Item(
            remote.name,
            (remote.name, remote.kind, "by itself" if remote.auto else "when asked", remote.url),
        )
        for remote in remotes
    ]
