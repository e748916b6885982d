"""Work away from the screen, on a thread that nothing waits for: a lock does not wait until the work is done."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from fieldnotes.base.errors import FieldnotesError

if TYPE_CHECKING:
    from fieldnotes.tui.app import FieldnotesApp

Result = TypeVar("Result")


def in_own_thread(
    app: "FieldnotesApp",
    work: Callable[[], Result],
    then: Callable[[Result], None],
    failed: Callable[[str], None],
) -> None:
    """Run ``work`` on a thread of its own; its result goes to ``then``, the sentence of its failure to ``failed``.

    Both are called on the application's thread. A fault of the program ends the application as a fault on the screen
    does. Threads of the event loop's pool are waited for when it ends, and so would hold up a lock for as long as a key
    derivation, a backup or a solver takes; this one dies with the process.
    """

    def worked() -> None:
        try:
            result = work()
        except FieldnotesError as error:
            sentence = str(error)
            app.from_elsewhere(lambda: failed(sentence))
        except Exception as error:  # noqa: BLE001 - whatever it was, the application ends and tells its place only
            fault = error
            app.from_elsewhere(lambda: app.fault(fault))
        else:
            app.from_elsewhere(lambda: then(result))

    threading.Thread(target=worked, daemon=True).start()
