"""How much each kind of evidence counts: chosen on one half of the labelled passages, ``tests/bench/candidates/README.md``."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Weights:
    """The parameters of the ranking.

    Attributes:
        k1: of BM25: how soon more of the same word stops counting for more.
        b: of BM25: how much more a longer window must hold to be worth as much, 0 to 1.
        cue: what a cue counts, if it is one word; a word of the description counts a tenth of that or so.
        longer_cue: how much more, for each word after the first.
        cue_words: what the single words of a cue count, where those of a description count 1.
        terms: how many words of a factor's description are looked for, the weightiest.
        coded: what the words of coded passages count beside the factor's own description.
        coded_terms: how many of them are looked for, the weightiest.
        shrink: so many coded passages count half of what very many would.
        denied: what a word counts that seems to be denied, where another counts 1.
        stance: by how much words of the factor's stance raise a score.
    """

    k1: float = 1.2
    b: float = 0.4
    cue: float = 1.0
    longer_cue: float = 0.3
    cue_words: float = 0.5
    terms: int = 80
    coded: float = 1.0
    coded_terms: int = 80
    shrink: float = 4.0
    denied: float = 0.6
    stance: float = 0.15


CHOSEN: Final = Weights()
