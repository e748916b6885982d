"""What every question for a file to be brought in has in common: the screen it stands on, and what follows."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from fieldnotes.tui.screens.page import Page


class BringingIn:
    """Asks for a file and takes in what it holds.

    Args:
        page: the screen that is shown meanwhile.
        then: called when something was stored.
    """

    def __init__(self, page: "Page", then: "Callable[[], None]") -> None:
        self._page = page
        self._app = page.fieldnotes
        self._then = then
