"""Reading a taxonomy folder into a draft: whatever can be read, and a fault for whatever cannot."""

import re
import tomllib
from dataclasses import dataclass, field, replace
from errno import EINVAL
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any, Final, Generic, TypeVar

from pydantic import ValidationError

from fieldnotes.base.errors import WrongUseError
from fieldnotes.codebook.entries import Attribute, Entry, FactorEntry, Group, Implication
from fieldnotes.codebook.faults import Fault, faults_of
from fieldnotes.codebook.files import ATTRIBUTES, CODEBOOK, FACTORS, CodebookHead, FactorsHead
from fieldnotes.codebook.mending import patched

E = TypeVar("E", bound=Entry)


LARGEST_FILE: Final = 512 * 1024
MOST_FILES: Final = 200
MOST_FACTORS: Final = 1_000
"""What a codebook for people to code with never comes near: what ships has 14 files, none over 16 KiB, and 46 factors."""

_ID_LINE = re.compile(r"""^\s*id\s*=\s*["']([^"'\n]+)["']""", re.MULTILINE)


@dataclass(frozen=True)
class Placed(Generic[E]):
    """An entry with the place where it stands.

    Attributes:
        file: relative to the taxonomy folder.
        name: its id as written, or ``factor 3`` where it has none.
        entry: what it says, with stand-ins for what is faulty.
        group: of a factor: the group its file names; ``None`` if that cannot be read.
    """

    file: str
    name: str
    entry: E
    group: str | None = None


@dataclass
class Draft:
    """A taxonomy as far as its files could be read. It serves the checks; only one without faults is loaded.

    Attributes:
        faults: what could not be read.
        unread: ids that are there but could not be read, so that references to them are not faults too.
    """

    head: CodebookHead | None = None
    groups: list[Placed[Group]] = field(default_factory=list)
    factors: list[Placed[FactorEntry]] = field(default_factory=list)
    attributes: list[Placed[Attribute]] = field(default_factory=list)
    implications: list[Placed[Implication]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)


def read_folder(folder: Path) -> Draft:
    """Read ``codebook.toml``, ``attributes.toml`` and every ``factors/*.toml`` of a folder.

    Raises:
        WrongUseError: if there is no such folder.
    """
    if not folder.is_dir():
        raise WrongUseError(
            f"There is no folder {folder}.", "Give the folder that holds codebook.toml, such as taxonomy."
        )
    draft = Draft()
    _read_codebook(folder, draft)
    _read_attributes(folder, draft)
    files = sorted(islice((folder / FACTORS).glob("*.toml"), MOST_FILES + 1))
    if not files:
        draft.faults.append(Fault(FACTORS, "", "", "holds no file of factors"))
    if len(files) > MOST_FILES:
        draft.faults.append(Fault(FACTORS, "", "", f"holds more than {MOST_FILES} files"))
    for path in files[:MOST_FILES]:
        _read_factors(folder, PurePosixPath(FACTORS, path.name), draft)
    if len(draft.factors) > MOST_FACTORS:
        draft.faults.append(Fault(FACTORS, "", "", f"holds more than {MOST_FACTORS} factors"))
        draft.factors = []
    for path in sorted(islice(folder.glob("*.toml"), MOST_FILES)):
        if path.name not in (CODEBOOK, ATTRIBUTES):
            draft.faults.append(
                Fault(path.name, "", "", f"is not read here; factors belong into the folder {FACTORS}")
            )
    return draft


def _read_codebook(folder: Path, draft: Draft) -> None:
    file = PurePosixPath(CODEBOOK)
    raw = _toml(folder, file, draft)
    if raw is None:
        return
    groups = raw.pop("group", None)
    draft.head = _head(CodebookHead, raw, file, draft)
    draft.groups = _entries(Group, groups, file, "group", draft)


def _read_attributes(folder: Path, draft: Draft) -> None:
    file = PurePosixPath(ATTRIBUTES)
    raw = _toml(folder, file, draft)
    if raw is None:
        return
    attributes, implications = raw.pop("attribute", None), raw.pop("implication", [])
    draft.faults += [Fault(str(file), "", name, "is no field that is known here") for name in raw]
    draft.attributes = _entries(Attribute, attributes, file, "attribute", draft)
    draft.implications = _entries(Implication, implications, file, "implication", draft)


def _read_factors(folder: Path, file: PurePosixPath, draft: Draft) -> None:
    raw = _toml(folder, file, draft)
    if raw is None:
        return
    entries = raw.pop("factor", None)
    head = _head(FactorsHead, raw, file, draft)
    sound = not any(fault.file == str(file) and fault.field == "group" for fault in draft.faults)
    group = head.group if head and sound else None
    factors = _entries(FactorEntry, entries, file, "factor", draft)
    draft.factors += [replace(placed, group=group) for placed in factors]


def _toml(folder: Path, file: PurePosixPath, draft: Draft) -> dict[str, Any] | None:
    raw = b""
    try:
        raw = _bytes(folder / file)
        if len(raw) > LARGEST_FILE:
            draft.faults.append(Fault(str(file), "", "", f"is larger than {LARGEST_FILE // 1024:,} KiB"))
            return None
        return tomllib.loads(raw.decode("utf-8-sig"))
    except FileNotFoundError:
        problem = "is missing"
    except UnicodeDecodeError:
        problem = "is not text in UTF-8; save it again with that encoding"
    except tomllib.TOMLDecodeError as error:
        problem = f"cannot be read as TOML: {error}"
    except RecursionError:
        problem = "cannot be read as TOML: brackets are nested too deeply"
    except OSError as error:
        problem = f"cannot be opened: {error.strerror}"
    # One slip in a file must not make every reference into it look wrong.
    draft.unread.update(_ID_LINE.findall(raw.decode(errors="replace")))
    draft.faults.append(Fault(str(file), "", "", problem))
    return None


def _bytes(path: Path) -> bytes:
    """The bytes of a file, or more than may be: a folder may come from anybody, and a pipe would be waited for."""
    if path.exists() and not path.is_file():
        raise OSError(EINVAL, "it is not a file")
    with path.open("rb") as stream:
        return stream.read(LARGEST_FILE + 1)


def _head(model: type[E], raw: object, file: PurePosixPath, draft: Draft) -> E | None:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        draft.faults += faults_of(error, file, "")
        return patched(model, raw)


def _entries(model: type[E], raw: object, file: PurePosixPath, kind: str, draft: Draft) -> list[Placed[E]]:
    if not isinstance(raw, list) or (not raw and kind != "implication"):
        draft.faults.append(Fault(str(file), "", kind, f"must be given, each under its own line [[{kind}]]"))
        return []
    placed: list[Placed[E]] = []
    for number, one in enumerate(raw, start=1):
        given = one.get("id") if isinstance(one, dict) else None
        name = given if isinstance(given, str) else f"{kind} {number}"
        entry: E | None
        try:
            entry = model.model_validate(one)
        except ValidationError as error:
            draft.faults += faults_of(error, file, name)
            entry = patched(model, one)
        if entry is None:
            draft.unread.add(name)
        else:
            placed.append(Placed(str(file), name, entry))
    return placed
