import time

import pytest
from argon2.low_level import Type, core, ffi, lib

from fieldnotes.base.errors import DamagedError
from fieldnotes.vault.kdf import COSTS, stretch

# RFC 9106, section 5.3: Argon2id with secret and associated data, which the raw call of the library cannot take.
RFC_TAG = "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"


def test_the_library_computes_the_vector_of_rfc_9106():
    tag = ffi.new("uint8_t[]", 32)
    buffers = {
        name: ffi.new("uint8_t[]", value)
        for name, value in {
            "pwd": b"\x01" * 32,
            "salt": b"\x02" * 16,
            "secret": b"\x03" * 8,
            "ad": b"\x04" * 12,
        }.items()
    }
    context = ffi.new(
        "argon2_context *",
        {
            "out": tag, "outlen": 32,
            "pwd": buffers["pwd"], "pwdlen": 32, "salt": buffers["salt"], "saltlen": 16,
            "secret": buffers["secret"], "secretlen": 8, "ad": buffers["ad"], "adlen": 12,
            "t_cost": 3, "m_cost": 32, "lanes": 4, "threads": 4, "version": 0x13,
            "allocate_cbk": ffi.NULL, "free_cbk": ffi.NULL, "flags": lib.ARGON2_DEFAULT_FLAGS,
        },
    )  # fmt: skip
    assert core(context, Type.ID.value) == lib.ARGON2_OK
    assert bytes(ffi.buffer(tag)).hex() == RFC_TAG


def test_the_floor_is_the_second_recommended_option_of_rfc_9106():
    # Section 4: t=3, p=4, m=2^16 KiB, 128-bit salt, 256-bit tag. No cost in the table is below it in any figure.
    assert (COSTS[1].memory_kib, COSTS[1].passes, COSTS[1].lanes) == (2**16, 3, 4)
    assert all(cost.memory_kib >= 2**16 and cost.passes >= 3 and cost.lanes == 4 for cost in COSTS.values())
    assert max(cost.memory_kib for cost in COSTS.values()) == 2**20


@pytest.mark.parametrize("kdf_id", [0, 4, 255, 65535])
def test_an_unknown_cost_is_refused_before_anything_is_computed(kdf_id):
    started = time.process_time()
    with pytest.raises(DamagedError):
        stretch(b"passphrase", bytes(32), kdf_id)
    assert time.process_time() - started < 0.02  # the cheapest run takes ten times that


def test_every_input_matters():
    base = stretch(b"passphrase", bytes(32), 1)
    assert len(base) == 32
    assert base == stretch(b"passphrase", bytes(32), 1)
    assert base != stretch(b"passphrasf", bytes(32), 1)
    assert base != stretch(b"passphrase", bytes(31) + b"\x01", 1)
