"""The pages of a database, authenticated and decrypted one by one, without SQLite.

SQLite stops at the first page that it cannot read. This reads around it, never writes, and takes the write-ahead log as
SQLite would after a crash: up to its last commit, and no further than its first frame that does not authenticate.
Formats: sqlite.org/fileformat2 (sections 1 and 4), and SQLCipher's design page for the encryption of one page.
"""

import hashlib
import hmac
import os
import struct
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from fieldnotes.vault.connecting import PAGE_BYTES
from fieldnotes.vault.keys import VaultKey, database_key

USABLE_BYTES = PAGE_BYTES - 80
"""What SQLite has of a page: SQLCipher keeps 16 bytes of IV and 64 bytes of HMAC-SHA512 at its end."""

_SALT_BYTES, _IV_BYTES, _MAC_BYTES = 16, 16, 64
_SALT_MASK = 0x3A
_MAC_KEY_ROUNDS = 2  # PBKDF2 rounds from the raw key to the key of the page HMAC, fixed in SQLCipher 4
_WAL_HEAD = struct.Struct(">IIIIIIII")
_FRAME_HEAD = struct.Struct(">IIIIII")
_WAL_MAGIC = (0x377F0682, 0x377F0683)
_COUNT_AT = 28  # sqlite.org/fileformat2, section 1.3.8: in-header database size
_PLAIN_HEAD = b"SQLite format 3\0"


class PageKeys:
    """Authenticates and decrypts single pages under the keys of one vault key."""

    __slots__ = ("_key", "_mac_key", "_salt")

    def __init__(self, key: VaultKey, vault_id: bytes) -> None:
        material = bytes.fromhex(database_key(key, vault_id)[2:-1])
        self._key, self._salt = material[:32], material[32:]
        mac_salt = bytes(byte ^ _SALT_MASK for byte in self._salt)
        self._mac_key = hashlib.pbkdf2_hmac("sha512", self._key, mac_salt, _MAC_KEY_ROUNDS, 32)

    def is_authentic(self, number: int, raw: bytes) -> bool:
        """Whether page ``number`` (from 1) is as it was written, the salt at the head of page 1 included."""
        if len(raw) < PAGE_BYTES or (number == 1 and raw[:_SALT_BYTES] != self._salt):
            return False
        start = _SALT_BYTES if number == 1 else 0
        message = raw[start:-_MAC_BYTES] + struct.pack("<I", number)
        return hmac.compare_digest(hmac.digest(self._mac_key, message, "sha512"), raw[-_MAC_BYTES:])

    def plain(self, number: int, raw: bytes) -> bytes:
        """The usable part of an authentic page in the clear; page 1 with SQLite's own head in place of the salt."""
        start = _SALT_BYTES if number == 1 else 0
        cipher = Cipher(AES(self._key), CBC(raw[USABLE_BYTES : USABLE_BYTES + _IV_BYTES])).decryptor()
        content = cipher.update(raw[start:USABLE_BYTES]) + cipher.finalize()
        return _PLAIN_HEAD + content if number == 1 else content


@dataclass
class Log:
    """What of a write-ahead log counts.

    Attributes:
        pages: page number to place in the file, of the last commit's state.
        count: pages in the database after the last commit; 0 without a commit.
        ignored: frames of this log from the first one on that does not authenticate; what was written there is lost.
    """

    pages: dict[int, int] = field(default_factory=dict)
    count: int = 0
    ignored: int = 0


class Pages:
    """The pages of one database and its log.

    Args:
        keys: of the vault.
        database: descriptor of the database, open for reading.
        log: descriptor of its write-ahead log; -1 where there is none, or it is empty.

    Attributes:
        count: pages there should be, a last one that is cut off included.
        log: what of the write-ahead log counts.
    """

    def __init__(self, keys: PageKeys, database: int, log: int = -1) -> None:
        self._keys = keys
        self._database = database
        self._log_file = log
        self.log = self._read_log() if log >= 0 else Log()
        self.count = self.log.count or max(
            -(-os.fstat(database).st_size // PAGE_BYTES), self._count_in_head()
        )

    @classmethod
    @contextmanager
    def of_files(cls, keys: PageKeys, database: Path) -> Iterator[Self]:
        """The pages of a database that is not open in this process, with its log if there is one.

        Raises:
            OSError: if it cannot be opened.
        """
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
        with ExitStack() as closing:
            main = os.open(database, flags)
            closing.callback(os.close, main)
            log = -1
            with suppress(FileNotFoundError):
                log = os.open(database.with_name(database.name + "-wal"), flags)
                closing.callback(os.close, log)
            yield cls(keys, main, log)

    def raw(self, number: int) -> bytes:
        """Page ``number`` as it lies on the disk; short where the file ends."""
        if number in self.log.pages:
            return os.pread(self._log_file, PAGE_BYTES, self.log.pages[number])
        return os.pread(self._database, PAGE_BYTES, (number - 1) * PAGE_BYTES)

    def read(self, number: int) -> bytes | None:
        """Page ``number`` in the clear; ``None`` if it is not there or not as it was written."""
        try:
            raw = self.raw(number)
        except OSError:  # a bad block is one damaged page
            return None
        return self._keys.plain(number, raw) if self._keys.is_authentic(number, raw) else None

    def is_whole(self, number: int) -> bool:
        """Whether page ``number`` is there and as it was written."""
        try:
            return self._keys.is_authentic(number, self.raw(number))
        except OSError:
            return False

    def _count_in_head(self) -> int:
        """How many pages the database says it has, so that a file cut off at the end of a page is found; 0 if it cannot."""
        first = self.read(1)
        return 0 if first is None else int.from_bytes(first[_COUNT_AT : _COUNT_AT + 4], "big")

    def _read_log(self) -> Log:
        head = os.pread(self._log_file, _WAL_HEAD.size, 0)
        log = Log()
        if len(head) < _WAL_HEAD.size:
            return log
        magic, _, page_bytes, _, *rest = _WAL_HEAD.unpack(head)
        if magic not in _WAL_MAGIC or page_bytes != PAGE_BYTES:
            return log
        salts = rest[:2]
        step = _FRAME_HEAD.size + PAGE_BYTES
        uncommitted: dict[int, int] = {}
        at, good = _WAL_HEAD.size, True
        while len(frame := os.pread(self._log_file, step, at)) == step:
            number, count, *found, _, _ = _FRAME_HEAD.unpack_from(frame)
            if found != salts:  # a frame of an earlier log
                break
            good = good and self._keys.is_authentic(number, frame[_FRAME_HEAD.size :])
            if good:
                uncommitted[number] = at + _FRAME_HEAD.size
                if count:
                    log.pages |= uncommitted
                    log.count = count
                    uncommitted = {}
            else:
                log.ignored += 1
            at += step
        return log
