"""When to lock: nobody touched a key for too long, or the machine slept."""

import time
from collections.abc import Callable

SLEPT_SECONDS = 2.0
"""A gap this long between the clock that counts sleep and the one that does not means the machine slept."""


def asleep_seconds() -> float:
    """Seconds this machine has slept since it started; 0 where the system does not tell."""
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return 0.0
    return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)


class IdleWatch:
    """Counts down to the lock.

    Args:
        seconds: idle time after which to lock.
        clock: seconds of a clock that never goes back.
        asleep: seconds the machine has slept so far.
    """

    def __init__(
        self,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
        asleep: Callable[[], float] = asleep_seconds,
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._asleep = asleep
        self._slept_before = asleep()
        self._deadline = clock() + seconds
        self._listening = False

    def begin(self) -> None:
        """Count from now on. That the machine slept before, with nothing open, is no reason to lock."""
        self._slept_before = self._asleep()
        self.touched()

    def touched(self) -> None:
        """Somebody is there."""
        if not self._listening:
            self._deadline = self._clock() + self._seconds

    def listen(self, seconds: float) -> None:
        """Wait this long instead, whatever is touched, until :meth:`stop_listening`."""
        self._listening = True
        self._deadline = self._clock() + seconds

    def stop_listening(self) -> None:
        """Count idle time again."""
        self._listening = False
        self.touched()

    @property
    def left(self) -> float:
        """Seconds until the lock; 0 once it is due or the machine has slept."""
        if self._asleep() - self._slept_before > SLEPT_SECONDS:
            return 0.0
        return max(0.0, self._deadline - self._clock())
