"""What an act is made of: the changes to codings, marks, bands, memos and the diary, with what was there before and after."""

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
    MEMO = "memo"
    DIARY = "diary"
    MARK = "mark"
    BANDS = "bands"
    RECODE = "recode"
    MERGE = "merge"
    SPLIT = "split"
    SEVERAL = "several"


class What(StrEnum):
    """What a change was made to."""

    CODING = "coding"
    MARK = "mark"
    BAND = "band"
    CASE_MEMO = "case-memo"
    FACTOR_MEMO = "factor-memo"
    DIARY = "diary"


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


State: TypeAlias = CodingState | TextState | str | None
"""A coding, a text, a mark or a band; ``None`` where there is none."""


@dataclass(frozen=True, slots=True)
class Change:
    """A part of an act.

    Attributes:
        what: see :class:`What`.
        case: of which case; ``None`` for a memo on a factor and for the diary, which belong to none.
        before: what was there.
        after: what was there afterwards.
        coding: number of the coding.
        subject: the factor marked, the attribute, the factor that codings were recoded to or that a memo is on, or the
            number of the diary's entry.
        coder: whose mark; for a coding it says so itself.
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

    @property
    def place(self) -> tuple[object, ...]:
        """What was changed, without how: changes with the same place follow one another."""
        return self.what, self.case, self.coding, self.subject, coder_of(self)


def coder_of(change: Change) -> str:
    """Whose coding or mark it is; empty for what has no coder."""
    state = change.after or change.before
    return state.coder if isinstance(state, CodingState) else change.coder


def packed(state: State) -> str | None:
    """A state as it is stored: codings and texts as JSON, a mark or a band as it is called."""
    if isinstance(state, CodingState):
        return json.dumps(state[1:], ensure_ascii=False)
    return json.dumps(state, ensure_ascii=False) if isinstance(state, TextState) else state


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
        case _:
            return str(stored)


_WORDS: Final = {What.CODING: 3} | dict.fromkeys(TEXTS, 0)
"""Where a researcher's words stand in what is stored, by what was changed."""


def words_in(what: str, stored: str | None) -> str:
    """The memo or entry within what is kept of a change; empty where there is none."""
    place = _WORDS.get(What(what))
    return "" if stored is None or place is None else str(json.loads(stored)[place])


def with_words(what: str, stored: str, words: str) -> str:
    """The same with another memo or entry, where :func:`words_in` found one."""
    values = json.loads(stored)
    values[_WORDS[What(what)]] = words
    return json.dumps(values, ensure_ascii=False)
