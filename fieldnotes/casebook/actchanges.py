"""What an act is made of: changes, each of one coding, mark, band, text, choice or factor, with what was there before and after."""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple, TypeAlias

from fieldnotes.base.ids import CaseId


class ActKind(StrEnum):
    """What an act was, to be told in words."""

    CODE = "code"
    REMOVE = "remove"
    PLACE = "place"
    REVIEW = "review"
    MEMO = "memo"
    DIARY = "diary"
    MARK = "mark"
    BANDS = "bands"
    RECODE = "recode"
    MERGE = "merge"
    SPLIT = "split"
    SETTLE = "settle"
    LOCAL = "local"
    SEVERAL = "several"


class What(StrEnum):
    """What a change was made to."""

    CODING = "coding"
    MARK = "mark"
    BAND = "band"
    CASE_MEMO = "case-memo"
    FACTOR_MEMO = "factor-memo"
    DIARY = "diary"
    SETTLED = "settled"
    LOCAL = "local"


TEXTS: Final = frozenset((What.CASE_MEMO, What.FACTOR_MEMO, What.DIARY))
"""What is a text and nothing else."""


class CodingState(NamedTuple):
    """A coding's row, but for its number.

    Attributes:
        passage: where it stands.
        factor: its factor.
        stance: as stored, or ``None``.
        strength: 1 to 3, or ``None``.
        memo: its memo, may be empty.
        coder: the coder's label.
        changed: whether folding found its words changed.
        as_of: as of which edit ``changed`` says so.
    """

    passage: int
    factor: str
    stance: str | None
    strength: int | None
    memo: str
    coder: str
    changed: int
    as_of: int

    @classmethod
    def of(cls, row: Any) -> "CodingState":
        """From a row of a coding."""
        return cls(
            row["passage_id"], row["factor"], row["stance"], row["strength"], row["memo"], row["coder"],
            row["changed"], row["as_of"],
        )  # fmt: skip

    def same(self, other: "CodingState | None") -> bool:
        """Whether these are the same but for edits of the words, which no act makes."""
        return other is not None and self[:6] == other[:6]


class TextState(NamedTuple):
    """A memo on a case or a factor, or an entry of the diary.

    Attributes:
        text: its words.
        day: of an entry, ``YYYY-MM-DD``; otherwise empty.
    """

    text: str
    day: str = ""


class SettledState(NamedTuple):
    """Whose coding of a case counts.

    Attributes:
        coder: whose codings, marks and checklist releases go by.
        settled: 1 if that was chosen, or one coder coded; 0 while it is to be chosen.
    """

    coder: str
    settled: int


class LocalState(NamedTuple):
    """A factor of the team's own, but for its id.

    Attributes:
        number: of which its key is made.
        label: its name.
        description: what it is, may be empty.
        guid: by which another program knows it, if it came from one.
    """

    number: int
    label: str
    description: str
    guid: str | None


State: TypeAlias = CodingState | TextState | SettledState | LocalState | str | None
"""What was changed; a ``str`` is a mark or a band, and ``None`` is where there is none."""


@dataclass(frozen=True, slots=True)
class Change:
    """A part of an act.

    Attributes:
        what: see :class:`What`.
        case: of which case; ``None`` for a memo on a factor and for the diary, which belong to none. A factor of the team's
            own has one where it was added while coding that case.
        before: what was there.
        after: what was there afterwards.
        coding: number of the coding.
        subject: the factor marked, the attribute, the factor that codings were recoded to or that a memo is on, the factor
            of the team's own, or the number of the diary's entry.
        coder: whose mark, or who added the factor; for a coding it says so itself.
        words: the words that a changed coding had before, where the change made it fit those it stands on now.
        touched: see the table.
        id: row number, 0 before it is stored.
    """

    what: What
    case: CaseId | None
    before: State
    after: State
    coding: int | None = None
    subject: str = ""
    coder: str = ""
    touched: int = 0
    id: int = 0
    words: str | None = None

    @property
    def place(self) -> tuple[object, ...]:
        """What was changed, without how: changes with the same place follow one another."""
        return self.what, self.case, self.coding, self.subject, coder_of(self)


def coder_of(change: Change) -> str:
    """Whose coding or mark it is; empty for what has no coder."""
    state = change.after or change.before
    return state.coder if isinstance(state, CodingState) else change.coder


def packed(state: State) -> str | None:
    """A state as it is stored: a mark or a band as it is called, all else as JSON."""
    if state is None or isinstance(state, str):
        return state
    return json.dumps(state[1:] if isinstance(state, CodingState) else state, ensure_ascii=False)


def passage_of(state: State) -> int | None:
    """The passage of a coding, which has a column of its own."""
    return state.passage if isinstance(state, CodingState) else None


def unpacked(row: Any, side: str) -> State:
    """The state ``before`` or ``after`` in a row of ``act_changes``."""
    stored = row[side]
    if stored is None:
        return None
    match What(row["what"]):
        case What.CODING:
            return CodingState(row[f"passage_{side}"], *json.loads(stored))
        case What.CASE_MEMO | What.FACTOR_MEMO | What.DIARY:
            return TextState(*json.loads(stored))
        case What.SETTLED:
            return SettledState(*json.loads(stored))
        case What.LOCAL:
            return LocalState(*json.loads(stored))
        case _:
            return str(stored)
