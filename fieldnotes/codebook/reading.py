"""Reading a taxonomy folder into a draft: whatever can be read, and a fault for whatever cannot."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from pydantic import ValidationError

from fieldnotes.base.errors import WrongUseError
from fieldnotes.codebook.entries import Attribute, Entry, FactorEntry, Group, Implication
from fieldnotes.codebook.faults import Fault, faults_of
from fieldnotes.codebook.files import ATTRIBUTES, CODEBOOK, FACTORS, CodebookHead, FactorsHead

E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class Factors:
    """The factors of one file, with the group they say they belong to (``None`` if that cannot be read)."""

    file: str
    group: str | None
    entries: tuple[FactorEntry, ...]


@dataclass
class Draft:
    """A taxonomy as far as its files could be read. Entries with faults of their own are left out.

    Attributes:
        faults: what could not be read.
        unread: ids of entries that are there but have faults, so that references to them are not faults too.
    """

    head: CodebookHead | None = None
    groups: tuple[Group, ...] = ()
    factors: list[Factors] = field(default_factory=list)
    attributes: tuple[Attribute, ...] = ()
    implications: tuple[Implication, ...] = ()
    faults: list[Fault] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)

    def placed_factors(self) -> Iterator[tuple[str, str | None, FactorEntry]]:
        """Each factor with its file and the group its file names."""
        for file in self.factors:
            for entry in file.entries:
                yield file.file, file.group, entry


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
    files = sorted((folder / FACTORS).glob("*.toml"))
    if not files:
        draft.faults.append(Fault(FACTORS, "", "", "holds no file of factors"))
    for path in files:
        _read_factors(folder, PurePosixPath(FACTORS, path.name), draft)
    for path in sorted(folder.glob("*.toml")):
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
    draft.head = _entry(CodebookHead, raw, file, "", draft)
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
    head = _entry(FactorsHead, raw, file, "", draft)
    factors = _entries(FactorEntry, entries, file, "factor", draft)
    draft.factors.append(Factors(str(file), head.group if head else None, factors))


def _toml(folder: Path, file: PurePosixPath, draft: Draft) -> dict[str, Any] | None:
    try:
        return tomllib.loads((folder / file).read_bytes().decode("utf-8-sig"))
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
    draft.faults.append(Fault(str(file), "", "", problem))
    return None


def _entries(model: type[E], raw: object, file: PurePosixPath, name: str, draft: Draft) -> tuple[E, ...]:
    if not isinstance(raw, list) or (not raw and name != "implication"):
        draft.faults.append(Fault(str(file), "", name, f"must be given, each under its own line [[{name}]]"))
        return ()
    read = (_entry(model, one, file, f"{name} {number}", draft) for number, one in enumerate(raw, start=1))
    return tuple(entry for entry in read if entry is not None)


def _entry(model: type[E], raw: object, file: PurePosixPath, fallback: str, draft: Draft) -> E | None:
    given = raw.get("id") if isinstance(raw, dict) else None
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        draft.faults += faults_of(error, file, given if isinstance(given, str) else fallback)
        if isinstance(given, str):
            draft.unread.add(given)
        return None
