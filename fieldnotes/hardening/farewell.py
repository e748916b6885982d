"""The last words of the application, said by its supervisor once the terminal has been cleared.

What the application itself prints last would be wiped with the screen, so it hands its sentence to the supervisor
through a pipe whose number stands in the environment; the pipe outlives the re-exec that locks.
"""

import os

from fieldnotes.hardening.terminal import write_all

VARIABLE = "FIELDNOTES_FAREWELL"
_LONGEST = 16_384
"""Bytes kept of the last words; a pipe holds 65,536, so the application never waits for a reader."""


def say_last(words: str) -> bool:
    """Hand ``words`` to the supervisor. They must never hold note text, a key or a passphrase.

    Returns:
        Whether there was a supervisor to take them.
    """
    descriptor = os.environ.get(VARIABLE, "")
    if not descriptor.isdecimal():
        return False
    try:
        write_all(int(descriptor), words.encode()[:_LONGEST])
    except OSError:
        return False
    return True


def heard(descriptor: int) -> str:
    """What came through the pipe, with everything a terminal would obey taken out."""
    os.set_blocking(descriptor, False)
    try:
        raw = os.read(descriptor, _LONGEST)
    except BlockingIOError:
        return ""
    text = raw.decode(errors="replace")
    return "".join(character for character in text if character == "\n" or character.isprintable())
