"""A short stretch of work in a casebook, and by hand what the casebook holds after each step of it.

The expectations are written down, not computed by the program: a step is lost if and only if they say so.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fieldnotes.base.ids import CaseId, CoderLabel, InterviewId
from fieldnotes.base.span import Span
from fieldnotes.text.edits import Edit
from fieldnotes.vault.opening import open_with_words
from fieldnotes.vault.recovery import RecoveryWords
from fieldnotes.vault.vault import Vault

PASSPHRASE = "correct horse battery staple"  # noqa: S105 - the tests' own vaults
NEXT_PASSPHRASE = "lanterns over the slow river"  # noqa: S105 - as above
CASE = CaseId("C1")
TALK, DOOMED = InterviewId(1), InterviewId(2)
START = "He left at dawn. The river was high."
DOOMED_CANARY = "Canary-of-the-doomed-interview"
PASTED = "abcdefghijklmnopqrstu" * 10  # 210 edits in one: more than are kept before a new snapshot is written


@dataclass(frozen=True)
class Held:
    """What a casebook holds: texts by interview in order, codings as (words, changed), and memos of lost codings."""

    texts: tuple[str, ...]
    codings: tuple[tuple[str, bool], ...]
    lost: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """One thing a researcher does, acknowledged once it is durable."""

    name: str
    do: Callable[[Any], object]
    after: Held


def words_of(scene: Path) -> RecoveryWords:
    """The recovery words of a scene's vault, which open it without the slow key derivation."""
    return RecoveryWords.parse((scene / "words").read_text())


def unlocked(scene: Path) -> Vault:
    """The scene's vault, open."""
    return open_with_words(scene / "vault", words_of(scene))


def prepare(book: Any) -> Held:
    """Fill an empty casebook: one case, two interviews, two codings."""
    factors = [factor.id for factor in book.taxonomy.active_factors]
    book.cases.add(CASE)
    book.interviews.add(CASE, START)
    book.interviews.add(CASE, DOOMED_CANARY)
    book.codings.add(TALK, Span(3, 7), factors[0], memo="left")
    book.codings.add(TALK, Span(21, 26), factors[1], memo="river")
    return BEFORE


def held(book: Any) -> Held:
    """What the casebook holds, read through its own services."""
    texts = {found.id: book.interviews.text(found.id) for found in book.interviews.of(CASE)}
    codings = [
        (texts[coding.interview][coding.span.start : coding.span.end], coding.changed)
        for coding in book.codings.of_case(CASE)
    ]
    return Held(tuple(texts.values()), tuple(codings), tuple(lost.memo for lost in book.codings.lost(CASE)))


def _edit(start: int, removed: str, inserted: str) -> Callable[[Any], object]:
    return lambda book: book.journal.record(TALK, [Edit(start, removed, inserted)])


def _paste(book: Any) -> None:
    book.journal.record(TALK, [Edit(place, "", character) for place, character in enumerate(PASTED)])


def _code(book: Any) -> None:
    text = book.interviews.text(TALK)
    start = text.index("water")
    book.codings.add(TALK, Span(start, start + 5), book.taxonomy.active_factors[2].id, memo="water")


BEFORE = Held((START, DOOMED_CANARY), (("left", False), ("river", False)))
_TYPED = replace(BEFORE, texts=("So he left at dawn. The river was high.", DOOMED_CANARY))
_CHANGED = replace(
    _TYPED,
    texts=("So he lift at dawn. The river was high.", DOOMED_CANARY),
    codings=(("lift", True), ("river", False)),
)
_LOST = replace(
    _CHANGED,
    texts=("So he lift at dawn. The was high.", DOOMED_CANARY),
    codings=(("lift", True),),
    lost=("river",),
)
_FILLED = replace(_LOST, texts=("So he lift at dawn. The water was high.", DOOMED_CANARY))
_CODED = replace(_FILLED, codings=(("lift", True), ("water", False)))
_ADDED = replace(_CODED, texts=(*_CODED.texts, "A second talk, မြန်မာ."))
_DELETED = replace(_ADDED, texts=(_ADDED.texts[0], _ADDED.texts[2]))
_PASTED = replace(_DELETED, texts=(PASTED + _DELETED.texts[0], _DELETED.texts[1]))
_ENDED = replace(_PASTED, texts=(_PASTED.texts[0][:-1] + "!", _PASTED.texts[1]))
_HIDDEN = replace(_ENDED, codings=(), lost=())

STEPS = (
    Step("type before a coded word", _edit(0, "H", "So h"), _TYPED),
    Step("change a coded word", _edit(7, "e", "i"), _CHANGED),
    Step("delete a coded word and its space", _edit(23, " river", ""), _LOST),
    Step("type in its place", _edit(23, "", " water"), _FILLED),
    Step("code", _code, _CODED),
    Step("add an interview", lambda book: book.interviews.add(CASE, "A second talk, မြန်မာ."), _ADDED),
    Step("delete an interview", lambda book: book.interviews.delete(DOOMED), _DELETED),
    Step("paste", _paste, _PASTED),
    Step("fold", lambda book: book.journal.fold(TALK), _PASTED),
    Step("type at the end", _edit(len(_PASTED.texts[0]) - 1, ".", "!"), _ENDED),
    Step("begin a second coding", lambda book: book.second.begin(CASE, CoderLabel("B")), _HIDDEN),
    Step("complete it", lambda book: book.checklist.mark_rest_not_raised(CASE), _ENDED),
)
