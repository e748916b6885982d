"""Words of a text, and syllables where Myanmar script writes no spaces."""

import re
from itertools import pairwise
from typing import Final, NamedTuple

from fieldnotes.casebook.searching import folded

_LETTERS: Final = (
    "\u1000-\u102a\u103f\u104e\u1050-\u1055\u105a-\u105d\u1061\u1065\u1066\u106e-\u1070\u1075-\u1081\u108e"
)
_MARKS: Final = "\u102b-\u1038\u103a-\u103e\u1056-\u1059\u105e-\u1060\u1062-\u1064\u1067-\u106d\u1071-\u1074\u1082-\u108d\u108f"
_STACKED: Final = f"\u1039[{_LETTERS}]"
_FINAL: Final = f"[{_LETTERS}](?=\u1037?\u103a|{_STACKED})"
_SYLLABLE: Final = re.compile(
    f"[{_LETTERS}](?:{_STACKED}|[{_MARKS}]|{_FINAL})*|[\u1040-\u1049\u1090-\u1099]+"
)
_TOKEN: Final = re.compile(
    "[\u1000-\u1049\u1050-\u109d]+|[^\\W_\u1000-\u109f]+(?:['’][^\\W_\u1000-\u109f]+)*"
)


class Tokens(NamedTuple):
    """The words of a sentence; two lists of the same length, which may be the same list.

    Attributes:
        words: each in small letters and without its plural's ending; in Myanmar script each syllable.
        terms: what is counted: the word again; in Myanmar script a syllable with the one after it, since a word has mostly
            two or more and nothing says where it ends; empty for the last of several.
    """

    words: list[str]
    terms: list[str]


class Reader:
    """Takes sentences apart. What it has met is known to it and to nothing else, so that no word of a note stays behind."""

    def __init__(self) -> None:
        self._singular: dict[str, str] = {}

    def tokens(self, text: str) -> Tokens:
        """The words of ``text``. Pairs of syllables stand in for words in Myanmar script as they do for Chinese.

        Overlapping pairs retrieve about as well as words found by a dictionary: Chen, He, Xu, Gey and Meggs (1997), Chinese
        text retrieval without using a dictionary, SIGIR '97.
        """
        found = _TOKEN.findall(folded(text))
        if text.isascii() or not any(map(_is_myanmar, found)):
            words = [self._known(word) for word in found]
            return Tokens(words, words)
        words, terms = [], []
        for word in found:
            if not _is_myanmar(word):
                words.append(self._known(word))
                terms.append(words[-1])
                continue
            syllables = _SYLLABLE.findall(word)
            words += syllables
            terms += map("".join, pairwise(syllables))
            if syllables:
                terms.append(syllables[0] if len(syllables) == 1 else "")
        return Tokens(words, terms)

    def _known(self, word: str) -> str:
        stem = self._singular.get(word)
        if stem is None:
            stem = self._singular[word] = singular(word)
        return stem


def places(text: str) -> list[tuple[int, int]]:
    """Where in ``text`` each of the words stands that :class:`Reader` finds there, in code points."""
    found: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(folded(text)):
        start = token.start()
        if _is_myanmar(token[0]):
            found += ((start + one.start(), start + one.end()) for one in _SYLLABLE.finditer(token[0]))
        else:
            found.append(token.span())
    return found


def singular(word: str) -> str:
    """An English word in small letters without ``'s`` and without the ending of a plural or of the third person.

    The three rules of Harman (1991), How effective is suffixing?, JASIS 42(1): no more than an ``s`` is taken off.
    """
    word = word.replace("’", "'").removesuffix("'s")
    if len(word) < 4 or not word.endswith("s"):
        return word
    if word.endswith("ies"):
        return word if word.endswith(("eies", "aies")) else f"{word[:-3]}y"
    if word.endswith("es"):
        return word if word.endswith(("aes", "ees", "oes")) else word[:-1]
    return word if word.endswith(("us", "ss")) else word[:-1]


def _is_myanmar(word: str) -> bool:
    return "\u1000" <= word[0] <= "\u109f"
