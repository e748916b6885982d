"""How many guesses a passphrase withstands, by a well-kept estimator; and passphrases that need no estimate.

zxcvbn (Wheeler, USENIX Security 2016) knows words, names, keyboard runs, dates and substitutions. It is asked about every
word by itself, because it counts the order of words and the blanks between them as if they were secret, and takes quadratic
time. It knows no Burmese, and counts ten guesses for each character of it, so Burmese is counted by syllables here.
Nothing of what was typed is kept, returned or logged.
"""

import re
import secrets
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

FLOOR_LOG10 = 14.0
"""The fewest guesses, as a power of ten, that a passphrase must be expected to withstand.

One Argon2id guess at the lowest cost reads and writes 64 MiB three times: 0.4 GB moved, so a graphics card that
moves 1 TB in a second makes about 2,500 guesses in it. A thousand such cards make 8e13 guesses in a year. The higher
costs move four and sixteen times as much for each."""

_SCORES = (6.0, 10.0, FLOOR_LOG10, 18.0)
_WORD_CHARACTERS = 32
_MOST_WORDS = 24
_SYLLABLE_LOG10 = 2.0
_LETTER = "[\\u1000-\\u102a\\u103f-\\u1049\\u104e-\\u1055]"
_SYLLABLE = re.compile(  # a letter, what is stacked under it, its marks, and letters that only close the syllable
    f"{_LETTER}(?:\\u1039{_LETTER})?[\\u102b-\\u1038\\u103a-\\u103e]*(?:{_LETTER}\\u1037?\\u103a[\\u1037\\u1038]*)*"
)
_MYANMAR = re.compile(r"[\u1000-\u109f\uaa60-\uaa7f\ua9e0-\ua9ff]+")


@dataclass(frozen=True, slots=True)
class Strength:
    """What an estimate gives.

    Attributes:
        guesses_log10: power of ten of the guesses that are needed, 0 or more.
        score: 0 … 4; 3 and 4 are above the floor.
        words: the same in one sentence.
    """

    guesses_log10: float
    score: int
    words: str

    @property
    def sufficient(self) -> bool:
        """Whether it is at or above :data:`FLOOR_LOG10`."""
        return self.guesses_log10 >= FLOOR_LOG10


def strength(typed: str) -> Strength:
    """Estimate how many guesses find ``typed``, on the careful side: a word that comes again counts once.

    It cannot know that something is a verse, a name in the family, or written on the wall.
    """
    parts = set(list(_parts(unicodedata.normalize("NFC", typed)))[:_MOST_WORDS])
    guesses = sum((_myanmar(part) if _MYANMAR.match(part) else _latin(part) for part in parts), start=0.0)
    if parts and len(typed) <= _WORD_CHARACTERS:
        guesses = min(guesses, _latin(typed))
    score = sum(guesses >= step for step in _SCORES)
    return Strength(guesses, score, _SENTENCES[score])


def word_passphrase(words: int = 7) -> str:
    """A passphrase of words from the BIP-39 English list, 11 bits each, by the system's generator; seven give 77 bits."""
    from mnemonic import Mnemonic  # noqa: PLC0415 - its list is loaded only where one is made

    known = Mnemonic("english").wordlist
    return " ".join(secrets.choice(known) for _ in range(words))


_SENTENCES = (
    "Guessed at once.",
    "Guessed within hours by somebody who has the disk.",
    "Guessed within months by somebody with money who has the disk.",
    "Good: a thousand graphics cards need a year or more.",
    "Very good.",
)


def _parts(text: str) -> Iterator[str]:
    for word in text.split():
        end = 0
        for burmese in _MYANMAR.finditer(word):
            yield from filter(None, (word[end : burmese.start()], burmese.group()))
            end = burmese.end()
        yield from filter(None, (word[end:],))


def _latin(text: str) -> float:
    from zxcvbn import zxcvbn  # noqa: PLC0415 - its dictionaries are loaded only where a passphrase is chosen

    return float(zxcvbn(text[:_WORD_CHARACTERS])["guesses_log10"])


def _myanmar(text: str) -> float:
    # About 7 bits a syllable in running text: two syllables make a word, of which a writer uses some 16,000.
    return _SYLLABLE_LOG10 * len({match.group() for match in _SYLLABLE.finditer(text)} or {text})
