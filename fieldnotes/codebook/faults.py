"""A fault in a taxonomy folder, and what pydantic finds put into words a researcher can act on."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from pydantic import ValidationError
from pydantic_core import ErrorDetails


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend.

    Attributes:
        file: the file, relative to the taxonomy folder, with forward slashes.
        id: of the group, factor, attribute or implication; ``factor 3`` (the third in the file) where it has no id;
            empty where the fault concerns the file as a whole.
        field: such as ``definition`` or ``do_not_use_when[2].instead``, counted from 1; empty for a whole entry.
        problem: what is wrong, without a full stop.
    """

    file: str
    id: str
    field: str
    problem: str

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.file, self.id, self.field) if part)
        return f"{place}: {self.problem}"


_FORMS = {
    "version": "three numbers with dots between them, such as 1.2.0",
    "since": "three numbers with dots between them, such as 1.2.0",
    "id": "an id: lower-case words joined by hyphens, its parts by dots, at most 64 characters",
    "group": "a group's id, such as driver.morality",
    "instead": "a factor's id, such as driver.morality.civilian-violence",
    "replaced_by": "a factor's id, such as driver.morality.civilian-violence",
    "key": "two or three small letters for a factor, one or two for a group",
    "cues": "a language code of two or three small letters, such as en or my",
}
"""What a field that must match a pattern looks like."""

_KINDS = {
    "missing": "is missing",
    "extra_forbidden": "is no field that is known here; it may be misspelt or stand in the wrong place",
    "string_type": "must be words in quotation marks",
    "tuple_type": "must be a list in square brackets",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
}


def faults_of(error: ValidationError, file: PurePosixPath, entry_id: str) -> list[Fault]:
    """The faults that a validation error stands for, one each."""
    errors = error.errors(include_url=False)
    places = [found["loc"] for found in errors]
    return [
        Fault(str(file), entry_id, _field(found), _problem(found))
        for found in errors
        # A list is also called too short when an item of it is faulty; the item's fault says it better.
        if not (found["type"] == "too_short" and any(_inside(place, found["loc"]) for place in places))
    ]


def _inside(place: tuple[int | str, ...], outer: tuple[int | str, ...]) -> bool:
    return len(place) > len(outer) and place[: len(outer)] == outer


def _field(found: ErrorDetails) -> str:
    words = ""
    for part in found["loc"]:
        if isinstance(part, int):
            words += f"[{part + 1}]"
        elif part != "[key]":
            words += f".{part}" if words else part
    return words


def _problem(found: ErrorDetails) -> str:
    kind, context = found["type"], found.get("ctx", {})
    names = [part for part in found["loc"] if isinstance(part, str) and part != "[key]"]
    match kind:
        case "string_pattern_mismatch":
            form = _FORMS.get(names[-1]) or _FORMS.get(names[0]) or "of another form; see README.md"
            problem = f"must be {form}"
        case "string_too_long":
            problem = f"must have at most {context['max_length']} characters"
        case "enum":
            problem = f"must be one of {context['expected']}"
        case "too_short" if isinstance(found["input"], str):
            problem = "is empty"
        case "too_short":
            problem = f"must list at least {context['min_length']}"
        case "too_long":
            problem = f"must list at most {context['max_length']}"
        case _:
            problem = _KINDS.get(kind, found["msg"])
    return problem
