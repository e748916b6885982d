"""What passages that are coded already teach: the words they share, which the codebook may not have thought of."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from fieldnotes.analysis.candidates.profiles import normalised
from fieldnotes.analysis.candidates.weights import CHOSEN, Weights


def learned(
    passages: Sequence[Counter[str]], spread: Mapping[str, int], size: int, weights: Weights = CHOSEN
) -> dict[str, float]:
    """Words to look for besides those of a factor's description, each with a weight.

    Relevance feedback after Rocchio (1971), Relevance feedback in information retrieval, in Salton, The SMART retrieval system:
    the mean of the coded passages' vectors, of which the best terms are kept. A term is worth the more, the more passages hold
    it and the fewer sentences of the texts.

    Args:
        passages: the words of each coded passage with their counts.
        spread: in how many sentences of the texts each word occurs.
        size: how many sentences there are.
        weights: the parameters.
    """
    if not passages:
        return {}
    mean: dict[str, float] = {}
    for counted in passages:
        length = math.sqrt(sum((1 + math.log(count)) ** 2 for count in counted.values()))
        for term, count in counted.items():
            mean[term] = mean.get(term, 0.0) + (1 + math.log(count)) / length / len(passages)
    rated = {term: weight * rarity(spread.get(term, 0), size) for term, weight in mean.items()}
    best = sorted(rated, key=lambda term: (-rated[term], term))[: weights.coded_terms]
    share = weights.coded * len(passages) / (len(passages) + weights.shrink)
    return {
        term: share * weight
        for term, weight in normalised({term: rated[term] for term in best if rated[term]}).items()
    }


def rarity(spread: int, size: int) -> float:
    """The weight of a term that ``spread`` of ``size`` sentences hold: the inverse document frequency of BM25, never negative."""
    return math.log(1 + (size - spread + 0.5) / (spread + 0.5))
