"""Projects out and in, with as many codings as a study by hand ever has."""

import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import NewCoding
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.formats.refi.importing import carry_out
from fieldnotes.formats.refi.packaged import load
from fieldnotes.formats.refi.planning import plan_import
from fieldnotes.formats.refi.project_writing import project_file
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole
from tests.bench.measuring import Figure, alone
from tests.making_vaults import create_vault

WORDS = ("they", "left", "at", "night", "ကျွန်တော်", "😀", "beat", "us.")
SIZES = ((1, 5_000, 100_000), (50, 10_000, 20_000), (500, 100_000, 20_000))
"""Interviews, codings in all of them, characters of each."""


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        for number, (interviews, codings, length) in enumerate(SIZES):
            place = Path(folder) / str(number)
            place.mkdir()
            book = new_book(place / "from")
            fill(book, interviews, codings // interviews, length)
            what = f"{codings:,} codings in {interviews:,} interviews"
            wanted = "<= 500 ms" if number == 0 else ""
            yield alone(f"project out, {what}", lambda book=book: project_file(book), 3, wanted)
            file = place / "p.qdpx"
            file.write_bytes(project_file(book).raw)
            into = new_book(place / "into")
            began = time.perf_counter()
            plan = plan_import(into, load(file))
            planned = time.perf_counter()
            carry_out(into, plan)
            yield Figure(f"project read and planned, {what}", planned - began, 0.0, "")
            yield Figure(f"project stored, {what}", time.perf_counter() - planned, 0.0, "")
            book.vault.close()
            into.vault.close()


def new_book(folder: Path) -> Casebook:
    vault, _ = create_vault(
        folder, role=VaultRole.RESEARCHER, passphrase=Passphrase("a bench, nothing secret"), kdf_id=1
    )
    return Casebook.open(vault, load_taxonomy())


def fill(book: Casebook, interviews: int, codings: int, length: int) -> None:
    draw = random.Random(5)
    factors = [factor.id for factor in book.taxonomy.active_factors]
    with book.vault.transaction():
        for number in range(interviews):
            case = book.cases.add(CaseId(f"C{number + 1}")).id
            text = " ".join(draw.choices(WORDS, k=length // 3))[:length]
            made = book.interviews.add(case, text)
            chosen = {
                (Span(start, start + draw.randrange(5, 300)), draw.choice(factors))
                for start in (draw.randrange(length - 400) for _ in range(codings))
            }
            memos = ("", "", "", "", "a memo on it")
            book.codings.add_all(
                made.id, [NewCoding(span, factor, memo=draw.choice(memos)) for span, factor in chosen]
            )
