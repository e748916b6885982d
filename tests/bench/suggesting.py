"""Candidate passages: how fast they are found, and how well, beside plain search for the codebook's cue words."""

import random
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import fmean

from rich.table import Table

from fieldnotes.analysis.candidates.profiles import Profiles, content_terms
from fieldnotes.analysis.candidates.ranking import Ranking
from fieldnotes.analysis.candidates.suggesting import Suggesting
from fieldnotes.analysis.candidates.units import whole
from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.queries import Where
from fieldnotes.casebook.records import NewCoding
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.codebook.models import Factor
from fieldnotes.demo.library import Language, passages
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole
from tests.bench.labelled import Half, Labelled, labelled
from tests.bench.measuring import Figure, against, alone
from tests.making_vaults import create_vault

SIZES = ((1, 5_000, 100_000), (50, 10_000, 20_000), (500, 100_000, 20_000))
"""Interviews, codings in all of them, characters of each."""

FIRST = 10
"""How many of a ranking are looked at."""


# How fast.


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        for number, size in enumerate(SIZES):
            yield from _of_size(Path(folder) / str(number), *size)
        book = _book(Path(folder) / "hostile")
        for number, (name, piece) in enumerate((("words", "salary and "), ("Burmese syllables", "ကျွန်တော်"))):
            case = book.cases.add(CaseId(f"H{number}")).id
            book.interviews.add(case, (piece * 60_000)[:500_000])
            yield alone(
                f"candidates, 500,000 characters of {name} without a sentence's end",
                lambda case=case: _suggested(book, "dxp", case),
                3,
            )
        book.vault.close()


def _of_size(folder: Path, interviews: int, codings: int, length: int) -> Iterator[Figure]:
    book = _book(folder)
    _fill(book, interviews, codings // interviews, length)
    suggesting = Suggesting(book)
    factor = book.resolve("dmv")
    first = book.interviews.of(CaseId("C1"))
    what = f"{codings:,} codings in {interviews:,} interviews of {length:,} characters"
    yield against(
        f"candidates for one factor in one interview, {what}, against plain search for its cues",
        lambda: suggesting.candidates(factor.id, first, FIRST),
        lambda: [list(book.interviews.find(cue, Where(case=CaseId("C1")))) for cue in factor.cues["en"]],
        rounds=9,
        wanted="<= 100 ms" if interviews == 1 else "",
    )
    if interviews > 1:
        yield alone(
            f"candidates for one factor in all interviews, {what}",
            lambda: suggesting.everywhere(factor.id, FIRST),
            1,
        )
    book.vault.close()


def _suggested(book: Casebook, key: str, case: CaseId) -> object:
    return Suggesting(book).candidates(book.resolve(key).id, book.interviews.of(case), FIRST)


def _book(folder: Path) -> Casebook:
    vault, _ = create_vault(
        folder, role=VaultRole.RESEARCHER, passphrase=Passphrase("a bench, nothing secret"), kdf_id=1
    )
    return Casebook.open(vault, load_taxonomy())


def _fill(book: Casebook, interviews: int, codings: int, length: int) -> None:
    draw = random.Random(5)
    factors = [factor.id for factor in book.taxonomy.active_factors]
    said = [words for by in passages().values() for words in by[Language.ENGLISH]]
    with book.vault.transaction():
        for number in range(interviews):
            case = book.cases.add(CaseId(f"C{number + 1}")).id
            turns = (
                f"Q: And then?\nA: {' '.join(draw.choices(said, k=2))}\n\n" for _ in range(length // 200)
            )
            made = book.interviews.add(case, "".join(turns)[:length])
            chosen = {
                (Span(start, start + draw.randrange(5, 300)), draw.choice(factors))
                for start in (draw.randrange(made.length - 400) for _ in range(codings))
            }
            book.codings.add_all(made.id, [NewCoding(span, factor) for span, factor in sorted(chosen)])


# How well.

Search = Callable[[Factor], Sequence[int]]
"""Gives the places of passages for a factor, the best first."""


def tables() -> Iterator[Table]:
    """Recall and precision on the half that nothing was chosen on."""
    yield quality_table(labelled(Half.HELD_OUT), labelled(Half.TUNING))


def quality_table(ranked: Sequence[Labelled], coded: Sequence[Labelled]) -> Table:
    table = Table(
        "way", "language", "recall at 10", "precision at 10", "recall / keyword search", "95 % interval",
        title=f"candidates among {len(ranked)} labelled passages, means over factors",
    )  # fmt: skip
    for language in ("all", "en"):
        pool = [one for one in ranked if language in ("all", one.language)]
        found = {name: quality(pool, search) for name, search in ways(pool, coded).items()}
        keyword = (recalls for name, (recalls, _) in found.items() if name.startswith("keyword"))
        plain = max(keyword, key=fmean)
        for name, (recalls, precisions) in found.items():
            low, high = ratio_interval(recalls, plain)
            table.add_row(
                name,
                language,
                f"{fmean(recalls):.3f}",
                f"{fmean(precisions):.3f}",
                f"{fmean(recalls) / fmean(plain):.2f}",
                f"{low:.2f} to {high:.2f}",
            )
    return table


def ratio_interval(recalls: Sequence[float], plain: Sequence[float]) -> tuple[float, float]:
    """Of the ratio of two means over the same factors: percentiles of a bootstrap over factors."""
    draw = random.Random(5)
    places = range(len(recalls))
    ratios = []
    for _ in range(2_000):
        drawn = draw.choices(places, k=len(places))
        ratios.append(sum(recalls[place] for place in drawn) / sum(plain[place] for place in drawn))
    ratios.sort()
    return ratios[50], ratios[-51]


def ways(ranked: Sequence[Labelled], coded: Sequence[Labelled]) -> Mapping[str, Search]:
    """The ways compared: searching for cue words, and candidates without and with passages coded before."""
    parts = [whole(one.text) for one in ranked]
    profiles = Profiles(load_taxonomy())
    known = [(one.factors, content_terms(one.text)) for one in coded]

    def candidates(factor: Factor, *, learning: bool) -> list[int]:
        taught = [words for factors, words in known if learning and factor.id in factors]
        return [one.text for one in Ranking(profiles.of(factor), parts, taught).best(FIRST)]

    return {
        "keyword search, any place": lambda factor: keyword_search(factor, ranked, whole_words=False),
        "keyword search, whole words": lambda factor: keyword_search(factor, ranked, whole_words=True),
        "candidates, nothing coded": lambda factor: candidates(factor, learning=False),
        "candidates, the other half coded": lambda factor: candidates(factor, learning=True),
    }


def keyword_search(factor: Factor, ranked: Sequence[Labelled], *, whole_words: bool) -> list[int]:
    """Passages that hold a cue, those that hold more of them first, then in their order."""
    edge = r"\b" if whole_words else ""
    cues = [
        re.compile(f"{edge}{re.escape(cue)}{edge}", re.IGNORECASE)
        for cues in factor.cues.values()
        for cue in cues
    ]
    held = [sum(cue.search(one.text) is not None for cue in cues) for one in ranked]
    return sorted((place for place, cues in enumerate(held) if cues), key=lambda place: -held[place])


def quality(ranked: Sequence[Labelled], search: Search) -> tuple[list[float], list[float]]:
    """Recall and precision among the first ten, factor by factor.

    Recall is what was found of what could be: a factor with twelve passages cannot have more than ten among ten.
    """
    recalls, precisions = [], []
    for factor in load_taxonomy().active_factors:
        relevant = {place for place, one in enumerate(ranked) if factor.id in one.factors}
        if relevant:
            found = len(relevant & set(search(factor)[:FIRST]))
            recalls.append(found / min(FIRST, len(relevant)))
            precisions.append(found / FIRST)
    return recalls, precisions
