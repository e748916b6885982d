"""Reading a question such as ``dm stance:drives near/2 opf and position=defector``.

::

    question = both { "or" both }
    both     = beside { "and" beside }
    beside   = negated [ [ "not" ] relation beside ]
    relation = "overlaps" | "samecase" | ( "near" | "then" | "after" ) [ "/" sentences ]
    negated  = "not" negated | "(" question ")" | coding
    coding   = "all" | term { term }
    term     = [ "-" ] ( factor | group | kind ( ":" | "=" ) value )

Terms side by side speak of one and the same coding; ``and`` speaks of the same passage. A value with spaces stands in quotation
marks. Upper and lower case are the same. Recursive descent, one function for each line of the grammar.
"""

import re
from typing import Final, NamedTuple

from fieldnotes.analysis.retrieval.expressions import (
    COUNTS_SENTENCES,
    And,
    Codings,
    Condition,
    Expression,
    Not,
    Or,
    Related,
    Relation,
    Without,
)
from fieldnotes.analysis.retrieval.names import Names
from fieldnotes.analysis.sentences import DEFAULT_WITHIN
from fieldnotes.base.errors import WrongUseError

LONGEST: Final = 2_000
"""Characters of a question."""

_DEEPEST: Final = 50
_MOST_SENTENCES: Final = 9_999
_TOKEN: Final = re.compile(r'\s*(?:([()])|((?:[^\s()"]|"[^"]*")+)|(")|$)')
_RELATION: Final = re.compile(r"(overlaps|samecase|near|then|after)(?:/(.*))?", re.IGNORECASE)
_NAMED: Final = re.compile(r"([^:=]+)[:=](.*)", re.DOTALL)
_WORDS: Final = frozenset({"and", "or", "not", "all"})


class QuestionError(WrongUseError):
    """A question that cannot be read, with the place where reading stopped.

    Args:
        at: characters before that place.
        problem: what is wrong there.
        remedy: what to do.
    """

    def __init__(self, at: int, problem: str, remedy: str) -> None:
        super().__init__(f"At character {at + 1} of the question: {problem}", remedy)
        self.at = at


class _Token(NamedTuple):
    at: int
    text: str

    @property
    def word(self) -> str:
        return self.text.casefold()


def parse(question: str, names: Names) -> Expression:
    """Read a question.

    Args:
        question: as typed, at most 2,000 characters.
        names: what factors, groups and attributes are called.

    Raises:
        QuestionError: naming the place where it cannot be read, and what would be read there.
    """
    if len(question) > LONGEST:
        raise QuestionError(
            LONGEST, f"It is longer than {LONGEST:,} characters.", "Ask in several questions."
        )
    reader = _Reader(_tokens(question), len(question), names)
    found = reader.question()
    rest = reader.peek()
    if rest is not None:
        problem = (
            "a parenthesis is closed that was not opened."
            if rest.text == ")"
            else f"{rest.text!r} is not expected."
        )
        raise QuestionError(rest.at, problem, "Put and, or, near, then or overlaps between two parts.")
    return found


def _tokens(question: str) -> list[_Token]:
    tokens, at = [], 0
    while at < len(question):
        found = _TOKEN.match(question, at)
        if found is None or found[3]:
            place = at if found is None else found.start(3)
            raise QuestionError(place, "a quotation mark is opened and not closed.", 'Write "other ranks".')
        if found.lastindex:
            tokens.append(_Token(found.start(found.lastindex), found[found.lastindex]))
        at = found.end()
    return tokens


class _Reader:
    """Reads tokens from left to right, never back."""

    def __init__(self, tokens: list[_Token], length: int, names: Names) -> None:
        self._tokens = tokens
        self._length = length
        self._names = names
        self._next = 0
        self._depth = 0

    def peek(self, ahead: int = 0) -> _Token | None:
        """The next token, or one after it."""
        place = self._next + ahead
        return self._tokens[place] if place < len(self._tokens) else None

    def question(self) -> Expression:
        """Parts with ``or`` between them."""
        parts = [self._both()]
        while self._take("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _both(self) -> Expression:
        parts = [self._beside()]
        while self._take("and"):
            parts.append(self._beside())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _beside(self) -> Expression:
        self._deeper()
        left = self._negated()
        wanted = True
        following = self.peek(1)
        if self._is("not") and following is not None and _RELATION.fullmatch(following.text):
            self._next += 1
            wanted = False
        token = self.peek()
        found = _RELATION.fullmatch(token.text) if token is not None else None
        if token is not None and found is not None:
            self._next += 1
            relation = Relation(found[1].casefold())
            left = Related(left, relation, self._beside(), _within(token, relation, found[2]), wanted)
        self._depth -= 1
        return left

    def _negated(self) -> Expression:
        negated = 0
        while self._take("not"):
            negated += 1
        found = self._primary()
        return Not(found) if negated % 2 else found

    def _primary(self) -> Expression:
        opened = self.peek()
        if opened is None:
            raise QuestionError(
                self._length, "something is missing at the end.", "Name a factor or a group there."
            )
        if not self._take("("):
            return self._coding(opened)
        self._deeper()
        inside = self.question()
        self._depth -= 1
        if not self._take(")"):
            raise QuestionError(opened.at, "this parenthesis is not closed.", "Close it with ).")
        return inside

    def _coding(self, first: _Token) -> Expression:
        if self._take("all"):
            return Codings(())
        conditions: list[Condition] = []
        while (token := self.peek()) is not None and not _is_structure(token):
            self._next += 1
            conditions.append(self._term(token))
        if not conditions:
            raise QuestionError(
                first.at,
                f"{first.text!r} has nothing before it to work on.",
                "Name a factor or a group first.",
            )
        return Codings(tuple(conditions))

    def _term(self, token: _Token) -> Condition:
        without = token.text.startswith("-") and len(token.text) > 1
        text = token.text.removeprefix("-") if without else token.text
        named = _NAMED.fullmatch(text)
        try:
            found = (
                self._names.bare(_unquoted(text))
                if named is None
                else self._names.named(_unquoted(named[1]), _unquoted(named[2]))
            )
        except WrongUseError as error:
            raise QuestionError(token.at, error.problem, error.remedy) from None
        return Without(found) if without else found

    def _is(self, word: str) -> bool:
        token = self.peek()
        return token is not None and token.word == word

    def _take(self, word: str) -> bool:
        if not self._is(word):
            return False
        self._next += 1
        return True

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            token = self.peek()
            at = self._length if token is None else token.at
            raise QuestionError(at, "it is nested too deeply.", "Ask in several questions.")


def _is_structure(token: _Token) -> bool:
    return token.text in "()" or token.word in _WORDS or _RELATION.fullmatch(token.text) is not None


def _within(token: _Token, relation: Relation, number: str | None) -> int | None:
    """The number of sentences behind a relation's slash."""
    if number is None:
        return DEFAULT_WITHIN if relation is Relation.NEAR else None
    if relation not in COUNTS_SENTENCES:
        raise QuestionError(
            token.at, f"{relation.value} counts no sentences.", "Leave out the slash and the number."
        )
    if not (number.isascii() and number.isdigit() and int(number) <= _MOST_SENTENCES):
        raise QuestionError(
            token.at,
            "behind the slash stands no number of sentences.",
            f"Write {relation.value}/2, for example.",
        )
    return int(number)


def _unquoted(word: str) -> str:
    return word[1:-1] if len(word) > 1 and word[0] == word[-1] == '"' else word
