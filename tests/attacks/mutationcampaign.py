"""Damages one vault in every field and at every block, opens it each time, and prints what came of it as JSON lines.

    python mutationcampaign.py FOLDER FIRST STEP

FOLDER holds ``model`` (a closed vault), ``hot`` (one copied while open, with a write-ahead log) and ``words``. The process
limits its own address space, so that a file which asks for more memory than the dearest known cost ends in an error that
the test sees. Run by test_vault_mutation_campaign.py.
"""

import hashlib
import json
import random
import resource
import shutil
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from fieldnotes.base.errors import DamagedError, FieldnotesError, RefusedError
from fieldnotes.vault.kdf import COSTS
from fieldnotes.vault.opening import open_vault, open_with_words
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.recovery import RecoveryWords

TYPED = "river stone lamp"
ROWS = ["first row", "second row"]
LATER = "written last"
BLOCK, PAGE = 4096, 4096
DEAREST = max(cost.memory_kib for cost in COSTS.values()) * 1024
ROOM = 512 * 2**20
"""Bytes beside the dearest cost: the interpreter, its libraries, and what maps without being used."""

FIELDS = {
    "magic": (0, 8), "version": (8, 2), "kdf": (10, 2), "salt": (12, 32), "vault-id": (44, 16),
    "generation": (60, 8), "authenticator-1": (1092, 32), "authenticator-2": (1124, 32),
    "filler-start": (1156, 68), "filler": (1224, 2840), "checksum": (4064, 32),
}  # fmt: skip
PARTS = {"point": (0, 32), "nonce": (32, 12), "sealed": (44, 48), "commitment": (92, 32), "end": (124, 4)}
CHANGES = ("first bit", "last bit", "zeros", "ones", "random")


def fields() -> dict[str, tuple[int, int]]:
    slots = {
        f"slot-{slot}-{part}": (68 + 128 * slot + at, length)
        for slot in range(8)
        for part, (at, length) in PARTS.items()
    }
    return FIELDS | slots


def changed(raw: bytes, change: str, chance: random.Random) -> bytes:
    if change == "first bit":
        return bytes([raw[0] ^ 0x80]) + raw[1:]
    if change == "last bit":
        return raw[:-1] + bytes([raw[-1] ^ 1])
    return {"zeros": bytes(len(raw)), "ones": b"\xff" * len(raw)}.get(change) or chance.randbytes(len(raw))


def key_files(whole: bytes) -> Iterator[tuple[str, bytes]]:
    """Every field, each way, with and without a right checksum, in one copy and in both; then every cut."""
    chance = random.Random(1)
    block = whole[:BLOCK]
    for name, (at, length) in fields().items():
        for change in CHANGES:
            raw = block[:at] + changed(block[at : at + length], change, chance) + block[at + length :]
            for hostile in (False, True) if name != "checksum" else (False,):
                bad = raw[:4064] + hashlib.sha256(raw[:4064]).digest() if hostile else raw
                sort = f"{name}, {change}{', checksum made to fit' if hostile else ''}"
                yield f"{sort}: both copies", bad * 2
                yield f"{sort}: one copy", bad + block
    for cut in range(0, 2 * BLOCK + 1, 128):
        yield f"key file cut at {cut}", whole[:cut]


def databases(whole: bytes) -> Iterator[tuple[str, bytes]]:
    """Every page, in its salt or data, at its end where its authenticator is, as zeros, as another page; every cut."""
    chance = random.Random(2)
    pages = len(whole) // PAGE
    for page in range(pages):
        start = page * PAGE
        for at in (0, chance.randrange(16, 4000), PAGE - 70, PAGE - 1):
            place = start + at
            yield f"page {page}, byte {at}", whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        other = (page + 1) % pages * PAGE
        for sort, new in (("zeros", bytes(PAGE)), ("another page", whole[other : other + PAGE])):
            yield f"page {page} as {sort}", whole[:start] + new + whole[start + PAGE :]
        yield f"database cut at page {page}", whole[:start]
        yield f"database cut in page {page}", whole[: start + 100]


def logs(whole: bytes) -> Iterator[tuple[str, bytes]]:
    """The write-ahead log: its header, the header and the page of frames, and cuts."""
    chance = random.Random(3)
    for at in (*range(0, 56, 4), *(chance.randrange(len(whole)) for _ in range(60))):
        yield f"log, byte {at}", whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
    for cut in range(0, len(whole), 2048):
        yield f"log cut at {cut}", whole[:cut]


def mutations(folder: Path) -> Iterator[tuple[str, str, str, bytes]]:
    """What, of which vault, which file, with which bytes."""
    for what, raw in key_files((folder / "model" / "vault.key").read_bytes()):
        yield what, "model", "vault.key", raw
    for what, raw in databases((folder / "model" / "vault.db").read_bytes()):
        yield what, "model", "vault.db", raw
    for what, raw in logs((folder / "hot" / "vault.db-wal").read_bytes()):
        yield what, "hot", "vault.db-wal", raw


def attempt(vault: Path, words: RecoveryWords, *, typed: bool) -> str:
    """Open and read; ``same``, ``fault told``, the name of a typed error, or ``WRONG`` where a note had changed."""
    try:
        with open_vault(vault, Passphrase(TYPED)) if typed else open_with_words(vault, words) as opened:
            faults = opened.page_faults()
            rows = [row[0] for row in opened.connection.execute("SELECT words FROM note ORDER BY rowid")]
            if faults:
                return "fault told"
            return "same" if rows in (ROWS, [*ROWS, LATER]) else f"WRONG {len(rows)} rows"
    except FieldnotesError as error:
        kinds = (DamagedError, RefusedError)
        return next((kind.__name__ for kind in kinds if isinstance(error, kind)), type(error).__name__)


def main(folder: Path, first: int, step: int) -> None:
    words = RecoveryWords.parse((folder / "words").read_text(encoding="utf-8"))
    mapped = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (mapped + DEAREST + ROOM,) * 2)
    for number, (what, model, name, raw) in enumerate(islice(mutations(folder), first, None, step)):
        vault = folder / f"copy-{first}"
        shutil.copytree(folder / model, vault)
        (vault / name).write_bytes(raw)
        typed = name == "vault.key" and number % 5 == 0  # a run of Argon2id each time; the words need none
        started = time.perf_counter()
        outcome = attempt(vault, words, typed=typed)
        told = {"what": what, "outcome": outcome, "seconds": time.perf_counter() - started}
        kept = outcome in {"same", "fault told"} or (vault / name).read_bytes() == raw
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        sys.stdout.write(json.dumps(told | {"kept": kept, "peak": peak}) + "\n")
        shutil.rmtree(vault)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
