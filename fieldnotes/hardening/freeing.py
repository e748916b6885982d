"""Whether this interpreter overwrites what it frees: tried out, not read from a variable that may have come too late."""

import ctypes

_BYTES = 256
"""Small enough for Python's own arenas, which stay mapped: what was freed there can still be looked at."""

_WRITTEN, _DEAD = 0xA7, 0xDD
"""What the trial writes, and what the debug allocator leaves behind (PYMEM_DEADBYTE, Objects/obmalloc.c)."""


def overwrites_freed_memory() -> bool:
    """Free a few bytes and look at them."""
    held = bytearray([_WRITTEN]) * _BYTES
    view = (ctypes.c_char * _BYTES).from_buffer(held)
    address = ctypes.addressof(view)
    del view
    del held
    left = ctypes.string_at(address, _BYTES)
    # Something else may have taken a part already; of what the trial wrote nothing may be left, and most is dead.
    return _WRITTEN not in left and left.count(_DEAD) > _BYTES // 2
