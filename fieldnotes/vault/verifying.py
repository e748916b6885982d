"""Everything that can be wrong with an open vault, named as exactly as the vault itself can."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from fieldnotes.base.errors import DamagedError
from fieldnotes.vault.btrees import Key
from fieldnotes.vault.cipherpages import Pages
from fieldnotes.vault.connecting import REQUIRED
from fieldnotes.vault.damaged import remains_of
from fieldnotes.vault.files import VaultFiles
from fieldnotes.vault.locating import owners
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.recovery import RecoveryWords
from fieldnotes.vault.restoring import opener_for
from fieldnotes.vault.schemas import differences, schema_in, schema_made_by
from fieldnotes.vault.share import Share
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault

_AT_A_TIME = 256
"""Pages between two looks at whether something more urgent waits: a millisecond's work."""

_MOST_TOLD = 100


class Kind(StrEnum):
    """What a fault is of."""

    PAGE = "page"
    TREE = "tree"
    REFERENCE = "reference"
    SCHEMA = "schema"
    STALE = "stale"
    KEY_FILE = "key file"
    SETTING = "setting"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        kind: what it is of.
        sentence: in words, without any content of a note.
        table: concerned, if that can be told.
        rowid: of the row concerned, if it is one row.
        page: that cannot be read, from 1.
        after: key of the last row before what cannot be read; ``None`` at the table's beginning.
        upto: key of the last row that could be there; ``None`` at the table's end.
        scope: what is not as it was last written, such as ``interview 12``.
    """

    kind: Kind
    sentence: str
    table: str | None = None
    rowid: int | None = None
    page: int | None = None
    after: Key | None = field(default=None, repr=False)  # a key may be a case's label, or worse
    upto: Key | None = field(default=None, repr=False)
    scope: str | None = None

    @property
    def is_damage(self) -> bool:
        """Whether something cannot be read, rather than being there and wrong."""
        return self.kind in {Kind.PAGE, Kind.TREE}


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found.

    Attributes:
        faults: everything that is wrong.
        checked: how many pages, references and so on were looked at, by what they are.
    """

    faults: tuple[Fault, ...]
    checked: Mapping[str, int]

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``; keys are left out, since a case's label may be one."""
        told = [asdict(fault) for fault in self.faults]
        kept = ("kind", "sentence", "table", "rowid", "page", "scope")
        return {
            "faults": [{name: fault[name] for name in kept} for fault in told],
            "checked": dict(self.checked),
        }


def verify(vault: Vault) -> Verification:
    """Check pages, trees, references, schema, freshness, the key file and the settings of an open vault.

    The schema is held against the migrations of the rooms that have opened the vault since it was unlocked; open them
    first. Nothing is changed. Takes about two seconds for 100 MB. Writers go on meanwhile.

    Raises:
        RefusedError: if locking or a deletion for good ended it, or the database is being read just now.
    """
    checked: Counter[str] = Counter()
    faults = list(_pages(vault, checked))
    if not faults:
        faults += _told(vault.connection, _trees, Kind.TREE)
        faults += _told(vault.connection, _references, Kind.REFERENCE)
    for check in (_schema, _freshness, _key_file, _settings):
        try:
            faults += check(vault, checked)
        except DamagedError as error:
            if not any(fault.is_damage for fault in faults):  # otherwise it is told already, and more exactly
                faults.append(Fault(Kind.PAGE, error.problem))
    return Verification(tuple(faults), checked)


def examine(
    folder: Path,
    *,
    passphrase: Passphrase | None = None,
    words: RecoveryWords | None = None,
    share: Share | None = None,
) -> Verification:
    """Look at the pages of a vault that does not open. Nothing is changed.

    Raises:
        RefusedError, DamagedError, WrongUseError: as for :func:`fieldnotes.vault.damaged.remains_of`.
    """
    checked: Counter[str] = Counter()
    with remains_of(VaultFiles(folder), opener_for(passphrase, words, share)) as found:
        faults = list(_page_faults(found.pages, lambda: None, checked))
        if found.pages.log.ignored:
            faults.append(
                Fault(
                    Kind.PAGE,
                    f"The write-ahead log is damaged: the last {found.pages.log.ignored} pages of it cannot be used.",
                )
            )
    return Verification(tuple(faults), checked)


def _pages(vault: Vault, checked: Counter[str]) -> Iterator[Fault]:
    with vault.copier.pages() as pages:
        yield from _page_faults(pages, vault.copier.give_way, checked)


def _page_faults(pages: Pages, give_way: Callable[[], None], checked: Counter[str]) -> Iterator[Fault]:
    checked["pages"] = pages.count
    damaged: list[int] = []
    for number in range(1, pages.count + 1):
        if number % _AT_A_TIME == 0:
            give_way()
        if not pages.is_whole(number):
            damaged.append(number)
    known = owners(pages, damaged) if damaged else {}
    for number in damaged:
        if number not in known:
            yield Fault(
                Kind.PAGE, f"Page {number} cannot be read; what it belongs to cannot be told.", page=number
            )
            continue
        owner = known[number]
        if owner is None:
            yield Fault(Kind.PAGE, f"Page {number} cannot be read; nothing was on it.", page=number)
            continue
        entry, gap = owner.entry, owner.gap
        of = f"table {entry.name}" if entry.type == "table" else f"index {entry.name} of table {entry.table}"
        yield Fault(
            Kind.PAGE,
            f"Page {number} cannot be read; it belongs to {of}.",
            table=entry.table if entry.type == "table" else None,
            rowid=gap.upto[0] if gap.row and gap.upto is not None and isinstance(gap.upto[0], int) else None,
            page=number,
            after=gap.after,
            upto=gap.upto,
        )


def _told(connection: Connection, check: Any, kind: Kind) -> list[Fault]:
    try:
        return list(check(connection))
    except DamagedError as error:
        return [Fault(kind, error.problem)]


def _trees(connection: Connection) -> Iterator[Fault]:
    for row in connection.execute(f"PRAGMA integrity_check({_MOST_TOLD})").fetchall():
        if row[0] != "ok":
            yield Fault(Kind.TREE, f"{str(row[0]).rstrip('.')}.")


def _references(connection: Connection) -> Iterator[Fault]:
    for row in connection.execute("PRAGMA foreign_key_check").fetchall():
        yield Fault(
            Kind.REFERENCE,
            f"A row of {row[0]} refers to a row of {row[2]} that is not there.",
            table=str(row[0]),
            rowid=row[1],
        )


def _schema(vault: Vault, checked: Counter[str]) -> list[Fault]:
    expected = schema_made_by(vault.schemas)
    present = {
        str(row[0]) for row in vault.connection.execute("SELECT component FROM schema_version").fetchall()
    }
    checked["objects of the schema"] = len(expected)
    complete = present <= vault.schemas.keys()
    found = differences(schema_in(vault.connection), expected, complete=complete)
    return [Fault(Kind.SCHEMA, sentence, table=name) for name, sentence in found]


def _freshness(vault: Vault, checked: Counter[str]) -> list[Fault]:
    stale = vault.stale()
    checked["watched rows"] = 1
    return [Fault(Kind.STALE, f"Not as it was last written: {scope}.", scope=scope) for scope in stale]


def _key_file(vault: Vault, checked: Counter[str]) -> list[Fault]:
    copies = vault.copier.key_copies()
    checked["copies of the key block"] = len(copies)
    return [
        Fault(
            Kind.KEY_FILE, f"Copy {'AB'[place]} in the key file is damaged; locking and unlocking mends it."
        )
        for place, whole in enumerate(copies)
        if not whole
    ]


def _settings(vault: Vault, checked: Counter[str]) -> list[Fault]:
    live = vault.cipher_settings()
    checked["settings"] = len(REQUIRED)
    return [
        Fault(Kind.SETTING, f"The setting {name} is {live[name]} and should be {value}.")
        for name, value in REQUIRED.items()
        if live[name] != value
    ]
