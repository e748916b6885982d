"""Replacing words for good by what stands for them: in texts, titles, memos and the diary, and in all that remembers earlier wordings.

Nothing of what was replaced is kept: the history of every interview that held it is deleted, the search index is made anew
and merged, digests go, and the log is emptied, as for any deletion. Passages keep their places, and a replaced word does not
count as a change of the words that were coded: they say the same of the same person.
"""

from dataclasses import dataclass
from typing import Any, Final

from fieldnotes.base.errors import AnswerIsNoError, WrongUseError
from fieldnotes.base.ids import CaseId, InterviewId
from fieldnotes.casebook import memowords, searching, wordsbefore
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.deleting import deletion
from fieldnotes.casebook.dismissing import forget_dismissals
from fieldnotes.casebook.elsewhere import backups_holding, interviews_holding, sentences, tables_holding
from fieldnotes.casebook.findings import forget_dismissed
from fieldnotes.casebook.histories import history_holds
from fieldnotes.casebook.moving import digest
from fieldnotes.casebook.occurrences import Moved, Words, put
from fieldnotes.casebook.rows import case_row, refuse_unstorable, today, touch
from fieldnotes.casebook.sessions import forget_writing
from fieldnotes.casebook.texts import read
from fieldnotes.vault.sqlcipher import Connection

_LONGEST_ABBREVIATED: Final = 500


@dataclass(frozen=True, slots=True)
class Places:
    """Where words stand that could be replaced.

    Attributes:
        texts: places in the texts of interviews, by case, in reading order.
        interviews: in how many interviews.
        titles: of interviews, that hold them.
        memos: that hold them; where no case is given, entries of the diary too.
    """

    texts: dict[CaseId, int]
    interviews: int
    titles: int
    memos: int

    @property
    def total(self) -> int:
        """All places in texts."""
        return sum(self.texts.values())

    @property
    def found(self) -> bool:
        """Whether there is anything to replace."""
        return bool(self.total or self.titles or self.memos)


@dataclass(frozen=True, slots=True)
class Replaced:
    """What was replaced, and where it still stands.

    Attributes:
        places: what was replaced.
        histories: in how many interviews the earlier wordings went, so that nothing can be undone there.
        others: guides and abbreviations that were changed too.
        left: a sentence for each place where the letters still stand.
        backups: a sentence for each backup that still holds them, or may.
    """

    places: Places
    histories: int
    others: int
    left: tuple[str, ...]
    backups: tuple[str, ...]


def find_places(book: Casebook, words: str, case: CaseId | None = None) -> Places:
    """Where ``words`` stand as whole words (whole syllables in Burmese), whatever their case; changes nothing.

    Args:
        book: the casebook.
        words: one line.
        case: look in this case only.

    Raises:
        AnswerIsNoError: if there is no such case.
        WrongUseError: if there are no words.
    """
    return _find(book.vault.connection, _wanted(words), case)


def replace(book: Casebook, words: str, instead: str, case: CaseId | None = None) -> Replaced:
    """Replace ``words`` by ``instead`` wherever :func:`find_places` finds them, for good.

    Args:
        book: the casebook; nothing that was typed may be waiting to be saved.
        words: one line.
        instead: what stands for them from now on.
        case: in this case only. Without it, guides and abbreviations are changed too, which belong to no case.

    Raises:
        AnswerIsNoError: if there is no such case, or the words stand nowhere there.
        WrongUseError: if there are no words, or ``instead`` holds them or cannot be stored.
        RefusedError: if traces may remain in the log, which is in use; they go at the next opening.
    """
    wanted = _wanted(words)
    refuse_unstorable(instead, one_line=True)
    if not instead.strip() or wanted.held(instead):
        raise WrongUseError(
            "What is put in their place must not hold the words.", "Choose another pseudonym."
        )
    places = _find(book.vault.connection, wanted, case)
    scope = _scope(book.vault.connection, case)
    if not places.found and not _in_histories(book, scope, case, wanted):
        raise AnswerIsNoError(
            "Those words stand nowhere there.", "Check their spelling, or look in the whole vault."
        )
    book.journal.drop()
    with deletion(book.vault) as connection:
        histories = sum([_replace_in(book, connection, row, wanted, instead) for row in scope])
        memowords.replace(connection, wanted, instead, [row["id"] for row in scope], case)
        others = 0 if case is not None else _replace_outside_cases(connection, wanted, instead)
    book.journal.drop()
    return Replaced(
        places, histories, others, _left(book.vault.connection, wanted), backups_holding(book.vault, wanted)
    )


def _wanted(words: str) -> Words:
    if not words.split():
        raise WrongUseError("There are no words to replace.", "Give a name, or select it in the text.")
    refuse_unstorable(words)
    return Words(words)


def _scope(connection: Connection, case: CaseId | None) -> list[Any]:
    if case is not None:
        case_row(connection, case)
    return connection.execute(
        "SELECT id, case_id, title FROM interviews WHERE ? IS NULL OR case_id = ? ORDER BY id", (case, case)
    ).fetchall()


def _find(connection: Connection, words: Words, case: CaseId | None) -> Places:
    texts: dict[CaseId, int] = {}
    interviews = titles = 0
    scope = _scope(connection, case)
    for row in scope:
        found = len(words.find(read(connection, row["id"])))
        interviews += found > 0
        titles += bool(words.find(row["title"]))
        if found:
            texts[row["case_id"]] = texts.get(row["case_id"], 0) + found
    memos = memowords.held(connection, words, [row["id"] for row in scope], case)
    return Places(texts, interviews, titles, memos)


def _in_histories(book: Casebook, scope: list[Any], case: CaseId | None, words: Words) -> bool:
    connection = book.vault.connection
    if memowords.kept_by_acts(connection, words, [row["id"] for row in scope], case):
        return True
    return any(
        history_holds(connection, row["id"], read(connection, row["id"]), words)
        or wordsbefore.holds(connection, row["id"], words.held)
        for row in scope
    )


def _replace_in(book: Casebook, connection: Connection, row: Any, words: Words, instead: str) -> bool:
    """Replace in one interview; whether its history had to go."""
    interview = InterviewId(row["id"])
    forget_dismissed(connection, interview, words.given)
    connection.execute(
        "UPDATE passages SET lost_digest = NULL WHERE interview_id = ? AND lost_digest = ?",
        (interview, digest(words.given)),
    )
    in_title = words.find(row["title"])
    if in_title:
        connection.execute(
            "UPDATE interviews SET title = ? WHERE id = ?", (put(row["title"], in_title, instead), interview)
        )
        touch(connection, row["case_id"])
    wordsbefore.rewrite(connection, interview, lambda before: put(before, words.find(before), instead))
    text = read(connection, interview)
    spans = words.find(text)
    if not spans and not history_holds(connection, interview, text, words):
        return False
    forget_dismissals(connection, interview)
    book.journal.fold(interview)
    book.passages.shift(connection, interview, Moved(spans, len(instead)))
    now = put(text, spans, instead)
    connection.execute("UPDATE snapshots SET text = ? WHERE interview_id = ?", (now, interview))
    connection.execute("DELETE FROM journal WHERE interview_id = ?", (interview,))
    forget_writing(connection, interview)
    book.passages.forget_lost_words(connection, interview)
    connection.execute(
        "UPDATE interviews SET length = ?, changed = ? WHERE id = ?", (len(now), today(), interview)
    )
    searching.index(connection, interview, now)
    touch(connection, row["case_id"])
    return True


def _replace_outside_cases(connection: Connection, words: Words, instead: str) -> int:
    """Guides and abbreviations; an abbreviation that is the word itself goes, and so does the word in the list to point out."""
    changed = 0
    for row in connection.execute("SELECT name, text FROM guides").fetchall():
        if spans := words.find(row["text"]):
            text = put(row["text"], spans, instead)
            changed += connection.execute(
                "UPDATE guides SET text = ? WHERE name = ?", (text, row["name"])
            ).rowcount
    for row in connection.execute("SELECT short, long FROM abbreviations").fetchall():
        long = put(row["long"], words.find(row["long"]), instead)
        if words.same(row["short"]) or len(long) > _LONGEST_ABBREVIATED:
            changed += connection.execute(
                "DELETE FROM abbreviations WHERE short = ?", (row["short"],)
            ).rowcount
        elif long != row["long"]:
            statement = "UPDATE abbreviations SET long = ? WHERE short = ?"
            changed += connection.execute(statement, (long, row["short"])).rowcount
    for row in connection.execute("SELECT words FROM pointed_words").fetchall():
        if words.same(row["words"]):
            changed += connection.execute(
                "DELETE FROM pointed_words WHERE words = ?", (row["words"],)
            ).rowcount
    return changed


def _left(connection: Connection, words: Words) -> tuple[str, ...]:
    """Within longer words, in other cases, and in whatever other tables there are."""
    texts = tuple(
        f"Its letters still stand in the interviews of {case}, {count} times; search for them."
        for case, count in interviews_holding(connection, words).items()
    )
    return (*texts, *sentences(tables_holding(connection, words)))
