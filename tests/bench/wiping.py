"""Wiping: how long until the keys are gone, for 1 MB and 1 GB, on a quiet disk and while another program flushes to it.

The floor is one write of both blocks and ``fsync`` of a file of that size. A busy disk answers in its own order: what it has
already been given comes first, so the figures there are the disk's as much as ours.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.wiping import wipe
from tests.bench.measuring import Figure

ROUNDS = 9
MEGABYTE = 10**6
FLUSHER = """
import os, sys
data = os.urandom(2**20) * 16
while sys.stdin.readline():
    file = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for _ in range(24):
        os.write(file, data)
    print("flushing", flush=True)
    os.fsync(file)
    os.close(file)
    print("flushed", flush=True)
"""
"""Writes 384 MiB and flushes them, when told to."""


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as root:
        for size, name in ((MEGABYTE, "1 MB"), (1000 * MEGABYTE, "1 GB")):
            pattern = _pattern(Path(root) / f"pattern-{size}")
            yield _figure(
                f"keys gone, {name}, against one write and fsync", Path(root), pattern, size, busy=False
            )
        pattern = _pattern(Path(root) / "pattern")
        yield _figure(
            "keys gone while 384 MiB are flushed, against the same", Path(root), pattern, MEGABYTE, busy=True
        )


def _figure(name: str, root: Path, pattern: Path, size: int, *, busy: bool) -> Figure:
    with _flusher(root, busy=busy) as flush:
        pairs = [(_keys_gone(root, pattern, size, flush), _floor(root, flush)) for _ in range(ROUNDS)]
    measured, floor = (statistics.median(column) for column in zip(*pairs, strict=True))
    return Figure(name, measured, floor, "50 ms")


def _pattern(folder: Path) -> Path:
    passphrase = Passphrase("a passphrase for measuring only")
    create_vault(folder, role=VaultRole.RESEARCHER, passphrase=passphrase, kdf_id=1)[0].close()
    return folder


def _keys_gone(root: Path, pattern: Path, size: int, flush) -> float:
    folder = shutil.copytree(pattern, root / "copy")
    with (folder / "vault.db").open(
        "ab"
    ) as database:  # real bytes: a file with holes would be removed sooner
        block = os.urandom(2**20)
        for _ in range(size // len(block)):
            database.write(block)
        database.flush()
        os.fsync(database.fileno())
    with flush():
        taken = wipe(folder, trim_disk=False).key_seconds
    folder.rmdir()
    return taken


def _floor(root: Path, flush) -> float:
    file = root / "floor"
    file.write_bytes(os.urandom(8192))
    descriptor = os.open(file, os.O_RDWR)
    os.fsync(descriptor)
    with flush():
        start = time.perf_counter()
        os.pwrite(descriptor, os.urandom(8192), 0)
        os.fsync(descriptor)
        taken = time.perf_counter() - start
    os.close(descriptor)
    return taken


@contextmanager
def _flusher(root: Path, *, busy: bool):
    """A context in which another process flushes to the same disk, begun 30 ms before; or nothing does."""
    if not busy:
        yield _nothing
        return
    command = [sys.executable, "-c", FLUSHER, str(root / "busy")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as other:

        @contextmanager
        def flush():
            other.stdin.write("go\n")
            assert other.stdout.readline() == "flushing\n"
            time.sleep(0.03)
            yield
            assert other.stdout.readline() == "flushed\n"

        yield flush
        other.stdin.close()


@contextmanager
def _nothing():
    yield
