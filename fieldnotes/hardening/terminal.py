"""What a terminal must be told so that it keeps nothing of what was on it.

Sequences are those of xterm's control sequence list (ctlseqs) and, for the keyboard, of the kitty protocol. Every mode
that Textual switches on is switched off here, because a killed program switches off nothing.
"""

import os
import termios

_MODES_OFF = b"".join(
    b"\x1b[?%dl" % mode
    for mode in (
        2026,  # synchronised output: a terminal left inside a frame draws nothing more
        1000,  # mouse buttons
        1002,  # mouse drag
        1003,  # mouse movement
        1005,  # mouse coordinates as UTF-8
        1006,  # mouse coordinates as SGR
        1015,  # mouse coordinates as urxvt
        1016,  # mouse coordinates in pixels
        1004,  # focus in and out
        2004,  # bracketed paste
        2048,  # resizes told in band
    )
)
_KITTY_KEYBOARD_OFF = b"\x1b[<u"
_CLEAR_HERE = b"\x1b[0m\x1b[r\x1b[H\x1b[2J"
ENTER_ALTERNATE_SCREEN = b"\x1b[?1049h\x1b[H\x1b[2J"
_LEAVE_ALTERNATE_SCREEN = b"\x1b[?1049l"
_CLEAR_SCROLLBACK = b"\x1b[3J"
_INPUT, _LOCAL = 0, 3
"""Where ``termios.tcgetattr`` gives the flags of input and of the line discipline."""

_USUAL_STATE = b"\x1b[?7h\x1b[?25h\x1b(B"

CLEAN = (
    _MODES_OFF
    + _KITTY_KEYBOARD_OFF
    + _CLEAR_HERE
    + _LEAVE_ALTERNATE_SCREEN
    + _CLEAR_HERE
    + _CLEAR_SCROLLBACK
    + _USUAL_STATE
)
"""Clears the alternate screen while it is still up, leaves it, then clears the normal screen and its scrollback."""


class Terminal:
    """The controlling terminal as it was found, so that it can be put back whatever happens to the program.

    Args:
        descriptor: an open file descriptor of ``/dev/tty``.
        settings: its settings as ``termios.tcgetattr`` gave them.
    """

    def __init__(self, descriptor: int, settings: list[int | list[bytes | int]]) -> None:
        self.descriptor = descriptor
        self.settings = settings

    @classmethod
    def found(cls) -> "Terminal | None":
        """The controlling terminal, or ``None`` where there is none (a pipe, a service)."""
        try:
            descriptor = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            return cls(descriptor, termios.tcgetattr(descriptor))
        except termios.error:
            os.close(descriptor)
            return None

    def keep_keys(self) -> bool:
        """Echo no key and obey none, but keep them for the program that is starting: nobody waits to type a passphrase.

        As Textual sets a terminal later on, so that it finds the keys as it would have read them. :meth:`restore` undoes it.

        Returns:
            Whether the terminal took it.
        """
        held = termios.tcgetattr(self.descriptor)
        held[_INPUT] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        held[_LOCAL] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        try:
            termios.tcsetattr(self.descriptor, termios.TCSANOW, held)
        except termios.error:
            return False
        return True

    def restore(self) -> bool:
        """Clear screen and scrollback, switch off every mode, put the settings back.

        Returns:
            Whether the terminal took it; ``False`` if it has gone (a hang-up), when there is nothing left to clear.
        """
        try:
            write_all(self.descriptor, CLEAN)
            termios.tcsetattr(self.descriptor, termios.TCSAFLUSH, self.settings)
        except (OSError, termios.error):
            return False
        return True

    def close(self) -> None:
        """Let go of the descriptor."""
        os.close(self.descriptor)


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte of ``data``, however many calls that takes.

    Raises:
        OSError: if the descriptor does not take them.
    """
    while data:
        data = data[os.write(descriptor, data) :]


def restore_terminal() -> bool:
    """Clean the controlling terminal, for a process that has no :class:`Terminal` of its own.

    Returns:
        Whether there was a terminal and it took the sequences.
    """
    terminal = Terminal.found()
    if terminal is None:
        return False
    try:
        return terminal.restore()
    finally:
        terminal.close()


class screen_apart:  # noqa: N801 - used as the context managers of contextlib are, which is too slow to load here
    """A screen of its own for words that must not stay: nothing on it reaches the scrollback, and it is cleaned after.

    A context manager; does nothing where there is no terminal.
    """

    def __init__(self) -> None:
        self._terminal = Terminal.found()

    def __enter__(self) -> None:
        if self._terminal is not None:
            write_all(self._terminal.descriptor, ENTER_ALTERNATE_SCREEN)

    def __exit__(self, *_: object) -> None:
        if self._terminal is not None:
            self._terminal.restore()
            self._terminal.close()
