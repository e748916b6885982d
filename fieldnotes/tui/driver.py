"""The terminal driver: Textual's, without its tracebacks and without stopping in the background."""

from textual.drivers.linux_driver import LinuxDriver

from fieldnotes.hardening.signals import on_suspend

_LONGEST_START_SECONDS = 5.0
"""After this long keys are read even if nothing on the screen can take them: one of them may be Ctrl+Q."""


class NoteDriver(LinuxDriver):
    """Answers a suspension by locking, and a terminal that has gone by ending."""

    @property
    def can_suspend(self) -> bool:
        """Never: a stopped program keeps notes in memory, and the terminal shows them."""
        return False

    def start_application_mode(self) -> None:
        """Take the terminal over; see the base class."""
        super().start_application_mode()  # type: ignore[no-untyped-call] # Textual leaves it without types
        on_suspend(lambda: self._ask_app("suspended"))

    def _run_input_thread(self) -> None:
        begun = getattr(self._app, "begun", None)
        if begun is not None:
            begun.wait(_LONGEST_START_SECONDS)  # until then the terminal keeps what is typed
        try:
            self.run_input_thread()
        except Exception:  # noqa: BLE001 - whatever it was, the terminal can no longer be read, and locals hold keys typed
            self._ask_app("terminal_gone")

    def _ask_app(self, name: str) -> None:
        loop = self._app._loop  # noqa: SLF001 - the loop to speak to from a signal or another thread
        answer = getattr(self._app, name, None)
        if loop is not None and answer is not None:
            loop.call_soon_threadsafe(answer)
