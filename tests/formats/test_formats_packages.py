import io
import resource
import struct
import subprocess
import sys
import time
import zipfile

import pytest

from fieldnotes.base.errors import DamagedError, WrongUseError
from fieldnotes.formats import packages
from fieldnotes.formats.packages import LARGEST_LISTING, Package


def archive(names, content=b"x", *, comment=b""):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as made:
        for name in names:
            made.writestr(name, content)
        made.comment = comment
    return raw.getvalue()


def test_a_package_is_read_from_bytes_and_from_an_open_file(tmp_path):
    raw = archive(["a", "b/c"], b"words", comment=b"a remark at the end")
    assert Package(raw).read("b/c") == b"words"
    path = tmp_path / "p.zip"
    path.write_bytes(raw)
    with path.open("rb") as file:
        assert Package(file).names == {"a", "b/c"}


def test_too_many_parts_are_refused():
    with pytest.raises(WrongUseError, match="parts"):
        Package(archive(map(str, range(packages.MOST_PARTS + 1))))


@pytest.mark.parametrize("wide", [False, True])
def test_a_listing_of_millions_is_refused_before_it_is_read(tmp_path, wide):
    # 400,000 entries of the smallest kind; read as a whole they would take some 200 MB.
    entry = (
        struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0)
        + b"a"
    )
    listing = entry * 400_000
    assert len(listing) > LARGEST_LISTING
    if wide:
        record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 400_000, 400_000, len(listing), 0)
        locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(listing), 1)
        end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
        raw = listing + record + locator + end
    else:
        raw = listing + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(listing), 0, 0)
    assert len(zipfile.ZipFile(io.BytesIO(raw)).infolist()) == 400_000  # the library would read them all
    path = tmp_path / "many.zip"
    path.write_bytes(raw)
    limited = (
        "import resource, sys\n"
        "from fieldnotes.formats.packages import Package\n"
        "from fieldnotes.base.errors import FieldnotesError\n"
        "used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024\n"
        "resource.setrlimit(resource.RLIMIT_AS, (used + 200 * 2**20,) * 2)\n"
        "try:\n"
        "    Package(open(sys.argv[1], 'rb'))\n"
        "except FieldnotesError as error:\n"
        "    print(error)\n"
    )
    began = time.perf_counter()
    ran = subprocess.run(
        [sys.executable, "-c", limited, str(path)], capture_output=True, text=True, check=False
    )
    assert "more than 10,000 parts" in ran.stdout, ran.stderr
    assert time.perf_counter() - began < 10
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss  # the child was measured, not this process


@pytest.mark.parametrize(
    "raw", [b"", b"PK", b"PK\x05\x06", b"PK\x05\x06" + b"\0" * 17, b"x" * 100, b"PK\x06\x07" * 30]
)
def test_what_is_no_package_is_told(raw):
    with pytest.raises(DamagedError):
        Package(raw)
