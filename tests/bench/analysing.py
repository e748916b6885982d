"""Analyses, from the open vault to the answer, with as many codings as a study by hand ever has, and twenty times that."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from fieldnotes.analysis.cooccurrence import By, cooccurrence
from fieldnotes.analysis.reading import read_material
from fieldnotes.analysis.retrieval.finding import Found, retrieve
from fieldnotes.analysis.retrieval.names import Names
from fieldnotes.analysis.retrieval.parsing import parse
from fieldnotes.analysis.saturation import saturation
from fieldnotes.casebook.book import Casebook
from tests.bench.exchanging import fill, new_book
from tests.bench.measuring import Figure, alone

SIZES = ((1, 5_000, 100_000), (5, 1_000, 20_000), (50, 10_000, 20_000), (500, 100_000, 20_000))
"""Interviews, codings in all of them, characters of each: first the size of the target, then growth."""


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        for number, (interviews, codings, length) in enumerate(SIZES):
            book = new_book(Path(folder) / str(number))
            fill(book, interviews, codings // interviews, length)
            yield from _of(book, f"{codings:,} codings in {interviews:,} interviews", target=number == 0)
            book.vault.close()


def _of(book: Casebook, what: str, *, target: bool) -> Iterator[Figure]:
    order = [factor.id for factor in book.codable]

    def ask(question: str) -> Found:
        return retrieve(read_material(book), parse(question, Names.of(book)), order)

    rounds = 5 if target else 3
    yield alone(f"retrieve all, {what}", lambda: ask("all"), rounds, "<= 150 ms" if target else "")
    yield alone(f"retrieve (dm or op) near/2 se, {what}", lambda: ask("(dm or op) near/2 se"), rounds)
    for by in By:
        wanted = "<= 300 ms, peers 5.6 s" if target and by is By.OVERLAP else ""
        yield alone(
            f"co-occurrence by {by}, {what}",
            lambda by=by: cooccurrence(read_material(book), by, order),
            rounds,
            wanted,
        )
    yield alone(f"saturation, {what}", lambda: saturation(read_material(book)), rounds)
